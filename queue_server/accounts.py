"""Who may come in: passwords, one-use links, sessions of seats, and devices. No default credentials exist (AB-39).

Kept beside the log in the same database, but no part of it: secrets have no place in a record that is never erased. Only
digests of tokens are stored. Times are handed in by the caller.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .domain.errors import Refused
from .domain.hall_settings import AuthSettings
from .log import Log

TABLES = (
    "CREATE TABLE IF NOT EXISTS account (hall_id TEXT NOT NULL, staff_no TEXT NOT NULL, staff_id TEXT NOT NULL, "
    "password TEXT NOT NULL, changed_at TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (hall_id, staff_no))",
    "CREATE TABLE IF NOT EXISTS session (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, staff_id TEXT NOT NULL, seat TEXT NOT NULL, "
    "csrf TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT NOT NULL, proved_at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS one_use (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, "
    "detail TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS device (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, "
    "detail TEXT NOT NULL, enrolled_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS sign_in_failure (hall_id TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS sign_in_failure_subject ON sign_in_failure (hall_id, subject, at)",
)
PASSWORD_LENGTH_MIN = 10
ADDRESS_TRIES_MAX = 60
SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Session:
    """A seat somebody is signed in at. ``csrf`` must come back in a header with every change.

    ``proved_at`` is when he last showed who he is; a locked session has none, and only a new sign-in opens its seat again.
    """

    digest: str
    staff_id: str
    seat: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    proved_at: datetime | None

    @property
    def locked(self) -> bool:
        return self.proved_at is None


@dataclass(frozen=True)
class Device:
    device: str
    kind: str
    detail: str


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Accounts:
    """Accounts, sessions and devices of one hall."""

    def __init__(self, log: Log, hall_id: str, rules: AuthSettings) -> None:
        self.log = log
        self.hall_id = hall_id
        self.rules = rules
        self.hasher = PasswordHasher()

    @cached_property
    def nobody(self) -> str:
        """Compared against when the account does not exist, so that the answer takes as long as for one that does."""
        return self.hasher.hash(secrets.token_urlsafe(16))

    def create_tables(self) -> None:
        with self.log.connection():
            for statement in TABLES:
                self.log.run(statement)

    # --- staff ------------------------------------------------------------------------------------------------------

    def set_password(self, staff_no: str, staff_id: str, password: str, now: datetime) -> None:
        """Raises Refused("PASSWORD_SHORT") under ten characters."""
        if len(password) < PASSWORD_LENGTH_MIN:
            raise Refused("PASSWORD_SHORT", least=PASSWORD_LENGTH_MIN)
        hashed = self.hasher.hash(password)
        with self.log.writing():
            self.log.run("DELETE FROM account WHERE hall_id = ? AND staff_no = ?", (self.hall_id, staff_no))
            self.log.run("INSERT INTO account (hall_id, staff_no, staff_id, password, changed_at) VALUES (?,?,?,?,?)",
                         (self.hall_id, staff_no, staff_id, hashed, now.isoformat()))

    def set_one_password(self, members: Sequence[tuple[str, str]], password: str, now: datetime) -> None:
        """The same new password for several (staff_no, staff_id), worked out once: for a demonstration only."""
        if len(password) < PASSWORD_LENGTH_MIN:
            raise Refused("PASSWORD_SHORT", least=PASSWORD_LENGTH_MIN)
        hashed = self.hasher.hash(password)
        with self.log.writing():
            for staff_no, staff_id in members:
                self.log.run("DELETE FROM account WHERE hall_id = ? AND staff_no = ?", (self.hall_id, staff_no))
                self.log.run("INSERT INTO account (hall_id, staff_no, staff_id, password, changed_at) VALUES (?,?,?,?,?)",
                             (self.hall_id, staff_no, staff_id, hashed, now.isoformat()))

    def disable(self, staff_no: str) -> None:
        """The account, every session of it and every link made for it end at once (AB-15)."""
        with self.log.writing():
            self.log.run("UPDATE account SET disabled = 1 WHERE hall_id = ? AND staff_no = ?", (self.hall_id, staff_no))
            self.log.run("DELETE FROM one_use WHERE hall_id = ? AND kind = 'SIGN_IN' AND used_at = '' AND subject IN "
                         "(SELECT staff_id FROM account WHERE hall_id = ? AND staff_no = ?)", (self.hall_id, self.hall_id, staff_no))
            self.log.run("DELETE FROM session WHERE hall_id = ? AND staff_id IN "
                         "(SELECT staff_id FROM account WHERE hall_id = ? AND staff_no = ?)", (self.hall_id, self.hall_id, staff_no))

    def check_password(self, staff_no: str, password: str, address: str, now: datetime) -> str:
        """The staff_id behind number and password. The same "no" for an unknown number and a wrong password (AB-13).

        Raises Refused("LOCKED") after five tries within the lock time, Refused("SLOW_DOWN") for an address that tries many.
        """
        since = (now - timedelta(minutes=self.rules.lock_minutes)).isoformat()
        if self._failures(f"staff:{staff_no}", since) >= self.rules.lock_tries:
            raise Refused("LOCKED", minutes=self.rules.lock_minutes)
        if self._failures(f"address:{address}", since) >= ADDRESS_TRIES_MAX:
            raise Refused("SLOW_DOWN")
        with self.log.connection():
            row = self.log.run("SELECT staff_id, password FROM account WHERE hall_id = ? AND staff_no = ? AND disabled = 0",
                               (self.hall_id, staff_no)).fetchone()
        try:
            self.hasher.verify(row[1] if row else self.nobody, password)
        except (VerificationError, InvalidHashError):
            row = None
        if row is None:
            with self.log.writing():
                for subject in (f"staff:{staff_no}", f"address:{address}"):
                    self.log.run("INSERT INTO sign_in_failure (hall_id, subject, at) VALUES (?,?,?)",
                                 (self.hall_id, subject, now.isoformat()))
            raise Refused("SIGN_IN_WRONG")
        return str(row[0])

    def _failures(self, subject: str, since: str) -> int:
        with self.log.connection():
            row = self.log.run("SELECT COUNT(*) FROM sign_in_failure WHERE hall_id = ? AND subject = ? AND at >= ?",
                               (self.hall_id, subject, since)).fetchone()
        return int(row[0])

    # --- one-use links ----------------------------------------------------------------------------------------------

    def make_one_use(self, kind: str, subject: str, now: datetime, minutes: int, detail: str = "") -> str:
        """A token good for one use within the minutes. Kinds: SIGN_IN (subject = staff_id, detail = seat), DEVICE."""
        token = secrets.token_urlsafe(24)
        with self.log.writing():
            self.log.run("INSERT INTO one_use (digest, hall_id, kind, subject, detail, expires_at) VALUES (?,?,?,?,?,?)",
                         (digest_of(token), self.hall_id, kind, subject, detail, (now + timedelta(minutes=minutes)).isoformat()))
        return token

    def look_at_one_use(self, token: str, kind: str, now: datetime) -> tuple[str, str] | None:
        """What the token would give, without using it: (subject, detail), or None when used, late or unknown."""
        with self.log.connection():
            row = self.log.run("SELECT subject, detail, expires_at, used_at FROM one_use WHERE digest = ? AND hall_id = ? AND kind = ?",
                               (digest_of(token), self.hall_id, kind)).fetchone()
        if row is None or row[3] or datetime.fromisoformat(row[2]) < now:
            return None
        return str(row[0]), str(row[1])

    def use_one_use(self, token: str, kind: str, now: datetime) -> tuple[str, str]:
        """Use the token up. Raises Refused("LINK_USED") for a second use, a late or an unknown one (AB-06)."""
        with self.log.writing():
            found = self.look_at_one_use(token, kind, now)
            # Of two processes that both found it good the database lets one use it.
            if found is None or self.log.run("UPDATE one_use SET used_at = ? WHERE digest = ? AND used_at = ''",
                                             (now.isoformat(), digest_of(token))).rowcount != 1:
                raise Refused("LINK_USED")
        return found

    # --- sessions ---------------------------------------------------------------------------------------------------

    def open_session(self, staff_id: str, seat: str, now: datetime) -> tuple[str, Session]:
        """A new token and session for the seat; the person's other sessions and the seat's former one end (AB-14)."""
        token = secrets.token_urlsafe(32)
        session = Session(digest_of(token), staff_id, seat, secrets.token_urlsafe(24), now, now, now)
        with self.log.writing():
            self.log.run("DELETE FROM session WHERE hall_id = ? AND (staff_id = ? OR seat = ?)", (self.hall_id, staff_id, seat))
            self.log.run("INSERT INTO session (digest, hall_id, staff_id, seat, csrf, created_at, seen_at, proved_at) "
                         "VALUES (?,?,?,?,?,?,?,?)", (session.digest, self.hall_id, staff_id, seat, session.csrf, now.isoformat(),
                                                      now.isoformat(), now.isoformat()))
        return token, session

    def session(self, token: str, seat: str, now: datetime) -> Session | None:
        """The live session behind a cookie, or None: idle too long, too old, ended, or of another seat."""
        if not token:
            return None
        with self.log.connection():
            row = self.log.run("SELECT digest, staff_id, seat, csrf, created_at, seen_at, proved_at FROM session "
                               "WHERE digest = ? AND hall_id = ?", (digest_of(token), self.hall_id)).fetchone()
        if row is None or row[2] != seat:
            return None
        proved_at = datetime.fromisoformat(row[6]) if row[6] else None
        found = Session(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]), datetime.fromisoformat(row[5]), proved_at)
        if now - found.seen_at > timedelta(minutes=self.rules.idle_minutes) or \
                now - found.created_at > timedelta(hours=self.rules.absolute_hours):
            return None
        return found

    def seen(self, session: Session, now: datetime) -> None:
        """The person did something: the idle time begins anew (written at most twice a minute)."""
        if now - session.seen_at >= SEEN_EVERY:
            with self.log.lock, self.log.connection():
                self.log.run("UPDATE session SET seen_at = ? WHERE digest = ?", (now.isoformat(), session.digest))

    def lock(self, session: Session) -> None:
        """The person has left the screen: nothing is done or read in his name until he signs in again (UX-40)."""
        with self.log.lock, self.log.connection():
            self.log.run("UPDATE session SET proved_at = '' WHERE digest = ?", (session.digest,))

    def prove(self, session: Session, now: datetime) -> None:
        """The person has shown again who he is. A locked session stays locked: that needs a new one (AB-14)."""
        with self.log.lock, self.log.connection():
            self.log.run("UPDATE session SET proved_at = ? WHERE digest = ? AND proved_at <> ''", (now.isoformat(), session.digest))

    def is_proved(self, session: Session, now: datetime) -> bool:
        return session.proved_at is not None and now - session.proved_at <= timedelta(minutes=self.rules.proof_minutes)

    def is_live(self, digest: str) -> bool:
        with self.log.connection():
            return self.log.run("SELECT 1 FROM session WHERE digest = ?", (digest,)).fetchone() is not None

    def close_session(self, digest: str) -> None:
        with self.log.lock, self.log.connection():
            self.log.run("DELETE FROM session WHERE digest = ?", (digest,))

    @staticmethod
    def same(one: str, other: str) -> bool:
        return hmac.compare_digest(one.encode(), other.encode())

    # --- devices ----------------------------------------------------------------------------------------------------

    def enrol(self, device: str, kind: str, now: datetime, detail: str = "") -> str:
        """A new token for a device; the one it had before is revoked."""
        token = secrets.token_urlsafe(32)
        with self.log.writing():
            self.log.run("UPDATE device SET revoked_at = ? WHERE hall_id = ? AND device = ? AND revoked_at = ''",
                         (now.isoformat(), self.hall_id, device))
            self.log.run("INSERT INTO device (digest, hall_id, device, kind, detail, enrolled_at) VALUES (?,?,?,?,?,?)",
                         (digest_of(token), self.hall_id, device, kind, detail, now.isoformat()))
        return token

    def device(self, token: str) -> Device | None:
        if not token:
            return None
        with self.log.connection():
            row = self.log.run("SELECT device, kind, detail FROM device WHERE digest = ? AND hall_id = ? AND revoked_at = ''",
                               (digest_of(token), self.hall_id)).fetchone()
        return Device(*row) if row else None

    def revoke(self, device: str, now: datetime) -> None:
        with self.log.lock, self.log.connection():
            self.log.run("UPDATE device SET revoked_at = ? WHERE hall_id = ? AND device = ?", (now.isoformat(), self.hall_id, device))
