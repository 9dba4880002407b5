"""Acts of the worker and of those who mend what did not arrive: a message is taken, reported, receipted, asked about, settled.

States as in INV-13: CREATED, SENDING, SENT, then gone when DELIVERED; FAILED_FOR_GOOD and UNKNOWN stand until a person or a late
receipt settles them. What may have been sent is never sent again unless the provider says that it does not have it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .. import aftercare_events as a
from .. import events as e
from ..effects import not_quiet
from ..errors import Refused
from ..scene import Deed, Scene
from ..state import MessageRecord, TicketState
from . import act

OUTCOMES = ("SENT", "DELIVERED", "FAILED_FOR_NOW", "FAILED_FOR_GOOD", "UNKNOWN")
SETTLED = ("TOLD_BY_PHONE", "TOLD_IN_PERSON", "GIVEN_UP")
NO_RECEIPT = "NO_RECEIPT"
ASKED_IN_VAIN = ("ASKED_IN_VAIN", "CANNOT_ASK")
MOOT_UNLESS = {"QUEUE_NEAR": (TicketState.WAITING,), "NO_SHOW": (TicketState.MISSED,)}


def is_moot(scene: Scene, message: MessageRecord) -> bool:
    """Whether a message about a place in the line has nothing to say any more."""
    wanted = MOOT_UNLESS.get(message.kind)
    ticket = scene.draft.tickets.get(message.ticket_id)
    return wanted is not None and (ticket is None or ticket.state not in wanted)


def needs_person(message: MessageRecord) -> bool:
    """Whether the machine can do no more for it: it stands on the guide's list."""
    return message.state == "FAILED_FOR_GOOD" or message.state == "UNKNOWN" and message.detail in ASKED_IN_VAIN


@act("WORKER", quiet=True)
def take_message(scene: Scene, message_id: str) -> Deed:
    """Claim a message before sending: the loser of a race between two workers gets nothing (INV-13).

    One that should have gone in the evening and could not is not sent in the night either.
    """
    message = scene.draft.messages.get(message_id)
    if message is None or message.state != "CREATED" or message.due_at > scene.now or not_quiet(scene, scene.now) > scene.now:
        return {"taken": False}
    if is_moot(scene, message):
        yield e.MessageCancelled(message_id=message_id, reason="MOOT")
        return {"taken": False}
    yield e.MessageTaken(message_id=message_id, attempt=message.attempt + 1)
    return {"taken": True, "attempt": message.attempt + 1}


@act("WORKER", quiet=True)
def report_message(scene: Scene, message_id: str, outcome: str, provider_ref: str = "", detail: str = "",
                   retry_seconds: int = 0) -> Deed:
    """What became of a message that was taken. A report for a message that is settled meanwhile changes nothing."""
    if outcome not in OUTCOMES:
        raise Refused("BAD_INPUT", field="outcome")
    message = scene.draft.messages.get(message_id)
    if message is None or message.state != "SENDING":
        return {}
    yield _reported(scene, message, outcome, provider_ref, detail, retry_seconds)
    return {}


@act("WORKER", quiet=True)
def report_asked(scene: Scene, message_id: str, outcome: str, provider_ref: str = "", detail: str = "",
                 retry_seconds: int = 0) -> Deed:
    """What the provider says about a message nobody was sure of. NOT_FOUND, and only that, lets it be sent again.

    A provider that owes a receipt and only says "sent" again has said nothing new: asked in vain often enough, a person is told (V10).
    """
    if outcome not in (*OUTCOMES, "NOT_FOUND"):
        raise Refused("BAD_INPUT", field="outcome")
    message = scene.draft.messages.get(message_id)
    if message is None or message.state != "UNKNOWN":
        return {}
    if outcome == "NOT_FOUND":
        outcome, detail = "FAILED_FOR_NOW", detail or "NOT_FOUND"
    if message.detail == NO_RECEIPT and outcome in ("SENT", "UNKNOWN"):
        outcome, detail = "UNKNOWN", detail if detail in ASKED_IN_VAIN else NO_RECEIPT
    if outcome == "UNKNOWN" and message.asks + 1 >= scene.config.sms.asks_max and detail not in ASKED_IN_VAIN:
        detail = "ASKED_IN_VAIN"
    yield _reported(scene, message, outcome, provider_ref, detail, retry_seconds)
    return {}


@act("WORKER", quiet=True)
def receive_receipt(scene: Scene, message_id: str, outcome: str, provider_ref: str = "", detail: str = "",
                    retry_seconds: int = 600) -> Deed:
    """A delivery receipt. The second of two changes nothing; that of an attempt which is no longer the newest cannot undo it."""
    if outcome not in ("DELIVERED", "FAILED_FOR_NOW", "FAILED_FOR_GOOD"):
        raise Refused("BAD_INPUT", field="outcome")
    message = scene.draft.messages.get(message_id)
    if message is None:
        return {"changed": False}
    stale = provider_ref and message.provider_ref and provider_ref != message.provider_ref
    if outcome != "DELIVERED" and (stale or message.state not in ("SENT", "UNKNOWN", "SENDING")):
        return {"changed": False}
    yield _reported(scene, message, outcome, provider_ref, detail, retry_seconds)
    return {"changed": True}


@act("WORKER", quiet=True)
def hint_receipt(scene: Scene, message_id: str) -> Deed:
    """Something unsigned says that there is news of a message: not believed, but the provider is asked at once."""
    message = scene.draft.messages.get(message_id)
    if message is None or message.state != "SENT":
        return {"changed": False}
    yield e.MessageReported(message_id=message_id, outcome="UNKNOWN", detail="HINTED", retry_at=scene.now)
    return {"changed": True}


@act("GUIDE", "PRE_REVIEWER", "DIRECTOR", quiet=True)
def settle_message(scene: Scene, message_id: str, result: str, words_id: str = "") -> Deed:
    """The guide's task for a message that did not arrive (V10): the citizen was told another way, or cannot be."""
    message = scene.draft.messages.get(message_id)
    if message is None or not needs_person(message):
        raise Refused("MESSAGE_GONE")
    if result not in SETTLED:
        raise Refused("BAD_INPUT", field="result")
    if result == "GIVEN_UP" and not words_id:
        raise Refused("REASON_MISSING")
    yield a.MessageSettled(message_id=message_id, result=result, words_id=words_id)
    return {}


def _reported(scene: Scene, message: MessageRecord, outcome: str, provider_ref: str, detail: str,
              retry_seconds: int) -> e.MessageReported:
    """The report as it goes on record: the attempts used up, a try that falls into the quiet hours moved behind them."""
    retry_at: datetime | None = None
    if outcome == "FAILED_FOR_NOW" and message.attempt >= scene.config.sms.attempts_max:
        # After a silence nobody knows whether the last try got through; after an answer everybody does.
        outcome, detail = ("UNKNOWN", detail) if detail.startswith("SILENT") else ("FAILED_FOR_GOOD", detail or "ATTEMPTS_USED")
    if outcome == "FAILED_FOR_NOW":
        retry_at = not_quiet(scene, scene.now + timedelta(seconds=retry_seconds))
    elif outcome == "UNKNOWN":
        retry_at = scene.now + timedelta(seconds=retry_seconds)
    return e.MessageReported(message_id=message.message_id, outcome=outcome, provider_ref=provider_ref[:100], detail=detail[:60],
                             retry_at=retry_at)
