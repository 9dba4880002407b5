"""Papers of courts and other organs on their way to the hall: whom they name is remembered, and the act gets ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .domain.scene import Actor
from .hall import Done, Gathered, Hall

Named = Callable[[str, str, str, str, datetime], str]
Intake = Callable[[Actor, Any, str | None], Done]


def intakes(hall: Hall, named: Named) -> Mapping[str, Intake]:
    """``named`` remembers a person: name, kind and number of the document, the field for a refusal, the hour."""

    def enter(actor: Actor, wish: Any, key: str | None) -> Done:
        details: dict[str, Any] = {"action": "ENTER", **{name: getattr(wish, name) for name in (
            "kind", "authority", "document_no", "starts_on", "ends_on", "scope", "file_no", "words", "matter", "evidence")}}

        def with_persons(now: datetime) -> Gathered:
            found: dict[str, Any] = {}
            if wish.against:
                found["against_person_id"] = named(wish.against.name, wish.against.document_kind, wish.against.document_no, "against", now)
            if wish.objector:
                found["objectors"] = (named(wish.objector.name, wish.objector.document_kind, wish.objector.document_no, "objector", now),)
            return Gathered({"details": details | found})

        return hall.do("enter_restriction", actor, key, gather=with_persons, lock_id=wish.lock_id)

    def renew(actor: Actor, wish: Any, key: str | None) -> Done:
        details = {"action": "RENEW", "record_id": wish.record_id, "document_no": wish.document_no, "ends_on": wish.ends_on,
                   "authority": wish.authority}
        return hall.do("enter_restriction", actor, key, lock_id=wish.lock_id, details=details)

    def release(actor: Actor, wish: Any, key: str | None) -> Done:
        details = {"action": "WITHDRAW" if wish.mistaken else "RELEASE", "record_id": wish.record_id, "authority": wish.authority,
                   "document_no": wish.document_no, "reason": wish.words}
        return hall.do("enter_restriction", actor, key, lock_id=wish.lock_id, details=details)

    return {"enter_restriction": enter, "renew_restriction": renew, "release_restriction": release}
