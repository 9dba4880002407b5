"""The lock of a unit: taken by the judicial clerk when a court paper is handed to him, before a word of it is typed.

Whoever holds the unit's lock first wins (domain.md 4.4): while one stands, `Register.write` refuses everything that is
not entered under a lock of the unit. Locks stay readable after their release. Nothing here judges a restriction or
opens a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .domain.entries import HALL_ZONE
from .domain.errors import Refused
from .sql_text import Database, carry_out, first, hold_until_commit, rows


@dataclass(frozen=True)
class UnitLock:
    """``delivered_at`` is when the paper was handed over, and so takes effect; ``taken_at`` when the lock was taken."""

    lock_id: str
    unit_id: str
    taken_by: str
    delivered_at: datetime
    taken_at: datetime


class UnitLocks:
    """The part of the register that keeps locks. Several papers may lie on one unit at once, each with its own lock."""

    db: Database
    registry: str

    def lock_unit(self, unit_id: str, by: str, delivered_at: datetime, at: datetime, lock_id: str = "") -> UnitLock:
        """Take the unit's lock for a paper just received; to be committed at once (domain.md 4.4).

        Asking again under the same ``lock_id`` returns the lock that stands. Raises DELIVERED_IN_FUTURE when the paper
        is said to have come after ``at``, LOCK_TAKEN when the id belongs to another unit or was given back already.
        """
        if delivered_at > at:
            raise Refused("DELIVERED_IN_FUTURE")
        self.hold_unit(unit_id)
        if lock_id:
            known = next((lock for lock in self.locks(unit_id) if lock.lock_id == lock_id), None)
            if known:
                return known
            if first(self.db, "SELECT 1 FROM register_lock WHERE registry = ? AND lock_id = ?", self.registry, lock_id):
                raise Refused("LOCK_TAKEN", lock=lock_id)
        lock = UnitLock(lock_id or self._next_lock_id(unit_id), unit_id, by, delivered_at, at)
        carry_out(
            self.db,
            "INSERT INTO register_lock (registry, lock_id, unit_id, taken_by, delivered_at, taken_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            self.registry, lock.lock_id, unit_id, by, as_text(delivered_at), as_text(at),
        )
        return lock

    def unlock_unit(self, lock_id: str, by: str, at: datetime, reason: str = "") -> None:
        """Give the lock back, after the entry or when the paper asks for none. Raises LOCK_UNKNOWN."""
        given_back = carry_out(
            self.db,
            "UPDATE register_lock SET released_at = ?, released_by = ?, reason = ? "
            "WHERE registry = ? AND lock_id = ? AND released_at IS NULL",
            as_text(at), by, reason, self.registry, lock_id,
        )
        if not given_back:
            raise Refused("LOCK_UNKNOWN", lock=lock_id)

    def locks(self, unit_id: str) -> tuple[UnitLock, ...]:
        """The locks that lie on the unit now, the paper delivered first coming first."""
        found = rows(
            self.db,
            "SELECT lock_id, unit_id, taken_by, delivered_at, taken_at FROM register_lock "
            "WHERE registry = ? AND unit_id = ? AND released_at IS NULL",
            self.registry, unit_id,
        )
        read = [UnitLock(row[0], row[1], row[2], as_time(row[3]), as_time(row[4])) for row in found]
        return tuple(sorted(read, key=lambda lock: (lock.delivered_at, lock.lock_id)))

    def locked_units(self) -> tuple[str, ...]:
        """Every unit that waits for a court paper to be typed in: for the board, so that no lock is forgotten."""
        found = rows(
            self.db,
            "SELECT DISTINCT unit_id FROM register_lock WHERE registry = ? AND released_at IS NULL ORDER BY unit_id",
            self.registry,
        )
        return tuple(row[0] for row in found)

    def hold_unit(self, unit_id: str) -> None:
        """Keep every other process off this unit until the transaction ends."""
        hold_until_commit(self.db, f"register/{self.registry}/{unit_id}")

    def _next_lock_id(self, unit_id: str) -> str:
        taken = first(
            self.db, "SELECT COUNT(*) FROM register_lock WHERE registry = ? AND unit_id = ?", self.registry, unit_id
        )
        return f"{unit_id}/L{(taken[0] if taken else 0) + 1}"


def as_text(moment: datetime) -> str:
    """One instant, one spelling: ISO text in the hall's zone."""
    return moment.astimezone(HALL_ZONE).isoformat()


def as_time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(HALL_ZONE)
