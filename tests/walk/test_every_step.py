"""The whole matrix (INV-08): each act in each state it may not follow in is refused and leaves no trace.

The states and what may follow in them are written down here once more, from domain.md 4.2 and 4.3.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from queue_server.domain.errors import HallError
from queue_server.domain.records import plain_state
from queue_server.domain.scene import Actor
from queue_server.domain.state import CaseState, TicketState, WindowState
from queue_server.simulate import DayPlan, Troubles
from queue_server.site import Site
from tests.walk.halls import Walk

QUIET = Troubles(**dict.fromkeys(Troubles.__dataclass_fields__, 0.0))
ANY_REVIEW = {"PRE_REVIEW", "REFERRED"}
BEFORE_ENTRY = {"ACCEPTED", "APPROVED", "SUSPENDED"}
# act: (post of the seat that asks, body beside the case, states in which it may follow)
CASE_ACTS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "set_parties": ("KIOSK", {"parties": ()}, ANY_REVIEW),
    "answer": ("KIOSK", {"facts": {}, "documents": {}}, ANY_REVIEW),
    "decide_review": ("KIOSK", {}, ANY_REVIEW),
    "take_review": ("PRE_REVIEWER", {}, ANY_REVIEW),
    "confirm_pass": ("PRE_REVIEWER", {}, ANY_REVIEW),
    "take_ticket": ("PRE_REVIEWER", {}, ANY_REVIEW | {"TICKETED"}),
    "give_notice": ("PRE_REVIEWER", {"extra_reason": "x"}, ANY_REVIEW),
    "sign_notice": ("PRE_REVIEWER", {"notice_no": "x"}, {"DEFICIENT", "TICKETED", "CALLED", *ANY_REVIEW}),
    "refuse_review": ("PRE_REVIEWER", {"reasons": ("R03",), "words": "x"}, ANY_REVIEW),
    "resume_review": ("KIOSK", {"notice_no": "x"}, {"DEFICIENT", *ANY_REVIEW}),
    "answer_check": ("REGISTRAR", {"check": "C04_SEIZURE", "ok": True}, {"ACCEPTED", "APPROVED"}),
    "approve": ("REGISTRAR", {"opinion": "同意"}, {"ACCEPTED", "APPROVED"}),
    "suspend": ("REGISTRAR", {"reason": "S01", "words": "x"}, {"ACCEPTED", "APPROVED"}),
    "return_file": ("REGISTRAR", {"reasons": ("R03",), "words": "x"}, {"ACCEPTED", "APPROVED"}),
    "countersign_return": ("DIRECTOR", {"agree": True}, {"ACCEPTED", "APPROVED"}),
    "resume": ("REGISTRAR", {"what_came": "x"}, {"SUSPENDED"}),
    "enter_register": ("REGISTRAR", {}, {"APPROVED"}),
    "hand_over_file": ("REGISTRAR", {"pages": 9}, {"REGISTERED"}),
    "resume_halted": ("REGISTRAR", {"words": "x"}, {"HALTED"}),
    "return_halted": ("REGISTRAR", {"words": "x"}, {"HALTED"}),
    "withdraw": ("ACCEPTOR", {"signed_by": ("p1", "b1")}, BEFORE_ENTRY),
    "confirm_lapse": ("DIRECTOR", {}, {"SUSPENDED"}),
    "receive_file": ("CERT_CLERK", {"pages": 9}, {"ARCHIVE_HANDED"}),
    "certify": ("CERT_CLERK", {"blank_serial": "X1234"}, {"ARCHIVE_HANDED"}),
    "take_fee": ("CASHIER", {"means": "CASH"}, {"READY"}),
    "deliver": ("ISSUER", {"recipient_party_id": "b1", "id_checked": True, "signature_id": "PAPER:1"}, {"READY"}),
    "record_call": ("CALLBACK", {"result": "SATISFIED"}, {"DELIVERED"}),
    "set_tax": ("TAX_CLERK", {"state": "CLEARED", "voucher_no": "1"},
                {"PRE_REVIEW", "DEFICIENT", "REFERRED", "TICKETED", "CALLED", "ACCEPTED", "APPROVED", "SUSPENDED"}),
}
ENDED = {"CLOSED", "REFUSED", "RETURNED", "WITHDRAWN", "LAPSED", "NOT_ELIGIBLE"}
# act: (the states of the window's ticket in which it may follow). "" = the window has nobody.
TICKET_ACTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "acknowledge": ({}, {"ASSIGNED"}),
    "call_again": ({}, {"CALLED"}),
    "no_show": ({}, {"CALLED"}),
    "start_serving": ({}, {"CALLED"}),
    "return_to_line": ({"reason": "x"}, {"CALLED", "SERVING"}),
    "transfer_ticket": ({"reason": "x", "window_id": "2"}, {"CALLED", "SERVING"}),
    "end_service": ({}, {"SERVING"}),
    "tick_document": ({"key": "TITLE_CERT", "original": True, "pages": 1}, {"SERVING"}),
    "fill_application": ({"details": {}}, {"SERVING"}),
    "record_inquiry": ({"answers": {}}, {"SERVING"}),
    "show_citizen": ({}, {"SERVING"}),
    "accept": ({}, {"SERVING"}),
    "refuse_acceptance": ({"reasons": ("R01",), "words": "x"}, {"SERVING"}),
}
WITH_TICKET_ID = {"acknowledge", "tick_document", "fill_application", "record_inquiry", "show_citizen", "accept", "refuse_acceptance"}
WINDOW_ACTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "open_window": ({}, {"CLOSED"}),
    "pause_window": ({"reason": "x"}, {"IDLE", "ASSIGNED", "CALLED", "SERVING"}),
    "resume_window": ({}, {"PAUSED"}),
    "close_window": ({}, {"IDLE", "ASSIGNED", "PAUSED"}),
    "call_next": ({}, {"IDLE", "ASSIGNED"}),
}


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, seeded: Any) -> Walk:
    """A hall in mid-morning with one transfer on a window's table and everybody at his seat."""
    from tests.walk import halls

    walk = Walk(halls.copy(seeded, tmp_path_factory.mktemp("matrix") / "hall"), 3,
                DayPlan(citizens_per_hour=60, citizens_max=6, types={"T03": 1}, troubles=QUIET))
    walk.sim.run(walk.sim.clock.now().replace(hour=8, minute=50), lambda: None)
    return walk


def seat_of(walk: Walk, post: str) -> Actor:
    if post == "KIOSK":
        return Actor(role="KIOSK", device="kiosk-1")
    return walk.sim.actor(next(s.id for s in walk.site.config.seats if str(s.post) == post and walk.sim.sits(s.id)))


def on_table(walk: Walk) -> tuple[str, str, str]:
    """Window, ticket and case of somebody who is being served."""
    for ticket in walk.site.hall.state.tickets.values():
        if ticket.state is TicketState.SERVING and ticket.case_id:
            return ticket.window_id, ticket.ticket_id, ticket.case_id
    raise AssertionError("nobody is being served: the matrix needs a case on the table")


def refused(site: Site, name: str, actor: Actor, **asked: Any) -> str:
    """The code of the hall's no; nothing of the attempt is left in state, log or register. Fails when the hall said yes."""
    before, head = plain_state(site.hall.state), site.log.head(site.hall.hall_id)
    entered = pages(site)
    with pytest.raises(HallError) as no:
        site.hall.do(name, actor, None, **asked)
    assert plain_state(site.hall.state) == before
    assert site.log.head(site.hall.hall_id) == head
    assert pages(site) == entered
    code = str(getattr(no.value, "code", type(no.value).__name__))
    assert code not in ("ACT_UNKNOWN", "BAD_INPUT"), f"{name} was not even tried: {no.value}"
    return code


def pages(site: Site) -> int:
    """How many pages the register has."""
    with site.log.connection():
        return int(site.log.run("SELECT COUNT(*) FROM register_entry").fetchone()[0])


@pytest.mark.parametrize("act", list(CASE_ACTS))
def test_an_act_on_a_case_is_refused_in_every_state_it_may_not_follow_in(act: str, served: Walk) -> None:
    post, body, allowed = CASE_ACTS[act]
    site, (_, _, case_id) = served.site, on_table(served)
    actor, real = seat_of(served, post), site.hall.state.cases[case_id]
    refused_in = 0
    try:
        for state in CaseState:
            if str(state) in allowed:
                continue
            site.hall.state.cases[case_id] = replace(real, state=state, return_proposed={"reasons": ("R03",), "words": "x"})
            refused(site, act, actor, case_id=case_id, **body)
            refused_in += 1
    finally:
        site.hall.state.cases[case_id] = real
    assert refused_in == len(CaseState) - len(allowed)


@pytest.mark.parametrize("act", list(TICKET_ACTS))
def test_an_act_at_a_window_is_refused_unless_its_number_stands_right(act: str, served: Walk) -> None:
    body, allowed = TICKET_ACTS[act]
    site, (window_id, ticket_id, _) = served.site, on_table(served)
    actor = served.sim.actor(next(s.id for s in site.config.seats if s.window == window_id and str(s.post) == "ACCEPTOR"))
    real = site.hall.state.tickets[ticket_id]
    asked = {"ticket_id": ticket_id, **body} if act in WITH_TICKET_ID else body
    try:
        for state in TicketState:
            if str(state) not in allowed:
                site.hall.state.tickets[ticket_id] = replace(real, state=state)
                refused(site, act, actor, **asked)
        place = site.hall.state.windows[window_id]
        site.hall.state.tickets[ticket_id] = replace(real, window_id="2" if window_id != "2" else "3")
        site.hall.state.windows[window_id] = replace(place, ticket_id="")
        refused(site, act, actor, **asked)
        site.hall.state.windows[window_id] = place
    finally:
        site.hall.state.tickets[ticket_id] = real


@pytest.mark.parametrize("act", list(WINDOW_ACTS))
def test_a_window_act_is_refused_in_every_other_state_of_the_window(act: str, served: Walk) -> None:
    body, allowed = WINDOW_ACTS[act]
    site, (window_id, ticket_id, _) = served.site, on_table(served)
    actor = served.sim.actor(next(s.id for s in site.config.seats if s.window == window_id and str(s.post) == "ACCEPTOR"))
    real = site.hall.state.windows[window_id]
    try:
        for state in WindowState:
            if str(state) not in allowed:
                with_ticket = ticket_id if state in (WindowState.ASSIGNED, WindowState.CALLED, WindowState.SERVING) else ""
                site.hall.state.windows[window_id] = replace(real, state=state, ticket_id=with_ticket,
                                                             pause_reason="喝水" if state is WindowState.PAUSED else "")
                refused(site, act, actor, **body)
    finally:
        site.hall.state.windows[window_id] = real


def test_every_act_of_a_case_that_changes_its_state_stands_in_the_matrix(served: Walk) -> None:
    """Nothing was forgotten here: each row of the hall's own table is tried above, or is the system's or the window's own."""
    from queue_server.domain.steps import STEPS

    elsewhere = {"open_review", "refer_review", "accept", "refuse_acceptance", "halt", "make_ready", "spoil_certificate"}
    other_names = {"propose_return": "return_file", "return_file": "countersign_return", "lift_halt": "resume_halted", "lapse": "confirm_lapse",
                   "close_case": "record_call"}
    tried = {other_names.get(step.act, step.act) for step in STEPS if step.act not in elsewhere}
    assert tried <= set(CASE_ACTS)


def test_an_ended_case_answers_nothing(served: Walk) -> None:
    site = served.site
    for act, (post, body, _) in CASE_ACTS.items():
        if act != "take_ticket":
            assert refused(site, act, seat_of(served, post), case_id="20141013-P9999", **body) == "CASE_UNKNOWN"


@pytest.mark.parametrize("post", ["KIOSK", "ACCEPTOR", "CERT_CLERK", "CASHIER", "ISSUER", "GUIDE", "TAX_CLERK", "DIRECTOR"])
def test_nobody_but_a_registrar_approves_or_enters(post: str, served: Walk) -> None:
    site, (_, _, case_id) = served.site, on_table(served)
    real = site.hall.state.cases[case_id]
    try:
        for act, state in (("approve", CaseState.ACCEPTED), ("enter_register", CaseState.APPROVED)):
            site.hall.state.cases[case_id] = replace(real, state=state)
            asked = {"opinion": "同意"} if act == "approve" else {}
            assert refused(site, act, seat_of(served, post), case_id=case_id, **asked) == "NOT_ALLOWED"
    finally:
        site.hall.state.cases[case_id] = real


