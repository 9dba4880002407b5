"""What is kept for its days and then erased: everything personal or technical that is neither the event log nor the register.

Once a day, beside the tick and never inside an act; `lideng retention` shows what is due without touching it. The event log, the
register, signatures and whatever a case rests on are kept for ever and cannot be named here. Source: domain.md 8; guarantees.md D2,
V14.2.7.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from .domain.appointment_records import AppointmentState
from .domain.entries import HALL_ZONE
from .domain.home_records import OPEN_VISITS
from .domain.scene import SYSTEM
from .hall import Gathered, Hall
from .on_record import persons_of
from .papers import CONTACT, HOME_ADDRESS, PHONE_LEFT, SEALED, Papers
from .people import People

LOGGER = logging.getLogger("lideng.retention")
ROUND_MAX = 20_000
"""So many phone pages are looked at in one day; the rest on the next."""
LEFT_WITH_BOOKINGS = (PHONE_LEFT, HOME_ADDRESS)


@dataclass(frozen=True)
class Kept:
    """One kind of thing: its setting, what is due, and how it goes."""

    setting: str
    words: str
    due: Callable[[datetime], int]
    erase: Callable[[datetime], int]


class Retention:
    """The retention of one hall. `attend` is a chore of the tick: cheap except once a day."""

    def __init__(self, hall: Hall, people: People, papers: Papers, folder: Path) -> None:
        self.hall = hall
        self.people = people
        self.papers = papers
        self.sent = folder / "sms" / "sent.jsonl"
        self.done_on: date | None = None
        self.kinds = (
            Kept("review_days", "persons of pre-reviews that led to no case, telephones and addresses left with bookings",
                 self._old_persons, self._forget_persons),
            Kept("message_days", "wordings of messages that went out", lambda now: len(self._old_lines(now)[1]), self._forget_messages),
            Kept("note_days", "notes about numbers", lambda now: papers.older("NOTE", self._before("note_days", now)),
                 lambda now: papers.erase_older("NOTE", self._before("note_days", now))),
            Kept("access_days", "refused sign-ins, used links, ended sessions", self._old_access, self._forget_access),
            Kept("answer_days", "answers kept for a request sent again", self._old_answers, self._forget_answers),
            Kept("contact_days", "how to reach those whose complaint is closed",
                 lambda now: papers.older(CONTACT, self._before("contact_days", now), self._open_contacts()),
                 lambda now: papers.erase_older(CONTACT, self._before("contact_days", now), self._open_contacts())),
            Kept("seed_days", "sealed papers of seeds that are revealed",
                 lambda now: papers.older(SEALED, self._before("seed_days", now), self._seeds_in_use()),
                 lambda now: papers.erase_older(SEALED, self._before("seed_days", now), self._seeds_in_use())),
            Kept("phone_days", "phone pages of numbers whose case has ended", lambda now: len(self._old_tokens(now)), self._forget_tokens),
        )

    def attend(self) -> None:
        """Erase what is due, once a day. What fails is logged and tried again tomorrow; it stops nothing else."""
        now = self.hall.clock.now()
        today = now.astimezone(HALL_ZONE).date()
        if self.done_on == today:
            return
        self.done_on = today
        try:
            self.carry_out(now)
        except Exception:  # erasing must not stop the hall's other work
            LOGGER.exception("what is past its days could not be erased; it is tried again tomorrow")

    def carry_out(self, now: datetime) -> dict[str, int]:
        """Setting -> how many were erased. The number goes on record in the same transaction, nothing of what it was.

        In the hall's turn, after everything other processes wrote: whoever comes back at this moment is still in use or comes after.
        """
        erased: dict[str, int] = {}

        def forgotten(at: datetime) -> Gathered:
            erased.update({kept.setting: kept.erase(now) for kept in self.kinds})
            return Gathered({"erased": erased, "days": asdict(self.hall.config.retention)})

        if any(count for _, _, count in self.due(now)):
            self.hall.do("note_retention", SYSTEM, None, gather=forgotten)
        return erased

    def due(self, now: datetime) -> list[tuple[Kept, int, int]]:
        """Each kind with its days and how many are past them. Reads only."""
        with self.hall.log.connection():
            return [(kept, self._days(kept.setting), kept.due(now)) for kept in self.kinds]

    # --- inside -------------------------------------------------------------------------------------------------------

    def _days(self, setting: str) -> int:
        return int(getattr(self.hall.config.retention, setting))

    def _before(self, setting: str, now: datetime) -> str:
        return (now.astimezone(HALL_ZONE) - timedelta(days=self._days(setting))).isoformat()

    def _in_use(self) -> set[str]:
        """Persons of what is still going on: open reviews and cases, appointments that count, messages that are on their way."""
        state = self.hall.state
        used = {m.person_id for m in state.messages.values()} | {a.person_id for a in state.appointments.values()}
        used |= {v.person_id for v in state.home_visits.values()}
        for case in state.cases.values():
            used |= persons_of(case)
        return used

    def _open_contacts(self) -> set[str]:
        return {record.contact_id for record in self.hall.state.complaints.values()}

    def _seeds_in_use(self) -> set[str]:
        """Seeds not revealed yet: without them their draw could never be made."""
        return {draw.sealed_id for draw in self.hall.state.draws.values() if not draw.seed_hex}

    def _old_persons(self, now: datetime) -> int:
        before, used = self._before("review_days", now), self._left_in_use()
        return len(self.people.expired(now, self._in_use())) + sum(self.papers.older(kind, before, used) for kind in LEFT_WITH_BOOKINGS)

    def _forget_persons(self, now: datetime) -> int:
        before, used = self._before("review_days", now), self._left_in_use()
        return len(self.people.erase_expired(now, self._in_use())) + sum(self.papers.erase_older(kind, before, used) for kind in LEFT_WITH_BOOKINGS)

    def _left_in_use(self) -> set[str]:
        """What was left with a booking that is still to come, however often it was moved, or is on its way in a message."""
        state = self.hall.state
        used = {a.phone_id for a in state.appointments.values() if a.state in (AppointmentState.BOOKED, AppointmentState.ARRIVED)}
        used |= {str(m.ref.get("phone_id", "")) for m in state.messages.values()}
        for visit in state.home_visits.values():
            used |= {visit.phone_id, visit.address_id} if visit.state in OPEN_VISITS else set()
        return used

    def _old_lines(self, now: datetime) -> tuple[list[str], list[str], int]:
        """The file gateway's lines: those to keep, those whose message was queued too long ago, and how many bytes were read.

        A line nobody can date is kept.
        """
        if not self.sent.exists():
            return [], [], 0
        before, keep, old = self._before("message_days", now), [], []
        written = self.sent.read_bytes()
        for line in written.decode("utf-8").splitlines():
            (old if len(at := self._queued_at(line)) > 0 and at < before else keep).append(line)
        return keep, old, len(written)

    def _queued_at(self, line: str) -> str:
        try:
            number = str(json.loads(line)["key"]).rpartition(":")[2].removeprefix("M")
        except (ValueError, KeyError, TypeError):
            return ""
        rows = list(self.hall.log.after(self.hall.hall_id, int(number) - 1, limit=1)) if number.isascii() and number.isdecimal() else []
        return rows[0].at if rows else ""

    def _forget_messages(self, now: datetime) -> int:
        keep, old, read = self._old_lines(now)
        if old:
            beside = self.sent.with_suffix(".new")
            beside.write_text("".join(f"{line}\n" for line in keep), encoding="utf-8")
            with self.sent.open("rb") as file, beside.open("ab") as kept:
                file.seek(read)  # what was sent meanwhile
                kept.write(file.read())
            beside.replace(self.sent)
        return len(old)

    ACCESS = (("sign_in_failure", "at"), ("one_use", "expires_at"), ("session", "seen_at"))

    def _old_access(self, now: datetime) -> int:
        before = self._before("access_days", now)
        return sum(self._one(f"SELECT COUNT(*) FROM {table} WHERE hall_id = ? AND {column} < ?", before)  # noqa: S608 - own words only
                   for table, column in self.ACCESS)

    def _forget_access(self, now: datetime) -> int:
        gone = self._old_access(now)
        for table, column in self.ACCESS if gone else ():
            self.hall.log.run(f"DELETE FROM {table} WHERE hall_id = ? AND {column} < ?",  # noqa: S608 - own words only
                              (self.hall.hall_id, self._before("access_days", now)))
        return gone

    def _old_answers(self, now: datetime) -> int:
        return self._one("SELECT COUNT(*) FROM answer WHERE hall_id = ? AND at < ?", self._before("answer_days", now))

    def _forget_answers(self, now: datetime) -> int:
        gone = self._old_answers(now)
        if gone:
            self.hall.log.run("DELETE FROM answer WHERE hall_id = ? AND at < ?", (self.hall.hall_id, self._before("answer_days", now)))
        return gone

    def _old_tokens(self, now: datetime) -> list[str]:
        """Tokens of numbers given long ago whose ticket and case are both over."""
        log, hall_id, state = self.hall.log, self.hall.hall_id, self.hall.state
        busy = {c.ticket_id for c in state.cases.values()} | set(state.tickets)
        before = self._before("phone_days", now)
        found = log.run("SELECT n.key, n.about FROM number n JOIN event e ON e.hall_id = n.hall_id AND e.seq = n.seq "
                        "WHERE n.hall_id = ? AND n.series = 'token' AND e.at < ? ORDER BY n.seq LIMIT ?", (hall_id, before, ROUND_MAX)).fetchall()
        return [token for token, ticket_id in found if ticket_id not in busy and self._over_since(str(ticket_id)) < before]

    def _over_since(self, ticket_id: str) -> str:
        """The instant of the last event of the number's case."""
        about = self.hall.log.number(self.hall.hall_id, "ticket_case", ticket_id) or ticket_id
        return max((row.at for row in self.hall.log.about(self.hall.hall_id, about)), default="")

    def _forget_tokens(self, now: datetime) -> int:
        old = self._old_tokens(now)
        for token in old:
            self.hall.log.run("DELETE FROM number WHERE hall_id = ? AND series = 'token' AND key = ?", (self.hall.hall_id, token))
        return len(old)

    def _one(self, question: str, before: str) -> int:
        return int(self.hall.log.run(question, (self.hall.hall_id, before)).fetchone()[0])
