"""live.js: what a page is told, in which order, and when it must call itself old (INV-14, INV-15)."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.displays.conftest import Open, wait_for
from tests.displays.halls import CutLine, RunningHall

LIVE = Path(__file__).resolve().parents[2] / "queue_server" / "web" / "static" / "shared" / "live.js"
FRAMES = int(os.environ.get("LIDENG_FRAMES", "4000"))  # the nightly run asks for 100,000
CUTS = int(os.environ.get("LIDENG_CUTS", "6"))  # and for 500

LISTEN = """async (boards) => {
  window.live = await import('/static/shared/live.js');
  Object.assign(window, { got: [], states: [], refusals: [], boards: {} });
  for (const name of boards) window.boards[name] = live.follow(name, {
    onData: (data, { seq, logId }) => got.push({ board: name, seq, n: data.n, logId }),
    onState: (state) => states.push(state),
    onRefused: (refused) => refusals.push(refused.code),
  });
}"""


def listen(opened: Open, *boards: str, spoilt: tuple[str, str] | None = None, **how: Any) -> Page:
    """A page that draws nothing and writes down what live.js tells it. ``spoilt`` plants a fault: this text becomes that."""

    def prepare(page: Page) -> None:
        page.route("**/displays/static/hall.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        if spoilt:
            source = LIVE.read_text(encoding="utf-8")
            assert source.count(spoilt[0]) == 1, "there is nothing to spoil"
            worse = source.replace(*spoilt)
            page.route(
                "**/static/shared/live.js", lambda route: route.fulfill(body=worse, content_type="text/javascript")
            )

    page = opened("/display/hall", 800, 600, before=prepare, **how)
    page.evaluate(LISTEN, list(boards))
    return page


def steps_back(got: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where a lower seq was shown after a higher one."""
    return [(one["seq"], other["seq"]) for one, other in itertools.pairwise(got) if other["seq"] < one["seq"]]


@pytest.mark.parametrize("seed", [20261122, 7])
def test_no_screen_goes_back_nor_shows_what_never_was(fake: RunningHall, opened: Open, seed: int) -> None:
    """INV-15, with frames swapped, doubled and late."""
    page = listen(opened, "hall")
    fake.until(lambda: fake.get("/fake/followers/hall"))
    fake.order("storm", board="hall", frames=FRAMES, seed=seed)
    wait_for(page, f"boards.hall.seq === {FRAMES}")
    got = page.evaluate("got")
    assert steps_back(got) == []
    assert all(shown["n"] == shown["seq"] and 1 <= shown["seq"] <= FRAMES for shown in got)
    assert len(got) > FRAMES / 10


def test_the_test_finds_a_client_that_takes_every_frame(fake: RunningHall, opened: Open) -> None:
    """The fault planted for INV-15: the comparison of seq is left out."""
    page = listen(
        opened,
        "hall",
        spoilt=("if (board.seq !== null && (snapshot.seq < board.seq", "if (false && (snapshot.seq < board.seq"),
    )
    fake.until(lambda: fake.get("/fake/followers/hall"))
    fake.order("storm", board="hall", frames=400, seed=7)
    wait_for(page, "boards.hall.seq === 400")
    assert steps_back(page.evaluate("got")) != []


def test_a_snapshot_seen_twice_is_handed_over_once(fake: RunningHall, opened: Open) -> None:
    fake.show("hall", {"n": 1}, at="2026-10-13T09:00:00+08:00")
    page = listen(opened, "hall")
    wait_for(page, "got.length === 1")
    fake.order(
        "emit",
        event="snapshot",
        message={"board": "hall", "seq": 1, "at": "2026-10-13T09:00:00+08:00", "data": {"n": 1}},
    )
    fake.show("hall", {"n": 2})
    wait_for(page, "boards.hall.seq === 2")
    assert [shown["seq"] for shown in page.evaluate("got")] == [1, 2]


def test_the_same_state_made_later_is_taken_again(fake: RunningHall, opened: Open) -> None:
    """Ranges of the wait change with the time although nothing happened."""
    fake.show("hall", {"n": 1}, at="2026-10-13T09:00:00+08:00")
    page = listen(opened, "hall")
    wait_for(page, "got.length === 1")
    fake.order(
        "emit",
        event="snapshot",
        message={"board": "hall", "seq": 1, "at": "2026-10-13T09:00:09+08:00", "data": {"n": 9}},
    )
    wait_for(page, "got.length === 2")
    assert page.evaluate("got[1].n") == 9


def test_a_restored_server_with_another_log_starts_counting_anew(fake: RunningHall, opened: Open) -> None:
    fake.show("hall", {"n": 900}, seq=900, log_id="before")
    page = listen(opened, "hall")
    wait_for(page, "boards.hall.seq === 900")
    fake.show("hall", {"n": 12}, seq=12, log_id="restored")
    wait_for(page, "boards.hall.seq === 12")
    late = {"board": "hall", "seq": 901, "at": "2026-10-13T09:00:00+08:00", "data": {"n": 901}, "log_id": "before"}
    fake.order("emit", event="snapshot", message=late)
    fake.show("hall", {"n": 13}, log_id="restored")
    wait_for(page, "boards.hall.seq === 13")
    assert [shown["seq"] for shown in page.evaluate("got")] == [900, 12, 13]


def test_a_beat_that_names_a_higher_seq_makes_the_page_ask_again(fake: RunningHall, opened: Open) -> None:
    """A lost snapshot heals itself."""
    fake.show("hall", {"n": 1})
    page = listen(opened, "hall")
    wait_for(page, "boards.hall.seq === 1")
    fake.order("lose", board="hall", data={"n": 2})
    assert page.evaluate("boards.hall.seq") == 1
    fake.until(lambda: [fake.order("beat"), page.evaluate("boards.hall.seq") == 2][1])


def test_several_boards_share_one_connection(fake: RunningHall, opened: Open) -> None:
    fake.show("hall", {"n": 1})
    fake.show("pickup", {"n": 5})
    fake.until(lambda: fake.order("connections") == 0)
    page = listen(opened, "hall", "pickup")
    wait_for(page, "got.length === 2")
    assert fake.order("connections") == 1
    page.evaluate("boards.hall.stop()")
    fake.until(lambda: fake.get("/fake/followers/hall") == 0)
    fake.show("hall", {"n": 2})
    fake.show("pickup", {"n": 6})
    wait_for(page, "boards.pickup.seq === 2")
    assert [shown["board"] for shown in page.evaluate("got")].count("hall") == 1
    page.evaluate("boards.pickup.stop()")
    fake.until(lambda: fake.order("connections") == 0)


def test_a_second_follower_of_a_board_gets_what_is_known_at_once(fake: RunningHall, opened: Open) -> None:
    fake.show("hall", {"n": 7})
    page = listen(opened, "hall")
    wait_for(page, "got.length === 1")
    page.evaluate("live.follow('hall', { onData: (data) => { window.second = data.n; } })")
    wait_for(page, "window.second === 7")


def test_a_board_that_is_refused_says_why_and_is_asked_for_again(fake: RunningHall, opened: Open) -> None:
    fake.order("refuse", board="hall")
    fake.show("hall", {"n": 1})
    page = listen(opened, "hall", moved=True)
    wait_for(page, "refusals.length === 1")
    assert page.evaluate("[refusals[0], got.length]") == ["forbidden", 0]
    fake.order("refuse", board=None)
    page.clock.run_for(13_000)
    wait_for(page, "got.length === 1")


def test_the_follower_judges_by_what_it_hears(fake: RunningHall, opened: Open) -> None:
    """The socket is healthy, the path of the data is dead: stale after 15 s all the same (guarantees A3)."""
    fake.show("hall", {"n": 1})
    page = listen(
        opened, "hall", moved=True, spoilt=("const SUSPECT_MS = BEAT_SECONDS * 1500;", "const SUSPECT_MS = 1e9;")
    )
    wait_for(page, "states.at(-1) === 'live'")
    page.clock.run_for(13_500)
    assert page.evaluate("states") == ["live"]
    page.clock.run_for(3_000)
    assert page.evaluate("states") == ["live", "stale"]
    fake.order("beat")
    wait_for(page, "states.at(-1) === 'live'")


def test_after_a_silence_of_a_beat_and_a_half_the_page_connects_anew(fake: RunningHall, opened: Open) -> None:
    """Nothing says that the line is dead: the page finds it out, and is back before anybody would see a band."""
    fake.show("hall", {"n": 1})
    page = listen(opened, "hall", moved=True)
    wait_for(page, "states.at(-1) === 'live'")
    fake.order("lose", board="hall", data={"n": 2})
    page.clock.run_for(8_000)
    page.clock.resume()
    wait_for(page, "boards.hall.seq === 2")
    assert page.evaluate("states") == ["live"]


@pytest.mark.parametrize("manner", ["cut", "hang"])
def test_a_screen_converges_within_three_seconds_of_its_line_coming_back(
    fake: RunningHall, opened: Open, line: CutLine, manner: str
) -> None:
    """INV-14. The line is cut or hangs for a random while, and the hall moves on meanwhile."""
    chance = random.Random(f"{manner}-20261122")
    fake.order("beats", seconds=5)
    fake.show("hall", {"n": 0})
    page = listen(opened, "hall", url=line.url, moved=True)
    wait_for(page, "got.length === 1")
    slow = []
    for _ in range(CUTS):
        getattr(line, manner)()
        page.clock.run_for(round(chance.uniform(100, 20_000)))
        seq = fake.show("hall", {"n": 0})
        page.evaluate("window.since = performance.now()")
        line.mend()
        wait_for(page, f"boards.hall.seq === {seq}", 10_000)
        milliseconds = page.evaluate("performance.now() - since")
        if milliseconds > 3000:
            slow.append(milliseconds)
    assert slow == []
    assert steps_back(page.evaluate("got")) == []


@pytest.mark.parametrize("manner", ["cut", "hang"])
def test_a_screen_converges_after_two_minutes_without_a_line(
    fake: RunningHall, opened: Open, line: CutLine, manner: str
) -> None:
    """INV-14, the longest cut: a browser lets WebSockets that failed often wait, so the way is tried by other means."""
    fake.show("hall", {"n": 0})
    page = listen(opened, "hall", url=line.url, moved=True)
    wait_for(page, "got.length === 1")
    getattr(line, manner)()
    for _ in range(120):
        page.clock.run_for(1000)
    assert page.evaluate("states.at(-1)") == "lost"
    seq = fake.show("hall", {"n": 0})
    page.clock.resume()
    page.evaluate("window.since = performance.now()")
    line.mend()
    wait_for(page, f"boards.hall.seq === {seq}", 10_000)
    assert page.evaluate("performance.now() - since") <= 3000
    assert page.evaluate("states.at(-1)") == "live"


def test_the_page_keeps_the_servers_time_whatever_its_own_clock_says(fake: RunningHall, opened: Open) -> None:
    fake.show("hall", {"n": 1}, at="2026-10-13T09:31:05+08:00")
    page = listen(opened, "hall")
    wait_for(page, "got.length === 1")
    behind_milliseconds = page.evaluate("live.serverNow() - Date.parse('2026-10-13T09:31:05+08:00')")
    assert 0 <= behind_milliseconds < 10_000
