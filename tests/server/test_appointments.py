"""Appointments: places in slots, every "no" with its sentence, early, late and missed, and the one number on arrival."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.adapters.sms import SinkGateway
from queue_server.clock import HALL_ZONE
from queue_server.config import load_hall
from queue_server.contract import LANGUAGES
from queue_server.domain.acts.booking import missed_lately
from queue_server.domain.errors import Refused
from queue_server.domain.opening_rules import Closure
from queue_server.domain.scene import Actor
from queue_server.domain.slots import nearest_free, times_on
from queue_server.messages import compose
from queue_server.retention import Retention
from queue_server.site import build
from queue_server.views import read_view
from queue_server.views.slips import slip_data
from queue_server.web.errors import sentence
from queue_server.worker import Worker
from tests.server.halls import KIOSK, OPENED, HallInTest, close_halls, open_hall

PHONE = Actor(role="CITIZEN", device="phone-page")
TOMORROW = datetime(2014, 10, 14, 9, 30, tzinfo=HALL_ZONE)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield open_hall(tmp_path)
    close_halls()


def book(hall: HallInTest, at: datetime = TOMORROW, actor: Actor = PHONE, number: str = "", type_code: str = "T03", **more: Any) -> dict[str, Any]:
    return hall.act(actor, "book_appointment", **({"type_code": type_code, "at": at.isoformat(), "name": "李预约",
                                                  "document_no": number or hall.new_person_no(), "phone": "16100000009"} | more))


def standing(hall: HallInTest, booked: dict[str, Any]) -> Any:
    return hall.site.hall.state.appointments.get(str(booked["appointment_id"]))


def refused(code: str, do: Any) -> Refused:
    """The refusal, with its sentence complete in every language."""
    with pytest.raises(Refused) as no:
        do()
    assert no.value.code == code
    for lang in LANGUAGES:
        said = sentence(no.value.code, dict(no.value.detail), lang)
        assert said and code not in said and "…" not in said
    return no.value


def at(hall: HallInTest, when: datetime) -> None:
    """The hall's time comes; what is due happens."""
    hall.clock.pass_time(seconds=int((when - hall.clock.now()).total_seconds()))
    hall.site.hall.tick()


def messages(hall: HallInTest) -> list[str]:
    return [m.kind for m in hall.site.hall.state.messages.values() if m.kind.startswith("APPOINTMENT")]


# --- booking ----------------------------------------------------------------------------------------------------------


def test_a_place_is_booked_confirmed_and_remembered_without_a_name_in_the_log(hall: HallInTest) -> None:
    number = hall.new_person_no()
    booked = book(hall, number=number)
    assert standing(hall, booked).at == TOMORROW and len(booked["token"]) == 40
    assert messages(hall) == ["APPOINTMENT_BOOKED", "APPOINTMENT_REMINDER"]
    written = "".join(row.body for row in hall.site.log.after(hall.site.hall.hall_id, 0))
    assert number not in written and "李预约" not in written and booked["token"] not in written and booked["code"].replace(" ", "") not in written


@pytest.mark.parametrize(("when", "code"), [
    (datetime(2014, 10, 18, 9, 30), "DAY_NOT_OPEN"), (datetime(2014, 10, 13, 8, 30), "SLOT_PAST"), (datetime(2014, 10, 13, 9, 30), "SLOT_SOON"),
    (datetime(2014, 11, 3, 9, 30), "SLOT_FAR"), (datetime(2014, 10, 14, 9, 40), "SLOT_UNKNOWN"), (datetime(2014, 10, 14, 12, 30), "SLOT_UNKNOWN"),
], ids=["a closed day", "the past", "too soon", "too far ahead", "between slots", "the lunch break"])
def test_a_time_that_cannot_be_booked_is_refused_with_its_reason_and_the_nearest_free_ones(hall: HallInTest, when: datetime, code: str) -> None:
    seq = hall.site.hall.state.seq
    no = refused(code, lambda: book(hall, when.replace(tzinfo=HALL_ZONE)))
    assert code == "SLOT_FAR" or "10-1" in str(no.detail["nearest"])
    assert hall.site.hall.state.seq == seq


def test_a_holiday_cannot_be_booked(tmp_path: Path) -> None:
    hall = open_hall(tmp_path, at=datetime(2014, 9, 26, 9, 0, tzinfo=HALL_ZONE))
    refused("DAY_NOT_OPEN", lambda: book(hall, datetime(2014, 10, 1, 9, 30, tzinfo=HALL_ZONE)))
    close_halls()


def test_a_year_whose_holidays_nobody_knows_cannot_be_booked(tmp_path: Path) -> None:
    years = load_hall("luohe-2014").calendar.rules.years
    last = max(years)
    hall = open_hall(tmp_path, at=datetime(last, 12, 28, 9, 0, tzinfo=HALL_ZONE))
    refused("YEAR_UNKNOWN", lambda: book(hall, datetime(last + 1, 1, 6, 9, 30, tzinfo=HALL_ZONE)))
    close_halls()


def test_of_two_who_want_the_last_place_one_has_it_and_the_other_hears_the_nearest(hall: HallInTest) -> None:
    for _ in range(hall.site.config.appointments.capacity["INSTANT"]):
        book(hall)
    no = refused("SLOT_FULL", lambda: book(hall))
    assert no.detail["nearest"] == "10-14 08:30, 10-14 09:00, 10-14 10:00"
    assert len(hall.site.hall.state.appointments) == hall.site.config.appointments.capacity["INSTANT"]


def test_one_person_has_one_appointment_for_one_business_and_no_more_than_the_hall_allows(hall: HallInTest) -> None:
    number = hall.new_person_no()
    book(hall, number=number)
    refused("APPOINTMENT_DOUBLE", lambda: book(hall, TOMORROW + timedelta(days=1), number=number))
    book(hall, number=number, type_code="N04")
    refused("APPOINTMENT_LIMIT", lambda: book(hall, number=number, type_code="T01"))


@pytest.mark.parametrize("type_code", ["X01", "X03", "T99"])
def test_a_business_the_hall_does_not_offer_cannot_be_booked(hall: HallInTest, type_code: str) -> None:
    refused("TYPE_NOT_BOOKABLE", lambda: book(hall, type_code=type_code))


@pytest.mark.parametrize(("wrong", "code"), [
    ({"document_no": "411102198001010001"}, "K02"), ({"name": " "}, "NAME_MISSING"), ({"phone": "123"}, "PHONE_BAD")])
def test_a_wrong_number_name_or_telephone_books_nothing(hall: HallInTest, wrong: dict[str, str], code: str) -> None:
    refused(code, lambda: book(hall, **wrong))
    assert not hall.site.hall.state.appointments


def test_booking_from_outside_changes_nothing_of_a_person_the_hall_knows(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no, name="别人", phone="16100000099")
    with hall.site.log.connection():
        person = hall.site.people.read(standing(hall, booked).person_id)
    assert (person.name, person.phone) == (house.owner_name, "")


def test_the_telephone_of_a_booking_never_becomes_that_of_the_person(hall: HallInTest) -> None:
    """A stranger books under my number and leaves his telephone: at my own visit I leave mine, and his is told nothing more."""
    house, gateway = hall.house(), SinkGateway()
    worker, people = Worker(hall.site, gateway), hall.site.people
    for number, first in ((hall.new_person_no(), TOMORROW), (house.owner_no, TOMORROW + timedelta(minutes=30))):
        gateway.sent.clear()
        booked = book(hall, first, number=number, phone="16100000099")
        person_id = standing(hall, booked).person_id
        worker.work()
        assert [letter.number for letter in gateway.sent.values()] == ["16100000099"], "whoever left one is told"
        with hall.site.log.connection():
            assert people.read(person_id).phone == "" and people.find_by_phone("16100000099") == ()
        review = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
        hall.act(KIOSK, "set_parties", review_id=review, parties=[
            {"party_id": "p1", "role": "TRANSFEROR", "name": "李预约", "document_kind": "ID_CARD", "document_no": number, "phone": "16100000011"}])
        hall.act(PHONE, "move_appointment", appointment_id=booked["appointment_id"], at=(first + timedelta(hours=1)).isoformat())
        worker.work()
        assert [letter.number for letter in gateway.sent.values()][1:] == ["16100000011"]
        book(hall, TOMORROW + timedelta(days=1), number=number, phone="16100000098", type_code="T01")
        worker.work()
        assert [letter.number for letter in gateway.sent.values()][2:] == ["16100000011"], "whoever has left his own is told there"
        with hall.site.log.connection():
            assert people.read(person_id).phone == "16100000011"


def test_a_telephone_left_with_a_booking_is_erased_after_its_days(hall: HallInTest) -> None:
    booked = book(hall)
    left = standing(hall, booked).phone_id
    kept = Retention(hall.site.hall, hall.site.people, hall.site.papers, hall.site.folder)
    assert hall.site.papers.read(left) == "16100000009"
    at(hall, TOMORROW + timedelta(minutes=16))  # nobody came, and every message has gone: from here on nothing needs it any more
    Worker(hall.site, SinkGateway()).work()
    assert not messages(hall)
    kept.carry_out(TOMORROW + timedelta(days=40))
    refused("PAPER_UNKNOWN", lambda: hall.site.papers.read(left))


def test_staff_book_for_somebody_who_telephones(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    assert standing(hall, book(hall, actor=desk, by_telephone=True)).channel == "TELEPHONE"
    assert standing(hall, book(hall, actor=desk)).channel == "DESK"


def test_a_cashier_books_nothing(hall: HallInTest) -> None:
    refused("NOT_ALLOWED", lambda: book(hall, actor=hall.seat("2022", "9-a")))


def test_the_name_a_stranger_booked_under_gives_way_to_the_first_visit(hall: HallInTest) -> None:
    """Whoever books shows no card. At the visit the name on the card is the person's, and nobody needs an officer for it."""
    number = hall.new_person_no()
    booked = book(hall, number=number, name="别人")
    person_id = standing(hall, booked).person_id
    review = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=review, parties=[
        {"party_id": "p1", "role": "TRANSFEROR", "name": "张真名", "document_kind": "ID_CARD", "document_no": number, "source": "CARD"}])
    party = hall.case(review).party("p1")
    assert (party.person_id, str(party.identity)) == (person_id, "OK")
    with hall.site.log.connection():
        assert hall.site.people.read(person_id).name == "张真名"
    desk = hall.seat("2013", "consult-a")
    (row,) = read_view(hall.site, desk, "appointments", {"day": "2014-10-14"})["data"]["rows"]
    assert row["name"] == "张真名", "the list of the day knows the person by now"


def test_once_a_visit_said_who_it_is_neither_a_booking_nor_another_name_changes_it(hall: HallInTest) -> None:
    number = hall.new_person_no()
    person_id = standing(hall, book(hall, number=number, name="别人")).person_id
    for name, identity in (("张真名", "OK"), ("冒名者", "NEEDS_OFFICER")):
        review = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
        hall.act(KIOSK, "set_parties", review_id=review, parties=[
            {"party_id": "p1", "role": "TRANSFEROR", "name": name, "document_kind": "ID_CARD", "document_no": number}])
        assert str(hall.case(review).party("p1").identity) == identity
        book(hall, TOMORROW + timedelta(days=1), number=number, name="又一个", type_code="N04") if name == "张真名" else None
        with hall.site.log.connection():
            assert hall.site.people.read(person_id).name == "张真名"


# --- changing ---------------------------------------------------------------------------------------------------------


def test_a_moved_appointment_frees_its_place_and_is_reminded_at_the_new_time(hall: HallInTest) -> None:
    booked = book(hall)
    later = TOMORROW + timedelta(days=2)
    hall.act(PHONE, "move_appointment", appointment_id=booked["appointment_id"], at=later.isoformat())
    assert standing(hall, booked).at == later
    reminders = [m for m in hall.site.hall.state.messages.values() if m.kind == "APPOINTMENT_REMINDER"]
    assert [datetime.fromisoformat(str(m.ref["at"])) for m in reminders] == [later]
    assert "APPOINTMENT_MOVED" in messages(hall)


def test_it_is_moved_so_often_and_then_by_staff_only(hall: HallInTest) -> None:
    booked = book(hall)
    times = [TOMORROW + timedelta(minutes=30 * n) for n in range(1, 5)]
    for when in times[:3]:
        hall.act(PHONE, "move_appointment", appointment_id=booked["appointment_id"], at=when.isoformat())
    refused("MOVED_TOO_OFTEN", lambda: hall.act(PHONE, "move_appointment", appointment_id=booked["appointment_id"], at=times[3].isoformat()))
    hall.act(hall.seat("2024", "guide-a"), "move_appointment", appointment_id=booked["appointment_id"], at=times[3].isoformat())


def test_a_cancelled_appointment_is_gone_and_counts_against_nobody(hall: HallInTest) -> None:
    booked = book(hall)
    hall.act(PHONE, "cancel_appointment", appointment_id=booked["appointment_id"])
    assert standing(hall, booked) is None and messages(hall) == ["APPOINTMENT_BOOKED", "APPOINTMENT_CANCELLED"]
    refused("APPOINTMENT_UNKNOWN", lambda: hall.act(PHONE, "cancel_appointment", appointment_id=booked["appointment_id"]))


def test_a_day_that_closes_after_it_was_booked_is_cancelled_by_the_hall_with_a_message(hall: HallInTest) -> None:
    booked, day = book(hall, TOMORROW + timedelta(days=2)), date(2014, 10, 16)
    config = replace(hall.site.config, calendar=hall.site.config.calendar.with_closure(Closure(day, day, reason="power")))
    site = build(config, hall.site.folder, "", hall.clock, name="again")
    OPENED.append(site)
    hall.site = site
    at(hall, TOMORROW)
    assert standing(hall, booked) is None and "APPOINTMENT_CLOSED" in messages(hall)


# --- arriving ---------------------------------------------------------------------------------------------------------


def sale_of(hall: HallInTest, owner_no: str, house: Any) -> str:
    case_id = hall.sale_review(house)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    return case_id


def test_whoever_booked_and_simply_begins_at_the_kiosk_has_one_number_with_the_booked_time(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no)
    at(hall, TOMORROW - timedelta(minutes=10))
    said = hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    ticket = hall.site.hall.state.tickets[said["ticket_id"]]
    assert (ticket.klass, ticket.booked_at, said["appointment"]) == ("APPOINTMENT", TOMORROW, {"how": "KEPT", "time": "09:30"})
    assert standing(hall, booked).label == said["number"]


def test_the_code_and_the_end_of_the_document_open_the_review_and_a_second_try_says_the_number(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no)
    at(hall, TOMORROW)
    shown = {"code": booked["code"], "last_four": house.owner_no[-4:]}
    arrived = hall.act(KIOSK, "arrive", **shown)
    assert hall.case(arrived["review_id"]).type_code == "T03" and arrived["kept"]
    at(hall, TOMORROW + timedelta(minutes=40))
    hall.act(KIOSK, "arrive", document_no=house.owner_no)
    said = hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    ticket = hall.site.hall.state.tickets[said["ticket_id"]]
    assert ticket.klass == "APPOINTMENT" and ticket.arrived_at == TOMORROW, "who checked in in time is not late because of the pre-review"
    assert refused("APPOINTMENT_USED", lambda: hall.act(KIOSK, "arrive", **shown)).detail["label"] == said["number"]


def test_too_early_and_on_another_day_are_told_when(hall: HallInTest) -> None:
    number = hall.new_person_no()
    book(hall, number=number)
    assert "2014-10-14 09:30" in str(refused("APPOINTMENT_OTHER_DAY", lambda: hall.act(KIOSK, "arrive", document_no=number)).detail["time"])
    at(hall, TOMORROW - timedelta(minutes=30))
    assert refused("APPOINTMENT_EARLY", lambda: hall.act(KIOSK, "arrive", document_no=number)).detail["since"] == "09:10"


def test_an_ordinary_number_taken_long_before_gives_the_place_back(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, TOMORROW + timedelta(hours=5), number=house.owner_no)
    at(hall, TOMORROW)
    said = hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    assert said["appointment"]["how"] == "EARLY" and standing(hall, booked) is None
    assert hall.site.hall.state.tickets[said["ticket_id"]].klass == "NORMAL"


def test_who_comes_too_late_stands_with_the_walk_ins_and_has_not_missed_it(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no)
    at(hall, TOMORROW + timedelta(minutes=15))
    assert standing(hall, booked).state == "BOOKED", "the last minute of the late window"
    at(hall, TOMORROW + timedelta(minutes=16))
    assert standing(hall, booked).state == "MISSED"
    said = hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    assert said["appointment"]["how"] == "LATE" and standing(hall, booked).state == "LATE"
    ticket = hall.site.hall.state.tickets[said["ticket_id"]]
    assert (ticket.klass, ticket.booked_at) == ("NORMAL", None)


@pytest.mark.parametrize(("minutes", "how"), [(-10, "KEPT"), (16, "LATE"), (-300, "EARLY")])
def test_before_the_number_and_on_the_slip_it_is_said_what_becomes_of_the_appointment(hall: HallInTest, minutes: int, how: str) -> None:
    house = hall.house()
    booked_at = TOMORROW + timedelta(hours=5)
    book(hall, booked_at, number=house.owner_no)
    at(hall, booked_at + timedelta(minutes=minutes))
    case_id = hall.sale_review(house)
    assert read_view(hall.site, KIOSK, "review", {"review_id": case_id})["data"]["review"]["appointment"] is None, "only whoever passed reads it"
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    told = read_view(hall.site, KIOSK, "review", {"review_id": case_id})["data"]["review"]["appointment"]
    assert told == {"how": how, "time": "14:30", "since": "14:10"}
    said = hall.act(KIOSK, "take_ticket", review_id=case_id)
    assert said["appointment"] == {"how": how, "time": "14:30"}
    jobs = [json.loads(row.body) for row in hall.site.log.of_kind(hall.site.hall.hall_id, ("SlipQueued",))]
    slip = slip_data(hall.site, next(job["job_id"] for job in jobs if job["kind"] == "TICKET"))["data"]
    assert (slip["appointment"], slip["appointment_time"]) == (how, "14:30")


def test_whoever_booked_nothing_reads_of_no_appointment(hall: HallInTest) -> None:
    house = hall.house()
    said = hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    assert "appointment" not in said


def test_a_guide_notes_who_came_and_the_kiosk_goes_on(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no)
    at(hall, TOMORROW)
    hall.act(hall.seat("2024", "guide-a"), "arrive", appointment_id=booked["appointment_id"])
    at(hall, TOMORROW + timedelta(minutes=30))
    assert standing(hall, booked).state == "ARRIVED"
    assert hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))["appointment"]["how"] == "KEPT"


def test_a_code_cannot_be_tried_out(hall: HallInTest) -> None:
    booked = book(hall)
    for _ in range(5):
        refused("APPOINTMENT_NOT_FOUND", lambda: hall.act(KIOSK, "arrive", code=booked["code"], last_four="0000"))
    refused("TRIED_TOO_OFTEN", lambda: hall.act(KIOSK, "arrive", code=booked["code"], last_four="0000"))


def test_a_kiosk_cannot_check_in_by_the_bare_id_of_an_appointment(hall: HallInTest) -> None:
    booked = book(hall)
    refused("APPOINTMENT_NOT_FOUND", lambda: hall.act(KIOSK, "arrive", appointment_id=booked["appointment_id"]))


# --- not coming -------------------------------------------------------------------------------------------------------


def test_after_two_missed_appointments_only_the_same_day_can_be_booked_until_they_are_old(hall: HallInTest) -> None:
    number = hall.new_person_no()
    for days in (0, 1):
        book(hall, TOMORROW + timedelta(days=days), number=number)
        at(hall, TOMORROW + timedelta(days=days, minutes=16))
    person = next(iter(hall.site.hall.state.appointments.values())).person_id
    assert missed_lately(hall.scene(), person) == 2
    no = refused("SAME_DAY_ONLY", lambda: book(hall, TOMORROW + timedelta(days=2), number=number))
    assert str(no.detail["nearest"]).startswith("10-15")
    book(hall, TOMORROW + timedelta(days=1, hours=5), number=number)
    assert person in Retention(hall.site.hall, hall.site.people, hall.site.papers, hall.site.folder)._in_use()
    at(hall, TOMORROW + timedelta(days=63))
    assert not hall.site.hall.state.appointments or missed_lately(hall.scene(), person) == 0


def test_used_appointments_leave_memory_with_their_day(hall: HallInTest) -> None:
    house = hall.house()
    booked = book(hall, number=house.owner_no)
    at(hall, TOMORROW)
    hall.act(KIOSK, "take_ticket", review_id=sale_of(hall, house.owner_no, house))
    at(hall, TOMORROW + timedelta(days=1))
    assert standing(hall, booked) is None


# --- what is read and written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["luohe-2014", "county-2026"])
def test_every_message_about_an_appointment_fits_one_segment(tmp_path: Path, template: str) -> None:
    begins = datetime(2014, 11, 10, 9, 0, tzinfo=HALL_ZONE) if template == "luohe-2014" else datetime(2026, 10, 12, 9, 0, tzinfo=HALL_ZONE)
    hall = open_hall(tmp_path, hall=template, at=begins)
    when = nearest_free(hall.site.hall.state, hall.site.config, hall.clock.now(), "T03", begins + timedelta(days=2))
    booked = book(hall, when[0])
    hall.act(PHONE, "move_appointment", appointment_id=booked["appointment_id"], at=when[1].isoformat())
    hall.act(PHONE, "cancel_appointment", appointment_id=booked["appointment_id"])
    seen = {}
    for message in hall.site.hall.state.messages.values():
        for kind in ("APPOINTMENT_REMINDER", "APPOINTMENT_CLOSED", message.kind):
            seen[kind] = compose(hall.site, type(message)(**{**vars(message), "kind": kind}))[2]
    assert len(seen) == 5 and all(len(text) <= 70 and "{" not in text for text in seen.values())
    close_halls()


def test_the_desk_reads_names_and_acts_the_director_numbers_only(hall: HallInTest) -> None:
    booked = book(hall)
    desk, director = hall.seat("2013", "consult-a"), hall.seat("2026", "office-director")
    shown = read_view(hall.site, desk, "appointments", {"day": "2014-10-14"})["data"]
    (row,) = shown["rows"]
    assert (row["name"], row["code"], row["time"]) == ("李预约", booked["code"], "09:30")
    assert {a["act"]: a["enabled"] for a in row["acts"]} == {"arrive": False, "move_appointment": True, "cancel_appointment": True}
    seen = read_view(hall.site, director, "appointments", {"day": "2014-10-14"})["data"]
    days = {d["day"]: (d["used"], d["places"]) for d in shown["days"]}
    assert days["2014-10-14"] == (1, 14 * 6) and days["2014-10-13"][0] == 0 and "2014-10-18" not in days
    half_past = next(s for s in shown["figures"]["slots"] if s["time"] == "09:30")
    assert [(lane["lane"], lane["used"], lane["places"]) for lane in half_past["lanes"]] == [("INSTANT", 1, 4), ("NORMAL", 0, 2)]
    assert not seen["rows"] and (seen["figures"]["used"], seen["figures"]["places"]) == (1, 14 * 6)
    assert "李预约" not in str(seen)


def test_free_places_are_for_everybody_and_count_down(hall: HallInTest) -> None:
    public = Actor(role="PUBLIC")
    book(hall)
    data = read_view(hall.site, public, "appointment_slots", {"type": "T03", "day": "2014-10-14"})["data"]
    assert {s["time"]: s["free"] for s in data["slots"]}["09:30"] == 3
    assert "2014-10-18" not in {d["day"] for d in data["days"]}
    assert read_view(hall.site, public, "appointment_slots", {"type": "X01", "day": "never"})["data"]["slots"] == []


def test_staff_find_an_appointment_by_number_telephone_or_code(hall: HallInTest) -> None:
    number = hall.new_person_no()
    booked = book(hall, number=number)
    desk = hall.seat("2013", "consult-a")
    for asked in ({"document_no": number}, {"phone": "16100000009"}, {"code": booked["code"]}):
        assert hall.act(desk, "find_appointment", **asked)["appointment_ids"] == [booked["appointment_id"]]
    assert hall.act(desk, "find_appointment", code="ZZZ-预约")["appointment_ids"] == [], "nobody has it, whatever its letters"
    refused("NOT_ALLOWED", lambda: hall.act(PHONE, "find_appointment", document_no=number))


def test_slots_lie_whole_inside_the_opening_hours(hall: HallInTest) -> None:
    config = hall.site.config
    for when in times_on(config, TOMORROW.date()):
        assert any(o.opens_at <= when and when + timedelta(minutes=30) <= o.closes_at for o in config.calendar.openings(when.date()))
