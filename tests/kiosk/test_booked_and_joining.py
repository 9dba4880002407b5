"""Who has booked, and who belongs to a number that somebody else took: found by what he shows, told in one sentence when it is wrong."""

from __future__ import annotations

import json

import pytest

from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import Touches, kiosk_app


@pytest.fixture
def touch(hall: FakeHall) -> Touches:
    return Touches(kiosk_app(hall, reader="simulated").test_client())


def test_whoever_booked_goes_on_like_everybody_with_his_business_chosen(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked"](touch, hall)
    assert touch.page == "booked" and "09:30" in touch.model["h1"]
    assert touch("next") == "about_type"
    touch("next")
    assert touch("next") == "who"
    touch("choose", value="SELF")
    touch("choose", value="TRANSFEROR")
    touch.person(OWNER, "张三丰")
    touch("leave")
    touch("add", value="TRANSFEREE")
    touch("choose", value="IN_PERSON")
    touch.person("99000019830425003X", "欧阳测试")
    touch("next")
    touch("all")
    touch.questions()
    touch.house()
    touch.questions()
    assert touch.papers() == "check"
    assert len(hall.reviews) == 1, "the review that the check-in opened is the one that goes on"


def test_too_early_is_told_with_the_time_and_leads_back_to_the_start(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked_not_now"](touch, hall)
    assert "09:10" in touch.model["lead"][0]
    assert touch("leave") == "home" and not hall.reviews


def test_an_appointment_that_was_used_says_its_number(touch: Touches, hall: FakeHall) -> None:
    hall.booked = "USED"
    STATIONS["booked"](touch, hall)
    assert touch.page == "booked_not_now" and "A001" in touch.model["lead"][0]


def test_a_wrong_code_and_a_wrong_document_are_told_alike(touch: Touches, hall: FakeHall) -> None:
    said = set()
    for code, ending in (("12345678", "1111"), ("87654321", OWNER[-4:])):
        touch.begin()
        touch("known")
        touch("booked")
        touch("enter", values={"code": code})
        assert touch("enter", values={"ending": ending}) == "booked_proof"
        said.add(touch.model["trouble"]["text"])
    assert len(said) == 1


def test_who_leaves_after_the_check_in_leaves_no_review_behind(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked"](touch, hall)
    touch.post("end", {"visit": touch.model["visit"]})
    assert all(review.dropped for review in hall.reviews.values())


def test_another_business_than_the_booked_one_forgets_the_appointment(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked"](touch, hall)
    for _ in range(4):
        touch("back")
    assert touch.page == "home"
    touch("choose", value="MORTGAGE")
    touch("choose", value="T04")
    assert [review.dropped for review in hall.reviews.values()] == [True]


def test_the_number_says_how_it_stands_to_the_appointment(touch: Touches, hall: FakeHall) -> None:
    for how, words in (("KEPT", "按预约叫号"), ("LATE", "已过保留时间"), ("EARLY", "已让出")):
        touch.begin()
        STATIONS["passed"](touch, hall)
        hall.extra_of_ticket = {"appointment": {"how": how, "time": "09:30"}}
        touch("take")
        assert any("09:30" in fact and words in fact for fact in touch.model["facts"])


def test_somebody_of_the_parties_is_noted_and_hears_by_side_who_is_awaited(touch: Touches, hall: FakeHall) -> None:
    STATIONS["joined"](touch, hall)
    assert "受让人" in touch.model["go"] or "买方" in touch.model["go"]
    assert "第2位" in touch.model["facts"][0]
    assert OWNER not in json.dumps(touch.model) and "张三丰" not in json.dumps(touch.model, ensure_ascii=False)
    assert touch("finish") == "done"


def test_the_slip_is_scanned_and_still_his_own_document_is_asked_for(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")
    touch("known")
    touch("joining")
    assert touch("scan", text="http://hall.example/t/" + "x" * 22) == "joining_proof"
    assert touch("enter", values={"ending": OWNER[-4:]}) == "joined"
    (asked,) = hall.acts("join_number")
    assert (asked["token"], asked["last_four"]) == ("x" * 22, OWNER[-4:])


def test_a_wrong_number_and_a_wrong_document_are_told_alike_when_joining(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")
    said = set()
    for figures, ending in (("1", "1111"), ("77", OWNER[-4:])):
        touch.begin()
        touch("known")
        touch("joining")
        touch("enter", values={"series": "A", "figures": figures})
        assert touch("enter", values={"ending": ending}) == "joining_proof"
        said.add(touch.model["trouble"]["text"])
    assert len(said) == 1
