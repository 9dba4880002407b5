"""Every slip is composed when it is fetched, and again when everything is over: complete, printable, and the same each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printers.jobs import job_from_json
from queue_server.contract import SlipKind
from queue_server.domain import events as e
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.case_file import read_file
from queue_server.views.reading import Reading
from queue_server.views.slips import KINDS, Wish, composed, slip_data
from tests.consoles import sample_views as pages
from tests.server.hall_for_views import AGENT, BUYER, PEOPLE, SELLER, ViewedHall, mortgage, opened, seizure
from tests.server.halls import KIOSK
from tests.server.shapes import lacking

TEXT_OF_LAW = {SlipKind.ONE_TIME_NOTICE, SlipKind.REFUSAL_NOTICE, SlipKind.REFUSAL_DECISION, SlipKind.SUSPENSION_NOTICE,
               SlipKind.LAPSE_NOTICE}


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def slips(hall: ViewedHall) -> dict[str, dict[str, Any]]:
    """Every slip that was ever queued, by its kind; the newest of each."""
    found = {}
    for row in hall.site.log.of_kind(hall.site.hall.hall_id, ("SlipQueued",)):
        body = json.loads(row.body)
        found[body["kind"]] = slip_data(hall.site, body["job_id"])
    return found


def noticed(hall: ViewedHall) -> None:
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE", "DEED_TAX_PROOF"))
    hall.act(KIOSK, "give_notice", review_id=case_id)


def suspended(hall: ViewedHall) -> None:
    hall.act("1-r", "suspend", case_id=hall.accepted(), reason="S01", words="补充合同第三页")


def lapsed(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason="S01", words="补充合同第三页", deadline_days=5)
    hall.clock.pass_time(days=8)  # the fifth day is a Saturday, so Monday is the last
    hall.site.hall.tick()
    hall.act("office-director", "confirm_lapse", case_id=case_id, words="逾期未补正")


def returned(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "return_file", case_id=case_id, reasons=["R03"], words="与登记簿不一致")
    hall.act("office-director", "countersign_return", case_id=case_id)


def withdrawn(hall: ViewedHall) -> None:
    hall.act("1-a", "withdraw", case_id=hall.accepted(), signed_by=["p1", "p2"])


def refused_at_window(hall: ViewedHall) -> None:
    _, ticket_id = hall.serving()
    hall.act("1-a", "refuse_acceptance", ticket_id=ticket_id, reasons=["R01", "R19"], words="材料不符")


def refused_at_desk(hall: ViewedHall) -> None:
    seizure(hall.site)
    case_id = hall.reviewed()
    hall.act("consult-a", "take_review", review_id=case_id)
    hall.act("consult-a", "refuse_review", review_id=case_id, reasons=["R04"], words="房屋已被查封")


WAYS: dict[str, tuple[Callable[[ViewedHall], Any], set[str]]] = {
    "sold": (lambda hall: hall.closed(), {"TICKET", "ACCEPTANCE_RECEIPT", "FEE_RECEIPT", "COMPLETION_SLIP"}),
    "noticed": (noticed, {"ONE_TIME_NOTICE"}),
    "suspended": (suspended, {"TICKET", "ACCEPTANCE_RECEIPT", "SUSPENSION_NOTICE"}),
    "returned": (returned, {"TICKET", "ACCEPTANCE_RECEIPT", "REFUSAL_DECISION"}),
    "lapsed": (lapsed, {"TICKET", "ACCEPTANCE_RECEIPT", "SUSPENSION_NOTICE", "DAY_HEAD", "LAPSE_NOTICE"}),
    "withdrawn": (withdrawn, {"TICKET", "ACCEPTANCE_RECEIPT", "WITHDRAWAL_CONFIRMATION"}),
    "refused_at_window": (refused_at_window, {"TICKET", "REFUSAL_NOTICE"}),
    "refused_at_desk": (refused_at_desk, {"REFUSAL_NOTICE"}),
    "asked_for_advice": (lambda hall: hall.act(KIOSK, "take_consult_ticket", reason="UNSURE"), {"CONSULT_TICKET"}),
    "day_closed": (lambda hall: hall.act("office-director", "close_day"), {"DAY_HEAD"}),
}
NOT_QUEUED_BY_AN_ACT = {"PRE_REVIEW_SLIP", "TEST_PAGE"}


@pytest.mark.parametrize("way", WAYS)
def test_the_printers_take_every_slip_as_it_is_composed(hall: ViewedHall, way: str) -> None:
    go, kinds = WAYS[way]
    go(hall)
    made = slips(hall)
    assert set(made) == kinds
    for kind, job in made.items():
        assert job_from_json(json.loads(json.dumps(job))).kind == kind
        assert job["lang"] == "zh-CN" and not job["reprint"] and job["copies"] >= 1


def test_every_kind_of_slip_can_be_composed_and_is_tried_here() -> None:
    assert {str(kind) for kind in KINDS} == {str(kind) for kind in SlipKind}
    assert set().union(*(kinds for _, kinds in WAYS.values())) | NOT_QUEUED_BY_AN_ACT == {str(kind) for kind in SlipKind}


def test_a_slip_is_the_same_before_and_after_the_case_has_ended(hall: ViewedHall) -> None:
    case_id = hall.paid()
    before = slips(hall)
    hall.act("10-a", "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, by_agent=True, poa_seen=True,
             signature={"kind": "PAPER", "reference": "A-1"})
    hall.act("office-call-a", "record_call", case_id=case_id, result="SATISFIED")
    assert case_id not in hall.state.cases
    after = slips(hall)
    assert {kind: after[kind] for kind in before} == before


def test_a_reprint_says_so_and_is_the_same_paper(hall: ViewedHall) -> None:
    _, ticket_id = hall.ticketed()
    first = slips(hall)["TICKET"]
    again = hall.told("guide-a", "reprint", ticket_id=ticket_id)["job_id"]
    made = slip_data(hall.site, again)
    assert made["reprint"] and made["reprinted_at"] == hall.clock.now().isoformat()
    assert made["data"] == first["data"]
    third = hall.told("guide-a", "reprint", job_id=again)["job_id"]
    assert slip_data(hall.site, third)["data"] == first["data"]


def test_a_slip_that_did_not_come_out_is_printed_again_as_a_reprint(hall: ViewedHall) -> None:
    hall.ticketed()
    first = slips(hall)["TICKET"]
    told = hall.told(KIOSK, "confirm_printed", job_id=first["job_id"], came_out=False)
    assert slip_data(hall.site, told["job_id"]) | {"job_id": "", "reprint": False, "reprinted_at": ""} == first | {"job_id": "", "reprinted_at": ""}


def test_a_number_slip_names_nobody_and_leads_to_the_phone_page(hall: ViewedHall) -> None:
    _, ticket_id = hall.ticketed()
    hall.site.notes["public_url"] = "https://hall.example/"
    data = slips(hall)["TICKET"]["data"]
    assert data["number"] == "A001" and data["promise_minutes"] == 120 and data["wait"]["low_minutes"] < data["wait"]["high_minutes"]
    assert data["status_url"] == f"https://hall.example/t/{hall.site.hall.token(ticket_id)}"
    text = json.dumps(data, ensure_ascii=False)
    assert not [word for person in PEOPLE for word in person if word in text]


def test_a_paper_of_the_law_names_its_addressee_and_says_what_he_can_do(hall: ViewedHall) -> None:
    refused_at_desk(hall)
    data = slips(hall)["REFUSAL_NOTICE"]["data"]
    assert data["applicant"] == SELLER[0] and data["grounds"][0]["code"] == "R04"
    assert data["remedies"]["review_days"] == 60 and data["remedies"]["suit_months"] == 3
    assert SELLER[1] not in json.dumps(data, ensure_ascii=False)


def test_the_notice_of_a_lapsed_case_names_the_suspension_its_last_day_and_the_papers_that_go_back(hall: ViewedHall) -> None:
    lapsed(hall)
    before = slips(hall)["SUSPENSION_NOTICE"]["data"]
    job = slips(hall)["LAPSE_NOTICE"]
    data = job["data"]
    assert data["notice_no"] == "漯房登终〔2014〕第000001号" and data["suspension_no"] == before["notice_no"]
    assert data["due_by"] == before["due_by"] == "2014-10-20" and data["reason"] == {"zh": "待申请人补充材料", "en": data["reason"]["en"]}
    assert data["applicant"] == SELLER[0] and data["returned"] and data["remedies"]["suit_months"] == 3 and job["copies"] == 2
    again = hall.told("guide-a", "reprint", job_id=job["job_id"])["job_id"]
    assert slip_data(hall.site, again)["data"] == data
    (row,) = hall.view("guide-a", "search", q=data["notice_no"])["results"]
    assert (row["notice_no"], row["state"]) == (data["notice_no"], "LAPSED")
    assert [j["kind"] for j in row["jobs"]].count("LAPSE_NOTICE") == 2, "the paper and its reprint stand with the case that has ended"


def test_a_suspended_case_is_found_by_the_code_on_its_notice(hall: ViewedHall) -> None:
    suspended(hall)
    data = slips(hall)["SUSPENSION_NOTICE"]["data"]
    (row,) = hall.view("guide-a", "search", q=data["scan_code"])["results"]
    assert row["number"] == "A001" and row["state"] == "SUSPENDED"


def test_a_notice_lists_every_paper_with_its_why_its_where_and_its_article(hall: ViewedHall) -> None:
    noticed(hall)
    data = slips(hall)["ONE_TIME_NOTICE"]["data"]
    assert [item["code"] for item in data["items"]] == ["TRANSFER_CAUSE", "DEED_TAX_PROOF"]
    assert all(item[part][lang] for item in data["items"] for part in ("name", "reason", "where", "basis") for lang in ("zh", "en"))
    assert data["scan_code"] == "N-2014-000001" and data["valid_until"] == "2014-11-12"


def test_the_completion_slip_says_who_took_what_and_how_long_it_took(hall: ViewedHall) -> None:
    hall.delivered()
    data = slips(hall)["COMPLETION_SLIP"]["data"]
    assert data["used_minutes"] <= data["promise_minutes"] == 120
    assert [c["number"] for c in data["certificates"]] == ["漯房权证源汇字第20140000001号"]
    text = json.dumps(data["collected_by"], ensure_ascii=False)
    assert AGENT[0] not in text and BUYER[0] not in text and "*" in text
    assert data["rate_url"].endswith(hall.site.hall.token("20141013-A001"))


def test_a_paper_of_the_law_is_laid_out_on_a4_for_the_page_that_prints_it(hall: ViewedHall) -> None:
    noticed(hall)
    job_id = slips(hall)["ONE_TIME_NOTICE"]["job_id"]
    wanted = pages.slip_view(hall.clock.now(), job_id)
    shown = hall.view("consult-a", "slip", job_id=job_id)
    assert not lacking(wanted, shown)
    assert [item["name_zh"] for item in shown["slip"]["items"]] and shown["slip"]["notice_no"] == "漯房登告〔2014〕第000001号"


@pytest.mark.parametrize("way", ["returned", "refused_at_window", "refused_at_desk", "suspended", "lapsed"])
def test_every_paper_of_the_law_has_a_form_for_a4(hall: ViewedHall, way: str) -> None:
    WAYS[way][0](hall)
    kind, job = next((k, j) for k, j in slips(hall).items() if k in TEXT_OF_LAW)
    shown = hall.view("office-director", "slip", job_id=job["job_id"])["slip"]
    assert shown["kind"] == kind and shown["addressee"] == SELLER[0] and shown["notice_no"] and shown["authority_zh"] and shown["title_zh"]
    assert shown["items"] or shown["reasons"]


def test_an_english_visitor_gets_english_slips(hall: ViewedHall) -> None:
    mortgage(hall.site)
    hall.site.reception.act("open_review", {"type_code": "T03", "lang": "en"}, KIOSK)
    case_id = next(iter(hall.state.cases))
    hall.act(KIOSK, "take_consult_ticket", review_id=case_id, reason="ASKED")
    assert slips(hall)["CONSULT_TICKET"]["lang"] == "en"


@pytest.mark.parametrize("job_id", ["", "J", "J0", "J1", "J999999", "j5", "5", "J5; DROP TABLE event"])
def test_a_slip_that_never_was_is_unknown(hall: ViewedHall, job_id: str) -> None:
    with pytest.raises(Refused) as no:
        slip_data(hall.site, job_id)
    assert no.value.code == "SLIP_UNKNOWN"


@pytest.mark.parametrize("kind", sorted(NOT_QUEUED_BY_AN_ACT))
@pytest.mark.parametrize("missing", [(), ("TRANSFER_CAUSE",)])
def test_the_slips_no_act_asks_for_are_complete_too(hall: ViewedHall, kind: str, missing: tuple[str, ...]) -> None:
    case_id = hall.reviewed(missing=missing)
    reading = Reading.of(hall.site, Actor(role="PRINTER"))
    job = e.SlipQueued(job_id="J1", kind=kind, printer="desk", case_id=case_id, ref={})
    stamp = hall.site.hall.history(case_id)[-1][1]
    made = composed(reading, Wish(job, stamp, job, stamp, read_file(reading, case_id)))
    assert job_from_json(json.loads(json.dumps(made))).kind == kind
