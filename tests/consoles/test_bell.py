"""The bell of a console: an alarm that sounds does so once at each seat, one tone at a time, in words too; it can be muted and says so."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.consoles import sample_views as sample
from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall

# The browser's own tone maker, watched: when each tone begins and ends, on its clock.
WATCH = """
window.tones = [];
const start = OscillatorNode.prototype.start, stop = OscillatorNode.prototype.stop;
OscillatorNode.prototype.start = function (at) { window.tones.push({ from: at }); return start.call(this, at); };
OscillatorNode.prototype.stop = function (at) { window.tones[window.tones.length - 1].to = at; return stop.call(this, at); };
"""
NOTES_OF_RED = 3
SILENT = "() => window.tones.length"


def alarm(hall: FakeHall, name: str, level: str = "RED", sound: bool = True) -> dict[str, Any]:
    made = {**sample.alarm(hall.now(), level), "alarm_id": name, "sound": sound}
    hall.alarms.append(made)
    hall.record("alarm", "")
    hall.publish()
    return made


def watched(open_console: OpenConsole, seat: str = "1-r", lang: str = "zh-CN") -> Any:
    console = open_console(seat, sign_in=False, lang=lang)
    console.page.add_init_script(WATCH)
    console.open()
    console.sign_in()
    return console


def tones(page: Page) -> list[dict[str, float]]:
    return list(page.evaluate("() => window.tones"))


def test_an_alarm_sounds_once_and_its_words_stand_beside_it(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    expect(console.page.locator("[data-bell]")).to_contain_text("提示音 开")
    alarm(hall, "al-1")
    expect(console.page.locator(".bell-caption")).to_contain_text("提示音（红色报警）： 在办房屋新增查封")
    assert len(tones(console.page)) == NOTES_OF_RED
    hall.record("something else", "")
    hall.publish()
    console.later(30)
    expect(console.page.locator(".bell-caption")).to_have_count(0)
    assert len(tones(console.page)) == NOTES_OF_RED, "a board drawn anew rings nothing that has rung"


def test_a_page_opened_anew_does_not_ring_again_and_another_seat_rings_for_itself(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    alarm(hall, "al-1")
    expect(console.page.locator(".bell-caption")).to_be_visible()
    console.page.reload()
    expect(console.page.locator(".alarms")).to_be_visible()
    expect(console.page.locator("[data-bell=on]")).to_be_visible()
    assert tones(console.page) == []
    alarm(hall, "al-2")
    expect(console.page.locator(".bell-caption")).to_be_visible()
    assert len(tones(console.page)) == NOTES_OF_RED
    beside = watched(open_console, "director")
    expect(beside.page.locator(".bell-caption")).to_be_visible()
    assert len(tones(beside.page)) == NOTES_OF_RED, "several that stand there when the page opens make one tone"


def test_two_alarms_never_sound_into_each_other(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    alarm(hall, "al-1")
    expect(console.page.locator(".bell-caption[data-heard=rang]")).to_be_visible()
    alarm(hall, "al-2")
    expect(console.page.locator(".alarm")).to_have_count(2)
    console.page.wait_for_function(f"() => window.tones.length === {2 * NOTES_OF_RED}")
    first, second = tones(console.page)[:NOTES_OF_RED], tones(console.page)[NOTES_OF_RED:]
    assert max(t["to"] for t in first) < min(t["from"] for t in second)


def test_a_muted_seat_says_so_shows_the_words_and_stays_muted(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console, lang="en")
    console.page.locator("[data-bell]").click()
    expect(console.page.locator("[data-bell=muted]")).to_contain_text("Sound muted")
    alarm(hall, "al-1")
    expect(console.page.locator(".bell-caption[data-heard=muted]")).to_contain_text("Muted (Red alarm): Seizure on a house in progress")
    assert tones(console.page) == []
    console.page.reload()
    bell = console.page.locator("[data-bell=muted]")
    expect(bell).to_have_attribute("aria-pressed", "true")
    bell.click()
    expect(console.page.locator("[data-bell=on]")).to_be_visible()
    assert tones(console.page) == [], "what came while it was muted does not ring afterwards"


def test_what_only_informs_makes_no_sound_and_lies_folded(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    alarm(hall, "al-1", level="INFO", sound=False)
    folded = console.page.locator(".quiet-alarms")
    expect(folded).to_contain_text("1 条提示")
    expect(folded.get_by_role("button")).to_have_count(0)
    folded.locator("summary").click()
    expect(folded.get_by_role("button", name="知道了")).to_be_visible()
    assert tones(console.page) == []


def test_under_the_lock_the_bell_rings_and_tells_nothing_of_the_case(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    console.page.evaluate("() => document.dispatchEvent(new Event('lideng:lock'))")
    expect(console.page.locator(".lock-page")).to_be_visible()
    alarm(hall, "al-1")
    caption = console.page.locator(".lock-page .bell-caption")
    expect(caption).to_contain_text("解锁后查看")
    expect(caption).not_to_contain_text("A012")
    assert len(tones(console.page)) == NOTES_OF_RED


def test_a_browser_that_wants_a_touch_first_is_said_so_and_rings_then(open_console: OpenConsole, hall: FakeHall) -> None:
    console = watched(open_console)
    # A page opened by itself after a restart: this browser refuses sound until somebody touches the page.
    console.page.add_init_script("""
      const resume = AudioContext.prototype.resume;
      let touched = false;
      addEventListener('pointerdown', () => { touched = true; }, { capture: true });
      AudioContext.prototype.resume = function () { return touched ? resume.call(this) : new Promise(() => {}); };
    """)
    console.page.reload()
    expect(console.page.locator("[data-bell=blocked]")).to_contain_text("提示音 未开启")
    alarm(hall, "al-1")
    expect(console.page.locator(".bell-caption[data-heard=blocked]")).to_contain_text("请点一下页面")
    assert tones(console.page) == []
    console.page.locator(".hall").click()
    expect(console.page.locator(".bell-caption[data-heard=rang]")).to_be_visible()
    assert len(tones(console.page)) == NOTES_OF_RED
