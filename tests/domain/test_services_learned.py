"""What the hall learns of how long people keep a window, and what it leaves out (UX-43)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain.acts.estimating import service_times
from queue_server.domain.estimates import ServiceHistory, ServiceTimes
from queue_server.domain.evolve import evolve
from queue_server.domain.records import plain, plain_state, read_state
from queue_server.domain.service_records import SERVICE_SECONDS_MAX, SERVICES_REMEMBERED, LaneServices, TypeServices
from queue_server.domain.state import HallState

NINE = datetime(2014, 10, 13, 9, tzinfo=HALL_ZONE)
TICKET, WINDOW, LANE = "t1", "w1", "CONSULTATION"


def happen(state: HallState, at: datetime, *events: object) -> HallState:
    draft = state.draft()
    for event in events:
        evolve(draft, event, e.Stamp(at=at, role="SYSTEM", seq=draft.seq + 1))
    return draft.done()


def called() -> HallState:
    """One person with a question, sent to a window and called at nine."""
    window = {"window_id": WINDOW, "kind": "SAME_DAY", "lanes": [LANE], "zone": "", "cell": ""}
    return happen(
        HallState("hall"), NINE, e.HallFounded(hall_id="hall", ruleset="CN-2014", catalogue_digest="", windows=(window,)),
        e.DayOpened(business_day=date(2014, 10, 13)), e.WindowOpened(window_id=WINDOW),
        e.TicketIssued(ticket_id=TICKET, case_id="", label="Z001", series="Z", number=1, business_day=date(2014, 10, 13), lane=LANE,
                       type_code="", klass="NORMAL", klass_reason="", parties_here=(), parties_needed=(), ahead=0, low_minutes=0, high_minutes=5),
        e.TicketAssigned(ticket_id=TICKET, window_id=WINDOW, policy="classes", reason="", candidates=(), windows_idle=()),
        e.TicketCalled(ticket_id=TICKET, window_id=WINDOW, call_no=1))


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_service_lasts_from_the_sending_until_the_window_is_free_again() -> None:
    state = happen(called(), after(1), e.ServiceStarted(ticket_id=TICKET, window_id=WINDOW))
    state = happen(state, after(9), e.ServiceEnded(ticket_id=TICKET, window_id=WINDOW, result="ANSWERED", rest_until=after(9.5)))
    assert state.services[LANE].of_type == {"": TypeServices(1, 570, 570**2)}


def test_who_does_not_come_keeps_the_window_too() -> None:
    state = happen(called(), after(2), e.TicketMissed(ticket_id=TICKET, window_id=WINDOW, misses=1))
    assert state.services[LANE].of_type[""].seconds == 120


@pytest.mark.parametrize("act", ["end_service", "no_show"])
def test_what_is_taken_back_is_not_learned(act: str) -> None:
    state = called()
    if act == "end_service":
        state = happen(state, after(1), e.ServiceStarted(ticket_id=TICKET, window_id=WINDOW))
    before = {"tickets": {TICKET: plain(state.tickets[TICKET])}, "windows": {WINDOW: plain(state.windows[WINDOW])}}
    over = (e.ServiceEnded(ticket_id=TICKET, window_id=WINDOW, result="ANSWERED", rest_until=after(9.2)) if act == "end_service"
            else e.TicketMissed(ticket_id=TICKET, window_id=WINDOW, misses=1, rest_until=after(9.2)))
    offered = e.UndoOffered(seat="a", act=act, act_seq=state.seq + 1, ticket_id=TICKET, records={"before": before, "after": {}})
    state = happen(state, after(9), over, offered)
    assert state.services[LANE].of_type[""].served == 1
    state = happen(state, after(9.1), e.ActUndone(seq_undone=offered.act_seq, act=act, records=before))
    assert TICKET in state.tickets and state.services[LANE].of_type[""] == TypeServices()


def test_somebody_left_on_the_screen_over_lunch_teaches_nothing() -> None:
    lane = LaneServices(LANE)
    assert lane.with_one("", SERVICE_SECONDS_MAX + 1) == lane.with_one("", 0) == lane


def test_older_days_fade() -> None:
    known = TypeServices()
    for _ in range(SERVICES_REMEMBERED):
        known = known.with_one(600)
    assert known.served == SERVICES_REMEMBERED
    known = known.with_one(600)
    assert known.served == SERVICES_REMEMBERED // 2 and known.seconds / known.served == pytest.approx(600, rel=0.01)


def test_a_lane_nobody_was_served_in_starts_from_the_halls_figure_and_is_drawn_from_there() -> None:
    state = called()
    assert service_times(state, "INSTANT") == ServiceTimes()
    state.services["INSTANT"] = LaneServices("INSTANT", {"T03": TypeServices(20, 20 * 1800, 20 * 1800**2)})
    times = service_times(state, "INSTANT")
    assert times.hall_mean_minutes() == pytest.approx(22.5)
    assert times.variation() == pytest.approx(0.5)  # twenty that did not differ at all weigh as much as the supposed 1
    assert service_times(state, LANE) == ServiceTimes()  # one lane teaches nothing about another


def test_the_variation_is_that_within_a_type_and_stays_within_its_bounds() -> None:
    two_even_types = ServiceTimes(history={"A": ServiceHistory(4000, 4e4, 4e5), "B": ServiceHistory(4000, 1.6e5, 6.4e6)})
    assert two_even_types.variation() == pytest.approx(0.1)
    wild = ServiceTimes(history={"A": ServiceHistory(4000, 4e4, 4e7)})
    assert wild.variation() == 2.0
    assert ServiceTimes().variation() == ServiceTimes(history={"A": ServiceHistory(50, 500.0)}).variation() == 1.0


def test_what_was_learned_outlives_a_restart_and_an_older_snapshot_begins_anew() -> None:
    state = called()
    state.services[LANE] = LaneServices(LANE, {"": TypeServices(3, 900, 300_000)})
    kept = plain_state(state)
    assert read_state(kept) == state
    del kept["services"]
    assert read_state(kept).services == {}
