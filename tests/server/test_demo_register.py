"""The fictional register has every state of domain.md 9, for both rule sets, and nothing in it could be anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from queue_server.config import load_hall
from queue_server.demo_people import KNOWN
from queue_server.demo_register import UNITS_MIN, DemoRegister, DemoUnit, read_back, seed
from queue_server.domain.checked_text import Source
from queue_server.domain.entries import HALL_ZONE
from queue_server.domain.folio import CertificateStatus, Folio, NoteKind, RightKind, RightStatus
from queue_server.domain.identity import ORGANISATION_KINDS, DocumentKind, age_years, check_document, read_citizen_id
from queue_server.domain.property_numbers import CertificateForm, certificate_form, read_unit_number
from queue_server.domain.telephones import is_test_number
from queue_server.log import connect
from queue_server.people import People
from queue_server.people_keys import create_key_file, load_keys
from queue_server.register import Register

TODAY = {
    "CN-2014": datetime(2014, 10, 13, 8, 30, tzinfo=HALL_ZONE),
    "CN-2026": datetime(2026, 11, 23, 8, 30, tzinfo=HALL_ZONE),
}
HALLS = {"CN-2014": "luohe-2014", "CN-2026": "county-2026"}


@dataclass
class Demo:
    """A seeded demonstration and the day its states refer to."""

    ruleset: str
    register: Register
    people: People
    units: DemoRegister

    @property
    def at(self) -> datetime:
        return TODAY[self.ruleset]

    def folio(self, unit: str | DemoUnit) -> Folio:
        found = self.register.folio(self.units[unit].unit_id if isinstance(unit, str) else unit.unit_id)
        assert found is not None
        return found

    def notes(self, scenario: str, kind: NoteKind) -> list[str]:
        return [note.record_id for note in self.folio(scenario).notes_in_force(kind, self.at.date())]


def opened(url: str, ruleset: str, keys: Path) -> tuple[Register, People]:
    db = connect(url)
    db.connect(reuse_if_open=True)
    register = Register(db, "990000", load_hall(HALLS[ruleset]).numbers.write)
    people = People(db, load_keys(keys))
    register.create_tables()
    people.create_tables()
    return register, people


@pytest.fixture(scope="module", params=list(HALLS))
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Read by most tests here and changed by none, so it is entered once for each rule set."""
    folder = tmp_path_factory.mktemp("demo")
    create_key_file(folder / "keys.json")
    register, people = opened(f"sqlite:///{folder / 'hall.db'}", request.param, folder / "keys.json")
    with register.db.atomic():  # type: ignore[attr-defined]
        units = seed(register, people, request.param, TODAY[request.param])
    yield Demo(request.param, register, people, units)
    register.db.close_all()  # type: ignore[attr-defined]


def test_there_are_enough_houses_and_every_page_of_them_verifies(demo: Demo) -> None:
    assert len(demo.units) >= UNITS_MIN
    assert demo.register.verify() == []
    assert len({unit.unit_no for unit in demo.units}) == len(demo.units) == len(set(demo.register.units()))


def test_no_number_or_telephone_could_be_anybodys(demo: Demo) -> None:
    persons = [person for unit in demo.units for person in (*unit.holders, *(p for _, p in unit.related))]
    assert len({p.person_id for p in persons}) > 200
    for person in persons:
        assert person.document_kind is not None
        checked = check_document(person.document_kind, person.document_no, Source.TYPED, on=demo.at.date())
        assert checked.ok, person
        assert "9900" in person.document_no or person.document_no in ("H00000001", "TEST00001")
        assert not person.phone or is_test_number(person.phone)
        if person.document_kind in ORGANISATION_KINDS:
            expected = DocumentKind.BUSINESS_LICENCE if demo.ruleset == "CN-2014" else DocumentKind.CREDIT_CODE
            assert person.document_kind is expected


def test_numbers_of_units_and_certificates_have_the_form_of_their_time(demo: Demo) -> None:
    forms = set()
    for unit in demo.units:
        folio = demo.folio(unit)
        assert folio.data["fictional"] is True
        assert (read_unit_number(unit.unit_no) is not None) is (demo.ruleset == "CN-2026")
        for certificate in folio.certificates:
            assert "2099" in certificate.number
            forms.add(certificate_form(certificate.number))
            assert demo.register.unit_of_certificate(certificate.number) == unit.unit_id
        assert demo.register.unit_of_unit_no(unit.unit_no) == unit.unit_id
    today = {CertificateForm.TODAY_TITLE, CertificateForm.TODAY_PROOF, CertificateForm.OTHER}
    assert forms <= ({CertificateForm.LOCAL_2014, CertificateForm.OTHER} if demo.ruleset == "CN-2014" else today | {CertificateForm.LOCAL_2014})


def test_the_cards_of_the_simulated_reader_own_what_the_guide_says(demo: Demo) -> None:
    assert [h.name for h in demo.units["clean_single"].holders] == ["张三丰"]
    assert [h.name for h in demo.units["mortgaged"].holders] == ["欧阳测试"]
    assert demo.units["joint"].holders[0].name == "阿依古丽·测试"
    assert demo.units["notice_own"].related_as("NOTICE_HOLDER").name == "李秀英"
    assert set(demo.units.people) == set(KNOWN)
    assert demo.people.find(DocumentKind.CITIZEN_ID, "990000198001010012") == demo.units.people["seller"].person_id


State = Callable[[Demo, Folio], bool]


def has(kind: NoteKind) -> State:
    return lambda demo, folio: any(True for _ in folio.notes_in_force(kind, demo.at.date()))


def lapsed(kind: NoteKind) -> State:
    return lambda demo, folio: any(n.kind is kind for n in folio.notes) and not has(kind)(demo, folio)


def owned_by(number: int) -> State:
    return lambda demo, folio: len(folio.owners()) == number


def mortgages(number: int) -> State:
    return lambda demo, folio: len(list(folio.active_rights(RightKind.MORTGAGE))) == number


def line(number: int) -> State:
    return lambda demo, folio: len(folio.seizure_line(NoteKind.SEIZURE, demo.at.date())) == number


def burdened(kind: RightKind) -> State:
    return lambda demo, folio: any(True for _ in folio.active_rights(kind))


def void(reason: str) -> State:
    return lambda demo, folio: [c.void_reason for c in folio.certificates if c.status is CertificateStatus.VOID] == [reason]


def clean(demo: Demo, folio: Folio) -> bool:
    return not any(has(kind)(demo, folio) for kind in NoteKind if kind is not NoteKind.CERTIFICATE_HISTORY) and mortgages(0)(demo, folio)


def holder_aged(demo: Demo, folio: Folio) -> int:
    born = demo.people.read(folio.owners()[0].person_id).birth_on
    assert born is not None
    return age_years(born, demo.at.date())


PROMISED: dict[str, tuple[State, ...]] = {
    "clean_single": (clean, owned_by(1)),
    "joint": (clean, owned_by(2), lambda d, f: f.ownership is not None and f.ownership.data["co_ownership_kind"] == "JOINT"),
    "in_shares": (clean, lambda d, f: [h.share for h in f.owners()] == ["1/2", "1/2"]),
    "in_shares_thirds": (clean, owned_by(3)),
    "in_shares_two_thirds": (clean, lambda d, f: [h.share for h in f.owners()] == ["2/3", "1/3"]),
    "mortgaged": (mortgages(1),),
    "mortgaged_barred": (lambda d, f: next(f.active_rights(RightKind.MORTGAGE)).data["transfer_bar"] is True,),
    "mortgaged_twice": (mortgages(2),),
    "mortgaged_maximum": (lambda d, f: next(f.active_rights(RightKind.MORTGAGE)).subkind == "MAXIMUM",),
    "mortgage_discharged": (clean, void("DISCHARGED")),
    "mortgaged_seized": (mortgages(1), line(1)),
    "seized": (line(1),),
    "seizure_ends_today": (line(1), lambda d, f: f.seizure_line(NoteKind.SEIZURE, d.at.date() + timedelta(days=1)) == ()),
    "seizure_expired": (lapsed(NoteKind.SEIZURE),),
    "seizure_renewed": (line(1), lambda d, f: len(f.notes[0].data["renewals"]) == 1),
    "seizure_released": (lapsed(NoteKind.SEIZURE), lambda d, f: f.notes[0].ended_reason == "RELEASED"),
    "seizure_withdrawn": (lapsed(NoteKind.SEIZURE), lambda d, f: f.notes[0].ended_reason == "WITHDRAWN"),
    "waiting_seizures": (line(3),),
    "waiting_moved_up": (line(1), lambda d, f: f.seizure_line(NoteKind.SEIZURE, d.at.date())[0].note == f.notes[1]),
    "pre_seized_buyer": (has(NoteKind.PRE_SEIZURE), has(NoteKind.ADVANCE_NOTICE), line(0)),
    **{f"frozen_{scope.lower()}": (
        has(NoteKind.FREEZE), lambda d, f, scope=scope: f.notes[0].scope == scope,  # type: ignore[misc]
    ) for scope in ("ALL", "TRANSFER", "MORTGAGE", "CERTIFICATE")},
    "expropriation": (has(NoteKind.FREEZE), lambda d, f: f.notes[0].subkind == "EXPROPRIATION"),
    "freeze_expired": (lapsed(NoteKind.FREEZE),),
    "dispute": (has(NoteKind.DISPUTE),),
    "objection_active": (has(NoteKind.OBJECTION),),
    "objection_lapsed": (lapsed(NoteKind.OBJECTION),),
    "objection_sued": (has(NoteKind.OBJECTION), lambda d, f: f.notes[0].ends_on is None),
    "notice_own": (has(NoteKind.ADVANCE_NOTICE), lambda d, f: f.first_registered),
    "notice_other": (has(NoteKind.ADVANCE_NOTICE), lambda d, f: f.notes[0].person_id not in {h.person_id for h in f.owners()}),
    "easement": (burdened(RightKind.EASEMENT),),
    "habitation": (burdened(RightKind.HABITATION),),
    "affordable": (has(NoteKind.RESALE_LIMIT), has(NoteKind.HOUSING_NATURE), has(NoteKind.LAND_NATURE)),
    "affordable_released": (lapsed(NoteKind.RESALE_LIMIT), has(NoteKind.HOUSING_NATURE)),
    "affordable_stock": (clean, lambda d, f: not f.certificates),
    "new_stock": (clean, lambda d, f: f.owners()[0].person_id == f.data["developer"]),
    "construction": (owned_by(0), lambda d, f: f.building_state == "UNDER_CONSTRUCTION" and not f.first_registered),
    "construction_mortgaged": (lambda d, f: f.rights[0].subkind == "CONSTRUCTION", owned_by(0)),
    "presold": (has(NoteKind.ADVANCE_NOTICE), owned_by(0)),
    "school": (lambda d, f: f.facility == "SCHOOL",),
    "non_profit": (lambda d, f: f.facility == "NON_PROFIT",),
    "company_owner": (lambda d, f: d.people.read(f.owners()[0].person_id).kind == "COMPANY",),
    "commercial": (lambda d, f: f.use == "COMMERCIAL" and not f.residential,),
    "garage": (lambda d, f: f.use == "GARAGE",),
    "id_15_digits": (lambda d, f: len(d.people.read(f.owners()[0].person_id).document_no) == 15,),
    "minor_owner": (lambda d, f: holder_aged(d, f) < 18,),
    "child_owner": (lambda d, f: holder_aged(d, f) < 14,),
    "turning_18": (lambda d, f: holder_aged(d, f) <= 18,),
    "elderly_60": (lambda d, f: holder_aged(d, f) >= 60,),
    "exactly_60": (lambda d, f: holder_aged(d, f) == 60,),
    "not_yet_60": (lambda d, f: holder_aged(d, f) == 59,),
    "elderly_75": (lambda d, f: holder_aged(d, f) >= 75,),
    "nearly_75": (clean,),
    "just_75": (clean,),
    "rare_character": (lambda d, f: "𠮷" in d.people.read(f.owners()[0].person_id).name,),
    "four_characters": (lambda d, f: len(d.people.read(f.owners()[0].person_id).name) == 4,),
    "two_characters": (lambda d, f: len(d.people.read(f.owners()[0].person_id).name) == 2,),
    "from_hong_kong": (lambda d, f: d.people.read(f.owners()[0].person_id).document_kind is DocumentKind.HK_MACAO_PERMIT,),
    "from_abroad": (lambda d, f: d.people.read(f.owners()[0].person_id).document_kind is DocumentKind.PASSPORT,),
    "inherited": (clean, void("TRANSFER")),
    "resold": (clean, lambda d, f: len([r for r in f.rights if r.status is RightStatus.HISTORIC]) == 3),
    "closed": (lambda d, f: f.closed, owned_by(0)),
    "void_certificate": (clean, void("RENEWED")),
    "reissued": (clean, void("LOST")),
    "lost_certificate": (clean,),
    "damaged_certificate": (clean,),
    "wrong_area": (clean, lambda d, f: f.data["surveyed_area_m2"] != f.area_m2),
    "two_cases": (clean,),
    "old_form_certificate": (lambda d, f: certificate_form(f.certificates[-1].number) is CertificateForm.OTHER
                             or certificate_form(f.certificates[-1].number) is CertificateForm.LOCAL_2014,),
}


def test_every_house_is_in_the_state_its_scenario_promises(demo: Demo) -> None:
    assert set(demo.units.scenarios) <= set(PROMISED)
    assert set(PROMISED) - set(demo.units.scenarios) <= {"habitation", "mortgaged_barred", "old_form_certificate"}
    for unit in demo.units:
        for number, state in enumerate(PROMISED[unit.scenario], start=1):
            assert state(demo, demo.folio(unit)), f"{unit.scenario} ({unit.unit_id}), promise {number}"


def test_owners_have_a_certificate_unless_the_house_is_stock_unfinished_or_gone(demo: Demo) -> None:
    without = {unit.scenario for unit in demo.units if not unit.certificate_no}
    assert without == {"new_stock", "affordable_stock", "notice_own", "pre_seized_buyer", "construction", "construction_mortgaged",
                       "presold", "closed"}
    assert demo.units["reissued"].old_certificate_no != ""
    assert dict(demo.units["mortgaged"].papers).keys() == {"MORTGAGE"}


def test_a_house_is_asked_for_by_scenario_or_by_number(demo: Demo) -> None:
    assert demo.units[0] == demo.units["clean_single"] == demo.units.all_of("clean_single")[0]
    assert "seized" in demo.units
    assert "castle" not in demo.units
    with pytest.raises(KeyError):
        demo.units["castle"]


def test_old_numbers_stand_in_the_register_and_new_cards_find_them(demo: Demo) -> None:
    for unit in demo.units.all_of("id_15_digits"):
        (holder,) = unit.holders
        card = read_citizen_id(holder.document_no)
        assert card is not None
        assert demo.people.find(DocumentKind.CITIZEN_ID, card.number) == holder.person_id


@pytest.mark.parametrize("ruleset", list(HALLS))
def test_the_same_seed_makes_the_same_town_on_either_database(database_url: str, ruleset: str, tmp_path: Path, demo: Demo) -> None:
    create_key_file(tmp_path / "keys.json")
    register, people = opened(database_url, ruleset, tmp_path / "keys.json")
    with register.db.atomic():  # type: ignore[attr-defined]
        units = seed(register, people, ruleset, TODAY[ruleset])
    assert (list(units) == list(demo.units)) is (ruleset == demo.ruleset)
    assert register.verify() == []
    again = seed(register, people, ruleset, TODAY[ruleset] + timedelta(days=3), rng_seed=7)
    assert list(again) == list(units) == list(read_back(register, people))
    register.db.close_all()  # type: ignore[attr-defined]


def test_another_seed_makes_another_town(tmp_path: Path, demo: Demo) -> None:
    create_key_file(tmp_path / "keys.json")
    register, people = opened(f"sqlite:///{tmp_path / 'other.db'}", demo.ruleset, tmp_path / "keys.json")
    with register.db.atomic():  # type: ignore[attr-defined]
        units = seed(register, people, demo.ruleset, demo.at, rng_seed=1)
    assert [u.scenario for u in units] == [u.scenario for u in demo.units]
    assert [u.holders for u in units.all_of("seized")] != [u.holders for u in demo.units.all_of("seized")]
    register.db.close_all()  # type: ignore[attr-defined]


def test_a_real_register_is_not_taken_for_a_demonstration(tmp_path: Path) -> None:
    create_key_file(tmp_path / "keys.json")
    register, people = opened(f"sqlite:///{tmp_path / 'hall.db'}", "CN-2014", tmp_path / "keys.json")
    assert len(read_back(register, people)) == 0
    register.db.close_all()  # type: ignore[attr-defined]
