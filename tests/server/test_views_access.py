"""Who may read what: every role before every view, and everybody before what is somebody else's (AB-11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views import VIEWS
from queue_server.views.boards import draw
from queue_server.views.slips import slip_seen_by
from tests.server.hall_for_views import SELLER, TITLE_NO, ViewedHall, mortgage, opened, sale_parties, seizure, standing
from tests.server.halls import KIOSK

STAFF = ("GUIDE", "PRE_REVIEWER", "ACCEPTOR", "REGISTRAR", "CERT_CLERK", "CASHIER", "ISSUER", "CALLBACK", "JUDICIAL_CLERK", "DIRECTOR", "QC",
         "BUREAU", "TAX_CLERK", "ADMIN")
DEVICES = ("KIOSK", "PRINTER", "DISPLAY", "CITIZEN_SCREEN", "WORKER", "CITIZEN", "PUBLIC", "SYSTEM", "", "acceptor", "*")
OTHER_KIOSK = Actor(role="KIOSK", device="kiosk-2")


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ViewedHall, dict[str, str]]]:
    """A case accepted at window 1, a consultation at the desk, a review at kiosk-1, a unit locked for a court."""
    with standing(tmp_path_factory.mktemp("busy")) as hall:
        case_id = hall.accepted()
        hall.act("consult-a", "open_window")
        consult = hall.act(KIOSK, "take_consult_ticket", reason="UNSURE")
        review_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
        lock_id = hall.act("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
        jobs = hall.view("1-r", "case", case_id=case_id)["case"]["jobs"]
        receipt = next(j["job_id"] for j in jobs if j["kind"] == "ACCEPTANCE_RECEIPT")
        yield hall, {"case_id": case_id, "ticket_id": consult["ticket_id"], "review_id": review_id, "lock_id": lock_id, "job_id": receipt,
                     "q": "A001"}


def answer(call: Callable[[], Any]) -> str:
    """"ok", or the code of the refusal."""
    try:
        call()
    except Refused as no:
        return no.code
    return "ok"


def somebody(role: str) -> Actor:
    """Staff at a seat that is nobody's in particular, or a device."""
    if role in STAFF:
        return Actor(role=role, staff_id="s_2034", person_id="somebody", seat="3-a", window_id="3")
    return Actor(role=role, device="somewhere")


# --- every role before every view -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_refuses_every_role_it_does_not_name_before_it_looks_at_anything(busy: tuple[ViewedHall, dict[str, str]], name: str) -> None:
    hall, items = busy
    open_to_all = VIEWS[name].roles == {"*"}
    for role in (*STAFF, *DEVICES):
        if open_to_all or role in VIEWS[name].roles:
            continue
        # The same answer for an item that exists and one that does not: nothing is learned by asking.
        assert answer(partial(hall.view, somebody(role), name, **items)) == "NOT_ALLOWED", role
        assert answer(partial(hall.view, somebody(role), name, **dict.fromkeys(items, "nothing"))) == "NOT_ALLOWED", role


def test_only_what_everybody_may_know_is_open_to_everybody() -> None:
    assert {name for name, view in VIEWS.items() if view.roles == {"*"}} <= {"hall_public", "types", "draws", "appointment_slots"}


def test_a_device_reads_nothing_but_public_views_and_its_own() -> None:
    own = {"KIOSK": {"review", "slip"}, "PRINTER": {"slip"}}
    for role in DEVICES:
        assert {n for n, v in VIEWS.items() if role in v.roles and v.roles != {"*"}} == own.get(role, set()), role


def test_the_administrator_reads_no_case(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    for name in ("case", "ticket", "review", "search", "certificate", "slip", "explain", "lock", "supervisor"):
        assert answer(partial(hall.view, "office-admin", name, **items)) == "NOT_ALLOWED", name
    board = hall.view("office-admin", "console")
    assert not any(board["lists"].values()) and board["ticket"] is None


def test_an_unknown_view_is_refused_to_everybody(hall: ViewedHall) -> None:
    for role in (*STAFF, *DEVICES):
        assert answer(partial(hall.view, somebody(role), "everything")) == "VIEW_UNKNOWN"


READS_AN_ACCEPTED_CASE = {"REGISTRAR", "PRE_REVIEWER", "DIRECTOR", "QC", "BUREAU", "TAX_CLERK"}


@pytest.mark.parametrize("role", STAFF)
def test_a_case_is_read_by_the_posts_that_work_on_it(busy: tuple[ViewedHall, dict[str, str]], role: str) -> None:
    hall, items = busy
    expected = "ok" if role in READS_AN_ACCEPTED_CASE else "NOT_ALLOWED"
    assert answer(lambda: hall.view(somebody(role), "case", case_id=items["case_id"])) == expected


def test_a_case_comes_to_certificates_and_cashier_in_its_turn_and_leaves_them(hall: ViewedHall) -> None:
    def read(seat: str) -> str:
        return answer(lambda: hall.view(seat, "case", case_id=case_id))

    case_id = hall.registered()
    assert [read(s) for s in ("8-a", "9-a", "10-a", "office-call-a")] == ["NOT_ALLOWED"] * 4
    hall.act("1-r", "hand_over_file", case_id=case_id, pages=hall.state.cases[case_id].pages)
    assert [read(s) for s in ("8-a", "9-a", "10-a", "office-call-a")] == ["ok", "NOT_ALLOWED", "NOT_ALLOWED", "NOT_ALLOWED"]
    hall.act("8-a", "receive_file", case_id=case_id, pages=hall.state.cases[case_id].pages_handed)
    hall.act("8-a", "certify", case_id=case_id, blank_serial="0001234567")
    assert [read(s) for s in ("8-a", "9-a", "10-a", "office-call-a")] == ["ok", "ok", "ok", "NOT_ALLOWED"]
    hall.act("9-a", "take_fee", case_id=case_id, means="CASH")
    hall.act("10-a", "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, by_agent=True, poa_seen=True,
             signature={"kind": "PAPER", "reference": "A-1"})
    assert read("office-call-a") == "ok"
    hall.act("office-call-a", "record_call", case_id=case_id, result="SATISFIED")
    assert [read(s) for s in ("8-a", "9-a", "10-a", "office-call-a", "office-director")] == ["NOT_ALLOWED"] * 4 + ["ok"]


# --- what is somebody else's ------------------------------------------------------------------------------------------


def test_a_ticket_is_read_at_its_own_window_only(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    asked = {seat: answer(partial(hall.view, seat, "ticket", ticket_id=items["ticket_id"]))
             for seat in ("consult-a", "1-a", "2-a", "9-a", "10-a", "7-a", "office-director")}
    assert asked == {"consult-a": "ok", "1-a": "NOT_YOURS", "2-a": "NOT_YOURS", "9-a": "NOT_YOURS", "10-a": "NOT_YOURS", "7-a": "NOT_YOURS",
                     "office-director": "ok"}
    assert hall.view("office-director", "ticket", ticket_id=items["ticket_id"])["ticket"]["acts"] == []


def test_another_window_cannot_read_a_case_and_another_cell_cannot_act_on_it(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    assert answer(lambda: hall.view("1-a", "case", case_id=items["case_id"])) == "ok"
    assert answer(lambda: hall.view("2-a", "case", case_id=items["case_id"])) == "NOT_ALLOWED"
    own = hall.view("1-r", "case", case_id=items["case_id"])["case"]
    other = hall.view("2-r", "case", case_id=items["case_id"])["case"]
    assert own["own_cell"] and own["acts"]
    assert not other["own_cell"] and other["acts"] == []
    assert hall.board("console:2-r")["lists"]["to_approve"] == [] != hall.board("console:1-r")["lists"]["to_approve"]


def test_a_review_exists_for_the_kiosk_that_opened_it_and_the_desk(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    assert answer(lambda: hall.view(KIOSK, "review", review_id=items["review_id"])) == "ok"
    assert answer(lambda: hall.view("consult-a", "review", review_id=items["review_id"])) == "ok"
    assert answer(lambda: hall.view(OTHER_KIOSK, "review", review_id=items["review_id"])) == "CASE_UNKNOWN"
    assert answer(lambda: hall.view(OTHER_KIOSK, "review", review_id="20141013-P9999")) == "CASE_UNKNOWN"
    assert answer(lambda: hall.view("1-a", "case", case_id=items["review_id"])) == "CASE_UNKNOWN"


def test_a_review_that_became_a_case_is_no_longer_read_as_a_review(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    assert answer(lambda: hall.view(KIOSK, "review", review_id=items["case_id"])) == "NOT_NOW"


def test_a_seat_reads_its_own_console_only(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, _ = busy
    assert answer(lambda: hall.view("1-a", "console", seat="1-a")) == "ok"
    assert answer(lambda: hall.view("1-a", "console", seat="1-r")) == "NOT_ALLOWED"
    assert answer(lambda: hall.view("1-a", "console", seat="no-such-seat")) == "NOT_ALLOWED"


def test_a_slip_is_seen_by_whoever_may_see_what_it_says(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    job_id = items["job_id"]

    def look(who: Actor | str) -> str:
        return answer(lambda: slip_seen_by(hall.site, hall.at(who) if isinstance(who, str) else who, job_id))

    assert [look(s) for s in ("1-a", "1-r", "office-director", "consult-a")] == ["ok"] * 4
    assert [look(s) for s in ("2-a", "9-a", "guide-a", "office-admin")] == ["NOT_ALLOWED"] * 4
    assert look(KIOSK) == "ok"  # its own visitor's case
    assert look(OTHER_KIOSK) == "SLIP_UNKNOWN"
    assert look(Actor(role="PUBLIC")) == "NOT_ALLOWED"
    for wrong in ("J0", "J999999", "J1", "nonsense", ""):
        assert answer(partial(slip_seen_by, hall.site, hall.at("office-director"), wrong)) == "SLIP_UNKNOWN", wrong


def test_a_lock_is_read_by_the_judicial_clerk_and_the_director(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    lock = hall.view("office-judicial", "lock", lock_id=items["lock_id"])["lock"]
    assert lock["state"] == "HELD" and lock["folio"]["open_cases"][0]["case_id"] == items["case_id"]
    assert answer(lambda: hall.view("office-director", "lock", lock_id=items["lock_id"])) == "ok"
    for wrong in ("U1/L0", "nothing", ""):
        assert answer(partial(hall.view, "office-judicial", "lock", lock_id=wrong)) == "LOCK_UNKNOWN", wrong


# --- a stranger at the kiosk ------------------------------------------------------------------------------------------


@pytest.fixture
def stranger(hall: ViewedHall) -> tuple[ViewedHall, str, list[dict[str, Any]]]:
    """Somebody who asks about a house that is not his; it is mortgaged and seized. With the answers he got."""
    mortgage(hall.site)
    seizure(hall.site)
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    parties = sale_parties()
    parties[0] |= {"name": "王五", "document_no": "990000197611300047"}
    answers = [hall.told(KIOSK, "set_parties", review_id=case_id, parties=parties),
               hall.told(KIOSK, "look_up", review_id=case_id, certificate_no=TITLE_NO)]
    hall.answer(case_id)
    answers.append(hall.told(KIOSK, "decide_review", review_id=case_id))
    return hall, case_id, answers


def test_a_stranger_learns_nothing_of_the_house_but_that_it_is_not_his(stranger: tuple[ViewedHall, str, list[dict[str, Any]]]) -> None:
    hall, case_id, answers = stranger
    review = hall.view(KIOSK, "review", review_id=case_id)["review"]
    for shown in ({**review, "questions": [], "documents": []}, *answers):  # what everybody is asked is no secret
        for secret in ("U1", "测试路", "92.35", "查封", "抵押", "法院", "MORTGAGE", "SEIZURE", "C04", "C06", "2016-09-30", SELLER[0]):
            assert secret not in str(shown), secret
    assert "MORTGAGEE_CONSENT" not in [d["code"] for d in review["documents"]]
    assert review["unit"] is None and answers[1] == {"state": "FOUND", "holder": False}
    assert [r["code"] for r in review["decision"]["reasons"]] == ["R11", "REGISTER_CHECK"]
    assert answers[2]["decision"] == review["decision"]


def test_the_desk_sees_what_the_stranger_may_not(stranger: tuple[ViewedHall, str, list[dict[str, Any]]]) -> None:
    hall, case_id, _ = stranger
    review = hall.view("consult-a", "review", review_id=case_id)["review"]
    assert {"R11", "R04"} <= {r["code"] for r in review["decision"]["reasons"]}
    assert review["light"]["state"] == "RESTRICTED" and "漯河市测试区人民法院" in str(review["findings"])


def test_the_holder_hears_of_the_seizure_but_not_of_its_authority(hall: ViewedHall) -> None:
    seizure(hall.site)
    review = hall.view(KIOSK, "review", review_id=hall.reviewed())["review"]
    assert review["decision"]["outcome"] == "NOT_ELIGIBLE" and "R04" in str(review["decision"]["reasons"])
    assert "测试区人民法院" not in str(review) and "测执字" not in str(review)


# --- reading changes nothing ------------------------------------------------------------------------------------------


def test_no_view_and_no_board_writes_anything(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    hall, items = busy
    head, state = hall.site.log.head(hall.site.hall.hall_id), hall.site.hall.state
    folio = hall.site.register.folio("U1")
    for seat in hall.hall.seated:
        for name in VIEWS:
            answer(partial(hall.view, seat, name, **items))
    for name, what in (("hall", ""), ("pickup", ""), ("voice", ""), ("supervisor", ""), ("citizen", "1"), ("window", "1"), ("console", "1-r")):
        draw(hall.site, name, what)
    assert hall.site.log.head(hall.site.hall.hall_id) == head
    assert hall.site.hall.state is state
    assert hall.site.register.folio("U1") == folio


def test_a_role_that_was_only_named_in_a_seat_is_not_believed(busy: tuple[ViewedHall, dict[str, str]]) -> None:
    """The role decides, whatever seat or window the actor carries; an acceptor beside window 1 is still no registrar."""
    hall, items = busy
    acceptor = replace(hall.at("1-a"), seat="1-r")
    assert all(row["act"] not in ("approve", "enter_register") for row in hall.view(acceptor, "case", case_id=items["case_id"])["case"]["acts"])
