"""What is kept for its days and then erased; what is kept for ever whatever a hall file says (domain.md 8; guarantees D2, V14.2.7)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from queue_server.cli import main
from queue_server.config import load_hall
from queue_server.domain import events as e
from queue_server.domain.errors import Refused
from queue_server.domain.strict_reading import BadConfig
from queue_server.log import Turn
from queue_server.retention import Retention
from queue_server.views.phone import ticket_status
from tests.server.halls import KIOSK, HallInTest, open_hall
from tests.server.quality_halls import CLOSING, go_to, registered_sale

TEMPLATE = Path(__file__).parents[2] / "queue_server" / "templates_hall" / "luohe-2014"


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def keeper(hall: HallInTest) -> Retention:
    return Retention(hall.site.hall, hall.site.people, hall.site.papers, hall.site.folder)


def due(hall: HallInTest) -> dict[str, int]:
    return {kept.setting: count for kept, _, count in keeper(hall).due(hall.clock.now()) if count}


def erased(hall: HallInTest, person_id: str) -> bool:
    try:
        with hall.site.log.connection():
            hall.site.people.read(person_id)
    except Refused as no:
        return no.code == "PERSON_ERASED"
    return False


def buyer(hall: HallInTest, case_id: str) -> str:
    return str(hall.case(case_id).party("p2").person_id)


def pass_days(hall: HallInTest, days: int) -> None:
    hall.clock.pass_time(days=days)
    hall.site.hall.tick()


def test_the_persons_of_a_pre_review_without_a_case_are_erased_by_their_keys_and_those_of_a_case_stay(hall: HallInTest) -> None:
    review = hall.sale_review(hall.house())
    case_id = hall.accepted_sale(hall.open_window())
    visitor, applicant = buyer(hall, review), buyer(hall, case_id)
    hall.act(hall.seat("2013", "consult-a"), "drop_review", review_id=review)
    pass_days(hall, 30)
    assert not erased(hall, visitor)
    pass_days(hall, 1)
    assert erased(hall, visitor) and not erased(hall, applicant)
    with hall.site.log.connection():
        keys = hall.site.log.run("SELECT COUNT(*) FROM person_key WHERE person_id = ?", (visitor,)).fetchone()[0]
    assert keys == 0, "a backup of the fields means nothing without the key"


def test_nobody_is_erased_while_his_review_is_still_open(hall: HallInTest) -> None:
    review = hall.sale_review(hall.house())
    hall.show_papers(review, missing=("CONTRACT", "TRANSFER_INSTRUMENT"))
    visitor = buyer(hall, review)
    hall.clock.pass_time(days=40)
    keeper(hall).carry_out(hall.clock.now())
    assert not erased(hall, visitor), "the round of the day has not ended the review yet"


def test_the_round_of_the_day_is_on_record_by_number_and_kind_and_the_log_is_never_shortened(hall: HallInTest) -> None:
    review = hall.sale_review(hall.house())
    hall.act(hall.seat("2013", "consult-a"), "drop_review", review_id=review)
    before = hall.site.log.head(hall.site.hall.hall_id)[0]
    pass_days(hall, 31)
    rows = list(hall.site.log.after(hall.site.hall.hall_id, 0))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1)) and len(rows) > before
    (told,) = [row for row in rows if row.kind == "RetentionCarriedOut"]
    assert '"review_days":' in told.body and "李买方" not in told.body
    assert main(["verify", "--data", str(hall.site.folder)]) == 0


def test_a_round_with_nothing_due_writes_nothing(hall: HallInTest) -> None:
    pass_days(hall, 1)
    assert not [m for m in hall.site.hall.history("") if isinstance(m[0], e.RetentionCarriedOut)]
    assert due(hall) == {}


def test_refused_sign_ins_are_kept_for_six_months_and_no_longer(hall: HallInTest) -> None:
    for _ in range(3):
        with pytest.raises(Refused):
            hall.site.accounts.check_password("2001", "wrong password", "10.0.0.9", hall.clock.now())
    hall.clock.pass_time(days=183)
    assert "access_days" not in due(hall)
    hall.clock.pass_time(days=2)
    assert due(hall)["access_days"] >= 3
    keeper(hall).carry_out(hall.clock.now())
    assert "access_days" not in due(hall)


def test_a_phone_page_goes_when_its_case_has_been_over_for_its_days_and_not_before(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    token = hall.site.hall.token(hall.case(case_id).ticket_id)
    hall.clock.pass_time(days=60)
    assert "phone_days" not in due(hall), "the case still runs"
    hall.act(hall.seated["1-a"], "withdraw", case_id=case_id, signed_by=["p1", "p2"])
    keeper(hall).carry_out(hall.clock.now())
    assert hall.site.hall.ticket_of_token(token) is not None
    hall.clock.pass_time(days=31)
    keeper(hall).carry_out(hall.clock.now())
    assert hall.site.hall.ticket_of_token(token) is None and ticket_status(hall.site, token) is None


def test_the_wording_of_old_messages_leaves_the_file_and_newer_ones_stay(hall: HallInTest) -> None:
    sent = hall.site.folder / "sms" / "sent.jsonl"
    sent.parent.mkdir()
    sent.write_text('{"key": "luohe:M1", "to": "161****0001", "text": "旧"}\n{"key": "?", "text": "undated"}\n', encoding="utf-8")
    hall.clock.pass_time(days=366)
    keeper(hall).carry_out(hall.clock.now())
    assert sent.read_text(encoding="utf-8") == '{"key": "?", "text": "undated"}\n', "what nobody can date is kept"


def test_how_to_reach_whoever_complained_is_forgotten_a_year_after_and_never_while_the_complaint_is_open(hall: HallInTest) -> None:
    guide, director = hall.seat("2024", "guide-a"), hall.seat("2026", "office-director")
    told, open_one = (hall.act(guide, "open_complaint", words="等得太久", contact=f"1610000000{n}")["complaint_id"] for n in (1, 2))
    contacts = {c.complaint_id: c.contact_id for c in hall.site.hall.state.complaints.values()}
    hall.act(director, "answer_complaint", complaint_id=told, words="已增开窗口")
    hall.act(director, "tell_complaint", complaint_id=told, how="PHONE", words="已告知")
    hall.clock.pass_time(days=364)
    assert "contact_days" not in due(hall)
    hall.clock.pass_time(days=2)
    assert due(hall)["contact_days"] == 1
    keeper(hall).carry_out(hall.clock.now())
    with hall.site.log.connection():
        assert hall.site.papers.read(contacts[open_one]) == "16100000002"
        with pytest.raises(Refused):
            hall.site.papers.read(contacts[told])


def test_the_paper_of_a_seed_goes_a_quarter_after_it_was_revealed_and_never_before_its_draw(hall: HallInTest) -> None:
    registered_sale(hall)
    go_to(hall, CLOSING)
    drawn, waiting = ([d for d in hall.site.hall.state.draws.values() if bool(d.seed_hex) is revealed] for revealed in (True, False))
    assert drawn and waiting
    with hall.site.log.connection():
        assert hall.site.papers.read(drawn[0].sealed_id) == f"{drawn[0].seed_hex}:{drawn[0].nonce_hex}", "the log holds the seed itself"
    hall.clock.pass_time(days=91)
    assert "seed_days" not in due(hall)
    hall.clock.pass_time(days=2)
    keeper(hall).carry_out(hall.clock.now())
    with hall.site.log.connection():
        for draw in waiting:
            assert hall.site.papers.read(draw.sealed_id), "without its seed the draw could never be made"
        for draw in drawn:
            with pytest.raises(Refused):
                hall.site.papers.read(draw.sealed_id)
    assert main(["draw", "--data", str(hall.site.folder)]) == 0, "anybody still repeats the draw from the log alone"


def test_notes_about_numbers_go_and_what_a_case_rests_on_stays(hall: HallInTest) -> None:
    with hall.site.log.writing():
        note, signature = (hall.site.papers.keep(kind, "文字", hall.clock.now()) for kind in ("NOTE", "SIGNATURE"))
    hall.clock.pass_time(days=1096)
    keeper(hall).carry_out(hall.clock.now())
    with hall.site.log.connection():
        with pytest.raises(Refused):
            hall.site.papers.read(note)
        assert hall.site.papers.read(signature) == "文字"


def test_answers_for_a_request_sent_again_are_kept_for_their_days(hall: HallInTest) -> None:
    actor = hall.open_window()
    hall.act(actor, "pause_window", retry_key="k-1", reason="BREAK")
    hall.clock.pass_time(days=29)
    assert "answer_days" not in due(hall)
    hall.clock.pass_time(days=2)
    assert due(hall)["answer_days"] == 1


def test_the_technician_sees_what_is_due_and_nothing_changes_until_he_says_now(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    with hall.site.log.writing():
        hall.site.papers.keep("NOTE", "文字", hall.clock.now() - timedelta(days=365 * 20))
    for _ in range(2):
        assert main(["retention", "--data", str(hall.site.folder)]) == 0
        said = capsys.readouterr().out
        assert re.search(r"note_days +1095 days +1 due", said) and "kept for ever" in said
    assert main(["retention", "--data", str(hall.site.folder), "--now"]) == 0
    assert "erased: note_days 1" in capsys.readouterr().out


@pytest.mark.parametrize(("line", "why"), [
    ("access_days = 183", "at least six months \\(184 days\\)"), ("review_days = 29", "a notice is good for 30 days"),
    ("note_days = 0", "at least one day"), ("event_days = 1", "event_days"),
])
def test_a_setting_below_what_the_law_wants_and_one_that_would_shorten_the_log_are_refused(tmp_path: Path, line: str, why: str) -> None:
    folder = tmp_path / "hall"
    copytree(TEMPLATE, folder)
    with (folder / "hall.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[retention]\n{line}\n")
    with pytest.raises(BadConfig, match=why):
        load_hall(folder)


def test_the_telephone_of_a_booking_stays_until_its_time_however_often_it_was_moved(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    booked = hall.act(desk, "book_appointment", type_code="T03", at="2014-10-22T09:30:00", name="李预约", document_kind="CITIZEN_ID",
                      document_no=hall.new_person_no(), phone="16100000009", by_telephone=True)["appointment_id"]
    for _ in range(4):
        hall.clock.pass_time(days=9)
        day = hall.site.config.calendar.add_working_days(hall.clock.now().date(), 8)
        hall.act(desk, "move_appointment", appointment_id=booked, at=f"{day}T09:30:00")
    keeper(hall).carry_out(hall.clock.now())
    with hall.site.log.connection():
        assert hall.site.papers.read(hall.site.hall.state.appointments[booked].phone_id) == "16100000009"


def test_what_cannot_go_on_record_is_not_erased(hall: HallInTest, monkeypatch: pytest.MonkeyPatch) -> None:
    review = hall.sale_review(hall.house())
    visitor = buyer(hall, review)
    hall.act(hall.seat("2013", "consult-a"), "drop_review", review_id=review)
    hall.clock.pass_time(days=31)

    def power_cut(*_: object) -> None:
        raise OSError("the power is gone")

    monkeypatch.setattr(Turn, "append", power_cut)
    with pytest.raises(OSError, match="power"):
        keeper(hall).carry_out(hall.clock.now())
    assert not erased(hall, visitor)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whoever_comes_back_at_another_process_is_not_erased(tmp_path: Path, request: pytest.FixtureRequest, kind: str) -> None:
    hall = open_hall(tmp_path / "data", request.getfixturevalue(f"{kind.replace('postgresql', 'postgres')}_url"))
    house = hall.house()
    review = hall.sale_review(house)
    visitor, number = buyer(hall, review), str(hall.site.people.read(buyer(hall, review)).document_no)
    hall.act(hall.seat("2013", "consult-a"), "drop_review", review_id=review)
    other = open_hall(tmp_path / "data", hall.site.log.url, name="other")
    again = str(other.act(KIOSK, "open_review", type_code="T03")["review_id"])
    other.act(KIOSK, "set_parties", review_id=again, parties=[
        {"party_id": "p1", "role": "TRANSFEREE", "name": "李买方", "document_kind": "ID_CARD", "document_no": number}])
    keeper(hall).carry_out(hall.clock.now() + timedelta(days=40))
    assert not erased(hall, visitor) and hall.case(again).party("p1").person_id == visitor
