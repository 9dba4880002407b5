"""A property register of another office, over HTTP with JSON; one class that stands where the embedded register stands.

The other side offers (``base`` is its address):

    POST base/look-ups            {"certificate_no"} or {"unit_no"}           200 {"unit_id"} | 404
    GET  base/units/<id>          200 {"version", "entries": [{"record_kind", "record_id", "version", "body"}]} | 404
    GET  base/units/<id>/version  200 {"version"} | 404
    POST base/entries             {"case_no", "unit_id", "seen_version", "entries", "at", "actor"}, with Idempotency-Key
                                  200 {"result": "REGISTERED", "version", "digest", "records"} | 409 {"reason"}
    GET  base/entries/<case>/<id> 200 as above | 404

It refuses (409) an entry worked out on an older version, or while a restriction or a court paper lies on the unit: that
check is its own, in its own transaction. Numbers that lead to a person travel in bodies, never in an address. An entry is
asked for by the worker, outside the hall's turn; after an answer that was lost, the outcome is asked for before trying again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ..domain.entries import HALL_ZONE, Entry, RecordKind, fold
from ..domain.errors import Broken, Unavailable
from ..domain.folio import Folio
from ..register_adapter import EntryIntent, EntryOutcome, EntryResult, RegisterAdapter
from .outbound import Outbound

SYSTEM = "REGISTER"


class HttpRegister(RegisterAdapter):
    """The face of a register that lies elsewhere. Every method may raise Unavailable("REGISTER")."""

    transactional = False

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    @staticmethod
    def at(base_url: str, token: str = "", **options: Any) -> HttpRegister:
        """A register at an address; ``token`` proves who asks, other options are those of `Outbound`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return HttpRegister(Outbound(SYSTEM, base_url, headers=headers, **options))

    def folio(self, unit_id: str) -> Folio | None:
        found = self._found("GET", f"/units/{_part(unit_id)}")
        if found is None:
            return None
        try:
            entries = [
                Entry(unit_id, RecordKind(e["record_kind"]), str(e["record_id"]), int(e["version"]), dict(e["body"]))
                for e in found["entries"]
            ]
            folio = fold(entries)
            return replace(folio, version=int(found["version"])) if folio else None
        except (KeyError, TypeError, ValueError, Broken) as problem:
            raise Unavailable(SYSTEM, permanent=True) from problem

    def unit_of_certificate(self, number: str) -> str | None:
        return self._look_up({"certificate_no": number})

    def unit_of_unit_no(self, unit_no: str) -> str | None:
        return self._look_up({"unit_no": unit_no})

    def version(self, unit_id: str) -> int:
        found = self._found("GET", f"/units/{_part(unit_id)}/version")
        return _number(found, "version") if found else 0

    def enter(self, intent: EntryIntent) -> EntryOutcome:
        body = {
            "case_no": intent.case_no, "unit_id": intent.unit_id, "seen_version": intent.seen_version,
            "at": intent.at.astimezone(HALL_ZONE).isoformat(), "actor": intent.actor,
            "entries": [
                {"record_kind": e.record_kind.value, "record_id": e.record_id, "version": e.version, "body": dict(e.body)}
                for e in intent.entries
            ],
        }
        try:
            status, answer = self._outbound.ask("POST", "/entries", body, key=f"{intent.case_no}/{intent.unit_id}")
        except Unavailable as silence:
            if silence.permanent:
                raise
            # It may have been entered and only the answer lost: whoever asks again must not be told "changed".
            done = self.outcome(intent.case_no, intent.unit_id)
            if done is None:
                raise
            return done
        if status == 409 and isinstance(answer, Mapping):
            reason = str(answer.get("reason") or "REGISTER_REFUSED")
            return EntryOutcome(intent.case_no, intent.unit_id, EntryResult.HALTED, reason=reason)
        if status not in (200, 201):
            raise Unavailable(SYSTEM, permanent=True)
        return _outcome(intent.case_no, intent.unit_id, answer)

    def outcome(self, case_no: str, unit_id: str) -> EntryOutcome | None:
        found = self._found("GET", f"/entries/{_part(case_no)}/{_part(unit_id)}")
        return None if found is None else _outcome(case_no, unit_id, found)

    def _look_up(self, asked: Mapping[str, str]) -> str | None:
        found = self._found("POST", "/look-ups", asked)
        if found is None:
            return None
        unit_id = found.get("unit_id")
        if not isinstance(unit_id, str) or not unit_id:
            raise Unavailable(SYSTEM, permanent=True)
        return unit_id

    def _found(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any] | None:
        """The answer to a question, None for 404. Raises Unavailable (permanent) for any other no: tell a person."""
        status, answer = self._outbound.ask(method, path, body)
        if status == 404:
            return None
        if status != 200 or not isinstance(answer, Mapping):
            raise Unavailable(SYSTEM, permanent=True)
        return answer


def _outcome(case_no: str, unit_id: str, answer: Any) -> EntryOutcome:
    if not isinstance(answer, Mapping) or answer.get("result") != EntryResult.REGISTERED:
        raise Unavailable(SYSTEM, permanent=True)
    records = answer.get("records")
    return EntryOutcome(
        case_no, unit_id, EntryResult.REGISTERED, _number(answer, "version"), str(answer.get("digest", "")),
        tuple(str(r) for r in records) if isinstance(records, list) else (),
    )


def _number(answer: Mapping[str, Any], name: str) -> int:
    value = answer.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unavailable(SYSTEM, permanent=True)
    return value


def _part(text: str) -> str:
    """An id as one part of a path, whatever stands in it."""
    return quote(text, safe="")
