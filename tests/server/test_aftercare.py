"""After the service: who may call whom and when, what a rating brings, how a complaint and a suggestion come to their end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from queue_server.adapters.sms import Letter, NoReceipts, Question, Sent
from queue_server.adapters.sms_http import SIGNATURE, TIMESTAMP, HttpGateway, signature
from queue_server.clock import wall_seconds
from queue_server.domain.acts import aftercare as calls
from queue_server.domain.acts import feedback
from queue_server.domain.errors import Refused
from queue_server.domain.satisfaction import of_calls, share
from queue_server.domain.scene import Actor
from queue_server.web.app import create_web
from queue_server.worker import Worker, take_receipts
from tests.server.hall_for_views import ViewedHall, opened

CALLER = "office-call-a"
PHONE = Actor(role="CITIZEN", device="phone")
CARRIER_SECRET = "a-secret-of-this-test"


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path)


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.code


def next_working_day(hall: ViewedHall, days: int = 1) -> None:
    day = hall.site.config.calendar.add_working_days(hall.clock.now().date(), days)
    hall.clock.go_to(hall.clock.now().replace(year=day.year, month=day.month, day=day.day, hour=9, minute=30))
    hall.site.hall.tick()


def alarms(hall: ViewedHall) -> list[str]:
    return sorted(a.kind for a in hall.state.alarms.values())


# --- calls ------------------------------------------------------------------------------------------------------------


def test_every_delivery_opens_a_call_due_in_five_working_days_and_says_so_by_message(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    record = hall.state.call_backs[case_id]
    assert record.due_on == hall.site.config.calendar.add_working_days(date(2014, 10, 13), 5)
    assert [m.kind for m in hall.state.messages.values() if m.kind == "FOLLOW_UP"] == ["FOLLOW_UP"]


def test_an_answer_closes_the_case_and_is_its_result(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    told = hall.act(CALLER, "record_call", case_id=case_id, result="FAIRLY", words="快一点更好")
    assert told["closed"] and case_id not in hall.state.cases and case_id not in hall.state.call_backs
    assert hall.site.hall.history(case_id)[-1][0].result == "FAIRLY"


def test_a_second_try_on_the_same_day_is_refused(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    hall.act(CALLER, "record_call", case_id=case_id, result="UNREACHABLE")
    assert refused(lambda: hall.act(CALLER, "record_call", case_id=case_id, result="UNREACHABLE")) == "CALLED_TODAY"
    assert refused(lambda: hall.act(CALLER, "record_call", case_id=case_id, result="SATISFIED")) == "CALLED_TODAY"
    assert len(hall.state.call_backs[case_id].attempts) == 1


def test_the_third_day_without_an_answer_closes_the_case_as_unreachable_and_counts_it(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    closed = []
    for _ in range(3):
        closed.append(hall.act(CALLER, "record_call", case_id=case_id, result="UNREACHABLE")["closed"])
        next_working_day(hall)
    assert closed == [False, False, True] and case_id not in hall.state.cases
    figures, results = of_calls(hall.state.counters, "2014-10")
    assert (figures.asked, figures.answered, figures.percent, figures.response_percent) == (1, 0, None, 0.0)
    assert results["UNREACHABLE"] == 1, "who was not reached stays in the denominator"


def test_nobody_calls_about_a_case_he_had_a_hand_in(hall: ViewedHall) -> None:
    """By person, not by account: the issuer at the caller's seat stays the issuer."""
    case_id = hall.delivered()
    issuer = hall.at("10-a")
    disguised = Actor(role="CALLBACK", staff_id=hall.at(CALLER).staff_id, person_id=issuer.person_id, seat=CALLER)
    assert refused(lambda: hall.act(disguised, "record_call", case_id=case_id, result="SATISFIED")) == "CALLER_HANDLED"


def test_a_caller_who_reached_nobody_may_try_again_another_day(hall: ViewedHall) -> None:
    """His own try is no hand in the case."""
    case_id = hall.delivered()
    hall.act(CALLER, "record_call", case_id=case_id, result="UNREACHABLE")
    next_working_day(hall)
    assert hall.act(CALLER, "record_call", case_id=case_id, result="SATISFIED")["closed"]


def test_a_planted_bug_that_forgets_who_signed_is_found(hall: ViewedHall, monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(scene: Any, case: Any, record: Any) -> Any:
        return record

    monkeypatch.setattr(calls, "may_call", anybody)
    with pytest.raises(pytest.fail.Exception):
        test_nobody_calls_about_a_case_he_had_a_hand_in(hall)


def test_dissatisfaction_needs_words_and_goes_to_the_director_with_one_working_day(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    assert refused(lambda: hall.act(CALLER, "record_call", case_id=case_id, result="DISSATISFIED")) == "WORDS_MISSING"
    assert case_id in hall.state.cases
    told = hall.act(CALLER, "record_call", case_id=case_id, result="DISSATISFIED", words="态度不好")
    complaint, = hall.state.complaints.values()
    assert told["complaint_no"] == complaint.number and complaint.due_on == date(2014, 10, 14) and complaint.person_id
    assert "COMPLAINT_DUE" in alarms(hall)


def test_a_call_that_is_not_made_in_time_rings_once(hall: ViewedHall) -> None:
    hall.delivered()
    for days in (5, 1, 1):
        next_working_day(hall, days)
    assert alarms(hall).count("CALLBACK_DUE") == 1
    row, = hall.board(f"console:{CALLER}")["lists"]["to_call_back"]
    assert row["level"] == "over"


def test_the_console_says_why_somebody_may_not_call(hall: ViewedHall) -> None:
    case_id = hall.delivered()
    hall.act(CALLER, "record_call", case_id=case_id, result="UNREACHABLE", words="无人接听")
    item = hall.view(CALLER, "call_back", case_id=case_id)["call"]
    assert not item["may"] and item["why_not"]["code"] == "CALLED_TODAY" and item["attempts"][0]["words"] == "无人接听"
    assert all("*" in person["phone_masked"] for person in item["people"] if person["phone_masked"])
    script = " ".join(line["line_zh"] for line in item["script"])
    assert "不会" in script and "验证码" in script


# --- ratings ----------------------------------------------------------------------------------------------------------


def test_the_citizens_screen_rates_the_service_it_showed_and_no_other_windows(hall: ViewedHall) -> None:
    hall.accepted()
    board = hall.board("citizen:1")
    assert board["state"] == "RATING" and board["fields"] == [] and board["rating"]["score"] is None
    ticket_id = board["rating"]["ticket_id"]
    elsewhere = Actor(role="CITIZEN_SCREEN", device="screen-2", window_id="2")
    assert refused(lambda: hall.act(elsewhere, "rate", window_id="2", ticket_id=ticket_id, score=5)) == "NOT_ALLOWED"
    hall.hall.act(Actor(role="CITIZEN_SCREEN", device="screen-1", window_id="1"), "rate", window_id="1", ticket_id=ticket_id, score=4)
    assert hall.state.ratings[ticket_id].score == 4


def test_a_number_is_rated_once_and_only_after_the_service(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.ticketed()
    assert refused(lambda: hall.act(PHONE, "rate", ticket_id=ticket_id, score=5)) == "TOO_EARLY"
    accepted = opened_again(hall)
    assert hall.act(PHONE, "rate", case_id=accepted, score=5) == {"score": 5}
    assert refused(lambda: hall.act(PHONE, "rate", case_id=accepted, score=1)) == "RATED"
    assert case_id != accepted or hall.state.cases[accepted].rating == 5


def opened_again(hall: ViewedHall) -> str:
    """The waiting number goes through acceptance."""
    ticket = next(iter(hall.state.tickets.values()))
    return accept_waiting(hall, ticket.case_id, ticket.ticket_id)


def accept_waiting(hall: ViewedHall, case_id: str, ticket_id: str) -> str:
    acceptor = hall.at("1-a")
    if hall.state.windows["1"].state == "CLOSED":
        hall.hall.act(acceptor, "open_window")
    hall.hall.serve(acceptor, ticket_id)
    hall.hall.prepare(acceptor, case_id, ticket_id)
    hall.hall.act(acceptor, "accept", ticket_id=ticket_id)
    return case_id


@pytest.mark.parametrize("seat", ["1-a", "1-r", "office-director", CALLER, "guide-a"])
def test_no_member_of_staff_rates(hall: ViewedHall, seat: str) -> None:
    case_id = hall.delivered()
    assert refused(lambda: hall.act(seat, "rate", case_id=case_id, score=5)) == "NOT_ALLOWED"


@pytest.mark.parametrize("score", [1, 2])
def test_a_bad_rating_rings_at_the_director_at_once_and_is_a_complaint(hall: ViewedHall, score: int) -> None:
    case_id = hall.delivered()
    hall.act(PHONE, "rate", case_id=case_id, score=score, words="等太久")
    alarm, = (a for a in hall.state.alarms.values() if a.kind == "BAD_RATING")
    complaint, = hall.state.complaints.values()
    assert alarm.level == "RED" and "DIRECTOR" in alarm.owners and complaint.source == "RATING" and complaint.score == score
    assert hall.view("office-director", "complaint", complaint_id=complaint.complaint_id)["complaint"]["words"] == "等太久"


def test_a_bad_rating_given_at_the_window_still_rings_when_the_case_has_ended(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act(PHONE, "rate", case_id=case_id, score=1)
    assert "BAD_RATING" in alarms(hall)
    hall.site.hall.do("withdraw", hall.at("1-a"), None, case_id=case_id, signed_by=tuple(p.party_id for p in hall.state.cases[case_id].parties),
                      words="不办了")
    assert "BAD_RATING" in alarms(hall), "no step of the case settles what the citizen thinks of it"


def test_a_middling_rating_with_words_is_a_suggestion(hall: ViewedHall) -> None:
    hall.act(PHONE, "rate", case_id=hall.delivered(), score=3, words="请多设座椅")
    suggestion, = hall.state.suggestions.values()
    assert not hall.state.complaints and suggestion.source == "RATING"


def test_a_planted_bug_that_forgets_the_first_rating_is_found(hall: ViewedHall, monkeypatch: pytest.MonkeyPatch) -> None:
    def any_time(scene: Any, ticket_id: str, case_id: str) -> Any:
        return next(iter(scene.draft.ratings.values()))

    monkeypatch.setattr(feedback, "invitation", any_time)
    case_id = hall.delivered()
    hall.act(PHONE, "rate", case_id=case_id, score=5)
    with pytest.raises(pytest.fail.Exception):
        refused(lambda: hall.act(PHONE, "rate", case_id=case_id, score=5))


def test_invitations_end_with_the_day_when_the_case_has_left(hall: ViewedHall) -> None:
    hall.closed()
    assert hall.state.ratings
    next_working_day(hall)
    assert not hall.state.ratings


def phone_page(hall: ViewedHall) -> tuple[Any, str]:
    ticket_id = next(iter(hall.state.ratings))
    return create_web(hall.site).app.test_client(), f"/t/{hall.site.hall.token(ticket_id)}"


def test_the_phone_rates_by_a_plain_form_and_only_once(hall: ViewedHall) -> None:
    hall.delivered()
    client, path = phone_page(hall)
    page = client.get(path)
    assert "form-action 'self'" in page.headers["Content-Security-Policy"] and "Refresh" not in page.headers and b"<script" not in page.data
    assert client.post(path, data={"score": "9"}).status_code == 409
    assert client.post(path, data={"score": "2", "words": "太慢"}).status_code == 303
    again = client.post(path, data={"score": "5"})
    assert again.status_code == 409 and "已评价" in again.text
    assert hall.state.complaints and "不满意" in client.get(path).text


def test_a_browser_in_which_staff_is_signed_in_does_not_rate(hall: ViewedHall) -> None:
    hall.delivered()
    client, path = phone_page(hall)
    token, _ = hall.site.accounts.open_session(hall.at(CALLER).staff_id, CALLER, hall.clock.now())
    client.set_cookie(f"lideng-{CALLER}", token)
    answer = client.post(path, data={"score": "5"})
    assert answer.status_code == 409 and "工作人员" in answer.text
    assert all(record.score is None for record in hall.state.ratings.values())


def test_a_token_nobody_has_rates_nothing(hall: ViewedHall) -> None:
    hall.delivered()
    client, _ = phone_page(hall)
    assert client.post(f"/t/{'0' * 40}", data={"score": "1"}).status_code in (404, 409)
    assert not hall.state.complaints


# --- complaints and suggestions ---------------------------------------------------------------------------------------


def a_complaint(hall: ViewedHall) -> str:
    return str(hall.act("guide-a", "open_complaint", words="没人理我", contact="赵先生 16100000009")["complaint_id"])


def test_a_complaint_is_closed_only_when_it_is_answered_and_the_citizen_knows(hall: ViewedHall) -> None:
    complaint_id = a_complaint(hall)
    assert refused(lambda: hall.act("office-director", "tell_complaint", complaint_id=complaint_id, how="PHONE")) == "ANSWER_FIRST"
    assert refused(lambda: hall.act("office-director", "answer_complaint", complaint_id=complaint_id, words=" ")) == "WORDS_MISSING"
    hall.act("office-director", "answer_complaint", complaint_id=complaint_id, words="已向您道歉并加派导引员")
    assert refused(lambda: hall.act("office-director", "answer_complaint", complaint_id=complaint_id, words="再答")) == "COMPLAINT_ANSWERED"
    assert refused(lambda: hall.act(CALLER, "tell_complaint", complaint_id=complaint_id, how="SMS")) == "NO_ONE_TO_WRITE_TO"
    assert hall.act(CALLER, "tell_complaint", complaint_id=complaint_id, how="PHONE") == {"closed": True}
    assert not hall.state.complaints and "COMPLAINT_DUE" not in alarms(hall)
    assert refused(lambda: hall.act(CALLER, "tell_complaint", complaint_id=complaint_id, how="PHONE")) == "COMPLAINT_UNKNOWN"


def test_a_complaint_about_no_case_needs_a_way_to_answer(hall: ViewedHall) -> None:
    assert refused(lambda: hall.act("guide-a", "open_complaint", words="没人理我")) == "CONTACT_MISSING"
    assert refused(lambda: hall.act("guide-a", "open_complaint", words="没人理我", number="A999")) == "NUMBER_UNKNOWN"


def test_an_answer_by_message_closes_the_complaint_when_it_is_delivered(hall: ViewedHall) -> None:
    hall.act(PHONE, "rate", case_id=hall.delivered(), score=1)
    complaint_id, = hall.state.complaints
    hall.act("office-director", "answer_complaint", complaint_id=complaint_id, words="已整改")
    assert hall.act("office-director", "tell_complaint", complaint_id=complaint_id, how="SMS") == {"closed": False}
    assert refused(lambda: hall.act("office-director", "tell_complaint", complaint_id=complaint_id, how="SMS")) == "MESSAGE_UNDER_WAY"
    Worker(hall.site).work()
    assert not hall.state.complaints and "BAD_RATING" not in alarms(hall)


def test_a_late_answer_rings_at_the_bureau_too(hall: ViewedHall) -> None:
    a_complaint(hall)
    next_working_day(hall, 2)
    late = [a for a in hall.state.alarms.values() if a.key.startswith("complaint-late:")]
    assert len(late) == 1 and "BUREAU" in late[0].owners
    hall.site.hall.tick()
    assert len([a for a in hall.state.alarms.values() if a.key.startswith("complaint-late:")]) == 1


def test_only_the_director_answers_a_complaint(hall: ViewedHall) -> None:
    complaint_id = a_complaint(hall)
    assert refused(lambda: hall.act("guide-a", "answer_complaint", complaint_id=complaint_id, words="x")) == "NOT_ALLOWED"
    assert refused(lambda: hall.view("guide-a", "complaint", complaint_id=complaint_id)) == "NOT_ALLOWED"


def test_a_suggestion_goes_from_its_words_to_what_was_made_of_it(hall: ViewedHall) -> None:
    suggestion_id = str(hall.act("guide-a", "record_suggestion", words="请在门口放雨伞架")["suggestion_id"])
    assert refused(lambda: hall.act("office-director", "close_suggestion", suggestion_id=suggestion_id, result="TAKEN_UP")) == "SUGGESTION_NOT_NOW"
    hall.act("office-director", "assign_suggestion", suggestion_id=suggestion_id, to="GUIDE", working_days=5)
    assert refused(lambda: hall.act(CALLER, "answer_suggestion", suggestion_id=suggestion_id, words="可以")) == "NOT_ALLOWED"
    assert [r["number"] for r in hall.board("console:guide-a")["lists"]["suggestions"]]
    hall.act("guide-a", "answer_suggestion", suggestion_id=suggestion_id, words="可以，下周买")
    assert refused(lambda: hall.act("office-director", "close_suggestion", suggestion_id=suggestion_id, result="NOT_TAKEN_UP")) == "REASON_MISSING"
    item = hall.view("office-director", "suggestion", suggestion_id=suggestion_id)["suggestion"]
    assert (item["words"], item["answer"]) == ("请在门口放雨伞架", "可以，下周买")
    hall.act("office-director", "close_suggestion", suggestion_id=suggestion_id, result="TAKEN_UP")
    assert not hall.state.suggestions and hall.state.counters["month:2014-10:suggestion:TAKEN_UP"] == 1


@pytest.mark.parametrize(("good", "answered", "asked", "told"), [
    (9, 10, 20, (90.0, 59.6, 98.2, 50.0)), (10, 10, 10, (100.0, 72.2, 100.0, 100.0)), (0, 0, 4, (None, None, None, 0.0))])
def test_a_share_comes_with_how_sure_it_is_and_who_did_not_answer(good: int, answered: int, asked: int, told: tuple[Any, ...]) -> None:
    found = share(good, answered, asked)
    assert (found.percent, found.low, found.high, found.response_percent) == told


# --- messages ---------------------------------------------------------------------------------------------------------


class BadNumbers(NoReceipts):
    repeats_are_safe = True

    def send(self, letter: Letter) -> Sent:
        raise ValueError(f"the number {letter.number} is bad")

    def ask(self, question: Question) -> Sent | None:
        return None


class Carrier(HttpGateway):
    """Takes everything; the wire is not needed."""

    def __init__(self) -> None:
        self._secret = CARRIER_SECRET

    def send(self, letter: Letter) -> Sent:
        return Sent("SENT", f"r-{letter.key}")


def test_a_message_that_cannot_be_sent_is_a_task_of_the_guide_until_the_citizen_knows(hall: ViewedHall) -> None:
    hall.ready()
    worker = Worker(hall.site, BadNumbers())
    for _ in range(12):
        worker.work()
        hall.clock.pass_time(hours=1)
    rows = hall.board("console:guide-a")["lists"]["undelivered"]
    assert rows and {r["state"] for r in rows} <= {"UNKNOWN", "FAILED_FOR_GOOD"} and "MESSAGE_UNDELIVERED" in alarms(hall)
    assert hall.board("console:consult-a")["lists"]["undelivered"] == rows, "who comes to the desk first is told there"
    assert refused(lambda: hall.act("guide-a", "settle_message", message_id=rows[0]["message_id"], result="GIVEN_UP")) == "REASON_MISSING"
    for row in rows:
        hall.act("guide-a", "settle_message", message_id=row["message_id"], result="TOLD_BY_PHONE")
    assert not hall.board("console:guide-a")["lists"]["undelivered"] and "MESSAGE_UNDELIVERED" not in alarms(hall)
    assert refused(lambda: hall.act("guide-a", "settle_message", message_id=rows[0]["message_id"], result="TOLD_BY_PHONE")) == "MESSAGE_GONE"


def test_no_recipient_and_no_spoken_word_ever_stands_in_an_event_or_a_log(hall: ViewedHall, caplog: pytest.LogCaptureFixture) -> None:
    """The canary: numbers and words go in by every door of this slice."""
    canary = "金丝雀16177777777"
    with caplog.at_level(logging.DEBUG):
        case_id = hall.delivered()
        Worker(hall.site, BadNumbers()).work()
        hall.act(PHONE, "rate", case_id=case_id, score=1, words=canary)
        hall.act("guide-a", "open_complaint", words=canary, contact=canary)
        hall.act("guide-a", "record_suggestion", words=canary)
        hall.act(CALLER, "record_call", case_id=case_id, result="DISSATISFIED", words=canary, suggestion=canary)
        for complaint_id in list(hall.state.complaints):
            hall.act("office-director", "answer_complaint", complaint_id=complaint_id, words=canary)
    phones = {p.phone for p in (hall.site.people.read(x) for x in persons(hall, case_id)) if p.phone}
    with hall.site.log.connection():
        rows = " ".join(row.body + row.stamp for row in hall.site.log.after(hall.site.hall.hall_id, 0))
    boards = json.dumps([hall.board(f"console:{seat}") for seat in ("guide-a", "office-director", CALLER)], ensure_ascii=False, default=str)
    for secret in (canary, *phones):
        assert secret not in rows and secret not in caplog.text and secret not in boards
    assert phones


def persons(hall: ViewedHall, case_id: str) -> set[str]:
    case = hall.site.hall.case_as_it_was(case_id)
    return {x for p in case.parties for x in (p.person_id, p.agent_person_id, p.guardian_person_id) if x}


def receipt(hall: ViewedHall, key: str, **more: str) -> tuple[bytes, dict[str, str]]:
    body = json.dumps({"key": key, "state": "DELIVERED", **more}).encode()
    at = str(int(wall_seconds()))
    return body, {TIMESTAMP: at, SIGNATURE: signature(CARRIER_SECRET, at, body), "Content-Type": "application/json"}


def test_a_receipt_twice_is_once_and_one_for_no_message_is_unknown(hall: ViewedHall) -> None:
    hall.delivered()
    gateway = hall.site.notes["sms_gateway"] = Carrier()
    Worker(hall.site, gateway).work()
    message = next(m for m in hall.state.messages.values() if m.state == "SENT")
    client = create_web(hall.site).app.test_client()
    path = f"/api/sms/receipts/{hall.site.config.adapters.sms}"
    body, headers = receipt(hall, f"{hall.site.hall.hall_id}:{message.message_id}", reference=message.provider_ref)
    first, second = client.post(path, data=body, headers=headers), client.post(path, data=body, headers=headers)
    assert (first.status_code, first.json["changed"], second.status_code, second.json["changed"]) == (200, 1, 200, 0)
    assert message.message_id not in hall.state.messages
    for key in (f"{hall.site.hall.hall_id}:M1", f"{hall.site.hall.hall_id}:M99999", "other:M5", "M5", "", f"{hall.site.hall.hall_id}:M²"):
        body, headers = receipt(hall, key)
        assert client.post(path, data=body, headers=headers).status_code == 404
    assert client.post(path, data=body, headers={**headers, SIGNATURE: "0" * 64}).status_code == 401
    assert client.post("/api/sms/receipts/another", data=body, headers=headers).status_code == 404


def test_an_unsigned_receipt_only_makes_the_hall_ask(hall: ViewedHall) -> None:
    from queue_server.adapters.sms import Receipt

    hall.delivered()
    gateway = hall.site.notes["sms_gateway"] = Carrier()
    Worker(hall.site, gateway).work()
    message = next(m for m in hall.state.messages.values() if m.state == "SENT")
    hint = Receipt(f"{hall.site.hall.hall_id}:{message.message_id}", "UNKNOWN", believed=False)
    assert take_receipts(hall.site, (hint,)) == 1
    assert (hall.state.messages[message.message_id].state, hall.state.messages[message.message_id].detail) == ("UNKNOWN", "HINTED")
    assert take_receipts(hall.site, (hint,)) == 0


def test_what_was_to_be_written_about_collecting_is_dropped_when_it_is_collected(hall: ViewedHall) -> None:
    hall.delivered()
    assert {m.kind for m in hall.state.messages.values()} == {"FOLLOW_UP"}


def test_every_no_of_this_slice_has_its_sentence() -> None:
    from queue_server.site import texts

    codes = {"NO_CALL_OPEN", "CALLER_HANDLED", "CALLED_TODAY", "WORDS_MISSING", "CONTACT_MISSING", "NUMBER_UNKNOWN", "COMPLAINT_UNKNOWN",
             "COMPLAINT_ANSWERED", "ANSWER_FIRST", "NO_ONE_TO_WRITE_TO", "MESSAGE_UNDER_WAY", "SUGGESTION_UNKNOWN", "SUGGESTION_NOT_NOW",
             "MESSAGE_GONE", "RATE_NOT_STAFF", "SCORE_MISSING", "RECEIPT_UNSIGNED", "RECEIPT_UNKNOWN"}
    for lang in ("zh-CN", "en"):
        assert codes <= set(texts(lang)["error"])
