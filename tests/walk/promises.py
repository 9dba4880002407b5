"""INV-01 to INV-12 checked event by event by a reader of its own, straight from the rows of the log.

Nothing of the hall's own folding, dispatching or judging is used here: what may follow what is written down once more, from
domain.md 3.4, 4.2 and 4.3, so that a fault in the code and a fault in its check cannot be the same fault.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from queue_server.domain.state import HallState
from queue_server.log import Row
from tests.walk.promises_of_line import LinePromises, Violation

STAFF = frozenset({"ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "TAX_CLERK", "GUIDE", "DIRECTOR",
                   "JUDICIAL_CLERK", "CALLBACK", "QC", "BUREAU"})
ENDED = "-"
# event: (from which states, to which; "=" stays, "-" ends; by which roles). domain.md 4.3.
CASE_MOVES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "NoticeGiven": (("PRE_REVIEW", "REFERRED"), "DEFICIENT", ("KIOSK", "PRE_REVIEWER")),
    "ReviewRefused": (("PRE_REVIEW", "REFERRED"), ENDED, ("PRE_REVIEWER",)),
    "ReviewReferred": (("PRE_REVIEW", "REFERRED"), "REFERRED", ("KIOSK", "PRE_REVIEWER")),
    "ReviewResumed": (("DEFICIENT", "PRE_REVIEW"), "PRE_REVIEW", ("KIOSK", "PRE_REVIEWER")),
    "ReviewDropped": (("PRE_REVIEW", "DEFICIENT"), ENDED, ("KIOSK", "PRE_REVIEWER", "SYSTEM")),
    "PassConfirmed": (("PRE_REVIEW", "REFERRED"), "=", ("KIOSK", "PRE_REVIEWER")),
    "CaseAccepted": (("CALLED",), "ACCEPTED", ("ACCEPTOR",)),
    "AcceptanceRefused": (("CALLED",), ENDED, ("ACCEPTOR",)),
    "CheckAnswered": (("ACCEPTED", "APPROVED"), "=", ("REGISTRAR",)),
    "CaseApproved": (("ACCEPTED", "APPROVED"), "APPROVED", ("REGISTRAR",)),
    "ReturnProposed": (("ACCEPTED", "APPROVED"), "=", ("REGISTRAR", "DIRECTOR")),
    "CaseReturned": (("ACCEPTED", "APPROVED", "HALTED"), ENDED, ("DIRECTOR", "REGISTRAR")),
    "CaseSuspended": (("ACCEPTED", "APPROVED"), "SUSPENDED", ("REGISTRAR", "ACCEPTOR", "SYSTEM")),
    "CaseWithdrawn": (("ACCEPTED", "APPROVED", "SUSPENDED"), ENDED, ("ACCEPTOR",)),
    "CaseLapsed": (("SUSPENDED",), ENDED, ("DIRECTOR",)),
    "CaseHalted": (("ACCEPTED", "APPROVED", "SUSPENDED"), "HALTED", ("SYSTEM",)),
    "HaltReviewed": (("HALTED",), "=", ("REGISTRAR", "DIRECTOR")),
    "RegisterEntered": (("APPROVED",), "REGISTERED", ("REGISTRAR",)),
    "FileHandedOver": (("REGISTERED",), "ARCHIVE_HANDED", ("REGISTRAR",)),
    "FileReceived": (("ARCHIVE_HANDED",), "=", ("CERT_CLERK",)),
    "CertificatePrepared": (("ARCHIVE_HANDED",), "CERTIFIED", ("CERT_CLERK",)),
    "CaseReady": (("CERTIFIED", "ARCHIVE_HANDED"), "READY", ("SYSTEM",)),
    "FeeTaken": (("READY", "ARCHIVE_HANDED"), "=", ("CASHIER",)),
    "CertificateDelivered": (("READY",), "DELIVERED", ("ISSUER",)),
    "CaseClosed": (("DELIVERED",), ENDED, ("CALLBACK", "SYSTEM")),
}
# Which types a seizure or freeze stops for certain (domain.md 3.4), by rule set alike.
STOPPED_TYPES = frozenset({"T01", "T02", "T03", "T04", "T05"})


class Promises(LinePromises):
    """Reads on from the log and keeps its own small books. ``read`` raises Violation at the first promise that is broken."""

    def __init__(self, hall_id: str, ratio: int, policy: str) -> None:
        super().__init__(ratio, policy)
        self.hall_id = hall_id
        self.head, self.at = "0" * 64, ""
        self.before: dict[str, str] = {}
        self.type_of: dict[str, str] = {}
        self.unit_of: dict[str, str] = {}
        self.hands: dict[str, dict[str, str]] = defaultdict(dict)
        self.staff: dict[str, dict[str, Any]] = {}
        self.stopped: dict[str, set[str]] = defaultdict(set)
        self.locked: dict[str, str] = {}
        self.reads = 0

    def read(self, rows: Iterable[Row]) -> int:
        read = 0
        for row in rows:
            self._chain(row)
            body, stamp = json.loads(row.body), json.loads(row.stamp)
            self._signed(row, stamp)
            handler = getattr(self, f"_on_{row.kind}", None)
            self._case_moves(row.kind, body, stamp)
            if handler:
                handler(row, body, stamp)
            read += 1
        self.reads += read
        return read

    # --- the record itself: INV-12, INV-08 (who, when, where) -----------------------------------------------------------

    def _chain(self, row: Row) -> None:
        if row.seq != self.seq + 1:
            raise Violation("INV-12", f"event {row.seq} follows {self.seq}")
        digest = hashlib.sha256()
        for part in (self.head, self.hall_id, str(row.seq), row.at, row.kind, row.about, row.stamp, row.body):
            raw = part.encode()
            digest.update(str(len(raw)).encode() + b":" + raw)
        if row.prev_hash != self.head or row.hash != digest.hexdigest():
            raise Violation("INV-12", f"event {row.seq} does not hang on the one before")
        self.seq, self.head = row.seq, row.hash

    def _signed(self, row: Row, stamp: dict[str, Any]) -> None:
        if not stamp.get("role") or stamp.get("seq") != row.seq:
            self.fail("INV-08", f"{row.kind} has no actor")
        if stamp["role"] in STAFF and not (stamp.get("person_id") and stamp.get("seat")):
            self.fail("INV-12", f"{row.kind} of a {stamp['role']} is not signed")
        if row.at < self.at:
            self.fail("INV-08", f"{row.kind} happened before the event before it")
        self.at = row.at

    # --- cases: INV-08, INV-09, INV-10, INV-11 ---------------------------------------------------------------------------

    def _case_moves(self, kind: str, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        case_id = body.get("case_id", "")
        if kind not in CASE_MOVES:
            return
        allowed, to, roles = CASE_MOVES[kind]
        state = self.cases.get(case_id)
        if state not in allowed:
            self.fail("INV-08", f"{kind} of a case that is {state}")
        if stamp["role"] not in roles:
            self.fail("INV-08", f"{kind} by a {stamp['role']}")
        if to == ENDED:
            del self.cases[case_id]
        elif to != "=":
            if kind in ("CaseSuspended", "CaseHalted") and state != "SUSPENDED":
                self.before[case_id] = str(state)
            self.cases[case_id] = to

    def _on_ReviewOpened(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._number("pre_review", body["case_id"])
        self.cases[body["case_id"]] = "PRE_REVIEW"
        self.type_of[body["case_id"]] = body["type_code"]

    def _on_RegisterLookedUp(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body.get("unit_id"):
            self.unit_of[body["case_id"]] = body["unit_id"]

    def _on_PassConfirmed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if not body["automatic"]:
            self._qualified(row.kind, stamp)

    def _on_CaseAccepted(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._number("case", body["case_no"])
        self._number("acceptance", body["acceptance_no"])
        self.hands[body["case_id"]]["accept"] = stamp["person_id"]

    def _on_CaseApproved(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._other_hand(row.kind, body["case_id"], stamp)
        self._qualified(row.kind, stamp)

    def _on_RegisterEntered(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        case_id, unit = body["case_id"], body["unit_id"]
        self._other_hand(row.kind, case_id, stamp)
        self._qualified(row.kind, stamp)
        if self.stopped[unit] and self.type_of[case_id] in STOPPED_TYPES:
            self.fail("INV-09", f"a {self.type_of[case_id]} was entered on a unit with {sorted(self.stopped[unit])}")
        if unit in self.locked:
            self.fail("INV-09", "a case was entered while a court's paper lay on the unit")

    def _on_CaseResumed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._back(row.kind, body, "SUSPENDED")

    def _on_HaltLifted(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._back(row.kind, body, "HALTED")

    def _back(self, kind: str, body: dict[str, Any], state: str) -> None:
        case_id = body["case_id"]
        if self.cases.get(case_id) != state or body["state"] != self.before.get(case_id):
            self.fail("INV-08", f"{kind} to {body['state']} from {self.cases.get(case_id)}, before {self.before.get(case_id)}")
        self.cases[case_id] = body["state"]

    def _on_BlankSpoiled(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if self.cases.get(body.get("case_id", "")) in ("CERTIFIED", "READY"):
            self.cases[body["case_id"]] = "ARCHIVE_HANDED"

    def _other_hand(self, kind: str, case_id: str, stamp: dict[str, Any]) -> None:
        if stamp["person_id"] == self.hands[case_id].get("accept"):
            self.fail("INV-10", f"{kind} by the person who accepted the case")

    def _qualified(self, kind: str, stamp: dict[str, Any]) -> None:
        if not self.required_qualification:
            return
        held = self.staff.get(stamp["staff_id"], {})
        day = self.at[:10]
        valid = held.get("qualification_no") and str(held.get("qualified_from") or "") <= day <= str(held.get("qualified_to") or "9999")
        if not valid or not stamp.get("qualification"):
            self.fail("INV-11", f"{kind} by somebody whose certificate is not valid on {day}")

    def _on_StaffEnrolled(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.staff[body["staff_id"]] = body

    # --- courts ---------------------------------------------------------------------------------------------------------

    def _on_UnitLocked(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.locked[body["unit_id"]] = body["lock_id"]

    def _on_UnitUnlocked(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.locked.pop(body["unit_id"], None)

    def _on_RestrictionEntered(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["action"] == "ENTER" and body["kind"] in ("SEIZURE", "FREEZE"):
            self.stopped[body["unit_id"]] |= set(body["records"])
        elif body["action"] in ("RELEASE", "WITHDRAW"):
            self.stopped[body["unit_id"]] -= set(body["records"])

    # --- the state against the books: INV-05, INV-07 -----------------------------------------------------------------------

    def compare(self, state: HallState) -> None:
        """What the hall believes is what the log adds up to, and nobody is lost (INV-07)."""
        theirs = {i: (str(t.state), t.window_id) for i, t in state.tickets.items()}
        ours = {i: (t["state"], t["window"]) for i, t in self.tickets.items()}
        if theirs != ours:
            raise Violation("INV-07", f"the line differs: {sorted(set(theirs.items()) ^ set(ours.items()))[:4]}")
        in_hall = len(self.tickets)
        if self.counts["issued"] != in_hall + self.counts["served"] + self.counts["cancelled"] + self.counts["expired"]:
            raise Violation("INV-07", f"of {self.counts['issued']} numbers {in_hall} are here and {dict(self.counts)} accounted for")
        busy = {w.window_id: w.ticket_id for w in state.windows.values() if w.ticket_id}
        if busy != self.at_window:
            raise Violation("INV-05", f"at the windows: {busy}, by the log {self.at_window}")
        cases = {i: str(c.state) for i, c in state.cases.items()}
        if cases != self.cases:
            raise Violation("INV-08", f"cases differ: {sorted(set(cases.items()) ^ set(self.cases.items()))[:4]}")


__all__ = ["Promises", "Violation"]
