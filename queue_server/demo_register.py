"""The fictional register of a demonstration: at least 240 houses in every state a hall meets (domain.md 9, scenario set).

`seed` enters them once, inside the caller's transaction, and answers them by scenario; asked again it only reads them back.
The same seed, rule set and day make the same houses and people. Nothing here is used by a hall in service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from .demo_houses import Town
from .demo_people import KNOWN, Cast
from .demo_stories import STORIES
from .domain.folio import Folio, NoteKind, RightKind
from .domain.identity import DocumentKind
from .people import People
from .register import Register

UNITS_MIN = 240


@dataclass(frozen=True)
class DemoPerson:
    """Somebody a visitor of the demonstration may play, with the fictional papers to show."""

    person_id: str
    name: str
    document_kind: DocumentKind | None
    document_no: str
    phone: str
    share: str | None = None


@dataclass(frozen=True)
class DemoUnit:
    """A house of the demonstration. ``related`` are the other people of its story by role: MORTGAGEE, NOTICE_HOLDER, OBJECTOR ...

    ``papers`` are the current certificates beside the owner's, by what they are about: MORTGAGE, ADVANCE_NOTICE ...
    ``old_certificate_no`` is the newest void certificate, if any.
    """

    unit_id: str
    unit_no: str
    certificate_no: str
    scenario: str
    location: str
    use: str
    holders: tuple[DemoPerson, ...]
    related: tuple[tuple[str, DemoPerson], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    old_certificate_no: str = ""

    def related_as(self, role: str) -> DemoPerson:
        """Raises KeyError when the story has nobody in that role."""
        return dict(self.related)[role]


class DemoRegister(Sequence[DemoUnit]):
    """All houses in order, and ``demo["clean_single"]``: the first house of a scenario."""

    def __init__(self, units: Sequence[DemoUnit], people: dict[str, DemoPerson]) -> None:
        self._units = tuple(units)
        self._by_scenario: dict[str, tuple[DemoUnit, ...]] = {}
        for unit in units:
            self._by_scenario[unit.scenario] = (*self._by_scenario.get(unit.scenario, ()), unit)
        self.people = people
        """The characters of the guide by role (`demo_people.KNOWN`), as far as they stand in the store."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        return tuple(self._by_scenario)

    def all_of(self, scenario: str) -> tuple[DemoUnit, ...]:
        """Every house of a scenario. Raises KeyError for one that this rule set does not have."""
        return self._by_scenario[scenario]

    def __getitem__(self, key: int | slice | str) -> DemoUnit:  # type: ignore[override]
        if isinstance(key, slice):
            raise TypeError("ask for one house or for `all_of` a scenario")
        return self._by_scenario[key][0] if isinstance(key, str) else self._units[key]

    def __len__(self) -> int:
        return len(self._units)

    def __iter__(self) -> Iterator[DemoUnit]:
        return iter(self._units)

    def __contains__(self, key: object) -> bool:
        return key in self._by_scenario or key in self._units


def seed(
    register: Register, people: People, ruleset: str, at: datetime, rng_seed: int = 2014, districts: Sequence[str] = ()
) -> DemoRegister:
    """Enter the fictional houses and people, or read them back when they are there; inside the caller's transaction.

    ``at`` is the day the states refer to: what has expired has expired then. ``districts`` stand in 2014's numbers.
    """
    found = read_back(register, people)
    if len(found):
        return found
    if ruleset == "CN-2014" and not districts:
        districts = ("源汇", "郾城", "召陵")
    cast = Cast(people, ruleset, at, rng_seed)
    chance = Random(rng_seed)  # noqa: S311 - a seeded story, not a secret
    town = Town(register, cast, ruleset, at, chance, tuple(districts) if ruleset == "CN-2014" else ())
    for role in KNOWN:
        cast.known(role)
    for count, rulesets, story in STORIES.values():
        for _number in range(count if ruleset in rulesets else 0):
            story(town)
    return read_back(register, people)


def read_back(register: Register, people: People) -> DemoRegister:
    """The fictional houses that stand in this register, none when it is a real one."""
    folios = (register.folio(unit_id) for unit_id in register.units() if unit_id.startswith("U"))
    units = [_unit(folio, people) for folio in folios if folio is not None and folio.data.get("fictional")]
    found = {role: people.find(who.kind, who.number) for role, who in KNOWN.items()} if units else {}
    return DemoRegister(units, {role: _person(people, person_id) for role, person_id in found.items() if person_id})


def seen_again(known: DemoRegister, unit_ids: frozenset[str], register: Register, people: People) -> DemoRegister:
    """The same houses, those named read anew: somebody may have bought one since."""
    folios = {unit_id: register.folio(unit_id) for unit_id in unit_ids}
    fresh = {unit_id: _unit(folio, people) for unit_id, folio in folios.items() if folio is not None}
    return DemoRegister([fresh.get(unit.unit_id, unit) for unit in known], known.people)


def _unit(folio: Folio, people: People) -> DemoUnit:
    ownership = folio.ownership
    current = {c.right_id: c.number for c in folio.current_certificates()}
    related, papers = [], []
    for right in folio.rights:
        if right.active and right.kind is not RightKind.OWNERSHIP:
            role = "MORTGAGEE" if right.kind is RightKind.MORTGAGE else f"{right.kind.value}_HOLDER"
            related += [(role, _person(people, holder.person_id)) for holder in right.holders]
            papers += [(right.kind.value, current[right.record_id])] if right.record_id in current else []
    roles = {NoteKind.ADVANCE_NOTICE: "NOTICE_HOLDER", NoteKind.OBJECTION: "OBJECTOR", NoteKind.PRE_SEIZURE: "DEBTOR"}
    for note in folio.notes:
        if note.kind in roles and note.person_id and note.ended_at is None:
            related.append((roles[note.kind], _person(people, note.person_id)))
            papers += [(note.kind.value, current[note.record_id])] if note.record_id in current else []
    void = [c.number for c in folio.certificates if c.status == "VOID"]
    return DemoUnit(
        unit_id=folio.unit_id, unit_no=folio.unit_no, scenario=str(folio.data["scenario"]), location=folio.location,
        use=folio.use, certificate_no=current.get(ownership.record_id, "") if ownership else "",
        holders=tuple(_person(people, h.person_id, h.share) for h in folio.owners()), related=tuple(related),
        papers=tuple(papers), old_certificate_no=void[-1] if void else "",
    )


def _person(people: People, person_id: str, share: str | None = None) -> DemoPerson:
    person = people.read(person_id)
    return DemoPerson(person_id, person.name, person.document_kind, person.document_no, person.phone, share)
