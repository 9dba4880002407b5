"""Eight windows against five hundred numbers at once, each in a thread of its own: nobody is called twice, lost or numbered twice."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from queue_server.clock import ManualClock
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.domain.state import WindowState
from queue_server.site import Site
from tests.walk import halls

NUMBERS = 500
KIOSKS = 10
WINDOWS = ("1", "2", "3", "4", "5", "6", "consult", "7")


@pytest.fixture
def crowd(seeded: Path, tmp_path: Path) -> Site:
    """Every window takes consultations this morning, its clerk is seated and ready."""
    site = halls.copy(seeded, tmp_path / "hall")
    assert isinstance(site.clock, ManualClock)
    site.clock.go_to(halls.MORNING.replace(hour=9))
    site.hall.tick()
    for window_id in WINDOWS:
        window = site.hall.state.windows[window_id]
        site.hall.state.windows[window_id] = replace(window, lanes=(*window.lanes, "CONSULTATION"))
        clerk = clerk_of(site, window_id)
        site.hall.do("take_seat", clerk)
        site.hall.do("connect_console", replace(clerk, role="CONSOLE"), connection="hall/1")
        site.hall.do("open_window", clerk)
    return site


def clerk_of(site: Site, window_id: str) -> Actor:
    seat = next(s for s in site.config.seats if s.window == window_id and str(s.post) in ("ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK"))
    member = next(m for m in site.config.staff if m.seat == seat.id)
    record = next(s for s in site.hall.state.staff.values() if s.staff_no == member.staff_no)
    return Actor(role=str(seat.post), staff_id=record.staff_id, person_id=record.person_id, seat=seat.id, window_id=window_id)


def test_eight_windows_and_five_hundred_numbers_at_once(crowd: Site) -> None:
    given: list[str] = []
    served: list[str] = []
    failures: list[BaseException] = []
    start = threading.Barrier(KIOSKS + len(WINDOWS))
    last = threading.Event()

    def give(kiosk: int) -> None:
        for n in range(NUMBERS // KIOSKS):
            actor = Actor(role="KIOSK", device=f"kiosk-{kiosk}-{n // 10}")
            given.append(str(crowd.hall.do("take_consult_ticket", actor, f"{kiosk}-{n}", reason="问").result["number"]))

    def serve(window_id: str) -> None:
        clerk = clerk_of(crowd, window_id)
        while True:
            try:
                window = crowd.hall.state.windows[window_id]
                if window.state is WindowState.IDLE:
                    if last.is_set() and not crowd.hall.state.tickets:
                        return
                    crowd.hall.do("call_next", clerk)
                elif window.state is WindowState.ASSIGNED:
                    crowd.hall.do("acknowledge", clerk, ticket_id=window.ticket_id)
                elif window.state is WindowState.CALLED:
                    crowd.hall.do("start_serving", clerk)
                else:
                    label = crowd.hall.state.tickets[window.ticket_id].label
                    crowd.hall.do("end_service", clerk)
                    served.append(label)
            except Refused as no:
                if no.code not in ("NOT_NOW", "CALL_GONE", "TICKET_ON_TABLE", "NO_TICKET"):
                    raise

    def run(work: object, *what: object) -> None:
        try:
            start.wait(30)
            work(*what)  # type: ignore[operator]
        except BaseException as problem:
            failures.append(problem)

    kiosks = [threading.Thread(target=run, args=(give, n)) for n in range(KIOSKS)]
    windows = [threading.Thread(target=run, args=(serve, w)) for w in WINDOWS]
    for thread in (*kiosks, *windows):
        thread.start()
    for thread in kiosks:
        thread.join(300)
    last.set()
    for thread in windows:
        thread.join(300)
    assert failures == []
    assert sorted(given) == [f"Z{n:03d}" for n in range(1, NUMBERS + 1)], "numbers were given twice or left out"
    assert Counter(served) == Counter(given), "somebody was served twice or not at all"
    calls = Counter(row.about for row in crowd.log.of_kind(crowd.hall.hall_id, ["TicketAssigned"]))
    assert set(calls.values()) == {1} and len(calls) == NUMBERS
    assert crowd.log.verify(crowd.hall.hall_id) == []


