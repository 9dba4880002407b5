"""Halls with decided cases for the tests of the quality line: one real sale through every desk, and many written straight into the log.

Not a test. `written_cases` appends what the desks would have written, signed by real staff, so that a day of forty cases costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain.records import plain
from queue_server.domain.scene import Actor
from queue_server.hall import about_of
from tests.server.halls import HallInTest

CLOSING = datetime(2014, 10, 13, 19, 0, tzinfo=HALL_ZONE)
REGISTRARS = ("2003", "2006", "2009", "2012")
ACCEPTORS = ("2001", "2004", "2007", "2010")


def write(hall: HallInTest, moments: Sequence[tuple[Any, str, datetime]], window: str = "1") -> None:
    """Append events with their signers' staff numbers ("" = the system) and fold them, as another process would have written them."""
    site, rows = hall.site, []
    with site.log.turn(site.hall.hall_id) as turn:
        site.hall.catch_up(turn)
        for n, (event, staff_no, at) in enumerate(moments):
            record = site.hall.state.staff[hall.ids[staff_no]] if staff_no else None
            stamp = e.Stamp(at=at, role=record.roles[0] if record else "SYSTEM", staff_id=record.staff_id if record else "",
                            person_id=record.person_id if record else "", window_id=window, seq=turn.seq + 1 + n)
            rows.append((at.isoformat(), type(event).__name__, about_of(event, site.hall.state.draft()), plain(stamp), plain(event)))
        turn.append(rows)
    site.hall.refresh()


def case_events(case_id: str, at: datetime, *, type_code: str = "T03", registrar: str = "2003", acceptor: str = "2001", window: str = "1",
                passed_by: str = "", second_notice: bool = False, overtime: bool = False, returned: bool = False) -> list[tuple[Any, str, datetime]]:
    """The whole life of a case: closed when its certificate was collected, or returned."""
    t = at - timedelta(minutes=30)
    day = at.date()
    found: list[tuple[Any, str, datetime]] = [(e.ReviewOpened(case_id=case_id, type_code=type_code, ruleset="CN-2014", channel="KIOSK", who="SELF",
                                                              lang="zh-CN", number=1, business_day=day), "", t)]
    if second_notice:
        found.append((e.NoticeGiven(case_id=case_id, notice_no=f"N-{case_id}", number=1, year=2014, items=(), second=True), "2013", t))
    found += [
        (e.PassConfirmed(case_id=case_id, automatic=not passed_by), passed_by, t),
        (e.CaseAccepted(case_id=case_id, ticket_id="", case_no=case_id.replace("P", ""), number=1, business_day=day, acceptance_no=f"A-{case_id}",
                        acceptance_number=1, year=2014, instant=True, promise_minutes=120, statutory_days=None, due_at=None, documents=(), pages=3,
                        window_id=window, cell="", fee={}, tax="NONE"), acceptor, t + timedelta(minutes=5)),
    ]
    if overtime:
        found.append((e.ReminderGiven(case_id=case_id, key=f"over:{case_id}", level="OVERTIME", elapsed_minutes=130, told=()), "", at))
    if returned:
        return [*found, (e.ReturnProposed(case_id=case_id, reasons=("R01",), words="不符"), registrar, at),
                (e.CaseReturned(case_id=case_id, decision_no=f"D-{case_id}", number=1, year=2014, reasons=("R01",), words="不符"), "2026", at)]
    return [
        *found, (e.CaseApproved(case_id=case_id, opinion="同意", checks=(), folio_version=1), registrar, at),
        (e.RegisterEntered(case_id=case_id, unit_id=f"unit-{case_id}", version_before=1, records=(), entries_digest="", summary=()), registrar, at),
        (e.FileHandedOver(case_id=case_id, pages=3), registrar, at), (e.FileReceived(case_id=case_id, pages=3), "2020", at),
        (e.CaseReady(case_id=case_id, elapsed_minutes=130 if overtime else 40, met=not overtime), "", at),
        (e.CertificateDelivered(case_id=case_id, recipient_party_id="p1", by_agent=False, signature="PAPER:1", certificate_ids=()), "2023", at),
        (e.CaseClosed(case_id=case_id, result="SATISFIED"), "2032", at),
    ]


def written_cases(hall: HallInTest, chance: random.Random, count: int, at: datetime, first: int = 1) -> list[str]:
    """So many decided cases of all kinds, one a minute from ``at`` on."""
    ids = []
    for n in range(count):
        case_id = f"{at:%Y%m%d}-P{first + n:04d}"
        moment = at + timedelta(minutes=n)
        hall.clock.go_to(max(moment, hall.clock.now()))
        write(hall, case_events(
            case_id, moment, type_code=chance.choice(("T01", "T03", "T04", "T06", "T10")), registrar=chance.choice(REGISTRARS),
            acceptor=chance.choice(ACCEPTORS), window=chance.choice("1234"), second_notice=chance.random() < 0.05,
            overtime=chance.random() < 0.05, returned=chance.random() < 0.1))
        ids.append(case_id)
    return ids


def go_to(hall: HallInTest, at: datetime) -> None:
    """Let the time come, and look twice: once for what it brings, once for what follows from that."""
    hall.clock.go_to(at)
    hall.site.hall.tick()
    hall.site.hall.tick()


def seats(hall: HallInTest) -> dict[str, Actor]:
    """Director, two of the quality group, and the bureau at their seats."""
    return {"director": hall.seat("2026", "office-director"), "qc": hall.seat("2027", "office-qc-a"), "qc2": hall.seat("2028", "office-qc-b"),
            "bureau": hall.seat("2030", "office-bureau")}


def registered_sale(hall: HallInTest) -> str:
    """One sale, from the kiosk to the handed-over file, through the hall's own doors."""
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    hall.act(li, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
    return case_id


def collected_sale(hall: HallInTest) -> str:
    """The same to the collected certificate."""
    case_id = registered_sale(hall)
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    hall.act(hall.seat("2022", "9-a"), "take_fee", case_id=case_id, means="CASH")
    hall.act(hall.seat("2023", "10-a"), "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
             signature={"kind": "PAPER", "reference": "S1"})
    return case_id


def checks_of(hall: HallInTest, level: str = "DAILY") -> list[Any]:
    return [c for c in hall.site.hall.state.spot_checks.values() if c.level == level]


def all_right(**faults: str) -> dict[str, str]:
    """Every item answered with "right", but for those named."""
    right = dict.fromkeys(("IDENTITY", "DOCUMENTS", "INQUIRY", "REGISTER", "CERTIFICATE", "FEE", "TIMING", "NOTICE"), "OK")
    return right | faults


def act_seq(hall: HallInTest, case_id: str, kind: str) -> int:
    return next(row.seq for _, _, row in hall.site.hall.history(case_id) if row.kind == kind)


def as_person(actor: Actor, other: Actor) -> Actor:
    """The same human at another account: compared is the person."""
    return replace(actor, person_id=other.person_id)
