"""A register with one house in it, for the tests of the register; everything in it is fictional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Database

from queue_server.domain.entries import HALL_ZONE, Entry, certificate_entry, folio_entry, note_entry, right_entry
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
from queue_server.register import Register

MORNING = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
UNIT = Folio("U1", "源汇-0001-01-0101", "漯河市源汇区测试路1号", "RESIDENTIAL", "89.50", registry="luohe", particulars_version=1)
OWNERSHIP = Right("R1", RightKind.OWNERSHIP, RightStatus.ACTIVE, (Holder("p_a", "1/2"), Holder("p_b", "1/2")), MORNING)
TITLE = Certificate("C1", "漯房权证源汇字第20990001号", "ownership_certificate", "R1", CertificateStatus.CURRENT, MORNING)


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def first_registration(unit: Folio = UNIT, certificate: Certificate = TITLE) -> list[Entry]:
    return [
        folio_entry(unit), right_entry(unit.unit_id, OWNERSHIP), certificate_entry(unit.unit_id, certificate),
    ]


def seizure(record_id: str = "S1", **changes: Any) -> Note:
    note = Note(
        record_id, NoteKind.SEIZURE, at(5), person_id="p_a", authority="漯河市测试法院", document_no="（2099）测执1号",
        delivered_at=at(1), starts_on=date(2014, 10, 13), ends_on=date(2016, 10, 12),
    )
    return replace(note, **changes)


def seized(register: Register) -> str:
    """Enter the seizure; answers the new head of the unit's chain."""
    return register.write([note_entry("U1", seizure())], "X-1", at(5), "s_judicial").digest


def founded(database: Database) -> Register:
    """The register of Luohe with the first house entered."""
    register = Register(database, "luohe")
    register.create_tables()
    register.create_tables()
    with database.atomic():
        register.write(first_registration(), "20141013-0001", MORNING, "s_registrar")
    return register
