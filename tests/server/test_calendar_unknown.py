"""A due time in a year whose holidays nobody has entered is marked in words: on paper, consoles, kiosk and telephone (domain.md 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from printers.blocks import words_of
from printers.jobs import job_from_json
from printers.layout import compose
from queue_server.clock import HALL_ZONE
from queue_server.views import read_view
from queue_server.views.answers import told
from queue_server.views.boards import draw
from queue_server.views.phone import ticket_status
from tests.printers import samples
from tests.server.halls import KIOSK, HallInTest, open_hall


def receipt_of(hall: HallInTest, case_id: str) -> dict[str, object]:
    job = next(s for s in hall.site.hall.state.slips.values() if s.kind == "ACCEPTANCE_RECEIPT" and s.case_id == case_id)
    return dict(read_view(hall.site, hall.seated["1-a"], "slip", {"job_id": job.job_id})["data"]["slip"]["data"])


@pytest.mark.parametrize(("at", "marked"), [((9, 0), False), ((16, 30), True)])
def test_a_case_accepted_on_the_last_afternoon_of_a_known_year_says_that_the_next_one_is_not_known(
        tmp_path: Path, at: tuple[int, int], marked: bool) -> None:
    hall = open_hall(tmp_path / "data", at=datetime(2026, 12, 31, *at, tzinfo=HALL_ZONE))
    acceptor = hall.open_window()
    hall.seat("2003", "1-r")
    known = {hall.site.config.calendar.year_is_known(year) for year in (2026, 2027)}
    case_id = hall.accepted_sale(acceptor)
    slip = receipt_of(hall, case_id)
    case = read_view(hall.site, hall.seated["1-r"], "case", {"case_id": case_id})["data"]["case"]
    if known != {True, False}:
        pytest.fail("the packaged calendar has grown: choose the first year it does not know")
    assert (slip["due_year_unknown"] == 2027) is marked
    assert bool(case["clock"]["calendar_zh"]) is marked
    assert ("2027" in case["clock"]["calendar_en"]) is marked
    assert draw(hall.site, "console", "1-r")["lists"]["to_approve"]
    ticket_id = hall.site.hall.state.cases[case_id].ticket_id
    assert said_in_both(ticket_status(hall.site, hall.site.hall.token(ticket_id)) or {}, "next") is marked, "on the telephone"


@pytest.mark.parametrize(("at", "marked"), [((9, 0), False), ((16, 30), True)])
def test_the_kiosk_and_the_acceptor_say_it_with_the_hour_they_promise(tmp_path: Path, at: tuple[int, int], marked: bool) -> None:
    hall = open_hall(tmp_path / "data", at=datetime(2026, 12, 31, *at, tzinfo=HALL_ZONE))
    case_id, ticket_id = hall.ticketed_sale()
    acceptor = hall.open_window()
    hall.site.hall.tick()
    promised = read_view(hall.site, KIOSK, "review", {"review_id": case_id})["data"]["review"]["due"]
    assert said_in_both(promised, "text") is marked
    hall.serve(acceptor, ticket_id)
    hall.prepare(acceptor, case_id, ticket_id)
    answer = told(hall.site, acceptor, "accept", {"ticket_id": ticket_id}, hall.act(acceptor, "accept", ticket_id=ticket_id))
    assert said_in_both(answer, "due_text") is marked


def said_in_both(words: Mapping[str, Any], name: str) -> bool:
    zh, en = "2027年放假安排尚未公布" in words[f"{name}_zh"], "holidays of 2027 are not published yet" in words[f"{name}_en"]
    assert zh is en
    return zh


def printed(lang: str, **more: object) -> str:
    job = samples.job("ACCEPTANCE_RECEIPT", lang, **more)
    return "\n".join(text for block in compose(job_from_json(job))[0] for text in words_of(block))


def test_the_printed_receipt_says_it_in_both_languages_and_only_then() -> None:
    assert "2027年放假安排尚未公布" in printed("zh-CN", due_year_unknown=2027)
    assert "holidays of 2027 are not published yet" in printed("en", due_year_unknown=2027)
    assert "放假安排尚未公布" not in printed("zh-CN")
