"""Acts around the line: help, missed tickets, notes, the day's edge, staff on the roll, devices (domain.md 4.2, 5.3)."""

from __future__ import annotations

from datetime import date

from .. import events as e
from ..alarms import is_for, raise_alarm
from ..day_edge import day_ends
from ..early_watch import IN_LINE, watch_before_acceptance
from ..errors import Refused
from ..scene import Deed, Scene
from ..state import TicketState
from ..steps import OPEN_STATES
from ..unit_watch import watch_unit
from . import act
from .reviewing import told
from .windows import seated


@act("KIOSK", "CITIZEN", "GUIDE", "ACCEPTOR", "PRE_REVIEWER", "DISPLAY", quiet=True)
def ask_for_person(scene: Scene, place: str, ticket_id: str = "", case_id: str = "") -> Deed:
    """没带身份证 / 需要人工: rings at the guides and the consultation desk at once (UX-16). Pressed twice, it rings once."""
    for help_id, asked in scene.draft.help.items():
        if asked.place == place and asked.ticket_id == ticket_id:
            return {"help_id": help_id}
    help_id = scene.next_id("H")
    yield e.HelpAsked(help_id=help_id, place=place, ticket_id=ticket_id, case_id=case_id)
    return {"help_id": help_id}


@act("GUIDE", "PRE_REVIEWER", "DIRECTOR", quiet=True)
def answer_help(scene: Scene, help_id: str) -> Deed:
    if help_id not in scene.draft.help:
        raise Refused("HELP_GONE")
    yield e.HelpAnswered(help_id=help_id)
    return {}


@act("GUIDE", "PRE_REVIEWER", undo=True)
def reinstate(scene: Scene, ticket_id: str) -> Deed:
    """过号恢复: once, three places behind the head, the same day (domain.md 4.2). A second miss needs the desk."""
    ticket = scene.ticket(ticket_id)
    rules = scene.config.dispatch
    if ticket.state is not TicketState.MISSED:
        raise Refused("NOT_NOW", act="reinstate", state=str(ticket.state))
    if ticket.misses > rules.reinstate_max and scene.actor.role != "PRE_REVIEWER":
        raise Refused("REINSTATED_BEFORE", label=ticket.label)
    yield e.TicketReinstated(ticket_id=ticket_id, behind=rules.reinstate_behind)
    return {"label": ticket.label, "behind": rules.reinstate_behind}


@act("KIOSK", "CITIZEN")
def reinstate_own(scene: Scene, ticket_id: str) -> Deed:
    """过号恢复 by the citizen himself, at a kiosk or on his phone. That the number is his was shown to the reception.

    What a number that was not missed needs instead is said in a sentence of its own. A second miss needs the desk.
    """
    ticket = scene.ticket(ticket_id)
    rules = scene.config.dispatch
    if ticket.state in (TicketState.CALLED, TicketState.SERVING):
        raise Refused("NUMBER_IS_CALLED", label=ticket.label)
    if ticket.state is not TicketState.MISSED:
        raise Refused("NUMBER_IN_LINE", label=ticket.label)
    if ticket.misses > rules.reinstate_max:
        raise Refused("REINSTATED_BEFORE", label=ticket.label)
    yield e.TicketReinstated(ticket_id=ticket_id, behind=rules.reinstate_behind)
    return {**told(scene, ticket_id), "behind": rules.reinstate_behind}


@act("GUIDE", "PRE_REVIEWER", "CITIZEN")
def cancel_ticket(scene: Scene, ticket_id: str, reason: str) -> Deed:
    ticket = scene.ticket(ticket_id)
    if ticket.state not in (TicketState.WAITING, TicketState.MISSED):
        raise Refused("NOT_NOW", act="cancel_ticket", state=str(ticket.state))
    if not reason.strip():
        raise Refused("REASON_MISSING")
    yield e.TicketCancelled(ticket_id=ticket_id, reason=reason.strip())
    return {}


@act("GUIDE", "PRE_REVIEWER", "ACCEPTOR", quiet=True)
def note_ticket(scene: Scene, ticket_id: str, note_id: str) -> Deed:
    """A guide's note on a citizen's way. The words are kept with the persons, only their id stands here."""
    scene.ticket(ticket_id)
    yield e.TicketNoted(ticket_id=ticket_id, note_id=note_id)
    return {}


# --- the roll and the devices -----------------------------------------------------------------------------------------


@act("ADMIN", quiet=True)
def enrol_staff(scene: Scene, staff_id: str, staff_no: str, person_id: str, roles: tuple[str, ...], qualification_no: str = "",
                qualified_from: date | None = None, qualified_to: date | None = None) -> Deed:
    """Put a person on the roll, or change his roles from now on; signatures already given stay what they are (domain.md 4.1)."""
    if any(s.staff_no == staff_no and s.staff_id != staff_id for s in scene.draft.staff.values()):
        raise Refused("STAFF_NO_TAKEN", staff_no=staff_no)
    yield e.StaffEnrolled(staff_id=staff_id, staff_no=staff_no, person_id=person_id, roles=tuple(roles),
                          qualification_no=qualification_no, qualified_from=qualified_from, qualified_to=qualified_to)
    return {"staff_id": staff_id}


@act("ADMIN", quiet=True)
def remove_staff(scene: Scene, staff_id: str, reason: str) -> Deed:
    if staff_id not in scene.draft.staff:
        raise Refused("STAFF_UNKNOWN")
    for seat, sitting in seated(scene).items():
        if sitting == staff_id:
            yield e.SeatLeft(seat=seat, staff_id=staff_id, reason="REMOVED")
    yield e.StaffRemoved(staff_id=staff_id, reason=reason)
    return {}


@act("ADMIN", quiet=True)
def enrol_device(scene: Scene, device: str, kind: str) -> Deed:
    yield e.DeviceEnrolled(device=device, kind=kind)
    return {"device": device}


@act("ADMIN", quiet=True)
def revoke_device(scene: Scene, device: str) -> Deed:
    if device not in scene.draft.devices:
        raise Refused("DEVICE_UNKNOWN", device=device)
    yield e.DeviceRevoked(device=device)
    return {}


@act("DIRECTOR", "ADMIN")
def close_day(scene: Scene, head: str = "", head_seq: int = 0) -> Deed:
    """End the business day before midnight: who still waits keeps his place for the next working day."""
    if scene.draft.day is None or not scene.draft.day.open:
        raise Refused("DAY_CLOSED")
    serving = [t.label for t in scene.draft.tickets.values() if t.state is TicketState.SERVING]
    if serving:
        raise Refused("STILL_SERVING", labels=", ".join(serving))
    yield from day_ends(scene, head, head_seq)
    return {}


@act("DIRECTOR", "REGISTRAR", "ACCEPTOR", "PRE_REVIEWER", "GUIDE", "CERT_CLERK", "CASHIER", "ISSUER", "JUDICIAL_CLERK", "ADMIN", "QC", "BUREAU",
     "CALLBACK", "TAX_CLERK", quiet=True)
def acknowledge_alarm(scene: Scene, alarm_id: str, words: str = "") -> Deed:
    """Whom it was raised for, or passed on to, has seen it; the director may answer every alarm (Q4). It stays open until it is settled."""
    alarm = scene.draft.alarms.get(alarm_id)
    if alarm is None:
        raise Refused("ALARM_GONE")
    if scene.actor.role != "DIRECTOR" and not is_for(alarm, scene.actor.role, scene.actor.window_id, scene.draft.windows):
        raise Refused("ALARM_NOT_YOURS")
    if alarm.acknowledged_at is None:
        yield e.AlarmAcknowledged(alarm_id=alarm_id, words=words)
    return {}


@act("DIRECTOR", quiet=True)
def close_alarm(scene: Scene, alarm_id: str, reason: str) -> Deed:
    """Alarms are closed with a reason, never deleted (domain.md 6.3)."""
    if alarm_id not in scene.draft.alarms:
        raise Refused("ALARM_GONE")
    if not reason.strip():
        raise Refused("REASON_MISSING")
    yield e.AlarmClosed(alarm_id=alarm_id, reason=reason.strip())
    return {}


@act("SYSTEM", quiet=True)
def open_shop(scene: Scene, name: str) -> Deed:
    """A process of that name starts: the consoles its predecessor held are gone until they connect again."""
    for window in list(scene.draft.windows.values()):
        for seat, connection in list(window.connections.items()):
            if connection.startswith(f"{name}/"):
                yield e.ConsoleLost(seat=seat, window_id=window.window_id, connection=connection)
    return {}


@act("SYSTEM", quiet=True)
def monitor_units(scene: Scene) -> Deed:
    """The restricted-property monitor (domain.md 6.3c): every unit with an open case is read against the register again."""
    units = dict.fromkeys(c.unit_id for c in scene.draft.cases.values() if c.unit_id and c.state in OPEN_STATES)
    for unit_id in units:
        yield from watch_unit(scene, unit_id, "MONITOR")
    in_line = dict.fromkeys(c.unit_id for c in scene.draft.cases.values() if c.unit_id and c.state in IN_LINE)
    for unit_id in in_line:
        yield from watch_before_acceptance(scene, unit_id, "MONITOR")
    return {"units": len(units)}


@act("SYSTEM", quiet=True)
def note_attempt(scene: Scene, kind: str, case_id: str, staff_id: str, seat: str) -> Deed:
    """Somebody tried what no setting allows: refused, and told to the director (AB-27)."""
    key = f"{kind}:{case_id}:{staff_id}:{scene.now:%Y%m%d%H%M}"
    yield from raise_alarm(scene, kind, key, case_id=case_id, detail={"staff_id": staff_id, "seat": seat})
    return {}


@act("SYSTEM", quiet=True)
def note_retention(scene: Scene, erased: dict[str, int], days: dict[str, int]) -> Deed:
    """Something was erased because its days were over: on record by number and kind (domain.md 8)."""
    if any(erased.values()):
        yield e.RetentionCarriedOut(erased=dict(erased), days=dict(days))
    return {}


@act("SYSTEM", quiet=True)
def note_clock(scene: Scene, seconds: int, ahead: bool) -> Deed:
    """The machine's clock was set back or moved ahead; what the hall's time does about it, `clock.py` says (AB-40)."""
    kind = "CLOCK_MOVED_AHEAD" if ahead else "CLOCK_SET_BACK"
    yield from raise_alarm(scene, kind, f"{kind}:{scene.day.isoformat()}", detail={"seconds": seconds})
    return {}
