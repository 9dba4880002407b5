"""What lies between a notice and the number: the tax window that comes first (2014), and the officer's signature under a kiosk's notice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.boards import console_board
from queue_server.views.slips import slip_data
from tests.server.halls import KIOSK, HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def with_notice(hall: HallInTest, *missing: str, actor: Actor = KIOSK) -> tuple[str, str]:
    """A sale that went home with a notice: (case_id, notice_no)."""
    case_id = hall.sale_review(hall.house(), actor)
    hall.show_papers(case_id, actor, missing=missing)
    hall.act(actor, "decide_review", review_id=case_id)
    return case_id, str(hall.act(actor, "give_notice", review_id=case_id)["notice_no"])


def listed(hall: HallInTest, seat: str, name: str) -> list[dict[str, Any]]:
    return list(console_board(hall.site, seat)["lists"][name])


# --- tax first --------------------------------------------------------------------------------------------------------


def test_whoever_is_sent_to_the_tax_window_first_stands_in_its_list_under_his_notice(hall: HallInTest) -> None:
    clerk = hall.seat("2019", "7-a")
    case_id, notice_no = with_notice(hall, "DEED_TAX_PROOF")
    other, _ = with_notice(hall, "TITLE_CERT")
    assert [(r["case_id"], r["number"], r["note_zh"]) for r in listed(hall, "7-a", "to_tax")] == [(case_id, notice_no, "待完税")]
    case = read_view(hall.site, clerk, "case", {"case_id": case_id}, "zh-CN")["data"]["case"]
    assert [row["act"] for row in case["acts"] if row["primary"]] == ["set_tax"]
    with pytest.raises(Refused) as no:
        read_view(hall.site, clerk, "case", {"case_id": other}, "zh-CN")
    assert no.value.code == "CASE_UNKNOWN"


def test_with_the_tax_settled_the_review_goes_on_where_it_stopped(hall: HallInTest) -> None:
    clerk = hall.seat("2019", "7-a")
    case_id, notice_no = with_notice(hall, "DEED_TAX_PROOF")
    hall.act(clerk, "set_tax", case_id=case_id, state="CLEARED", voucher_no="完税-1")
    assert listed(hall, "7-a", "to_tax") == []
    back = hall.act(KIOSK, "resume_review", notice_no=notice_no)
    assert back["review_id"] == case_id and [i["code"] for i in back["items"]] == ["DEED_TAX_PROOF"]
    hall.act(KIOSK, "answer", review_id=case_id, documents={back["items"][0]["key"]: "HAVE"})
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["outcome"] == "PASS"
    hall.act(KIOSK, "take_ticket", review_id=case_id)
    assert listed(hall, "7-a", "to_tax") == []


# --- the signature under a kiosk's notice -----------------------------------------------------------------------------


def test_a_notice_of_a_kiosk_is_handed_over_at_once_and_signed_by_a_qualified_officer_afterwards(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    case_id, notice_no = with_notice(hall, "TITLE_CERT")
    job = next(s for s in hall.site.hall.state.slips.values() if s.kind == "ONE_TIME_NOTICE")
    assert slip_data(hall.site, job.job_id)["data"]["registrar_no"] == ""
    assert [(r["review_id"], r["number"]) for r in listed(hall, "consult-a", "to_sign")] == [(case_id, notice_no)]
    review = read_view(hall.site, desk, "review", {"review_id": case_id}, "zh-CN")["data"]["review"]
    assert review["to_sign"] == notice_no and [a["act"] for a in review["acts"] if a["primary"]] == ["sign_notice"]
    hall.act(desk, "sign_notice", review_id=case_id, notice_no=notice_no)
    assert listed(hall, "consult-a", "to_sign") == []
    signed = hall.case(case_id).signed("sign_notice")
    assert signed is not None and signed.person_id == desk.person_id
    told = slip_data(hall.site, job.job_id)["data"]
    assert told["officer_no"] == "2013" and told["registrar_no"] != ""
    with pytest.raises(Refused) as no:
        hall.act(desk, "sign_notice", review_id=case_id, notice_no=notice_no)
    assert no.value.code == "ALREADY_SIGNED"


def test_the_desks_own_notice_is_signed_as_it_is_given(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    case_id, notice_no = with_notice(hall, "TITLE_CERT", actor=desk)
    assert listed(hall, "consult-a", "to_sign") == []
    with pytest.raises(Refused) as no:
        hall.act(desk, "sign_notice", review_id=case_id, notice_no="登告〔2014〕第009999号")
    assert no.value.code == "NOTICE_UNKNOWN"
    with pytest.raises(Refused) as no:
        hall.act(desk, "sign_notice", review_id=case_id, notice_no=notice_no)
    assert no.value.code == "ALREADY_SIGNED"


def test_nobody_waits_for_the_signature_and_it_is_still_asked_for_when_the_citizen_is_back(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    case_id, notice_no = with_notice(hall, "TITLE_CERT")
    item = hall.act(KIOSK, "resume_review", notice_no=notice_no)["items"][0]
    hall.act(KIOSK, "answer", review_id=case_id, documents={item["key"]: "HAVE"})
    hall.act(KIOSK, "decide_review", review_id=case_id)
    hall.act(KIOSK, "take_ticket", review_id=case_id)
    assert [r["number"] for r in listed(hall, "consult-a", "to_sign")] == [notice_no]
    hall.act(desk, "sign_notice", review_id=case_id, notice_no=notice_no)
    assert listed(hall, "consult-a", "to_sign") == []
