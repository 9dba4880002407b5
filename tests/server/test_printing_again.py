"""A paper that did not come out is never lost: any kind is printed again, marked, whatever the printer said of the first one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.acts.slips import ATTEMPTS_MAX
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.slips import slip_data
from tests.server.hall_for_views import ViewedHall, opened
from tests.server.halls import KIOSK
from tests.server.test_views_slips import WAYS, slips


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def work_off(hall: ViewedHall, outcome: str = "PRINTED") -> list[str]:
    """Every printer takes and reports what is due, until nothing is; the jobs in their order, each as often as it was tried."""
    tried: list[str] = []
    for printer in (p.id for p in hall.site.config.printers):
        actor = Actor(role="PRINTER", device=printer)
        while job_id := hall.site.hall.do("take_slip", actor, None, printer=printer).result["job_id"]:
            hall.site.hall.do("report_slip", actor, None, job_id=job_id, outcome=outcome, status="OFFLINE" if outcome == "FAILED" else "OK")
            tried.append(str(job_id))
    return tried


def paper(slip: dict[str, Any]) -> tuple[Any, ...]:
    return slip["kind"], slip["copies"], slip["data"]


@pytest.mark.parametrize(("way", "kind"), [(way, kind) for way, (_, kinds) in WAYS.items() for kind in sorted(kinds)])
def test_a_paper_of_any_kind_that_was_printed_is_printed_again_and_marked(hall: ViewedHall, way: str, kind: str) -> None:
    WAYS[way][0](hall)
    first = slips(hall)[kind]
    work_off(hall)
    assert not hall.state.slips
    again = hall.told("guide-a", "reprint", job_id=first["job_id"])["job_id"]
    assert work_off(hall) == [again]
    made = slip_data(hall.site, again)
    assert paper(made) == paper(first) and made["reprint"] and not first["reprint"]


@pytest.mark.parametrize("outcome", ["PRINTED", "UNKNOWN", "FAILED"])
def test_who_saw_no_notice_gets_exactly_one_more_whatever_the_printer_said(hall: ViewedHall, outcome: str) -> None:
    WAYS["noticed"][0](hall)
    first = slips(hall)["ONE_TIME_NOTICE"]
    work_off(hall, outcome)
    again = hall.told(KIOSK, "confirm_printed", job_id=first["job_id"], came_out=False)["job_id"]
    assert list(hall.state.slips) == [again] == work_off(hall)
    assert paper(slip_data(hall.site, again)) == paper(first) and slip_data(hall.site, again)["reprint"]


@pytest.mark.parametrize("seat", ["guide-a", "consult-a"])
def test_a_paper_the_printer_gave_up_prints_again_when_a_person_asks(hall: ViewedHall, seat: str) -> None:
    WAYS["noticed"][0](hall)
    (job_id,) = hall.state.slips
    assert work_off(hall, "FAILED") == [job_id] * ATTEMPTS_MAX and work_off(hall) == []
    (row,) = hall.board(f"console:{seat}")["lists"]["print_troubles"]
    again = hall.told(seat, "reprint", job_id=row["job_id"])["job_id"]
    assert hall.board(f"console:{seat}")["lists"]["print_troubles"] == []
    assert work_off(hall) == [again] and not hall.state.slips


def test_a_number_printed_again_by_its_number_takes_the_place_of_the_slip_in_trouble(hall: ViewedHall) -> None:
    _, ticket_id = hall.ticketed()
    work_off(hall, "UNKNOWN")
    again = hall.told("guide-a", "reprint", ticket_id=ticket_id)["job_id"]
    assert list(hall.state.slips) == [again]


def test_the_same_press_twice_over_the_line_is_one_reprint(hall: ViewedHall) -> None:
    WAYS["noticed"][0](hall)
    (job_id,) = hall.state.slips
    said = [hall.hall.act(KIOSK, "confirm_printed", retry_key="one-press", job_id=job_id, came_out=False) for _ in range(2)]
    assert said[0] == said[1] and list(hall.state.slips) == [said[0]["job_id"]]


def test_a_kiosk_prints_no_paper_of_another_visit(hall: ViewedHall) -> None:
    WAYS["noticed"][0](hall)
    (job_id,) = hall.state.slips
    elsewhere = Actor(role="KIOSK", device="kiosk-2")
    for name, asked in (("reprint", {}), ("confirm_printed", {"came_out": False}), ("confirm_printed", {"came_out": True})):
        with pytest.raises(Refused) as no:
            hall.act(elsewhere, name, job_id=job_id, **asked)
        assert no.value.code == "SLIP_UNKNOWN"
    assert list(hall.state.slips) == [job_id]


def test_a_counter_prints_no_paper_of_another_window_that_came_out(hall: ViewedHall) -> None:
    WAYS["refused_at_window"][0](hall)
    job_id = slips(hall)["REFUSAL_NOTICE"]["job_id"]
    work_off(hall)
    with pytest.raises(Refused) as no:
        hall.act("9-a", "reprint", job_id=job_id)
    assert no.value.code == "SLIP_UNKNOWN"
    assert hall.told("1-a", "reprint", job_id=job_id)["job_id"] in hall.state.slips


@pytest.mark.parametrize("result", ["SHOWN", "HANDWRITTEN"])
def test_a_notice_reaches_the_person_another_way_and_is_never_given_up(hall: ViewedHall, result: str) -> None:
    WAYS["noticed"][0](hall)
    (job_id,) = hall.state.slips
    work_off(hall, "UNKNOWN")
    with pytest.raises(Refused) as no:
        hall.act("guide-a", "settle_slip", job_id=job_id, result="GIVEN_UP")
    assert no.value.code == "NOTICE_MUST_REACH" and job_id in hall.state.slips
    hall.act("consult-a", "settle_slip", job_id=job_id, result=result)
    assert not hall.state.slips
