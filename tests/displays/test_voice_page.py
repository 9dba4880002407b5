"""The voice of a zone, as it is heard: in order, never over each other, none lost, nothing old (UX-31, UX-33, INV-16)."""

from __future__ import annotations

import io
import itertools
import math
import re
import wave
from array import array
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from displays.voice import announcement_of
from tests.displays import scenes
from tests.displays.conftest import Open, live, run, wait_for
from tests.displays.halls import RunningHall

# Writes down every sound that starts and ends, and what the page's caption says at that moment.
LISTEN = """() => {
  window.heard = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function () {
    const sound = { from: performance.now(), seconds: this.buffer.duration, said: document.querySelector('.caption-said .main')?.textContent ?? '' };
    heard.push(sound);
    this.addEventListener('ended', () => { sound.until = performance.now(); });
    return start.call(this);
  };
}"""


def short_sound(seconds: float = 0.1) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22050)
        sound.writeframes(
            array("h", (int(8000 * math.sin(place / 8)) for place in range(int(22050 * seconds)))).tobytes()
        )
    return target.getvalue()


def ready(asked: list[str] | None = None, seconds: float = 0.1) -> Callable[[Page], None]:
    """Prepares a page to be listened to. With ``asked`` the recordings are short beeps and their addresses are written down."""

    def prepare(page: Page) -> None:
        page.add_init_script(f"({LISTEN})()")
        if asked is not None:
            beep = short_sound(seconds)

            def answer(route: Any) -> None:
                asked.append(route.request.url)
                route.fulfill(body=beep, content_type="audio/wav")

            page.route("**/announce/*.wav", answer)

    return prepare


def say(fake: RunningHall, *announcements: dict[str, Any], **more: Any) -> None:
    fake.show("voice:east", {"announcements": list(announcements), **more})


def test_a_cold_boot_speaks_without_a_touch(fake: RunningHall, opened: Open) -> None:
    """UX-33: nobody touches anything, the real recording of the first call sounds."""
    fake.order("beats", seconds=2)
    say(fake, scenes.announcement("A012", "3", datetime.now(scenes.SHANGHAI), times=1))
    page = live(opened("/display/voice/east", 1280, 800, before=ready()))
    wait_for(page, "heard.length > 0")
    assert page.evaluate("document.documentElement.dataset.sound") == "running"
    assert page.evaluate("heard[0].seconds") > 2.5
    assert page.evaluate("heard[0].said") == "请 A012 号到 3 号窗口办理。"
    wait_for(page, "heard[0].until > 0")
    assert page.evaluate("(heard[0].until - heard[0].from) / 1000 >= heard[0].seconds * 0.9")


def test_twenty_calls_in_a_second_are_all_spoken_in_order_and_never_over_each_other(
    fake: RunningHall, opened: Open
) -> None:
    """UX-31, INV-16: the first within two seconds; once each while more than three wait, the last ones twice."""
    asked: list[str] = []
    fake.order("beats", seconds=2)
    say(fake)
    page = live(opened("/display/voice/east", 1280, 800, before=ready(asked)))
    calls: list[dict[str, Any]] = []
    page.evaluate("window.calledAt = performance.now()")
    for place in range(20):
        calls.append(scenes.announcement(f"A{place + 1:03}", "3", datetime.now(scenes.SHANGHAI)))
        say(fake, *calls)
    wait_for(page, "heard.length === 20 && heard[19].until > 0", 60_000)
    heard = page.evaluate("heard")
    assert [re.findall(r"A\d{3}", sound["said"])[0] for sound in heard] == [f"A{place + 1:03}" for place in range(20)]
    for one, other in itertools.pairwise(heard):
        assert other["from"] >= one["until"]
    assert heard[0]["from"] - page.evaluate("calledAt") <= 2000
    times = [
        announcement_of(address.split("/announce/")[1].removesuffix(".wav").replace("%7E", "~")).id.split("~")[6]
        for address in asked
    ]
    assert times[1:16] == ["1"] * 15
    assert times[-3:] == ["2"] * 3


def test_every_call_is_spoken_although_the_last_waits_longer_than_a_minute(fake: RunningHall, opened: Open) -> None:
    """INV-16: old is what was heard of late; what only waits its turn is never dropped."""
    asked: list[str] = []
    say(fake)
    page = live(opened("/display/voice/east", 1280, 800, before=ready(asked), moved=True))
    at = datetime.now(scenes.SHANGHAI)
    say(fake, *[scenes.announcement(f"A{place + 1:03}", "3", at) for place in range(6)])
    wait_for(page, "heard.length === 1")
    page.clock.run_for(61_000)
    for place in range(2, 7):
        wait_for(page, f"heard.length >= {place - 1} && heard.at(-1).until > 0")
        page.clock.run_for(1000)
    wait_for(page, "heard.length === 6")


def test_a_call_is_spoken_once_by_a_page_however_often_it_is_told(fake: RunningHall, opened: Open) -> None:
    asked: list[str] = []
    call = scenes.announcement("A012", "3", datetime.now(scenes.SHANGHAI))
    fake.order("beats", seconds=2)
    say(fake, call)
    page = live(opened("/display/voice/east", 1280, 800, before=ready(asked)))
    wait_for(page, "heard.length === 1 && heard[0].until > 0")
    for _ in range(5):
        say(fake, call)
    second = scenes.announcement("A013", "1", datetime.now(scenes.SHANGHAI))
    say(fake, call, second)
    wait_for(page, "heard.length === 2 && heard[1].until > 0")
    wait_for(page, "document.querySelector('.caption-said') === null")  # and the queue is empty
    assert len(asked) == 2


def test_a_page_that_is_loaded_again_does_not_repeat_what_it_said(fake: RunningHall, opened: Open) -> None:
    asked: list[str] = []
    fake.order("beats", seconds=2)
    said = scenes.announcement("A012", "3", datetime.now(scenes.SHANGHAI))
    say(fake, said)
    page = live(opened("/display/voice/east", 1280, 800, before=ready(asked)))
    wait_for(page, "heard.length === 1 && heard[0].until > 0")
    wait_for(page, "sessionStorage.length > 0")
    page.reload()
    live(page)
    say(fake, said, scenes.announcement("A013", "3", datetime.now(scenes.SHANGHAI)))
    wait_for(page, "heard.length === 1 && heard[0].until > 0")
    assert "A013" in page.evaluate("heard[0].said")


def test_calls_older_than_a_minute_are_not_spoken(fake: RunningHall, opened: Open) -> None:
    """A3, INV-16: after an outage nobody is called to a window that has long moved on."""
    asked: list[str] = []
    at = datetime.now(scenes.SHANGHAI)
    say(
        fake,
        scenes.announcement("A001", "1", at - timedelta(seconds=75)),
        scenes.announcement("A002", "2", at - timedelta(seconds=10)),
    )
    page = live(opened("/display/voice/east", 1280, 800, before=ready(asked)))
    wait_for(page, "heard.length === 1")
    assert "A002" in page.evaluate("heard[0].said")
    wait_for(page, "document.querySelector('.caption-said') === null")
    assert page.evaluate("heard.length") == 1


BLOCKED = """() => {
  let touched = false;
  addEventListener('click', () => { touched = true; }, true);
  const resume = AudioContext.prototype.resume;
  Object.defineProperty(AudioContext.prototype, 'state', { get() { return touched ? 'running' : 'suspended'; } });
  AudioContext.prototype.resume = function () { return touched ? resume.call(this) : new Promise(() => {}); };
}"""


@pytest.mark.parametrize("path", ["/display/voice/east", "/display/hall?zone=east&distance_mm=6000"])
def test_a_browser_that_wants_a_touch_gets_a_button(fake: RunningHall, opened: Open, path: str, now: datetime) -> None:
    asked: list[str] = []
    fake.order("beats", seconds=2)
    fake.show("hall", scenes.quiet_hall(now))
    say(fake, scenes.announcement("A012", "3", now))

    def prepare(page: Page) -> None:
        page.add_init_script(f"({BLOCKED})()")
        ready(asked)(page)

    page = live(opened(path, 1920, 1080, before=prepare))
    page.locator(".enable").wait_for()
    assert page.evaluate("heard.length") == 0
    page.locator(".enable").click()
    wait_for(page, "heard.length === 1")
    assert page.locator(".enable").count() == 0


def test_what_waited_for_a_touch_longer_than_a_minute_is_not_spoken(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    asked: list[str] = []
    say(fake, scenes.announcement("A001", "3", now))

    def prepare(page: Page) -> None:
        page.add_init_script(f"({BLOCKED})()")
        ready(asked)(page)

    page = live(opened("/display/voice/east", 1280, 800, before=prepare, moved=True))
    page.locator(".enable").wait_for()
    run(page, fake, 70)
    page.locator(".enable").click()
    say(
        fake,
        scenes.announcement("A002", "3", datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, scenes.SHANGHAI)),
    )
    wait_for(page, "heard.length === 1")
    assert "A002" in page.evaluate("heard[0].said")


def test_a_server_that_cannot_give_the_recording_is_asked_again(fake: RunningHall, opened: Open) -> None:
    failed: list[str] = []

    def fail_twice(route: Any) -> None:
        if len(failed) < 2:
            failed.append(route.request.url)
            route.fulfill(status=503, body="")
        else:
            route.fulfill(body=short_sound(), content_type="audio/wav")

    def prepare(page: Page) -> None:
        ready()(page)
        page.route("**/announce/*.wav", fail_twice)

    fake.order("beats", seconds=2)
    say(fake, scenes.announcement("A012", "3", datetime.now(scenes.SHANGHAI)))
    page = live(opened("/display/voice/east", 1280, 800, before=prepare))
    wait_for(page, "heard.length === 1")
    assert len(failed) == 2


def test_a_recording_that_does_not_exist_leaves_the_words_on_the_screen_and_the_next_call_is_spoken(
    fake: RunningHall, opened: Open
) -> None:
    at = datetime.now(scenes.SHANGHAI)
    unspeakable = {**scenes.announcement("A001", "3", at), "wav": "/announce/CALL~A001~nowhere~1~0~zh-CN~2~1.wav"}
    fake.order("beats", seconds=2)
    say(fake, unspeakable, scenes.announcement("A002", "3", at + timedelta(milliseconds=1), times=1))
    page = live(opened("/display/voice/east", 1280, 800, before=ready()))
    page.locator(".caption-said", has_text="A001").wait_for()
    wait_for(page, "heard.length === 1")
    assert "A002" in page.evaluate("heard[0].said")


def test_a_device_that_never_says_it_has_ended_does_not_silence_the_hall(fake: RunningHall, opened: Open) -> None:
    asked: list[str] = []
    deaf = "() => { Object.defineProperty(AudioBufferSourceNode.prototype, 'onended', { set() {} }); }"

    def prepare(page: Page) -> None:
        page.add_init_script(f"({deaf})()")
        ready(asked)(page)

    at = datetime.now(scenes.SHANGHAI)
    fake.order("beats", seconds=2)
    say(fake, scenes.announcement("A001", "3", at), scenes.announcement("A002", "3", at + timedelta(milliseconds=1)))
    page = live(opened("/display/voice/east", 1280, 800, before=prepare))
    wait_for(page, "heard.length === 2", 20_000)


def test_the_caption_stands_while_a_call_is_spoken_and_the_notices_come_back(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    """A1: a caption strip for those who cannot hear."""
    fake.order("beats", seconds=2)
    fake.show("hall", scenes.hall(now))
    say(fake, scenes.announcement("A012", "3", now))
    page = live(opened("/display/hall?zone=east&distance_mm=6000", before=ready([], seconds=1.0)))
    page.locator(".caption-said", has_text="请 A012 号到 3 号窗口办理。").wait_for()
    assert page.locator(".notices").count() == 0
    page.locator(".notices").wait_for()
    assert page.locator(".caption").count() == 0


def test_a_zone_that_is_switched_off_shows_the_words_and_stays_silent(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    asked: list[str] = []
    fake.order("beats", seconds=2)
    fake.show("voice:office", {"announcements": [scenes.announcement("A012", "3", now)]})
    page = live(opened("/display/voice/office", 1280, 800, before=ready(asked)))
    page.locator(".caption-said", has_text="A012").wait_for()
    wait_for(page, "document.querySelector('.caption-said') === null")
    assert (asked, page.evaluate("heard.length")) == ([], 0)


def test_the_volume_follows_the_supervisor(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.order("beats", seconds=2)
    say(fake, scenes.announcement("A012", "3", now), volume=0.25)
    gains = """() => { window.gains = []; const connect = AudioNode.prototype.connect;
      AudioNode.prototype.connect = function (to) { if (this instanceof GainNode) window.gain = this; return connect.call(this, to); }; }"""

    def prepare(page: Page) -> None:
        page.add_init_script(f"({gains})()")
        ready([])(page)

    page = live(opened("/display/voice/east", 1280, 800, before=prepare))
    wait_for(page, "heard.length === 1")
    assert page.evaluate("window.gain.gain.value") == pytest.approx(0.25)


def test_a_board_without_a_zone_makes_no_sound(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("hall", scenes.hall(now))
    say(fake, scenes.announcement("A012", "3", now))
    page = live(opened("/display/hall", before=ready()))
    page.locator(".notices").wait_for()
    assert page.evaluate("heard.length") == 0
    assert page.evaluate("document.documentElement.dataset.sound") is None
