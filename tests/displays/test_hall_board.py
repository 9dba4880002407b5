"""The hall board: letters that can be read, calls that stay, nothing that flashes (UX-21 to UX-26, UX-28)."""

from __future__ import annotations

import io
import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from tests.displays import scenes
from tests.displays.conftest import Open, live, run, wait_for
from tests.displays.halls import RunningHall

WIDTH_MM = 1210
DISTANCES_M = (4, 6, 8, 10, 12)
LYING, STANDING = (1920, 1080), (1080, 1920)

# Every run of text that is seen: how tall its letters really are, and whether it is the translation beneath.
LETTERS = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.screen'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (!text || parent.closest('.unseen, .measure') || !parent.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(parent);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const latin = /[A-Za-z0-9]/.test(text);
    const drawn = pen.measureText(latin ? '0' : '国');
    const within = (selector) => Boolean(parent.closest(selector));
    found.push({ text, second: within('.second, .rows[data-narrow=true] .where-rest'), called: within('.number'), headline: within('.headline'),
      tall: drawn.actualBoundingBoxAscent + (latin ? 0 : drawn.actualBoundingBoxDescent) });
  }
  return found;
}"""

# Text that is cut off or runs out of its box. What falls as a whole onto a line that is not seen is meant to.
CUT_OFF = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.screen'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('.unseen, .measure') || !parent.checkVisibility({ visibilityProperty: true })) continue;
    if (getComputedStyle(parent.closest('.said') ?? parent).clipPath !== 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (let box = parent; box && !box.matches('.screen'); box = box.parentElement) {
      const frame = box.getBoundingClientRect();
      const hides = getComputedStyle(box).overflowY === 'hidden';
      if (hides && text.top >= frame.bottom - 4) break;
      const inside = (text.top + text.bottom) / 2;
      if (text.right > frame.right + 3 || text.left < frame.left - 3 || (hides && (inside > frame.bottom || inside < frame.top))) {
        found.push(`${node.textContent} runs out of ${box.className}`);
        break;
      }
    }
  }
  return found;
}"""

NUMBERS = "() => [...document.querySelectorAll('.calls [data-number]')].map((row) => row.dataset.number)"
FRESH = "() => [...document.querySelectorAll('.calls [data-fresh=true]')].map((row) => row.dataset.number)"


def shown(page: Page) -> list[str]:
    return list(page.evaluate(NUMBERS))


@pytest.mark.parametrize(
    ("distance_m", "shape"),
    [*((metres, LYING) for metres in DISTANCES_M), (6, STANDING), (10, STANDING), (8, (1366, 768))],
)
def test_letters_are_as_tall_as_the_distance_asks(
    fake: RunningHall, opened: Open, now: datetime, distance_m: int, shape: tuple[int, int]
) -> None:
    """UX-21. Called numbers D/150, the headline 0.7 degrees at the nearest seats, the rest D/200, the translation D/300."""
    fake.show("hall", scenes.hall(now))
    page = live(opened(f"/display/hall?distance_mm={distance_m * 1000}&width_mm={WIDTH_MM}&width_px=1920", *shape))
    page.evaluate("document.fonts.ready")
    long_side = max(shape)
    px_per_mm = long_side / WIDTH_MM
    needed = distance_m * 1000 * px_per_mm
    headline = distance_m * 500 * 0.012218 * px_per_mm  # tan 0.7 degrees; the nearest row sits half as far
    letters = page.evaluate(LETTERS)
    assert letters
    low = []
    for found in letters:
        part = 300 if found["second"] else 150 if found["called"] else 200
        wanted = max(needed / part, headline if found["called"] and found["headline"] else 0)
        if found["tall"] < wanted * 0.985:
            low.append((found["text"], round(found["tall"], 1), round(wanted, 1)))
    assert low == []
    assert 1 <= page.locator(".row").count() <= 5


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("shape", [(1920, 1080), (1080, 1920)], ids=["lying", "standing"])
@pytest.mark.parametrize("distance_m", [4, 6, 8, 10])
def test_nothing_is_cut_off(
    fake: RunningHall, opened: Open, now: datetime, distance_m: int, shape: tuple[int, int], lang: str
) -> None:
    calls = [
        scenes.call("A012", "3", now),
        scenes.call("Z002", "consult", now - timedelta(seconds=30)),
        scenes.call("A988", "12", now - timedelta(seconds=40)),
        scenes.call("B003", "9", now - timedelta(seconds=50)),
        scenes.call("A007", "1", now - timedelta(seconds=90), "SERVING"),
    ]
    fake.show("hall", scenes.hall(now, calls))
    page = live(opened(f"/display/hall?distance_mm={distance_m * 1000}&zone=east&lang={lang}", *shape))
    wait_for(page, "document.querySelectorAll('.slot').length > 0")
    assert page.evaluate(CUT_OFF) == []
    fake.show("hall", scenes.hall(now, calls[-1:]))  # nobody is called, one is served: the banner stands over a row
    wait_for(page, "document.querySelectorAll('.headline.empty').length === 1")
    assert page.evaluate(OVER_THE_BANNER) == []
    assert page.evaluate(CUT_OFF) == []


OVER_THE_BANNER = """() => {
  const banner = document.querySelector('.headline.empty').getBoundingClientRect();
  return [...document.querySelectorAll('.headline.empty .main, .headline.empty .second')].filter((line) => line.checkVisibility()).filter((line) => {
    const box = line.getBoundingClientRect();
    return box.top < banner.top || box.bottom > banner.bottom || box.left < banner.left || box.right > banner.right;
  }).map((line) => line.textContent);
}"""


def test_a_row_holds_number_window_and_direction_only(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-28, A3: whatever else comes over the line, no name, document or telephone is drawn."""
    private = {"name": "张三丰", "holder": "李四", "document_no": "411102198001011234", "phone": "13800005678"}
    calls = [
        {**scenes.call("A012", "3", now), **private},
        {**scenes.call("A011", "1", now - timedelta(seconds=40)), **private},
    ]
    fake.show("hall", {**scenes.hall(now, calls), **private})
    page = live(opened("/display/hall"))
    assert sorted(shown(page)) == ["A011", "A012"]
    drawn = page.content()
    assert not [secret for secret in private.values() if secret in drawn]


def test_a_new_call_is_told_by_icon_and_border_and_not_by_colour_alone(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    """UX-22: with all colour taken away the new call still differs from the old one."""
    fake.show(
        "hall",
        scenes.hall(now, [scenes.call("A012", "3", now), scenes.call("A011", "1", now - timedelta(seconds=1))]),
        at=scenes.iso(now),
    )
    page = live(opened("/display/hall?distance_mm=6000", moved=True, reduced_motion="reduce"))
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    wait_for(page, "document.querySelectorAll('.row.fresh').length === 1")
    row = page.locator(".row")
    assert row.locator(".new .icon").is_visible()
    new = grey(row.screenshot())
    run(page, fake, 14)
    assert page.evaluate(FRESH) == []
    assert row.locator(".new .icon").count() == 0
    old = grey(row.screenshot()).resize(new.size)
    assert ImageStat.Stat(ImageChops.difference(new, old)).mean[0] > 2


def test_called_and_served_differ_in_words(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-22."""
    fake.show("hall", scenes.hall(now))
    page = live(opened("/display/hall?distance_mm=6000"))
    assert "办理中" in page.locator(".row.serving").first.inner_text()
    assert "办理中" not in page.locator(".row.called").first.inner_text()


def grey(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("L")


ANIMATIONS = """() => document.getAnimations().map((animation) => {
  const { duration, iterations } = animation.effect.getTiming();
  return { name: animation.animationName ?? animation.transitionProperty, duration, iterations };
})"""


PULSES = "document.getAnimations().filter((one) => one.animationName === 'pulse').length"


def test_no_animation_is_faster_than_once_a_second_nor_longer_than_five(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    """UX-23: whatever moves when a call comes ends by itself, five seconds after the call; the colour goes on to ten."""
    page = live_after(fake, opened, now)
    seen = page.evaluate(ANIMATIONS)
    assert "pulse" in [animation["name"] for animation in seen]
    for animation in seen:
        assert animation["iterations"] == 1 or animation["duration"] >= 1000, animation
        assert animation["duration"] * animation["iterations"] <= 5000, animation
    wait_for(page, f"{PULSES} === 0")
    assert page.evaluate(FRESH) != []
    wait_for(page, "document.querySelectorAll('[data-fresh=true]').length === 0")


def live_after(fake: RunningHall, opened: Open, now: datetime, **how: Any) -> Page:
    fake.order("beats", seconds=1)
    fake.show("hall", scenes.quiet_hall(now))
    page = live(opened("/display/hall", **how))
    at = datetime.now(scenes.SHANGHAI)
    fake.show("hall", scenes.hall(at, [scenes.call("A012", "3", at), scenes.call("A011", "1", at)]))
    wait_for(page, "document.querySelectorAll('.fresh').length > 0")
    return page


def test_who_asked_for_less_motion_gets_none(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-23."""
    page = live_after(fake, opened, now, reduced_motion="reduce")
    assert page.evaluate(ANIMATIONS) == []


def test_a_call_is_on_the_board_within_a_second(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-24, from the frame leaving the server to the letters standing; the twentieth of twenty decides."""
    fake.show("hall", scenes.quiet_hall(now))
    page = live(opened("/display/hall"))
    page.evaluate("""() => { window.stood = {}; new MutationObserver(() => {
      for (const row of document.querySelectorAll('.calls [data-number]')) stood[row.dataset.number] ??= Date.now();
    }).observe(document.getElementById('app'), { childList: true, subtree: true, attributes: true }); }""")
    late = []
    for place in range(20):
        number = f"B{place + 1:03}"
        at = datetime.now(scenes.SHANGHAI)
        fake.show("hall", scenes.hall(at, [scenes.call(number, "3", at)]))
        wait_for(page, f"'{number}' in stood", 5000)
        late.append(page.evaluate(f"stood.{number}") / 1000 - at.timestamp())
    assert sorted(late)[18] <= 1.0, late


def test_a_call_stays_for_a_minute_and_longer_while_nobody_starts(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    """UX-24. What ends it is the hall, never the clock of the board."""
    fake.show("hall", scenes.hall(now, [scenes.call("A012", "3", now), scenes.call("A011", "1", now)]))
    page = live(opened("/display/hall", moved=True))
    run(page, fake, 70)
    assert sorted(shown(page)) == ["A011", "A012"]
    assert page.evaluate(FRESH) == []
    fake.show("hall", scenes.hall(now, [scenes.call("A011", "1", now)]))
    wait_for(page, "document.querySelectorAll('[data-number=A012]').length === 0")


@pytest.mark.parametrize("count", [8, 14])
def test_more_calls_than_rows_take_turns_and_each_is_seen_twice(
    fake: RunningHall, opened: Open, now: datetime, count: int
) -> None:
    """UX-25: a page stays at least eight seconds, and within the minute every call has stood on two of them."""
    fake.show("hall", scenes.hall(now, scenes.many_calls(count, now - timedelta(seconds=20))), at=scenes.iso(now))
    page = live(opened("/display/hall?distance_mm=6000", moved=True))
    seen: list[tuple[str, ...]] = []
    for _ in range(64):
        run(page, fake, 1)
        seen.append(
            tuple(
                page.evaluate("[...document.querySelectorAll('.rows [data-number]')].map((row) => row.dataset.number)")
            )
        )
    pages = [(numbers, len(list(same))) for numbers, same in itertools.groupby(seen)]
    assert len(pages) > 2
    assert all(seconds >= 7 for _, seconds in pages[1:-1]), pages  # sampled once a second
    headline = page.locator(".headline").get_attribute("data-number")
    for number in {f"A{place + 1:03}" for place in range(count)} - {headline}:
        assert sum(number in numbers for numbers, _ in pages) >= 2, (number, pages)
    assert all(len(numbers) <= 5 for numbers, _ in pages)


HEADLINES = """() => { window.turns = []; new MutationObserver(() => {
  const number = document.querySelector('.headline')?.dataset.number;
  if (number && turns.at(-1)?.number !== number) turns.push({ number, at: Date.now() });
}).observe(document.getElementById('app'), { childList: true, subtree: true, attributes: true }); }"""


def test_twenty_calls_at_once_each_have_their_turn_in_large_letters(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    """Nobody's call is pushed out of the headline before he could read it."""
    fake.show("hall", scenes.quiet_hall(now))
    page = live(opened("/display/hall", moved=True))
    page.evaluate(HEADLINES)
    at = datetime.now(scenes.SHANGHAI)
    fake.show(
        "hall",
        scenes.hall(
            at, [scenes.call(f"A{place + 1:03}", "3", at + timedelta(milliseconds=50 * place)) for place in range(20)]
        ),
    )
    wait_for(page, "turns.length > 0")
    run(page, fake, 60)
    turns = page.evaluate("turns")
    assert [turn["number"] for turn in turns] == [f"A{place + 1:03}" for place in range(20)]
    stays = [later["at"] - turn["at"] for turn, later in itertools.pairwise(turns)]
    assert min(stays) >= 1700, stays
    assert min(stays[-5:]) >= 3700, stays


def test_a_newer_call_waits_until_the_one_before_was_read(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("hall", scenes.quiet_hall(now))
    page = live(opened("/display/hall", moved=True))
    at = datetime.now(scenes.SHANGHAI)
    first = scenes.call("A001", "1", at)
    fake.show("hall", scenes.hall(at, [first]))
    wait_for(page, "document.querySelector('.headline').dataset.number === 'A001'")
    fake.show("hall", scenes.hall(at, [first, scenes.call("A002", "2", at + timedelta(seconds=1))]))
    wait_for(page, "document.querySelectorAll('.row').length === 1")
    assert page.locator(".row").get_attribute("data-number") == "A002"
    assert page.locator(".row").get_attribute("data-fresh") == "true"
    run(page, fake, 5)
    assert page.locator(".headline").get_attribute("data-number") == "A002"


def test_a_call_made_before_the_screen_came_up_is_shown_but_not_as_new(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    fake.show("hall", scenes.hall(now, [scenes.call("A012", "3", now - timedelta(seconds=30))]))
    page = live(opened("/display/hall"))
    assert shown(page) == ["A012"]
    assert page.evaluate(FRESH) == []


def test_calls_do_not_run_across_the_screen(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-26: no marquee. Where a number stands, it stands still."""
    fake.show("hall", scenes.hall(now))
    page = live(opened("/display/hall", moved=True))
    where = "[...document.querySelectorAll('.calls .number')].map((one) => { const box = one.getBoundingClientRect(); return [box.x, box.y]; })"
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    before = page.evaluate(where)
    run(page, fake, 3)
    assert page.evaluate(where) == before
    moved = page.evaluate("document.getAnimations().flatMap((one) => one.effect.getKeyframes().flatMap(Object.keys))")
    assert not {"transform", "translate", "left", "right", "top", "marginLeft", "offsetDistance"} & set(moved)
    assert page.locator("marquee").count() == 0


def notice(page: Page) -> str:
    return page.locator(".notice .said").inner_text()


def test_notices_change_by_a_slow_fade_only(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("hall", scenes.hall(now))
    page = live(opened("/display/hall?distance_mm=6000", moved=True))
    texts = []
    for _ in range(60):
        run(page, fake, 1)
        texts.append(notice(page))
    turns = [(text, len(list(same))) for text, same in itertools.groupby(texts)]
    assert len(turns) >= 4
    assert all(seconds >= 8 for _, seconds in turns[1:-1]), turns
    assert page.evaluate("getComputedStyle(document.querySelector('.notice > *')).transitionProperty") == "opacity"
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('.notice > *')).transitionDuration)") >= 0.5
    )


@pytest.mark.parametrize("by", ["management", "key", "touch"])
def test_notices_can_be_made_to_stand_still(fake: RunningHall, opened: Open, now: datetime, by: str) -> None:
    """UX-26: from the management page, by a key, by a touch."""
    fake.show("hall", scenes.hall(now, notices_paused=by == "management"))
    page = live(opened("/display/hall?distance_mm=6000", moved=True))
    if by == "key":
        page.keyboard.press("p")
    if by == "touch":
        page.locator(".notice").click()
    before = notice(page)
    run(page, fake, 40)
    assert notice(page) == before
    if by != "management":
        page.keyboard.press("p")
        run(page, fake, 25)
        assert notice(page) != before


@pytest.mark.parametrize("distance_m", [6, 10])
def test_every_lane_and_every_missed_number_gets_its_turn_at_the_side(
    fake: RunningHall, opened: Open, now: datetime, distance_m: int
) -> None:
    missed = [f"A{place:03}" for place in range(1, 12)]
    fake.show("hall", scenes.hall(now, missed=missed))
    page = live(opened(f"/display/hall?distance_mm={distance_m * 1000}", moved=True))
    seen: set[str] = set()
    for _ in range(64):
        run(page, fake, 1)
        seen |= set(
            page.evaluate(
                "[...document.querySelectorAll('.cards .lane .said .main, .cards .missed-numbers b')].map((one) => one.textContent)"
            )
        )
    assert {"立等可取", "普通业务", "咨询", *missed} <= seen


def test_a_board_does_not_grow_with_the_day(fake: RunningHall, opened: Open, now: datetime) -> None:
    """UX-29 in small: a thousand calls leave neither elements nor memory behind."""
    fake.show("hall", scenes.hall(now))
    page = live(opened("/display/hall?distance_mm=6000"))
    browser = page.context.new_cdp_session(page)

    def kilobytes() -> float:
        browser.send("HeapProfiler.collectGarbage")
        return float(browser.send("Runtime.getHeapUsage")["usedSize"]) / 1000

    def call_many(count: int) -> None:
        for place in range(count):
            at = datetime.now(scenes.SHANGHAI)
            seq = fake.show(
                "hall", scenes.hall(at, [scenes.call(f"C{place:03}", "3", at), scenes.call(f"D{place:03}", "1", at)])
            )
        wait_for(page, f"document.querySelector('[data-number=C{count - 1:03}]') !== null")
        assert seq

    call_many(100)
    elements, before = page.locator("*").count(), kilobytes()
    call_many(900)
    assert page.locator("*").count() <= elements + 10
    assert kilobytes() - before <= 5000  # ten thousand calls may cost fifty megabytes


def test_an_empty_and_a_closed_hall_say_so(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("hall", scenes.quiet_hall(now))
    page = live(opened("/display/hall"))
    assert "请留意叫号" in page.locator(".headline").inner_text()
    fake.show("hall", scenes.quiet_hall(now, is_open=False))
    page.locator(".headline", has_text="现在不在服务时间").wait_for()


def test_a_fault_in_drawing_ends_in_plain_advice_and_not_in_half_a_list(
    fake: RunningHall, screens: Any, now: datetime
) -> None:
    """A snapshot nobody foresaw must not leave old calls standing."""
    fake.show("hall", scenes.hall(now))
    with_fault = screens(width=1920, height=1080)
    page = with_fault.page
    page.goto(fake.url + "/display/hall")
    live(page)
    fake.show("hall", {**scenes.hall(now), "calls": None})
    page.locator(".panel.lost").wait_for()
    assert "请以工作人员现场叫号为准" in page.locator("main").inner_text()
    assert page.locator("[data-number]").count() == 0
