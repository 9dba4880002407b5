"""One record for each human when persons are compared: who changed his name is who he was, on every kind of entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_server.domain.findings import look_up_findings
from queue_server.domain.folio import Note, NoteKind
from queue_server.domain.one_human import details_as, named_otherwise, one_record_each, parties_as
from tests.domain.houses import DAY, house, parties, rules

LINES = {"new": "old", "newest": "old"}


def line_of(person: str) -> str:
    return LINES.get(person, person)


def test_a_folio_that_names_everybody_once_is_left_as_it_is() -> None:
    folio = house(["s 1/2", "w 1/2"], ["bank"], ["OBJECTION z"])
    assert one_record_each(folio, line_of, then=["s", "buyer"])[0] is folio


def test_whoever_applies_is_read_as_the_record_that_holds_the_right() -> None:
    folio, records = one_record_each(house(["old"]), line_of, then=["newest", "buyer"])
    who = parties_as(parties("newest TRANSFEROR person 40", "buyer TRANSFEREE person 40"), records)
    assert [h.person_id for h in folio.owners()] == [who[0].person_id] == ["old"]
    assert who[1].person_id == "buyer"


@pytest.mark.parametrize("before", ["old", "new", "newest"])
def test_a_note_about_a_buyer_is_read_as_the_record_he_comes_with(before: str) -> None:
    folio = house(["s"], [], [f"ADVANCE_NOTICE {before}"])
    view, records = one_record_each(folio, line_of, then=["s", "new"])
    assert [n.person_id for n in view.notes] == ["new"] == [records[before]]
    assert parties_as(parties("new TRANSFEREE person 40"), records)[0].person_id == "new"


def test_several_debtors_of_one_order_are_each_read_as_who_they_are() -> None:
    folio = house(["s"])
    order = Note("x", NoteKind.PRE_SEIZURE, folio.rights[0].entered_at, person_id="old", data={"against": ["old", "other"]})
    view, _ = one_record_each(replace(folio, notes=(order,)), line_of, then=["newest"])
    assert view.notes[0].person_id == "newest" and view.notes[0].data["against"] == ["newest", "other"]


def test_the_record_to_come_is_not_read_as_the_one_it_follows() -> None:
    _, records = one_record_each(house(["old"]), line_of, then=["new"])
    form = details_as({"changed_field": "holder_name", "old_person_id": "new", "new_person_id": "newest"}, records)
    assert (form["old_person_id"], form["new_person_id"]) == ("old", "newest")


def test_who_is_named_under_another_record_is_told_apart_from_who_is_not() -> None:
    folio = house(["old", "w"])
    three = parties("new HOLDER person 40", "w HOLDER person 40", "z HOLDER person 40")
    assert named_otherwise(folio, three, line_of, DAY["CN-2014"]) == {"new": ("old",)}
    assert named_otherwise(folio, parties("old HOLDER person 40", "w HOLDER person 40"), line_of, DAY["CN-2014"]) == {}


@pytest.mark.parametrize("type_no", ["T03", "T06", "T08", "N05"])
def test_a_name_that_differs_goes_to_an_officer_whatever_the_type(type_no: str) -> None:
    who = parties("o HOLDER person 40")
    found = look_up_findings(rules(type_no), house(["o"]), who, named_otherwise=frozenset({who[0].party_id}))
    told = [(f.effect, f.reason, f.party_id) for f in found.items if f.matter == "NAME_DIFFERS"]
    assert told == [("REFER", "R11", who[0].party_id)]
    assert found.checks["C02_HOLDER_MATCH"] in ("REFER", "BLOCK")
