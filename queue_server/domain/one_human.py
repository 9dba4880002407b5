"""One human under several person records: whoever changed his name (N05, T07) stands on older pages under his older record.

Every comparison of persons is made with folio and application brought to one record for each human; nothing else in the domain
knows of it. Pure: which records are one human's is told by `Scene.line_of`. What is written names people as these functions leave them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from .folio import Folio, Note, Right, RightKind
from .parties import Party

LineOf = Callable[[str], str]
"""The oldest record of the human whom a record is about: the same for all his records, and of no other human."""

RIGHT_FIELDS = ("mortgagor", "debtor", "granted_by")
NOTE_FIELDS = ("holders", "against", "granted_by")
DETAILS = ("old_person_id", "deceased", "objectors", "against", "against_person_id")
"""Fields of a form that name somebody who stands on the folio already. ``new_person_id`` names the record that is to come."""


def one_record_each(folio: Folio, line_of: LineOf, first: Iterable[str] = (), then: Iterable[str] = ()) -> tuple[Folio, dict[str, str]]:
    """The folio with one record for each human, and which record that is for every id: "id" -> "id it is read as".

    Chosen is a record of ``first``, else the one that holds a right in force, else one of ``then``, else whichever the folio has.
    """
    ids = dict.fromkeys([*first, *_standing_in_rights(folio), *then, *_anywhere(folio)])
    chosen: dict[str, str] = {}
    records = {person: chosen.setdefault(line_of(person), person) for person in ids}
    if all(person == record for person, record in records.items()):
        return folio, records
    data = {**folio.data, "developer": records[str(folio.data["developer"])]} if folio.data.get("developer") else folio.data
    return replace(
        folio, data=data, rights=tuple(_right(right, records) for right in folio.rights),
        notes=tuple(_note(note, records) for note in folio.notes),
    ), records


def parties_as(parties: Iterable[Party], records: Mapping[str, str]) -> tuple[Party, ...]:
    """The parties under those records. Whoever acts for them stands in no register and is left as he is."""
    return tuple(replace(p, person_id=records.get(p.person_id, p.person_id)) if p.person_id else p for p in parties)


def details_as(details: Mapping[str, Any], records: Mapping[str, str]) -> dict[str, Any]:
    """The form with those whom the folio names already under the same records."""
    named = {key: _under(value, records) if key in DETAILS else value for key, value in details.items()}
    if named.get("corrections"):
        named["corrections"] = [
            {**change, "old_value": _under(change.get("old_value"), records)} if change.get("field") == "holder" else change
            for change in named["corrections"]
        ]
    return named


def named_otherwise(folio: Folio, parties: Iterable[Party], line_of: LineOf, on: date) -> dict[str, tuple[str, ...]]:
    """Parties whom a right or note in force names under another record than the one they came with: party id -> those records."""
    records: dict[str, set[str]] = {}
    for person in (*_standing_in_rights(folio), *(who for note in folio.notes if note.in_force(on) for who in _of_note(note))):
        records.setdefault(line_of(person), set()).add(person)
    others = {p.party_id: records.get(line_of(p.person_id), set()) - {p.person_id} for p in parties if p.person_id}
    return {party_id: tuple(sorted(named)) for party_id, named in others.items() if named}


def _standing_in_rights(folio: Folio) -> list[str]:
    """Who holds a right in force, owners first; before first registration the developer."""
    rights = sorted((r for r in folio.rights if r.active), key=lambda r: r.kind is not RightKind.OWNERSHIP)
    builder = [str(folio.data["developer"])] if folio.data.get("developer") and not folio.first_registered else []
    return [*(h.person_id for right in rights for h in right.holders), *builder]


def _anywhere(folio: Folio) -> list[str]:
    found = [str(folio.data["developer"])] if folio.data.get("developer") else []
    for right in folio.rights:
        found += [h.person_id for h in right.holders] + _listed(right.data, RIGHT_FIELDS)
    return found + [person for note in folio.notes for person in _of_note(note)]


def _of_note(note: Note) -> list[str]:
    return ([note.person_id] if note.person_id else []) + _listed(note.data, NOTE_FIELDS)


def _listed(data: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [str(person) for name in names for person in data.get(name) or ()]


def _right(right: Right, records: Mapping[str, str]) -> Right:
    holders = tuple(replace(h, person_id=records[h.person_id]) for h in right.holders)
    return replace(right, holders=holders, data=_data(right.data, RIGHT_FIELDS, records))


def _note(note: Note, records: Mapping[str, str]) -> Note:
    person = records[note.person_id] if note.person_id else note.person_id
    return replace(note, person_id=person, data=_data(note.data, NOTE_FIELDS, records))


def _data(data: Mapping[str, Any], names: Iterable[str], records: Mapping[str, str]) -> dict[str, Any]:
    return {**data, **{name: _under(data[name], records) for name in names if data.get(name)}}


def _under(value: Any, records: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return records.get(value, value)
    return [records.get(person, person) for person in value] if isinstance(value, list | tuple) else value
