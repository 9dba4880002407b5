"""The shell: the only way anything changes. Take a turn, decide, evolve a draft, append, commit, and only then publish.

It brings the pure parts together and adds nothing of its own to what they judge. Nothing slow happens inside a turn: no
network, no printer, no emit. Several processes may each hold a `Hall` of the same hall: whoever has the turn first reads on
from the log what the others wrote.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .clock import Clock, business_day
from .domain import consequences, effects, every_fold
from .domain import events as e
from .domain.acts import ACTS, perform
from .domain.acts.windows import mark_of
from .domain.calling_hours import hours_of_calling
from .domain.dispatch import assignments
from .domain.errors import Broken, HallError, Refused
from .domain.evolve import evolve
from .domain.hall_config import HallConfig
from .domain.home_events import HomeServiceBegun
from .domain.records import plain, plain_state, read_event, read_state, typed
from .domain.scene import SYSTEM, Actor, Scene
from .domain.state import Draft, HallState
from .log import Log, Row, Turn
from .on_record import KEPT_FOR, named_anew, numbers_of, persons_of, signed_act
from .program import folding_mark

assert every_fold  # its modules list their folds on import
LOGGER = logging.getLogger("lideng.hall")
SNAPSHOT_EVERY = 2000
UNDO_TABLES = ("tickets", "windows", "cases", "calls")

Publish = Callable[["Done"], None]
Gather = Callable[[datetime], "Gathered"]
"""What an act needs from beside the log, brought at that instant inside the act's own turn. May raise Refused."""


@dataclass(frozen=True)
class Done:
    """What an act did: the newest seq, the answer for the asker, the events and the records they touched."""

    seq: int
    result: Mapping[str, Any]
    events: tuple[Any, ...] = ()
    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    repeated: bool = False


@dataclass(frozen=True)
class Gathered:
    """``asked``: what was brought for the act, such as the ids of persons just remembered; ``told``: what its answer says of them."""

    asked: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


class Hall:
    """One hall in this process. All reading goes to ``state``; all changing through `do` and `tick`."""

    def __init__(self, log: Log, config: HallConfig, clock: Clock, register: Any, secret: bytes,
                 people: Any = None, publish: Publish | None = None, catalogue_digest: str = "") -> None:
        self.log = log
        self.config = config
        self.hall_id = config.hall.id
        self.clock = clock
        self.register = register
        self.secret = secret
        self.people = people
        self.publish: Publish = publish or (lambda done: None)
        self.catalogue_digest = catalogue_digest
        self.state = HallState(hall_id=self.hall_id)
        self.snapshot_seq = 0
        self.last_monitor: datetime | None = None
        self.chores: list[Callable[[], None]] = []  # done at each tick, outside the turn: what needs more than the draft

    # --- starting ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Come to the state the log adds up to: newest sound snapshot, then the tail. Founds the hall if the log is empty."""
        kept = self.log.snapshot(self.hall_id, folding_mark(), self.secret)
        if kept:
            self.snapshot_seq = kept[0]
            self.state = read_state(kept[1])
        with self.log.lock:  # until the state is what the log now says
            with self.log.turn(self.hall_id) as turn:
                self.catch_up(turn)
                latest = self.latest_instant()
                if latest is not None and hasattr(self.clock, "not_before"):
                    self.clock.not_before(latest)
                wish = self._wish_at_start()
                if wish is None:
                    return
                draft = self.state.draft()
                scene = self._scene(turn, draft, self.clock.now(), SYSTEM)
                self._commit(turn, scene, [self._add(scene, wish)])
            self.state = draft.done()

    def _wish_at_start(self) -> e.HallFounded | e.CatalogueAdopted | None:
        """A new hall is founded; one whose catalogue is another than before adopts it."""
        points = tuple(consequences.points(self.config))
        if self.state.seq == 0:
            return e.HallFounded(hall_id=self.hall_id, ruleset=self.config.ruleset, windows=points, catalogue_digest=self.catalogue_digest)
        if self.state.catalogue_digest == self.catalogue_digest:
            return None
        if self.state.ruleset != self.config.ruleset:
            raise Broken(f"the log was written under {self.state.ruleset}, the hall file says {self.config.ruleset}")
        return e.CatalogueAdopted(catalogue_digest=self.catalogue_digest, windows=points)

    def catch_up(self, turn: Turn) -> int:
        """Fold what other processes wrote since this one last had the turn. Returns how many events that were."""
        if turn.seq == self.state.seq:
            return 0
        if turn.seq < self.state.seq:
            raise Broken(f"the log ends at {turn.seq}, but event {self.state.seq} was already seen")
        return self._fold_rows(self.log.after(self.hall_id, self.state.seq))

    def _fold_rows(self, rows: Iterator[Row] | Sequence[Row]) -> int:
        draft, folded = self.state.draft(), 0
        for row in rows:
            evolve(draft, *event_of(row))
            folded += 1
            if folded % 500 == 0:
                self.state, draft = draft.done(), self.state.draft()
        self.state = draft.done()
        if folded and hasattr(self.clock, "not_before"):  # another machine's clock may be ahead: no event stands before one it follows
            self.clock.not_before(datetime.fromisoformat(row.at))
        return folded

    def latest_instant(self) -> datetime | None:
        rows = list(self.log.after(self.hall_id, max(0, self.state.seq - 1), limit=1))
        return datetime.fromisoformat(rows[0].at) if rows else None

    def refresh(self) -> int:
        """Read on without a turn, so that a process that only looks shows what the others did."""
        head, _ = self.log.head(self.hall_id)
        if head <= self.state.seq:
            return 0
        with self.log.lock:
            if head <= self.state.seq:
                return 0
            return self._fold_rows(self.log.after(self.hall_id, self.state.seq))

    # --- doing ------------------------------------------------------------------------------------------------------

    def do(self, name: str, actor: Actor, key: str | None = None, /, gather: Gather | None = None, **asked: Any) -> Done:
        """Carry out one act. The same key of the same asker gets the first answer again (INV-04).

        What ``gather`` writes is in the act's own transaction: an act that is refused keeps no person and no paper.
        Raises Refused when the hall says no (nothing changed), Broken when what must never be was found.
        """
        act = ACTS.get(name)
        if act is None:
            raise Refused("ACT_UNKNOWN", act=name)
        if actor.role not in act.by and actor.role != "SYSTEM":
            raise Refused("NOT_ALLOWED", act=name)
        try:
            return self._do(name, actor, key, asked, gather)
        except Refused as no:
            if no.code in ("W01", "DIRECTOR_ACCEPTED") and actor.is_staff:
                self._do("note_attempt", SYSTEM, None, {"kind": "SELF_APPROVAL_TRIED", "case_id": str(asked.get("case_id", "")),
                                                        "staff_id": actor.staff_id, "seat": actor.seat})
            raise

    def _do(self, name: str, actor: Actor, key: str | None, asked: Mapping[str, Any], gather: Gather | None = None) -> Done:
        act = ACTS[name]
        full_key = f"{actor.seat or actor.device or actor.role}:{key}" if key else ""
        with self.log.lock:  # until the state is what the log now says
            with self.log.turn(self.hall_id) as turn:
                self.catch_up(turn)
                if full_key and (before := turn.answered(full_key)):
                    if before[0] != name:
                        raise Refused("KEY_REUSED", act=before[0])
                    return Done(seq=before[2], result=before[1], repeated=True)
                now = self.clock.now()
                brought = gather(now) if gather else Gathered()
                draft = self.state.draft()
                scene = self._scene(turn, draft, now, actor)
                written: list[tuple[Any, e.Stamp, str]] = []
                result = {**self._run(scene, perform(scene, name, **asked, **brought.asked), written), **brought.told}
                own = len(written)
                if act.undo and actor.seat:
                    written.append(self._add(scene, self._offer_undo(scene, name, written)))
                self._follow(scene, written, dispatch=not act.quiet)
                result = plain(self._told(scene, result, [w[0] for w in written[own:]]))
                self._commit(turn, scene, written)
                if full_key:
                    turn.answer(full_key, name, result, now.isoformat())
                done = Done(seq=turn.seq, result=result, events=tuple(w[0] for w in written), touched=draft.touched())
            self.state = draft.done()
        self._afterwards(done)
        return done

    def _told(self, scene: Scene, result: Mapping[str, Any], followed: Sequence[Any]) -> dict[str, Any]:
        """The answer with what followed from the act: papers that print themselves, cases an entry stopped.

        It is kept under the asker's key, so the second answer to one press is the first.
        """
        jobs = [event.job_id for event in followed if isinstance(event, e.SlipQueued)]
        told = dict(result)
        if jobs:
            told |= {"job_id": jobs[0], "job_ids": jobs}
        for name, kind in (("halted", e.CaseHalted), ("suspended", e.CaseSuspended)):
            if stopped := [scene.draft.cases[event.case_id].number for event in followed if isinstance(event, kind)]:
                told[name] = stopped
        return told

    def tick(self) -> Done | None:
        """Let happen what time alone brings: unanswered calls, breaths taken, reminders, the day's edge. None when nothing is due."""
        self.refresh()
        self._monitor()
        for chore in self.chores:
            chore()
        if not consequences.something_is_due(self.state, self.clock.now(), self.config):
            return None
        with self.log.lock:
            with self.log.turn(self.hall_id) as turn:
                self.catch_up(turn)
                draft, now = self.state.draft(), self.clock.now()
                scene = self._scene(turn, draft, now, SYSTEM)
                written: list[tuple[Any, e.Stamp, str]] = []
                for event in consequences.of_time(scene, turn.head, turn.seq):
                    written.append(self._add(scene, event))
                self._follow(scene, written, dispatch=True)
                if not written:
                    return None
                self._commit(turn, scene, written)
                done = Done(seq=turn.seq, result={}, events=tuple(w[0] for w in written), touched=draft.touched())
            self.state = draft.done()
        self._afterwards(done)
        return done

    def _monitor(self) -> None:
        """Every few minutes the restricted-property monitor."""
        now = self.clock.now()
        if self.last_monitor is None or now - self.last_monitor >= timedelta(minutes=self.config.alarms.monitor_minutes):
            self.last_monitor = now
            if any(c.unit_id for c in self.state.cases.values()):
                self.do("monitor_units", SYSTEM)

    def _run(self, scene: Scene, deed: Iterator[Any], written: list[tuple[Any, e.Stamp, str]]) -> Mapping[str, Any]:
        while True:
            try:
                event = next(deed)
            except StopIteration as end:
                return end.value or {}
            written.append(self._add(scene, event))

    def _follow(self, scene: Scene, written: list[tuple[Any, e.Stamp, str]], dispatch: bool) -> None:
        """Effects and consequences of what was written, of their own events too; then one pass of the dispatcher."""
        done = 0
        while done < len(written):
            event = written[done][0]
            done += 1
            wish = effects.EFFECTS.get(type(event))
            if wish:
                for effect in wish(scene, event):
                    written.append(self._add(scene, effect, system=True))
            for consequence in consequences.of_event(scene, event):
                written.append(self._add(scene, consequence, system=True))
            if len(written) > 20_000:
                raise Broken("one act has more than 20000 consequences")
        if dispatch:
            for assignment in assignments(scene.draft, scene.now, scene.config.dispatch, hours_of_calling(scene.config, scene.now)):
                written.append(self._add(scene, assignment, system=True))

    def _add(self, scene: Scene, event: Any, system: bool = False) -> tuple[Any, e.Stamp, str]:
        """Fold one event into the draft first; only what folds is written."""
        about = about_of(event, scene.draft)
        stamp = stamp_of(scene, SYSTEM if system else scene.actor)
        evolve(scene.draft, event, stamp)
        return event, stamp, about

    def _offer_undo(self, scene: Scene, name: str, written: list[tuple[Any, e.Stamp, str]]) -> e.UndoOffered:
        before: dict[str, dict[str, Any]] = {}
        marks: dict[str, str] = {}
        for table in UNDO_TABLES:
            overlay = scene.draft.overlays[table]
            for record_id in overlay.changed:
                before.setdefault(table, {})[record_id] = plain(overlay.base.get(record_id))
                marks[f"{table}/{record_id}"] = mark_of(scene, f"{table}/{record_id}")
        first = written[0][0]
        return e.UndoOffered(seat=scene.actor.seat, act=name, records={"before": before, "after": marks},
                             act_seq=written[0][1].seq, case_id=getattr(first, "case_id", ""), ticket_id=getattr(first, "ticket_id", ""))

    def _scene(self, turn: Turn, draft: Draft, now: datetime, actor: Actor) -> Scene:
        line_of = str if self.people is None else self.people.line_of
        return Scene(draft=draft, now=now, actor=actor, config=self.config, register=self.register, line_of=line_of)

    def _commit(self, turn: Turn, scene: Scene, written: list[tuple[Any, e.Stamp, str]]) -> None:
        """Everything of one act into the one transaction: events, numbers, signatures; the register was written meanwhile."""
        turn.append([(s.at.isoformat(), type(ev).__name__, about, plain(s), plain(ev)) for ev, s, about in written])
        numbers: list[tuple[str, str, str, int]] = []
        for ev, stamp, about in written:
            numbers += ((series, number, about, stamp.seq) for series, number in numbers_of(ev))
            if isinstance(ev, (e.TicketIssued, HomeServiceBegun)):
                numbers += (("token", self.token(ev.ticket_id), ev.ticket_id, stamp.seq),
                            ("ticket_case", ev.ticket_id, ev.case_id or ev.ticket_id, stamp.seq))
            purpose = KEPT_FOR.get(type(ev))
            if purpose and self.people is not None and (case := scene.draft.cases.get(ev.case_id)):
                for person_id in sorted(persons_of(case)):
                    self.people.keep(person_id, purpose, scene.now)
                if isinstance(ev, e.RegisterEntered) and (anew := named_anew(case)):
                    self.people.take_over(anew)
            if (signed := signed_act(ev)) and stamp.person_id:
                turn.sign(ev.case_id, signed, stamp.person_id, stamp.seq)
        turn.take_numbers(numbers)

    def _afterwards(self, done: Done) -> None:
        if self.state.seq - self.snapshot_seq >= SNAPSHOT_EVERY:
            self.save_snapshot()
        try:
            self.publish(done)
        except HallError:
            raise
        except Exception:
            LOGGER.exception("boards could not be published; the next snapshot heals them")

    def save_snapshot(self) -> None:
        """Keep the state beside the log, so that the next start reads only the tail."""
        with self.log.lock:
            seq, head = self.state.seq, ""
            rows = list(self.log.after(self.hall_id, seq - 1, limit=1)) if seq else []
            if rows and rows[0].seq == seq:
                head = rows[0].hash
                self.log.save_snapshot(self.hall_id, seq, head, plain_state(self.state), folding_mark(), self.secret)
                self.snapshot_seq = seq

    # --- reading ----------------------------------------------------------------------------------------------------

    def token(self, ticket_id: str) -> str:
        """The unguessable name of a ticket's phone page: 160 bits of HMAC over its id; nothing to store, nothing to guess."""
        return hmac.new(self.secret, f"ticket:{self.hall_id}:{ticket_id}".encode(), hashlib.sha256).hexdigest()[:40]

    def ticket_of_token(self, token: str) -> str | None:
        return self.log.number(self.hall_id, "token", token)

    def history(self, about: str) -> list[tuple[Any, e.Stamp, Row]]:
        """All that happened to one case or ticket, oldest first."""
        return [(*event_of(row), row) for row in self.log.about(self.hall_id, about)]

    def case_as_it_was(self, case_id: str) -> Any:
        """The newest record of a case, whether it is still open or has left the memory long ago. None if there never was one."""
        if case := self.state.cases.get(case_id):
            return case
        scratch = HallState(hall_id=self.hall_id)
        draft, last = scratch.draft(), None
        for row in self.log.about(self.hall_id, case_id):
            event, stamp = event_of(row)
            if type(event) in CASE_EVENTS or getattr(event, "case_id", "") == case_id:
                try:
                    evolve(draft, event, stamp)
                except KeyError:
                    continue
                last = draft.cases.get(case_id) or last
        return last


def event_of(row: Row) -> tuple[Any, e.Stamp]:
    return read_event(row.kind, json.loads(row.body)), typed(e.Stamp, json.loads(row.stamp))


def stamp_of(scene: Scene, actor: Actor) -> e.Stamp:
    """Who signs, with the qualification valid at this moment (domain.md 4.6)."""
    record = scene.draft.staff.get(actor.staff_id)
    valid = record.qualification_no if record and record.qualified_on(scene.day) else ""
    return e.Stamp(at=scene.now, role=actor.role, staff_id=actor.staff_id, person_id=actor.person_id, qualification=valid,
                   seat=actor.seat, window_id=actor.window_id, device=actor.device, seq=scene.draft.seq + 1)


def about_of(event: Any, draft: Draft) -> str:
    """Under which id an event is found again: its case (by way of ticket, slip, message or alarm), else the ticket, else the unit."""
    if case_id := getattr(event, "case_id", ""):
        return str(case_id)
    if ticket_id := getattr(event, "ticket_id", ""):
        ticket = draft.tickets.get(ticket_id)
        return str(ticket.case_id or ticket_id) if ticket else str(ticket_id)
    for name, table in (("job_id", draft.slips), ("message_id", draft.messages), ("alarm_id", draft.alarms)):
        # What became of a slip, message or alarm belongs to the file of the case it was for.
        record: Any = table.get(str(getattr(event, name, "")))
        if record is not None and (record.case_id or record.ticket_id):
            return about_of(record, draft)
    for name in ("complaint_id", "suggestion_id", "appointment_id", "visit_id"):
        if ours := getattr(event, name, ""):
            return str(ours)
    return str(getattr(event, "unit_id", "") or getattr(event, "window_id", "") or getattr(event, "staff_id", ""))


CASE_EVENTS = frozenset({e.ReviewOpened})
__all__ = ["Done", "Gathered", "Hall", "about_of", "business_day", "event_of"]
