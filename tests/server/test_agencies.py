"""A case says in whose hands it is, whose clock runs, and how long each office had it: tax first (2014) and one window (today) (F11, F12)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.views import read_view
from tests.server.halls import HallInTest, open_hall


@pytest.fixture
def then(tmp_path: Path) -> HallInTest:
    """Tax has its own window and comes before acceptance."""
    return open_hall(tmp_path / "then")


@pytest.fixture
def today(tmp_path: Path) -> HallInTest:
    """One window takes the tax papers with the case."""
    return open_hall(tmp_path / "today", hall="county-2026", at=datetime(2026, 11, 6, 9, 0, tzinfo=HALL_ZONE))


def agencies(hall: HallInTest, case_id: str) -> dict[str, Any]:
    registrar = next(a for a in hall.seated.values() if a.role == "REGISTRAR")
    return dict(read_view(hall.site, registrar, "case", {"case_id": case_id})["data"]["case"]["agencies"])


def minutes(hall: HallInTest, case_id: str) -> dict[str, int]:
    return {row["agency"]: row["minutes"] for row in agencies(hall, case_id)["rows"]}


def test_a_case_put_off_for_the_tax_is_the_tax_offices_and_the_promise_stands(then: HallInTest) -> None:
    registrar, acceptor = then.seat("2003", "1-r"), then.open_window("1")
    case_id = then.accepted_sale(acceptor)
    then.clock.pass_time(minutes=10)
    seen = agencies(then, case_id)
    assert (seen["holder"], seen["clock_en"], seen["beside"]) == ("REGISTRY", "the promise is running", False)
    then.act(registrar, "suspend", case_id=case_id, reason="S03", words="补缴契税")
    then.clock.pass_time(minutes=25)
    seen = agencies(then, case_id)
    assert (seen["holder"], seen["holder_zh"], seen["clock_en"]) == ("TAX", "税务部门", "the promise stands still")
    then.act(registrar, "resume", case_id=case_id, what_came="契税已缴清")
    then.clock.pass_time(minutes=5)
    assert minutes(then, case_id) == {"REGISTRY": 15, "TAX": 25} and agencies(then, case_id)["holder"] == "REGISTRY"


def test_at_one_window_the_tax_is_settled_beside_the_case_with_the_same_number(today: HallInTest) -> None:
    """The promise runs on, the register entry waits for the tax, and the citizen takes no second number."""
    registrar, acceptor = today.seat("3003", "1-r"), today.open_window("1", "3001")
    case_id = today.accepted_sale(acceptor)
    numbers = set(today.site.hall.state.tickets)
    today.act(acceptor, "set_tax", case_id=case_id, state="PENDING")
    seen = agencies(today, case_id)
    assert (seen["holder"], seen["beside"], seen["clock_en"]) == ("REGISTRY", True, "the promise is running")
    today.approve(registrar, case_id)
    with pytest.raises(Refused):
        today.act(registrar, "enter_register", case_id=case_id)
    today.act(acceptor, "set_tax", case_id=case_id, state="CLEARED", voucher_no="2026-1")
    assert agencies(today, case_id)["beside"] is False
    today.act(registrar, "enter_register", case_id=case_id)
    assert today.case(case_id).state == "REGISTERED" and set(today.site.hall.state.tickets) == numbers


def test_before_acceptance_nobodys_time_is_counted(then: HallInTest) -> None:
    then.seat("2003", "1-r")
    desk = then.seat("2013", "consult-a")
    case_id, _ = then.ticketed_sale()
    assert read_view(then.site, desk, "case", {"case_id": case_id})["data"]["case"]["agencies"] is None
