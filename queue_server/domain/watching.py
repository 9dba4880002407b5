"""What time brings to cases and alarms: reminders, overtime, long pauses, deadlines, uncollected certificates, escalation.

Pure, and computed from stored instants only, so a restart or a jump of the clock changes nothing (INV-18, INV-23).
`something_to_watch` is asked every second and must be cheap; `watch` yields what is due, each thing once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from . import events as e
from .acts.registering import clock_of
from .alarms import escalation_steps, raise_alarm
from .effects import not_quiet
from .hall_config import HallConfig
from .home_records import to_be_brought
from .reminders import Reminder, ReminderLevel, ReminderPlan, Told, case_reminders
from .scene import Scene
from .state import AlarmRecord, CaseRecord, CaseState, HallState

RUNNING = frozenset({CaseState.ACCEPTED, CaseState.APPROVED, CaseState.REGISTERED, CaseState.ARCHIVE_HANDED, CaseState.CERTIFIED})
STANDING = frozenset({CaseState.SUSPENDED, CaseState.HALTED})
KIND_OF = {
    ReminderLevel.AMBER: "PROMISE_HALF", ReminderLevel.POP_UP: "PROMISE_NEAR", ReminderLevel.RED: "PROMISE_URGENT",
    ReminderLevel.OVERTIME: "PROMISE_OVER", ReminderLevel.REPEATED: "PROMISE_OVER", ReminderLevel.BUREAU: "PROMISE_OVER",
}


def plan_of(config: HallConfig) -> ReminderPlan:
    settings = config.promise
    return ReminderPlan.from_minutes(settings.reminders_minutes, settings.minutes, settings.overtime_repeat_minutes,
                                     settings.bureau_after_overtime_minutes)


def reminders_of(case: CaseRecord, config: HallConfig, now: datetime, plan: ReminderPlan) -> tuple[Reminder, ...]:
    clock = clock_of(case, config)
    return case_reminders(clock, now, case.warned, plan) if clock else ()


def promise_runs(case: CaseRecord, config: HallConfig, now: datetime) -> bool:
    """Whether time counts against the hall: in every working step, and while a case stands for the hall's own trouble (S07, S08)."""
    if case.state is not CaseState.SUSPENDED:
        return case.state in RUNNING
    clock = clock_of(case, config)
    return clock is not None and not clock.paused(now)


def something_to_watch(state: HallState, now: datetime, config: HallConfig) -> bool:
    """Whether `watch` would yield anything now."""
    plan, brought = plan_of(config), to_be_brought(state.home_visits.values())
    for case in state.cases.values():
        if promise_runs(case, config, now) and reminders_of(case, config, now, plan):
            return True
        if case.state in RUNNING and stage_over(case, config, now):
            return True
        if case.state in STANDING and _pause_steps(case, config, now):
            return True
        if case.state is CaseState.READY and case.case_id not in brought and _uncollected_step(case, config, now):
            return True
    return any(_next_step(a, now, config) for a in state.alarms.values())


def watch(scene: Scene) -> Iterator[Any]:
    """Everything that is due, in the order of the cases."""
    config, now, plan = scene.config, scene.now, plan_of(scene.config)
    brought = to_be_brought(scene.draft.home_visits.values())
    for case in list(scene.draft.cases.values()):
        if promise_runs(case, config, now):
            for reminder in reminders_of(case, config, now, plan):
                yield from _remind(scene, case, reminder)
        if case.state in RUNNING:
            if key := stage_over(case, config, now):
                yield e.ReminderGiven(case_id=case.case_id, key=key, level="STAGE", elapsed_minutes=stage_minutes(case, config, now),
                                      told=(case_handler(case),))
                yield from raise_alarm(scene, "STAGE_OVER", f"{key}:{case.case_id}", case_id=case.case_id, window_id=case.window_id,
                                       owners=(case_handler(case),), detail={"number": case.number, "state": str(case.state)})
        elif case.state in STANDING:
            for key, kind in _pause_steps(case, config, now):
                yield e.ReminderGiven(case_id=case.case_id, key=key, level=kind, elapsed_minutes=0, told=("REGISTRAR", "DIRECTOR"))
                yield from raise_alarm(scene, kind, f"{key}:{case.case_id}", case_id=case.case_id, window_id=case.window_id)
        elif case.state is CaseState.READY and case.case_id not in brought and (step := _uncollected_step(case, config, now)):
            yield from _uncollected(scene, case, step)
    for alarm in list(scene.draft.alarms.values()):
        if found := _next_step(alarm, now, config):
            step, owners = found
            yield e.AlarmEscalated(alarm_id=alarm.alarm_id, owners=owners, step=step)


def _remind(scene: Scene, case: CaseRecord, reminder: Reminder) -> Iterator[Any]:
    clock = clock_of(case, scene.config)
    elapsed = clock.elapsed_minutes(scene.now) if clock else 0
    yield e.ReminderGiven(case_id=case.case_id, key=reminder.key, level=reminder.level.name, elapsed_minutes=elapsed,
                          told=tuple(str(t) for t in reminder.told))
    owners = [case_handler(case)] if Told.HANDLER in reminder.told else []
    if Told.DIRECTOR in reminder.told:
        owners.append("DIRECTOR")
    if Told.BUREAU in reminder.told:
        owners.append("BUREAU")
    yield from raise_alarm(scene, KIND_OF[reminder.level], f"promise:{case.case_id}:{reminder.key}", case_id=case.case_id,
                           window_id=case.window_id, owners=tuple(owners),
                           detail={"elapsed_minutes": elapsed, "promise_minutes": case.promise_minutes or 0, "number": case.number})
    if Told.CITIZEN in reminder.told:
        yield from to_people(scene, case, "OVERTIME")


def stage_minutes(case: CaseRecord, config: HallConfig, now: datetime) -> int:
    """Working minutes since the case came into its state, pauses left out; 0 for a case without a promise."""
    clock = clock_of(case, config)
    if clock is None or case.state_since is None:
        return 0
    return clock.elapsed_minutes(now) - clock.elapsed_minutes(case.state_since)


def stage_over(case: CaseRecord, config: HallConfig, now: datetime) -> str:
    """The key of the reminder that this step of an instant case has used up its budget and nobody was told; "" = none."""
    budgets = config.promise.stage_budgets
    budget = {CaseState.ACCEPTED: budgets.accept_to_approve_minutes, CaseState.APPROVED: budgets.register_minutes,
              CaseState.REGISTERED: budgets.archive_minutes, CaseState.ARCHIVE_HANDED: budgets.certify_minutes,
              CaseState.CERTIFIED: budgets.ready_minutes}[case.state]
    if not case.instant or case.state_since is None:
        return ""
    key = f"STAGE:{case.state}:{case.state_since.isoformat()}"
    return key if key not in case.warned and stage_minutes(case, config, now) > budget else ""


def step_is_over(scene: Scene, event: Any) -> Iterator[e.AlarmClosed]:
    """What rang for a step is settled when the case has left it."""
    case = scene.draft.cases.get(getattr(event, "case_id", ""))
    for alarm in list(scene.draft.alarms.values()) if case else ():
        if case and alarm.case_id == case.case_id and alarm.kind == "STAGE_OVER" and alarm.detail["state"] != case.state:
            yield e.AlarmClosed(alarm_id=alarm.alarm_id, reason=type(event).__name__)


def case_handler(case: CaseRecord) -> str:
    """The role that holds the case now: whose turn it is."""
    return {CaseState.ACCEPTED: "REGISTRAR", CaseState.APPROVED: "REGISTRAR", CaseState.REGISTERED: "REGISTRAR",
            CaseState.ARCHIVE_HANDED: "CERT_CLERK", CaseState.CERTIFIED: "CERT_CLERK"}.get(case.state, "REGISTRAR")


def to_people(scene: Scene, case: CaseRecord, kind: str, **ref: Any) -> Iterator[e.MessageQueued]:
    """A message to every person of the case, after the quiet hours."""
    people = dict.fromkeys(p.agent_person_id or p.guardian_person_id or p.person_id for p in case.parties)
    for person_id in people:
        if person_id:
            yield e.MessageQueued(message_id=scene.next_id("M"), kind=kind, person_id=person_id, due_at=not_quiet(scene, scene.now),
                                  case_id=case.case_id, ticket_id=case.ticket_id, ref={"number": case.number, **ref})


def _pause_steps(case: CaseRecord, config: HallConfig, now: datetime) -> list[tuple[str, str]]:
    """The pause watch: a first reminder after a working day, and the day the deadline has passed (domain.md 5.2)."""
    found: list[tuple[str, str]] = []
    since = case.suspension.get("since") or case.halt.get("since")
    if not since:
        return found
    began = datetime.fromisoformat(str(since))
    key = f"PAUSE_LONG:{began.isoformat()}"
    watch_on = config.calendar.add_working_days(began.date(), config.promise.pause_watch_working_days)
    if key not in case.warned and now.date() >= watch_on and now.time() >= began.time() or now.date() > watch_on and key not in case.warned:
        found.append((key, "PAUSE_LONG"))
    deadline = str(case.suspension.get("deadline") or "")
    key = f"DEADLINE_PASSED:{deadline}"
    if deadline and key not in case.warned and now.date() > date.fromisoformat(deadline):
        found.append((key, "DEADLINE_PASSED"))
    return found


def _uncollected_step(case: CaseRecord, config: HallConfig, now: datetime) -> int:
    """The next rung of the ladder that is due, in working days after READY; 0 = none."""
    if case.ready_at is None:
        return 0
    for days in config.promise.uncollected_working_days:
        key = f"UNCOLLECTED:{days}"
        if key not in case.warned and now.date() >= config.calendar.add_working_days(case.ready_at.date(), days) \
                and config.calendar.is_open(now):
            return days
    return 0


def _uncollected(scene: Scene, case: CaseRecord, days: int) -> Iterator[Any]:
    yield e.ReminderGiven(case_id=case.case_id, key=f"UNCOLLECTED:{days}", level="UNCOLLECTED", elapsed_minutes=0, told=("CITIZEN", "ISSUER"))
    yield from to_people(scene, case, "UNCOLLECTED", days=days)
    yield from raise_alarm(scene, "UNCOLLECTED", f"uncollected:{case.case_id}", case_id=case.case_id, detail={"working_days": days})


def _next_step(alarm: AlarmRecord, now: datetime, config: HallConfig) -> tuple[int, tuple[str, ...]] | None:
    """The escalation that is due for an unanswered RED alarm."""
    if alarm.level != "RED" or alarm.acknowledged_at is not None:
        return None
    due = [(number, owners) for number, (minutes, owners) in enumerate(escalation_steps(config.alarms), start=1)
           if number > alarm.step and now - alarm.raised_at >= timedelta(minutes=minutes)]
    return due[-1] if due else None
