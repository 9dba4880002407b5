"""How often somebody came for a case, and what of it is charged to the pre-review that let it through: on the case's own page (V6, P9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.server.hall_for_views import TITLE_NO, ViewedHall, opened


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def charged(hall: ViewedHall, case_id: str, seat: str = "office-director") -> list[tuple[str, bool, str]]:
    rows: list[dict[str, Any]] = hall.view(seat, "case", case_id=case_id)["case"]["charges"]
    return [(row["kind"], row["by_kiosk"], (row["person"] or {}).get("staff_no", "")) for row in rows]


def seize(hall: ViewedHall) -> None:
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    hall.told("office-judicial", "enter_restriction", lock_id=lock_id, kind="SEIZURE", authority="漯河市测试区人民法院",
              document_no="（2014）测执字第8号", starts_on="2014-10-13", ends_on="2016-10-12")


def test_a_case_begun_and_collected_on_one_day_is_one_visit_and_charges_nobody(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    case = hall.view("office-director", "case", case_id=case_id)["case"]
    assert (case["visits"], case["charges"]) == (["2014-10-13"], [])


def test_who_has_to_come_again_with_a_paper_has_come_twice_and_the_pre_review_is_charged(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason="S01", words="补充合同第三页")
    assert charged(hall, case_id) == [("CaseSuspended", True, "")], "the kiosk had passed it by itself"
    hall.clock.pass_time(days=1)
    hall.site.hall.tick()
    hall.act("1-a", "withdraw", case_id=case_id, signed_by=["p1", "p2"])
    assert hall.view("office-director", "case", case_id=case_id)["case"]["visits"] == ["2014-10-13", "2014-10-14"]


@pytest.mark.parametrize("reason", ["S03", "S07"])
def test_a_pause_for_the_tax_or_for_the_halls_own_trouble_charges_no_pre_review(hall: ViewedHall, reason: str) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason=reason, words="待办")
    assert charged(hall, case_id) == []


def test_a_file_sent_back_after_acceptance_is_charged_to_the_pre_review(hall: ViewedHall) -> None:
    sent_back = hall.accepted()
    hall.act("1-r", "return_file", case_id=sent_back, reasons=["R03"], words="与登记簿不一致")
    hall.act("office-director", "countersign_return", case_id=sent_back)
    assert charged(hall, sent_back) == [("CaseReturned", True, "")]


def test_a_file_sent_back_because_of_a_seizure_that_came_later_is_charged_to_nobody(hall: ViewedHall) -> None:
    case_id = hall.approved()
    seize(hall)
    hall.act("1-r", "return_halted", case_id=case_id, words="查封有效")
    hall.act("office-director", "return_halted", case_id=case_id, words="同意")
    assert hall.view("office-director", "case", case_id=case_id)["case"]["state"] == "RETURNED"
    assert charged(hall, case_id) == []
    figures = hall.view("office-director", "quality_figures", month="2014-10")
    assert figures["pre_review_all"]["charged"] == 0, "the month's figures follow the same rule"


def test_whose_pre_review_it_was_is_read_by_himself_and_the_director_only(hall: ViewedHall) -> None:
    case_id = hall.reviewed("consult-a")
    hall.act("consult-a", "confirm_pass", review_id=case_id)
    hall.act("1-a", "open_window")
    ticket_id = str(hall.act("consult-a", "take_ticket", review_id=case_id)["ticket_id"])
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    hall.act("1-a", "start_serving")
    hall.act("1-a", "refuse_acceptance", ticket_id=ticket_id, reasons=["R01"], words="合同缺页")
    staff_no = hall.state.staff[hall.at("consult-a").staff_id].staff_no
    assert charged(hall, case_id) == charged(hall, case_id, "consult-a") == [("AcceptanceRefused", False, staff_no)]
    assert charged(hall, case_id, "office-qc-a") == [("AcceptanceRefused", False, "")]
