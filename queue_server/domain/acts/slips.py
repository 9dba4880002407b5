"""Acts of the printers and of those who stand before them: take a job, report it, say what came out, print again."""

from __future__ import annotations

from datetime import datetime, timedelta

from .. import events as e
from ..effects import printer_for
from ..errors import Refused
from ..scene import Deed, Scene
from ..state import CaseState, SlipRecord
from . import act

SENDING_SECONDS_MAX = 120
ATTEMPTS_MAX = 5
IN_TROUBLE = ("FAILED", "UNKNOWN", "UNPRINTABLE")
PROMISING = ("ACCEPTANCE_RECEIPT",)
PLAIN = ("TICKET", "CONSULT_TICKET", "TEST_PAGE")
"""Slips that carry no notice of law: they may be given up."""


def due(slip: SlipRecord) -> bool:
    """Whether a printer may try this job now."""
    return slip.state == "QUEUED" or slip.state == "FAILED" and slip.attempt < ATTEMPTS_MAX


def held(scene: Scene, slip: SlipRecord | e.SlipQueued) -> bool:
    """A paper that promises a time says nothing true while its case is halted: it waits for the case (N6)."""
    case = scene.draft.cases.get(slip.case_id)
    return slip.kind in PROMISING and case is not None and case.state is CaseState.HALTED


def left_alone(slip: SlipRecord, now: datetime) -> bool:
    """Whether whoever took this job has not been heard of for too long."""
    return slip.state == "SENDING" and slip.taken_at is not None and now - slip.taken_at > timedelta(seconds=SENDING_SECONDS_MAX)


@act("PRINTER", quiet=True)
def take_slip(scene: Scene, printer: str) -> Deed:
    """The oldest job for that printer, if any. A job that was taken and never reported is UNKNOWN, and stays with people."""
    _known(scene, printer)
    for slip in sorted(scene.draft.slips.values(), key=lambda s: s.queued_at):
        if slip.printer == printer and left_alone(slip, scene.now):
            yield e.SlipReported(job_id=slip.job_id, outcome="UNKNOWN", status="UNKNOWN", detail="NO_REPORT")
    for slip in sorted(scene.draft.slips.values(), key=lambda s: (s.queued_at, s.job_id)):
        if slip.printer == printer and due(slip) and not held(scene, slip):
            yield e.SlipTaken(job_id=slip.job_id, printer=printer, attempt=slip.attempt + 1)
            return {"job_id": slip.job_id}
    return {"job_id": None}


@act("PRINTER", quiet=True)
def report_slip(scene: Scene, job_id: str, outcome: str, status: str = "UNKNOWN", detail: str = "") -> Deed:
    """What became of a job. A second report of the same job changes nothing."""
    if outcome not in ("PRINTED", "FAILED", "UNKNOWN", "UNPRINTABLE"):
        raise Refused("BAD_INPUT", field="outcome")
    slip = scene.draft.slips.get(job_id)
    if slip is not None and slip.state in ("SENDING", "QUEUED", "UNKNOWN"):
        yield e.SlipReported(job_id=job_id, outcome=outcome, status=status, detail=detail[:200])
        if status not in ("", "UNKNOWN") and scene.draft.printers.get(slip.printer) != status:
            yield e.PrinterReported(printer=slip.printer, status=status)
    return {}


@act("PRINTER", quiet=True)
def report_printer(scene: Scene, printer: str, status: str) -> Deed:
    _known(scene, printer)
    if scene.draft.printers.get(printer) != status:
        yield e.PrinterReported(printer=printer, status=status)
    return {}


@act("KIOSK", "ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CASHIER", "ISSUER", "CERT_CLERK", "GUIDE", "DIRECTOR", quiet=True)
def confirm_printed(scene: Scene, job_id: str, came_out: bool, was: e.SlipQueued) -> Deed:
    """小票出来了吗? A person's word on a slip; no is followed by a marked reprint (guarantees C2.4), also after "printed"."""
    _may_name(scene, was)
    if not came_out:
        return (yield from _again(scene, was, was.printer))
    if job_id in scene.draft.slips:
        yield e.SlipSettled(job_id=job_id, result="CAME_OUT")
    return {}


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CASHIER", "ISSUER", "CERT_CLERK", "GUIDE", quiet=True)
def settle_slip(scene: Scene, job_id: str, result: str) -> Deed:
    """The paper reached the person another way: SHOWN on a screen, HANDWRITTEN, or GIVEN_UP (only a plain ticket may be)."""
    slip = scene.draft.slips.get(job_id)
    if slip is None:
        raise Refused("SLIP_GONE")
    if result not in ("SHOWN", "HANDWRITTEN", "GIVEN_UP"):
        raise Refused("BAD_INPUT", field="result")
    if result == "GIVEN_UP" and slip.kind not in PLAIN:
        raise Refused("NOTICE_MUST_REACH")
    yield e.SlipSettled(job_id=job_id, result=result)
    return {}


@act("KIOSK", "GUIDE", "PRE_REVIEWER", "ACCEPTOR", "CASHIER", quiet=True)
def reprint(scene: Scene, ticket_id: str = "", job_id: str = "", was: e.SlipQueued | None = None) -> Deed:
    """Print again, marked 补打 and on record: a paper of any kind by its job, waiting, failed or printed long ago, or a number."""
    if was is not None:
        _may_name(scene, was)
        return (yield from _again(scene, was, printer_for(scene)))
    ticket = scene.ticket(ticket_id)
    kind = "CONSULT_TICKET" if ticket.lane == "CONSULTATION" else "TICKET"
    for slip in list(scene.draft.slips.values()):
        if slip.ticket_id == ticket_id and slip.kind == kind and slip.state in IN_TROUBLE:
            yield e.SlipSettled(job_id=slip.job_id, result="REPRINTED")
    again = scene.next_id("J")
    yield e.SlipQueued(job_id=again, kind=kind, printer=printer_for(scene), case_id=ticket.case_id, ticket_id=ticket.ticket_id,
                       reprint_of=ticket.ticket_id)
    return {"job_id": again}


def _may_name(scene: Scene, was: e.SlipQueued) -> None:
    """A kiosk knows the slips of its own visits and the numbers of its printer; a window what came out beside it, what is in trouble
    and the numbers; floor and desk help everybody. To the others there is no such slip. Raises SLIP_UNKNOWN."""
    actor, case = scene.actor, scene.draft.cases.get(was.case_id)
    beside = was.printer == printer_for(scene)
    if actor.role == "KIOSK":
        allowed = case is not None and case.opened_by == actor.device or beside and was.kind in PLAIN
    else:
        allowed = actor.role in ("GUIDE", "PRE_REVIEWER", "DIRECTOR") or beside or was.job_id in scene.draft.slips or was.kind in PLAIN
    if not allowed:
        raise Refused("SLIP_UNKNOWN")


def _again(scene: Scene, was: e.SlipQueued, printer: str) -> Deed:
    """The same paper in a new job, with its tries all before it. The old job, if it still waits, is not printed besides."""
    if held(scene, was):
        raise Refused("PRINTING_STOPPED")
    if was.job_id in scene.draft.slips:
        yield e.SlipSettled(job_id=was.job_id, result="REPRINTED")
    again = scene.next_id("J")
    yield e.SlipQueued(job_id=again, kind=was.kind, printer=printer, case_id=was.case_id, ticket_id=was.ticket_id, ref=was.ref,
                       copies=was.copies, reprint_of=was.reprint_of or was.job_id)
    return {"job_id": again}


def _known(scene: Scene, printer: str) -> None:
    if printer not in {p.id for p in scene.config.printers}:
        raise Refused("PRINTER_UNKNOWN", printer=printer)
