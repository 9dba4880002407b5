"""Personal data: found by document, unreadable without the key, gone when their time is over."""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database, DatabaseError, SqliteDatabase

from queue_server.domain.entries import HALL_ZONE
from queue_server.domain.errors import Broken, Refused
from queue_server.domain.identity import DocumentKind, Sex
from queue_server.domain.parties import PartyKind
from queue_server.log import connect
from queue_server.people import People, Person, Purpose
from queue_server.people_keys import SUITES, add_key, create_key_file, drop_key, load_keys

NOW = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
CANARY_ID = "99000019830425003X"
CANARY_PHONE = "16100000077"
CANARY_NAME = "欧阳测试"
ID = DocumentKind.CITIZEN_ID


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of each kind in turn."""
    db = connect(database_url)
    with db.connection_context():
        yield db
    db.close_all()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "people.json"
    create_key_file(path)
    return path


@pytest.fixture
def people(database: Database, key_file: Path) -> People:
    people = People(database, load_keys(key_file))
    people.create_tables()
    people.create_tables()
    return people


def remember(people: People, number: str = CANARY_ID, purpose: Purpose = Purpose.REVIEW, **more: object) -> str:
    arguments = {"name": CANARY_NAME, "phone": CANARY_PHONE, "at": NOW, **more}
    return people.remember(PartyKind.PERSON, document_kind=ID, document_no=number, purpose=purpose, **arguments)


def test_a_person_is_read_back_with_what_his_number_says(people: People) -> None:
    person = people.read(remember(people))
    assert (person.name, person.document_no, person.phone) == (CANARY_NAME, CANARY_ID, CANARY_PHONE)
    assert (person.birth_on, person.sex) == (date(1983, 4, 25), Sex.MALE)
    assert person.age_years(date(2014, 4, 24)) == 30
    assert person.age_years(date(2014, 4, 25)) == 31


def test_a_known_document_is_the_same_person_however_it_is_shown(people: People) -> None:
    first = remember(people, "990000198001010012")
    assert remember(people, "990000800101001") == first
    assert remember(people, " 99000019800101 0012") == first
    assert people.remember(
        PartyKind.PERSON, CANARY_NAME, DocumentKind.HOUSEHOLD_REGISTER, "990000198001010012", at=NOW,
        purpose=Purpose.CASE,
    ) == first
    assert people.find(ID, "990000800101001") == first
    assert people.find(DocumentKind.PASSPORT, "990000198001010012") is None
    assert people.find(ID, "") is None


def test_the_number_stays_as_the_old_register_wrote_it(people: People) -> None:
    person_id = remember(people, "990000800101001")
    assert people.read(person_id).document_no == "990000800101001"
    assert people.find(ID, "990000198001010012") == person_id
    assert people.read(person_id).birth_on == date(1980, 1, 1)


def test_a_company_is_found_by_its_credit_code_or_licence(people: People) -> None:
    company = people.remember(
        PartyKind.COMPANY, "漯河虚构置业有限公司", DocumentKind.CREDIT_CODE, "91990000990000017l", at=NOW,
        purpose=Purpose.REGISTER, legal_representative="张测试",
    )
    assert people.find(DocumentKind.CREDIT_CODE, "91990000990000017L") == company
    read = people.read(company)
    assert (read.kind, read.legal_representative, read.birth_on) == (PartyKind.COMPANY, "张测试", None)


def test_a_member_of_staff_needs_no_document(people: People) -> None:
    one = people.remember(PartyKind.PERSON, "李受理", None, "", at=NOW, purpose=Purpose.STAFF)
    other = people.remember(PartyKind.PERSON, "李受理", None, "", at=NOW, purpose=Purpose.STAFF)
    assert one != other
    assert people.read(one).name == "李受理"
    with pytest.raises(Refused, match="NAME_MISSING"):
        people.remember(PartyKind.PERSON, " ", None, "", at=NOW, purpose=Purpose.STAFF)


def test_nothing_of_a_known_person_is_overwritten_by_a_later_visit(people: People) -> None:
    person_id = remember(people)
    assert remember(people, name="别人", phone="16100000088") == person_id
    assert people.read(person_id).name == CANARY_NAME
    assert people.read(person_id).phone == CANARY_PHONE
    assert not people.same_name(person_id, "别人")
    assert people.same_name(person_id, " 欧阳 测试")
    without = remember(people, "990000198512120029", phone="")
    remember(people, "990000198512120029", phone="16100000088")
    assert people.read(without).phone == "16100000088"


def test_a_new_telephone_replaces_the_old_one_everywhere(people: People) -> None:
    person_id = remember(people)
    people.update_phone(person_id, "161 0000 0099")
    assert people.read(person_id).phone == "16100000099"
    assert people.find_by_phone(CANARY_PHONE) == ()
    assert people.find_by_phone("16100000099") == (person_id,)
    wife = remember(people, "990000198512120029", phone="16100000099")
    assert set(people.find_by_phone("16100000099")) == {person_id, wife}


def test_corrected_particulars_make_a_new_record_of_the_same_human(people: People) -> None:
    old = remember(people, purpose=Purpose.REGISTER)
    new = people.succeed(old, NOW, name="欧阳更正")
    assert people.read(old).name == CANARY_NAME
    assert people.read(new).name == "欧阳更正"
    assert people.find(ID, CANARY_ID) == new
    assert people.lineage(new) == (new, old)
    assert people.same_person(old, new)
    newest = people.succeed(new, NOW, document_kind=ID, document_no="990000198001010012")
    assert people.find(ID, CANARY_ID) is None
    assert people.find(ID, "990000198001010012") == newest
    people.update_phone(old, "16100000011")
    assert people.find(ID, CANARY_ID) is None
    other = remember(people, "990000198512120029")
    with pytest.raises(Refused, match="DOCUMENT_OF_ANOTHER"):
        people.succeed(newest, NOW, document_kind=ID, document_no="990000198512120029")
    assert people.find(ID, "990000198512120029") == other


def test_one_new_name_applied_for_twice_is_one_record_and_a_forgotten_one_is_none(people: People) -> None:
    typed_wrong = remember(people)
    old = people.succeed(typed_wrong, NOW, name="欧阳旧名")
    people.keep(old, Purpose.REGISTER, NOW)
    people.erase(typed_wrong, NOW)
    new = people.succeed(old, NOW, name="欧阳更正", applied_for=True)
    assert people.succeed(old, NOW, name=" 欧阳更正 ", applied_for=True) == new
    given_up = people.succeed(old, NOW, name="欧阳放弃", applied_for=True)
    assert {people.line_of(one) for one in (old, new, given_up)} == {typed_wrong} and people.same_person(new, given_up)
    people.take_over(new)
    assert people.succeed(new, NOW, name="欧阳更正", applied_for=True) == new == people.find(ID, CANARY_ID)
    people.erase(given_up, NOW)
    assert people.succeed(new, NOW, name="欧阳放弃", applied_for=True) not in (new, given_up)


def test_a_pre_review_without_a_case_is_forgotten_after_thirty_days(people: People) -> None:
    visitor = remember(people)
    holder = remember(people, "990000198512120029", Purpose.REVIEW)
    people.keep(holder, Purpose.CASE, NOW)
    returning = remember(people, "990000197611300047")
    remember(people, "990000197611300047", at=NOW + timedelta(days=10))
    assert people.erase_expired(NOW + timedelta(days=30)) == ()
    assert people.erase_expired(NOW + timedelta(days=31)) == (visitor,)
    assert people.erase_expired(NOW + timedelta(days=31)) == ()
    with pytest.raises(Refused, match="PERSON_ERASED"):
        people.read(visitor)
    assert people.find(ID, CANARY_ID) is None
    assert people.find_by_phone(CANARY_PHONE) == tuple(sorted((holder, returning)))
    assert remember(people) != visitor


def test_keeping_is_prolonged_and_never_shortened(people: People) -> None:
    person_id = remember(people, purpose=Purpose.REGISTER)
    remember(people, purpose=Purpose.REVIEW)
    people.keep(person_id, Purpose.CASE, NOW)
    assert people.read(person_id).purpose is Purpose.REGISTER
    with pytest.raises(Refused, match="PERSON_KEPT"):
        people.erase(person_id, NOW)
    assert people.erase_expired(NOW + timedelta(days=9999)) == ()


def test_looking_at_a_masked_field_needs_a_reason_and_stays_on_record(people: People) -> None:
    person_id = remember(people)
    assert people.reveal(person_id, "document_no", "s_acceptor", "核对身份证", NOW) == CANARY_ID
    assert people.reveal(person_id, "phone", "s_callback", "回访", NOW) == CANARY_PHONE
    assert [(r.field, r.by, r.reason) for r in people.reveals(person_id)] == [
        ("document_no", "s_acceptor", "核对身份证"), ("phone", "s_callback", "回访"),
    ]
    with pytest.raises(Refused, match="REASON_MISSING"):
        people.reveal(person_id, "phone", "s_callback", " ", NOW)
    with pytest.raises(Refused, match="FIELD_UNKNOWN"):
        people.reveal(person_id, "key", "s_callback", "curious", NOW)
    with pytest.raises(DatabaseError), people.db.atomic():
        people.db.execute_sql("DELETE FROM person_reveal")
    assert len(people.reveals(person_id)) == 2


def test_a_person_prints_as_his_id_only(people: People, caplog: pytest.LogCaptureFixture) -> None:
    person = people.read(remember(people))
    with caplog.at_level(logging.INFO):
        logging.getLogger("hall").info("handled %s %r %s", person, person, [person])
    try:
        raise ValueError(person)
    except ValueError:
        shown = traceback.format_exc() + caplog.text + f"{person} {person!r}"
    assert person.person_id in shown
    for secret in (CANARY_ID, CANARY_PHONE, CANARY_NAME):
        assert secret not in shown


def test_errors_about_a_person_hold_none_of_his_data(people: People) -> None:
    remember(people)
    other = remember(people, "990000198512120029", name="别人", phone="")
    with pytest.raises(Refused) as no:
        people.succeed(other, NOW, document_kind=ID, document_no=CANARY_ID)
    assert CANARY_ID not in f"{no.value} {no.value.detail} {no.value!r}"


def test_the_database_holds_no_canary_in_clear_and_no_key(people: People, key_file: Path) -> None:
    """AB-33: the file, its write-ahead log and a copy, or every text of every row."""
    person_id = remember(people, legal_representative="法人金丝雀")
    people.update_phone(person_id, "16100000066")
    people.reveal(person_id, "document_no", "s_acceptor", "核对", NOW)
    secret = json.loads(key_file.read_text())["keys"]["k1"]["secret"]
    db = people.db
    if isinstance(db, SqliteDatabase):
        folder = Path(db.database).parent
        db.execute_sql("VACUUM INTO ?", (str(folder / "backup.db"),))
        stored = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    else:
        tables = ("person", "person_key", "person_lookup", "person_reveal")
        stored = "".join(
            str(db.execute_sql(f"SELECT string_agg(t::text, ' ') FROM {table} t").fetchone()[0]) for table in tables
        ).encode()
    assert person_id.encode() in stored
    for canary in (CANARY_ID, "990000830425003", CANARY_PHONE, "16100000066", CANARY_NAME, "法人金丝雀", secret):
        assert canary.encode() not in stored
    assert CANARY_ID[:-4].encode() not in stored


def test_what_a_backup_holds_of_an_erased_person_cannot_be_opened(people: People) -> None:
    person_id = remember(people)
    columns = "name, document_no, phone, more"
    select = f"SELECT {columns} FROM person WHERE person_id = {people.db.param}"
    backup = people.db.execute_sql(select, (person_id,)).fetchone()
    people.erase(person_id, NOW)
    people.db.execute_sql("UPDATE person SET erased_at = NULL")
    update = "name = ?, document_no = ?, phone = ?, more = ?".replace("?", people.db.param)
    people.db.execute_sql(f"UPDATE person SET {update}", tuple(backup))
    with pytest.raises(Broken, match="key of person"):
        people.read(person_id)


def test_fields_moved_to_another_person_are_found_out(people: People) -> None:
    one, other = remember(people), remember(people, "990000198512120029", name="别人")
    move = "UPDATE person SET document_no = (SELECT document_no FROM person WHERE person_id = ?) WHERE person_id = ?"
    people.db.execute_sql(move.replace("?", people.db.param), (one, other))
    with pytest.raises(Broken, match="cannot be decrypted"):
        people.read(other)


@pytest.mark.parametrize("suite", list(SUITES))
def test_a_new_key_takes_over_row_by_row_and_the_old_one_can_go(people: People, key_file: Path, suite: str) -> None:
    old = [remember(people, number) for number in (CANARY_ID, "990000198001010012", "990000198512120029")]
    assert add_key(key_file, suite) == "k2"
    renewed = People(people.db, load_keys(key_file))
    assert renewed.read(old[0]).document_no == CANARY_ID
    assert remember(renewed) == old[0]
    new = remember(renewed, "990000197611300047")
    assert renewed.rotate(limit=2) == 2
    assert renewed.rotate() == 1
    assert renewed.rotate() == 0
    with pytest.raises(ValueError, match="active"):
        drop_key(key_file, "k2")
    drop_key(key_file, "k1")
    alone = People(people.db, load_keys(key_file))
    assert [alone.read(person_id).name for person_id in (*old, new)] == [CANARY_NAME] * 4
    assert alone.find(ID, "990000800101001") == old[1]
    with pytest.raises(Broken, match="no key k2"):
        people.read(new)


@pytest.mark.parametrize("suite", list(SUITES))
def test_every_suite_keeps_its_promises(suite: str) -> None:
    chosen = SUITES[suite]
    key, other = chosen.derive(b"s" * 32, "wrap"), chosen.derive(b"s" * 32, "look-up")
    assert key != other
    token = chosen.encrypt(key, b"990000", b"p_1/name")
    assert token != chosen.encrypt(key, b"990000", b"p_1/name")
    assert chosen.decrypt(key, token, b"p_1/name") == b"990000"
    flipped = bytes([token[0] ^ 1]) + token[1:]
    for wrong in ((other, token, b"p_1/name"), (key, token, b"p_2/name"), (key, flipped, b"p_1/name"),
                  (key, token[:-1], b"p_1/name"), (key, b"", b"p_1/name")):
        with pytest.raises(Broken):
            chosen.decrypt(*wrong)
    assert chosen.digest(key, b"x") == chosen.digest(key, b"x") != chosen.digest(other, b"x")


def test_the_key_file_is_its_owners_alone_and_never_overwritten(key_file: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600
    before = key_file.read_bytes()
    with pytest.raises(FileExistsError):
        create_key_file(key_file)
    assert key_file.read_bytes() == before
    add_key(key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(key_file.parent) == ["people.json"]
    key_file.chmod(0o640)
    with pytest.raises(Broken, match="0600"):
        load_keys(key_file)
    key_file.chmod(0o600)
    key_file.write_text('{"format": 1, "active": "k1", "keys": {"k1": {"suite": "AES-256-GCM", "secret": "eA=="}}}')
    with pytest.raises(Broken, match="understood"):
        load_keys(key_file)
    key_file.write_text("half a fi")
    with pytest.raises(Broken, match="understood"):
        load_keys(key_file)


def test_keys_print_nothing_of_themselves(key_file: Path) -> None:
    assert repr(load_keys(key_file).active) == "Key(k1)"


def test_an_unknown_person_is_said_to_be_unknown(people: People) -> None:
    with pytest.raises(Refused, match="PERSON_UNKNOWN"):
        people.read("p_nobody")


def test_a_person_equals_himself_only() -> None:
    one = Person("p_1", PartyKind.PERSON, "甲", Purpose.CASE)
    assert one == Person("p_1", PartyKind.PERSON, "甲", Purpose.CASE)
    assert one != Person("p_2", PartyKind.PERSON, "甲", Purpose.CASE)
