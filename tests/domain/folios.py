"""Folios, applications and operations for the tests of what registration enters; everything in them is fictional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from queue_server.config import load_hall
from queue_server.domain.catalogue_records import Operation, RegistrationType
from queue_server.domain.entries import HALL_ZONE, Entry, fold
from queue_server.domain.errors import Refused
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
from queue_server.domain.hall_settings import RegisterSettings
from queue_server.domain.mutations import Application, NewCertificate, mutate, record_ids

LONG_AGO = datetime(2012, 5, 7, 10, 0, tzinfo=HALL_ZONE)
NOW = datetime(2014, 9, 18, 10, 30, tzinfo=HALL_ZONE)
DEVELOPER, SELLER, WIFE, BUYER, OTHER, BANK = "p_developer", "p_seller", "p_wife", "p_buyer", "p_other", "p_bank"
CASE = "20140918-0007"


@cache
def hall() -> Any:
    return load_hall("luohe-2014")


def type_of(no: str) -> RegistrationType:
    kind: RegistrationType = hall().catalogue.type(no)
    return kind


def deadline(day: Any, days: int) -> datetime:
    """The real calendar of the hall: fifteen days over National Day end on the eighth of October."""
    found: datetime = hall().calendar.deadline_after_days(day, days)
    return found


def holders(*persons: str | tuple[str, str]) -> tuple[Holder, ...]:
    return tuple(Holder(p) if isinstance(p, str) else Holder(*p) for p in persons)


def ownership(*persons: str | tuple[str, str], **changes: Any) -> Right:
    kind = "SOLE" if len(persons) == 1 else "JOINT" if all(isinstance(p, str) for p in persons) else "SHARES"
    right = Right("R-own", RightKind.OWNERSHIP, RightStatus.ACTIVE, holders(*persons), LONG_AGO,
                  data={"co_ownership_kind": kind, "cause": "SALE"})
    return replace(right, **changes)


def mortgage(record_id: str = "R-mort", minutes: int = 1, mortgagor: Sequence[str] = (SELLER,), **changes: Any) -> Right:
    right = Right(record_id, RightKind.MORTGAGE, RightStatus.ACTIVE, holders(BANK), LONG_AGO + timedelta(minutes=minutes),
                  subkind="ORDINARY", data={"mortgagor": list(mortgagor), "amount_yuan": 300000})
    return replace(right, **changes)


def title(right_id: str = "R-own", record_id: str = "C-own", number: str = "漯房权证源汇字第20990001号") -> Certificate:
    return Certificate(record_id, number, "ownership_certificate", right_id, CertificateStatus.CURRENT, LONG_AGO)


def paper_of_mortgage(right_id: str = "R-mort", record_id: str = "C-mort") -> Certificate:
    return Certificate(record_id, f"漯房他证源汇字第2099{record_id[-4:]}号", "other_right_certificate", right_id,
                       CertificateStatus.CURRENT, LONG_AGO)


def folio_with(
    *records: Right | Note | Certificate, **changes: Any
) -> Folio:
    folio = Folio(
        "U1", "源汇-0001-01-0101", "漯河市源汇区测试路1号1幢101室", "RESIDENTIAL", "89.50", registry="luohe",
        data={"developer": DEVELOPER}, version=len(records) + 1, particulars_version=1,
        rights=tuple(r for r in records if isinstance(r, Right)),
        notes=tuple(r for r in records if isinstance(r, Note)),
        certificates=tuple(r for r in records if isinstance(r, Certificate)),
    )
    return replace(folio, **changes)


def entries_for(
    no: str, folio: Folio | None, parties: Mapping[str, Sequence[str | tuple[str, str]]], *,
    details: Mapping[str, Any] | None = None, facts: Mapping[str, bool] | None = None, numbers: Sequence[str] = (),
    certificates: Sequence[str] = (), ruleset: str = "CN-2014", at: datetime = NOW, operations: Sequence[Operation] = (),
    settings: RegisterSettings | None = None, case: str = CASE,
) -> tuple[Entry, ...]:
    """What a case of this type enters; ``numbers`` are the certificate numbers reserved."""
    application = Application(
        case, ruleset, {role: holders(*persons) for role, persons in parties.items()}, details or {}, tuple(certificates)
    )
    kind = type_of(no).certificate.kind.get(ruleset)
    return mutate(
        operations or type_of(no).operations, folio, application, facts or {}, at, record_ids(case),
        [NewCertificate(number, kind.value.lower() if kind else "") for number in numbers],
        deadline=deadline, settings=settings,
    )


def after(folio: Folio | None, entries: Sequence[Entry]) -> Folio:
    folded = fold(entries, folio)
    assert folded is not None
    return folded


# --- what is expected afterwards ---------------------------------------------------------------------------------------

SALE = {"cause": "SALE", "price_yuan": "350000", "contract_no": "HT-1", "contract_date": "2014-09-01"}
NEW_NUMBER = "漯房权证源汇字第20140000001号"


def note(record_id: str, kind: NoteKind, **fields: Any) -> Note:
    return Note(record_id, kind, LONG_AGO, **fields)


def ended(right: Right, reason: str = "TRANSFER", **data: Any) -> Right:
    return replace(right, version=right.version + 1, status=RightStatus.HISTORIC, ended_at=NOW, ended_reason=reason,
                   data={**right.data, **data})


def void(certificate: Certificate, reason: str, recovered: bool = True) -> Certificate:
    return replace(certificate, version=certificate.version + 1, status=CertificateStatus.VOID, void_reason=reason,
                   data={**certificate.data, "recovered": recovered, "voided_at": NOW.isoformat()})


def closed(old: Note, reason: str, **data: Any) -> Note:
    return replace(old, version=old.version + 1, ended_at=NOW, ended_reason=reason, data={**old.data, **data})


def new_right(number: int, kind: RightKind, persons: tuple[Any, ...], subkind: str = "", **data: Any) -> Right:
    return Right(f"{CASE}-{number:03d}", kind, RightStatus.ACTIVE, holders(*persons), NOW, subkind=subkind, data=data)


def new_title(number: int, right_id: str, *persons: str, no: str = NEW_NUMBER, kind: str = "ownership_certificate") -> Certificate:
    return Certificate(f"{CASE}-{number:03d}", no, kind, right_id, CertificateStatus.CURRENT, NOW, data={"holders": list(persons)})


def bought(number: int, *persons: Any, **data: Any) -> Right:
    kind = "SOLE" if len(persons) == 1 else "JOINT" if isinstance(persons[0], str) else "SHARES"
    return new_right(number, RightKind.OWNERSHIP, persons, co_ownership_kind=kind, cause="SALE", price_yuan=350000,
                     contract_no="HT-1", contract_date="2014-09-01", previous_right_id="R-own", **data)


def refusal(*arguments: Any, **more: Any) -> str:
    with pytest.raises(Refused) as no:
        entries_for(*arguments, **more)
    return no.value.code


def objected(**changes: Any) -> Note:
    """An objection of a stranger to the house that lapses a week from now."""
    return replace(note("N-obj", NoteKind.OBJECTION, person_id=OTHER, starts_on=date(2014, 9, 10), ends_on=date(2014, 9, 25),
                        data={"matter": "所有权人有误"}), **changes)
