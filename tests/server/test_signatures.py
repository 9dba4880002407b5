"""Signatures for life: what an expired qualification, an own hand and a second try of the same day are refused for (domain.md 4.1, 4.6, 4.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.acts import registering
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.words import refusal
from tests.server.hall_for_views import TITLE_NO, ViewedHall, opened

COURT = "漯河市测试区人民法院"
ADMIN = Actor(role="ADMIN", device="setup")


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def expire(hall: ViewedHall, seat: str) -> str:
    """The certificate of whoever sits there ran out yesterday; answers that day."""
    record = hall.state.staff[hall.at(seat).staff_id]
    until = hall.clock.now().date() - timedelta(days=1)
    hall.site.hall.do("enrol_staff", ADMIN, None, staff_id=record.staff_id, staff_no=record.staff_no, person_id=record.person_id,
                      roles=record.roles, qualification_no=record.qualification_no, qualified_from=None, qualified_to=until)
    return until.isoformat()


def no(hall: ViewedHall, who: Actor | str, name: str, **body: Any) -> Refused:
    with pytest.raises(Refused) as said:
        hall.act(who, name, **body)
    return said.value


def seized(hall: ViewedHall) -> None:
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    hall.told("office-judicial", "enter_restriction", lock_id=lock_id, kind="SEIZURE", authority=COURT, document_no="（2014）测执字第7号",
              starts_on="2014-10-13", ends_on="2016-10-12")


def test_a_certificate_that_ran_out_yesterday_signs_nothing_that_needs_one_and_says_since_when(hall: ViewedHall) -> None:
    case_id = hall.approved()
    until = expire(hall, "1-r")
    for name, body in (
        ("approve", {"opinion": "同意"}), ("enter_register", {}), ("return_file", {"reasons": ["R01"], "words": "材料不全"}),
    ):
        said = no(hall, "1-r", name, case_id=case_id, **body)
        assert said.code == "W02" and until in refusal(said)[0], name
    assert hall.state.cases[case_id].state == "APPROVED"


@pytest.mark.parametrize("act", ["resume_halted", "return_halted"])
def test_a_halted_case_is_neither_let_go_nor_returned_under_an_expired_certificate(hall: ViewedHall, act: str) -> None:
    case_id = hall.approved()
    seized(hall)
    expire(hall, "1-r")
    assert no(hall, "1-r", act, case_id=case_id, words="请求").code == "W02"


def test_a_pre_review_is_not_confirmed_under_an_expired_certificate(hall: ViewedHall) -> None:
    case_id = hall.reviewed("consult-a")
    until = expire(hall, "consult-a")
    said = no(hall, "consult-a", "confirm_pass", review_id=case_id)
    assert said.code == "W02" and until in refusal(said)[1]


def test_what_was_signed_while_the_certificate_was_good_stays_signed_with_it(hall: ViewedHall) -> None:
    """Each act keeps the qualification of its own moment."""
    case_id = hall.approved()
    number = hall.state.staff[hall.at("1-r").staff_id].qualification_no
    expire(hall, "1-r")
    rows = hall.view("office-director", "case", case_id=case_id)["case"]["signatures"]
    assert [r["qualification_no"] for r in rows if r["act"] == "approve"] == [number]


def test_two_hands_on_a_halted_case_are_two_persons_whatever_their_roles(hall: ViewedHall) -> None:
    case_id = hall.approved()
    seized(hall)
    hall.act("1-r", "return_halted", case_id=case_id, words="查封有效")
    same_person = replace(hall.at("office-director"), person_id=hall.at("1-r").person_id)
    with pytest.raises(Refused) as said:
        hall.site.hall.do("return_halted", same_person, None, case_id=case_id, words="同意")
    assert said.value.code == "SAME_HAND"
    assert hall.state.cases[case_id].state == "HALTED"


def test_the_caller_tries_once_a_day_and_hears_so(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    hall.act("office-call-a", "record_call", case_id=case_id, result="UNREACHABLE")
    said = no(hall, "office-call-a", "record_call", case_id=case_id, result="UNREACHABLE")
    zh, en = refusal(said)
    assert "今天" in zh and "today" in en.lower()


@pytest.mark.parametrize("act", ["resume_halted", "return_halted"])
def test_a_director_who_accepted_the_case_at_a_window_does_not_sign_its_halt(hall: ViewedHall, act: str) -> None:
    """Separation is by person: another post, even the director's, makes no second hand of the acceptor."""
    case_id = hall.approved()
    seized(hall)
    acceptor_as_director = replace(hall.at("office-director"), person_id=hall.at("1-a").person_id)
    with pytest.raises(Refused) as said:
        hall.site.hall.do(act, acceptor_as_director, None, case_id=case_id, words="同意")
    assert said.value.code == "DIRECTOR_ACCEPTED" and "主任" in refusal(said.value)[0]
    assert not hall.state.cases[case_id].halt_reviews
    assert any(a.kind == "SELF_APPROVAL_TRIED" and a.case_id == case_id for a in hall.state.alarms.values()), "the attempt is on record"


def test_whoever_suspended_a_case_does_not_agree_to_it_as_director(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason="S04", words="需要实地查看")
    registrar_as_director = replace(hall.at("office-director"), person_id=hall.at("1-r").person_id)
    with pytest.raises(Refused) as said:
        hall.site.hall.do("agree_suspension", registrar_as_director, None, case_id=case_id)
    assert said.value.code == "SAME_HAND"
    hall.act("office-director", "agree_suspension", case_id=case_id)


def test_a_director_does_not_countersign_the_return_he_proposed_as_registrar(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "return_file", case_id=case_id, reasons=["R01"], words="材料不全")
    registrar_as_director = replace(hall.at("office-director"), person_id=hall.at("1-r").person_id)
    with pytest.raises(Refused) as said:
        hall.site.hall.do("countersign_return", registrar_as_director, None, case_id=case_id)
    assert said.value.code == "SAME_HAND", "told in words that fit a director"


@pytest.mark.parametrize("act", ["resume_halted", "return_halted"])
def test_where_the_rule_fails_the_database_still_keeps_the_acceptor_from_ending_a_halt(
    hall: ViewedHall, act: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_id = hall.approved()
    seized(hall)
    monkeypatch.setattr(registering, "check_hand", lambda *_: ())
    acceptor_as_director = replace(hall.at("office-director"), person_id=hall.at("1-a").person_id)
    before = hall.site.log.head("luohe")
    with pytest.raises(Exception, match="approver may not be the acceptor"):
        hall.site.hall.do(act, acceptor_as_director, None, case_id=case_id, words="同意")
    assert hall.site.log.head("luohe") == before and not hall.state.cases[case_id].halt_reviews
    hall.act("1-r", act, case_id=case_id, words="请求")
    assert hall.state.cases[case_id].halt_reviews, "another hand signs"


@pytest.mark.parametrize("agree", [True, False])
def test_a_director_who_accepted_the_case_at_a_window_does_not_speak_on_its_suspension(hall: ViewedHall, agree: bool) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason="S04", words="需要实地查看")
    acceptor_as_director = replace(hall.at("office-director"), person_id=hall.at("1-a").person_id)
    with pytest.raises(Refused) as said:
        hall.site.hall.do("agree_suspension", acceptor_as_director, None, case_id=case_id, agree=agree, words="可以办")
    assert said.value.code == "DIRECTOR_ACCEPTED" and hall.state.cases[case_id].state == "SUSPENDED"
