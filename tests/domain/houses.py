"""Houses, parties and pre-reviews for tests: short words for folios and applicants, and the two halls that ship with the product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from queue_server.config import load_hall
from queue_server.domain.folio import (
    Certificate,
    CertificateStatus,
    Folio,
    Holder,
    Note,
    NoteKind,
    Right,
    RightKind,
    RightStatus,
)
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.prereview import (
    CaseFacts,
    Decision,
    Findings,
    OpenCase,
    Party,
    PartyKind,
    RegisterState,
    ReviewRules,
    TaxState,
    decide,
    documents_needed,
    known_facts,
    look_up_findings,
)
from queue_server.domain.worktime import HALL_ZONE

DAY = {"CN-2014": date(2014, 10, 13), "CN-2026": date(2026, 11, 23)}
HALLS = {"CN-2014": "luohe-2014", "CN-2026": "county-2026"}
LONG_AGO = datetime(2013, 3, 1, 9, 0, tzinfo=HALL_ZONE)


@cache
def hall(ruleset: str) -> HallConfig:
    return load_hall(HALLS[ruleset])


def rules(type_no: str, ruleset: str = "CN-2014", on: date | None = None, **changed: Any) -> ReviewRules:
    """The rules of the packaged hall. X01 and the like are offered, too, so that every type can be tried."""
    return replace(ReviewRules.of(hall(ruleset), type_no, on or DAY[ruleset]), **changed)


def party(text: str, **more: Any) -> Party:
    """A party from "id ROLE person|company [age] [flags]"; its person has the same id."""
    party_id, role, kind, *words = text.split()
    ages = [int(word) for word in words if word.isdigit()]
    return Party(**{
        "party_id": party_id, "role": role, "kind": PartyKind.PERSON if kind == "person" else PartyKind.COMPANY,
        "person_id": party_id, "age_years": ages[0] if ages else None, "overseas": "overseas" in words,
        "incapable": "incapable" in words, "by_agent": "agent" in words, "lender": "lender" in words,
        "guardian_person_id": f"guardian-of-{party_id}" if "guardian" in words else None, **more,
    })


def parties(*texts: str) -> tuple[Party, ...]:
    return tuple(party(text) for text in texts)


SELLER_AND_BUYER = parties("s TRANSFEROR person 45", "b TRANSFEREE person 30")


def right(kind: RightKind, record_id: str, holders: Sequence[Holder], days_later: int = 0, **data: Any) -> Right:
    return Right(record_id, kind, RightStatus.ACTIVE, tuple(holders), LONG_AGO + timedelta(days=days_later), data=data)


def note(kind: str | NoteKind, person: str | None = None, record_id: str = "", **more: Any) -> Note:
    kind = NoteKind(kind)
    return Note(**{
        "record_id": record_id or f"note-{kind.value.lower()}", "kind": kind, "entered_at": LONG_AGO + timedelta(days=30),
        "person_id": person, "starts_on": LONG_AGO.date(), **more,
    })


def house(
    owners: Iterable[str] = ("s",), mortgages: Iterable[str] = (), notes: Iterable[str | Note] = (), easements: int = 0,
    habitations: int = 0, **more: Any,
) -> Folio:
    """A folio from short words: owners "id [share]", mortgages "holder [barred]", notes "KIND [person] [scope]"."""
    owned = [Holder(*text.split()) for text in owners]
    rights = [right(RightKind.OWNERSHIP, "own-1", owned)] if owned else []
    for place, text in enumerate(mortgages):
        holder, *barred = text.split()
        rights.append(right(RightKind.MORTGAGE, f"mortgage-{place + 1}", [Holder(holder)], 10 + place, transfer_bar=bool(barred)))
    rights += [right(RightKind.EASEMENT, f"easement-{n + 1}", [Holder("neighbour")], 20) for n in range(easements)]
    rights += [right(RightKind.HABITATION, f"habitation-{n + 1}", [Holder("mother")], 20) for n in range(habitations)]
    certificates = [
        Certificate("cert-1", "漯房权证源汇字第20990000001号", "OWNERSHIP_CERTIFICATE", "own-1", CertificateStatus.CURRENT, LONG_AGO)
    ]
    return Folio(**{
        "unit_id": "unit-1", "unit_no": "源汇-0001-01-0101", "location": "测试路1号", "use": "RESIDENTIAL", "area_m2": "88.80",
        "rights": tuple(rights), "notes": tuple(_note(text) for text in notes), "certificates": tuple(certificates), "version": 7,
        **more,
    })


def _note(text: str | Note) -> Note:
    if isinstance(text, Note):
        return text
    kind, *words = text.split()
    scopes = [word for word in words if word.isupper()]
    persons = [word for word in words if not word.isupper()]
    return note(kind, persons[0] if persons else None, scope=scopes[0] if scopes else "ALL")


def said_no(rule: ReviewRules, *yes: str) -> dict[str, bool]:
    """Every question of the case answered no, but those named."""
    asked = {fact.name: False for fact in rule.catalogue.facts.values() if fact.asked and fact.per == "case"}
    return {**asked, **dict.fromkeys(yes, True)}


class Review:
    """One pre-review put together step by step, as the hall would: questions answered, register looked up, papers ticked."""

    def __init__(
        self, type_no: str = "T03", ruleset: str = "CN-2014", *, applicants: Sequence[Party] = SELLER_AND_BUYER,
        register: Folio | RegisterState | None = None, yes: Sequence[str] = (), answers: Mapping[str, bool] | None = None,
        open_cases: Sequence[str] = (), tax: TaxState = TaxState.NONE, on: date | None = None, **look: Any,
    ) -> None:
        self.rules = rules(type_no, ruleset, on, offered=True)
        self.parties = tuple(applicants)
        self.tax = tax
        self.answers = said_no(self.rules, *yes) if answers is None else dict(answers)
        self.register = house() if register is None else register
        self.findings: Findings = look_up_findings(
            self.rules, self.register, self.parties, self.answers, tax=tax,
            open_cases=tuple(OpenCase(f"case-{n}", no) for n, no in enumerate(open_cases, start=1)), **look,
        )
        self.facts: CaseFacts = known_facts(self.rules, self.parties, self.answers, self.findings.facts, tax)
        self.papers: dict[str, str] = {}

    def needed(self) -> dict[str, str]:
        """The papers that are needed or may be, by key."""
        return {d.key: d.state.value for d in documents_needed(self.rules, self.parties, self.facts)}

    def with_all_papers(self, **changed: str) -> Review:
        """Every paper the citizen is asked for is there, but for those named (`__` stands for the @ of a key)."""
        self.papers = {d.key: "HAVE" for d in documents_needed(self.rules, self.parties, self.facts) if d.asked}
        self.papers |= {key.replace("__", "@"): answer for key, answer in changed.items()}
        return self

    def decided(self, **more: Any) -> Decision:
        return decide(self.rules, self.parties, self.facts, answers=self.papers, findings=self.findings, tax=self.tax, **more)

    def effects(self) -> list[str]:
        return [f"{finding.check[:3]} {finding.effect.value}" for finding in self.findings.items]
