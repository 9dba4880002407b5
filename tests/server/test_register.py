"""The embedded register: what is entered stays, is found again, and cannot be entered behind a court paper's back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from queue_server.domain.entries import certificate_entry, folio_entry, note_entry, right_entry
from queue_server.domain.errors import Broken, Refused
from queue_server.domain.folio import CertificateStatus, Holder, NoteKind, Right, RightKind, RightStatus
from queue_server.log import connect
from queue_server.register import EntryIntent, EntryResult, Register
from tests.server.register_samples import MORNING, OWNERSHIP, TITLE, UNIT, at, first_registration, founded, seizure


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """On each kind of database in turn."""
    db = connect(database_url)
    with db.connection_context():
        yield founded(db)
    db.close_all()


def test_processes_that_start_together_all_find_their_tables(database_url: str) -> None:
    start, troubles = threading.Barrier(4), list[Exception]()

    def begin() -> None:
        db = connect(database_url)
        start.wait()
        try:
            with db.connection_context():
                Register(db, "luohe").create_tables()
        except Exception as trouble:
            troubles.append(trouble)
        db.close_all()

    workers = [threading.Thread(target=begin) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert troubles == []


def test_what_was_entered_is_read_back_as_it_was(register: Register) -> None:
    folio = register.folio("U1")
    assert folio == replace(UNIT, rights=(OWNERSHIP,), certificates=(TITLE,), version=3)
    assert register.version("U1") == 3
    assert [page.case_no for page in register.history("U1")] == ["20141013-0001"] * 3
    assert register.folio("U9") is None
    assert register.version("U9") == 0


def test_an_older_version_stays_readable_beside_the_new_one(register: Register) -> None:
    sold = replace(OWNERSHIP, version=2, status=RightStatus.HISTORIC, ended_at=at(3), ended_reason="TRANSFER")
    register.write([right_entry("U1", sold)], "20141013-0002", at(3), "s_registrar", seen_version=3)
    kept = [page.entry for page in register.history("U1") if page.entry.record_id == "R1"]
    assert [entry.body["status"] for entry in kept] == ["ACTIVE", "HISTORIC"]
    assert register.folio("U1").rights == (sold,)
    assert [page.entry.version for page in register.entries_of_case("20141013-0002")] == [2]


@pytest.mark.parametrize("statement", [
    "UPDATE register_entry SET entered_by = 'somebody else'",
    "DELETE FROM register_entry WHERE seq = 3",
])
def test_the_database_itself_refuses_to_change_or_delete_a_page(register: Register, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), register.db.atomic():
        register.db.execute_sql(statement)
    assert register.verify() == []


def test_a_page_cannot_be_written_over_by_another(register: Register) -> None:
    db = register.db
    verb = "INSERT" if isinstance(db, PostgresqlDatabase) else "INSERT OR REPLACE"
    with pytest.raises(DatabaseError), db.atomic():
        db.execute_sql(f"{verb} INTO register_entry SELECT * FROM register_entry WHERE seq = 1")
    if isinstance(db, PostgresqlDatabase):
        with pytest.raises(DatabaseError, match="append-only"), db.atomic():
            db.execute_sql("TRUNCATE register_entry")
    assert register.verify() == []


@pytest.mark.parametrize("typed", [
    "漯房权证源汇字第20990001号", " 漯房权证源汇字第２０９９０００１号", "漯房权证源汇字20990001", "漯房权证源汇字第 20990001",
])
def test_a_certificate_is_found_however_its_number_is_typed(register: Register, typed: str) -> None:
    assert register.unit_of_certificate(typed) == "U1"
    assert register.folio("U1").certificate_numbered(typed) == TITLE


def test_a_unit_is_found_by_its_number(register: Register) -> None:
    assert register.unit_of_unit_no(" 源汇-０００１-01-0101") == "U1"
    assert register.unit_of_unit_no("源汇-0001-01-0102") is None


def test_a_void_certificate_still_leads_to_its_unit(register: Register) -> None:
    void = replace(TITLE, version=2, status=CertificateStatus.VOID, void_reason="LOST")
    register.write([certificate_entry("U1", void)], "20141013-0003", at(2), "s_registrar")
    assert register.unit_of_certificate(TITLE.number) == "U1"


def test_no_second_certificate_bears_a_number_and_no_second_unit(register: Register) -> None:
    twin = replace(UNIT, unit_id="U2", unit_no="源汇-0001-01-0102")
    with pytest.raises(Refused, match="CERTIFICATE_NUMBER_TAKEN"), register.db.atomic():
        register.write(first_registration(twin), "20141013-0004", at(2), "s_registrar")
    other = replace(UNIT, unit_id="U3")
    with pytest.raises(Refused, match="UNIT_NUMBER_TAKEN"), register.db.atomic():
        register.write([folio_entry(other)], "20141013-0005", at(2), "s_registrar")
    assert register.units() == ("U1",)
    assert register.verify() == []


def test_an_entry_made_on_an_older_look_up_is_refused(register: Register) -> None:
    register.write([note_entry("U1", seizure())], "X-1", at(5), "s_judicial", seen_version=3)
    mortgage = Right("R2", RightKind.MORTGAGE, RightStatus.ACTIVE, (Holder("p_bank"),), at(6))
    with pytest.raises(Refused, match="FOLIO_CHANGED") as no:
        register.write([right_entry("U1", mortgage)], "20141013-0006", at(6), "s_registrar", seen_version=3)
    assert no.value.detail["now"] == 4
    with pytest.raises(Refused, match="FOLIO_CHANGED"):
        register.write([note_entry("U1", seizure(version=3))], "X-2", at(6), "s_judicial")


def test_a_court_paper_on_the_unit_stops_every_entry_from_its_receipt_on(register: Register) -> None:
    lock = register.lock_unit("U1", "s_judicial", delivered_at=at(1), at=at(2))
    assert register.folio("U1").data["locked_since"] == at(1).isoformat()
    sold = replace(OWNERSHIP, version=2, status=RightStatus.HISTORIC, ended_at=at(3))
    with pytest.raises(Refused, match="UNIT_LOCKED") as no:
        register.write([right_entry("U1", sold)], "20141013-0002", at(3), "s_registrar", seen_version=3)
    assert no.value.detail["since"] == at(1).isoformat()
    written = register.write([note_entry("U1", seizure())], "X-1", at(5), "s_judicial", lock_id=lock.lock_id)
    assert written.records == ("S1",)
    register.unlock_unit(lock.lock_id, "s_judicial", at(5))
    assert register.locks("U1") == ()
    assert "locked_since" not in register.folio("U1").data
    assert [n.record_id for n in register.folio("U1").notes_in_force(NoteKind.SEIZURE, date(2014, 10, 13))] == ["S1"]


def test_a_certificate_of_a_case_registered_before_the_paper_is_still_printed(register: Register) -> None:
    register.lock_unit("U1", "s_judicial", delivered_at=at(1), at=at(2))
    printed = replace(TITLE, version=2, blank_serial="B0001")
    register.write([certificate_entry("U1", printed)], "20141013-0001", at(3), "s_certificates")
    assert register.folio("U1").certificates == (printed,)


def test_two_papers_on_one_unit_are_two_locks_and_each_is_given_back_for_itself(register: Register) -> None:
    later = register.lock_unit("U1", "s_judicial", delivered_at=at(2), at=at(3))
    earlier = register.lock_unit("U1", "s_judicial", delivered_at=at(1), at=at(4))
    assert register.locks("U1") == (earlier, later)
    register.unlock_unit(earlier.lock_id, "s_judicial", at(5))
    with pytest.raises(Refused, match="UNIT_LOCKED"):
        register.write([note_entry("U1", seizure())], "20141013-0002", at(5), "s_registrar")
    assert register.locked_units() == ("U1",)
    with pytest.raises(Refused, match="LOCK_UNKNOWN"):
        register.unlock_unit(earlier.lock_id, "s_judicial", at(6))
    with pytest.raises(Refused, match="LOCK_UNKNOWN"):
        register.write([note_entry("U1", seizure())], "X", at(6), "s_judicial", lock_id=earlier.lock_id)


def test_asking_twice_for_one_lock_gives_one_lock(register: Register) -> None:
    one = register.lock_unit("U1", "s_judicial", at(1), at(2), lock_id="L-77")
    assert register.lock_unit("U1", "s_judicial", at(1), at(3), lock_id="L-77") == one
    assert register.locks("U1") == (one,)
    with pytest.raises(Refused, match="LOCK_TAKEN"):
        register.lock_unit("U2", "s_judicial", at(1), at(3), lock_id="L-77")
    with pytest.raises(Refused, match="DELIVERED_IN_FUTURE"):
        register.lock_unit("U1", "s_judicial", at(9), at(3))


def test_certificate_numbers_rise_and_a_turn_taken_back_leaves_no_gap(register: Register) -> None:
    reserve = register.reserve_certificate_number
    first, second = reserve("ownership_certificate", 2014, "源汇"), reserve("ownership_certificate", 2014, "郾城")
    assert (first, second) == ("房权证源汇字第20140000001号", "房权证郾城字第20140000002号")
    with pytest.raises(RuntimeError), register.db.atomic():
        reserve("ownership_certificate", 2014)
        raise RuntimeError
    assert reserve("ownership_certificate", 2014) == "房权证字第20140000003号"
    assert reserve("ownership_certificate", 2015) == "房权证字第20150000001号"
    assert reserve("registration_proof", 2014) == "（2014）不动产证明第0000001号"


def test_a_number_that_stands_in_the_old_books_is_passed_over(register: Register) -> None:
    old = replace(TITLE, record_id="C2", number="房权证字第20140000001号", right_id="R1")
    register.write([certificate_entry("U1", old)], "OLD-BOOKS", at(1), "s_registrar")
    assert register.reserve_certificate_number("ownership_certificate", 2014) == "房权证字第20140000002号"


def test_a_blank_form_is_used_once_spoiled_once_and_never_used_again(register: Register) -> None:
    use = register.use_blank
    use("41 0001 0001", "ownership_certificate", "C1", "20141013-0001", at(10), "s_certificates")
    with pytest.raises(Refused, match="BLANK_USED"):
        use("4100010001", "ownership_certificate", "C9", "20141013-0009", at(11), "s_certificates")
    for other in ("", "20141013-0009"):
        with pytest.raises(Refused, match="BLANK_USED"):  # a certificate is spoiled in its own case only
            register.spoil_blank("4100010001", "ownership_certificate", "卡纸", at(12), "s_certificates", "s_director", other)
    register.spoil_blank("4100010001", "ownership_certificate", "卡纸", at(12), "s_certificates", "s_director", "20141013-0001")
    for act in (
        lambda: use("4100010001", "ownership_certificate", "C9", "20141013-0009", at(13), "s_certificates"),
        lambda: register.spoil_blank("4100010001", "ownership_certificate", "again", at(13), "s_certificates"),
    ):
        with pytest.raises(Refused, match="BLANK_SPOILED"):
            act()
    spoiled = register.blanks_of_case("20141013-0001")
    assert [(b.state, b.second_person, b.reason) for b in spoiled] == [("SPOILED", "s_director", "卡纸")]


def test_spoiling_needs_a_reason_and_two_different_persons(register: Register) -> None:
    with pytest.raises(Refused, match="REASON_MISSING"):
        register.spoil_blank("B0001", "title_certificate", " ", at(1), "s_one")
    with pytest.raises(Refused, match="SECOND_PERSON_SAME"):
        register.spoil_blank("B0001", "title_certificate", "damp", at(1), "s_one", "s_one")
    with pytest.raises(Refused, match="BLANK_SERIAL_FORM"):
        register.spoil_blank("印", "title_certificate", "damp", at(1), "s_one")
    assert register.blank("B0001") is None


def test_where_a_stock_is_kept_only_forms_from_the_stock_are_used(register: Register) -> None:
    assert register.receive_blanks("title_certificate", ["J0001", "J0002", "J0003"], at(1), "s_certificates") == 3
    with pytest.raises(Refused, match="BLANK_NOT_IN_STOCK"):
        register.use_blank("J0009", "title_certificate", "C1", "K", at(2), "s_certificates")
    with pytest.raises(Refused, match="BLANK_OTHER_KIND"):
        register.use_blank("J0001", "registration_proof", "C1", "K", at(2), "s_certificates")
    with pytest.raises(Refused, match="BLANK_KNOWN"), register.db.atomic():
        register.receive_blanks("title_certificate", ["J0004", "J0001"], at(2), "s_certificates")
    register.use_blank("J0001", "title_certificate", "C1", "K", at(2), "s_certificates")
    register.spoil_blank("J0002", "title_certificate", "damp", at(3), "s_certificates")
    assert register.blank_counts("title_certificate") == {"STOCK": 1, "USED": 1, "SPOILED": 1}
    assert register.blank("J0001").certificate_id == "C1"


def test_the_monitor_sees_restrictions_in_force_that_day_and_no_others(register: Register) -> None:
    today = date(2014, 10, 13)
    assert register.units_with_open_restrictions(today) == ()
    register.write([note_entry("U1", seizure())], "X-1", at(5), "s_judicial")
    assert register.units_with_open_restrictions(today, [NoteKind.SEIZURE]) == ("U1",)
    assert register.units_with_open_restrictions(today, [NoteKind.FREEZE]) == ()
    assert register.units_with_open_restrictions(today, []) == ()
    assert register.units_with_open_restrictions(date(2016, 10, 12)) == ("U1",)
    assert register.units_with_open_restrictions(date(2016, 10, 13)) == ()
    ended = seizure(version=2, ended_at=at(7), ended_reason="RELEASED")
    register.write([note_entry("U1", ended)], "X-2", at(7), "s_judicial")
    assert register.units_with_open_restrictions(today) == ()


def test_a_waiting_seizure_with_a_term_of_its_own_ends_when_that_term_is_over(register: Register) -> None:
    waiting = seizure("S2", delivered_at=at(2), ends_on=None, data={"term_months": 36})
    register.write([note_entry("U1", seizure()), note_entry("U1", waiting)], "X-1", at(5), "s_judicial")
    assert register.units_with_open_restrictions(date(2019, 10, 13)) == ("U1",)
    assert register.units_with_open_restrictions(date(2019, 10, 14)) == ()


def test_an_intent_is_entered_once_and_a_refusal_is_an_outcome(register: Register) -> None:
    intent = EntryIntent("20141013-0002", "U1", 3, (note_entry("U1", seizure()),), at(5), "s_judicial")
    done = register.enter(intent)
    assert (done.result, done.version) == (EntryResult.REGISTERED, 4)
    assert register.enter(intent) == done
    assert register.outcome("20141013-0002", "U1") == done
    assert register.version("U1") == 4
    late = register.enter(replace(intent, case_no="20141013-0003"))
    assert (late.result, late.reason) == (EntryResult.HALTED, "FOLIO_CHANGED")
    assert register.outcome("20141013-0003", "U1") is None


def test_an_act_of_entry_concerns_one_unit_and_never_goes_back_in_time(register: Register) -> None:
    with pytest.raises(Broken):
        register.write([], "K", at(1), "s_registrar")
    with pytest.raises(Broken):
        register.write([note_entry("U1", seizure()), note_entry("U2", seizure())], "K", at(1), "s_registrar")
    with pytest.raises(Broken):
        register.write([note_entry("U1", seizure())], "K", at(-1), "s_registrar")


def test_the_look_up_tables_can_be_made_again_from_the_pages(register: Register) -> None:
    register.write([note_entry("U1", seizure())], "X-1", at(5), "s_judicial")
    for table in ("register_unit", "register_certificate", "register_restriction"):
        register.db.execute_sql(f"DELETE FROM {table}")
    assert register.verify() != []
    assert register.rebuild_lookups() == 1
    assert register.verify() == []
    assert register.unit_of_certificate(TITLE.number) == "U1"
    assert register.units_with_open_restrictions(date(2014, 10, 13)) == ("U1",)


def test_a_seizure_racing_the_entry_is_never_overtaken(register: Register) -> None:
    """INV-09: two sessions, one with the court paper and one with the entry; whoever holds the unit first wins."""
    db = register.db
    outcomes: list[str] = []
    rounds = 40
    for number in range(rounds):
        unit = replace(UNIT, unit_id=f"V{number}", unit_no=f"源汇-0002-01-{number:04d}")
        register.write([folio_entry(unit)], "SEED", MORNING, "s_seed")
        start = threading.Barrier(2)

        def enter(unit_id: str = unit.unit_id, start: threading.Barrier = start) -> None:
            start.wait()
            with db.connection_context(), db.atomic(*([] if isinstance(db, PostgresqlDatabase) else ["IMMEDIATE"])):
                here = Register(db, "luohe")
                folio = here.folio(unit_id)
                if list(folio.notes_in_force(NoteKind.SEIZURE, MORNING.date())):
                    outcomes.append("halted")
                    return
                right = replace(OWNERSHIP, record_id="R1", entered_at=at(2))
                try:
                    here.write([right_entry(unit_id, right)], "CASE", at(2), "s_reg", seen_version=folio.version)
                    outcomes.append("entered")
                except Refused as no:
                    outcomes.append(no.code)

        def seize(unit_id: str = unit.unit_id, start: threading.Barrier = start) -> None:
            start.wait()
            with db.connection_context():
                for act in (_lock, _seize):
                    with db.atomic(*([] if isinstance(db, PostgresqlDatabase) else ["IMMEDIATE"])):
                        act(Register(db, "luohe"), unit_id)

        workers = [threading.Thread(target=enter), threading.Thread(target=seize)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        pages = [page.case_no for page in register.history(unit.unit_id)]
        assert pages in (["SEED", "CASE", "X"], ["SEED", "X"]), pages
    assert len(outcomes) == rounds
    assert set(outcomes) <= {"entered", "halted", "UNIT_LOCKED", "FOLIO_CHANGED"}


def _lock(register: Register, unit_id: str) -> None:
    register.lock_unit(unit_id, "s_judicial", at(1), at(2), lock_id=f"L/{unit_id}")


def _seize(register: Register, unit_id: str) -> None:
    register.write([note_entry(unit_id, seizure(entered_at=at(2)))], "X", at(2), "s_judicial", lock_id=f"L/{unit_id}")
    register.unlock_unit(f"L/{unit_id}", "s_judicial", at(2))
