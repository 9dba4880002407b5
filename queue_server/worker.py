"""Carries out what is due outside the hall: messages. At least once, with a key, with a limit; the outcome is an event again.

Runs beside the tick, never inside a turn. What may have been sent is sent again only where a repeated key is harmless or the
carrier says that it has no such message (INV-13). Printing has its own agents.
"""

from __future__ import annotations

import logging

from .adapters.sms import Gateway, Letter, Question, Receipt, Sent, open_gateway
from .domain.acts.messages import ASKED_IN_VAIN
from .domain.errors import HallError, Refused, Unavailable
from .domain.quiet_hours import after_quiet_hours
from .domain.scene import Actor
from .domain.state import MessageRecord
from .messages import compose
from .site import Site

LOGGER = logging.getLogger("lideng.worker")
WORKER = Actor(role="WORKER", device="worker")
ROUND_MAX = 50
RETRY_SECONDS = (30, 120, 600, 1800, 3600)
ASK_SECONDS = (30, 120, 600, 3600, 14_400, 43_200)


class Worker:
    """The outbox of one hall. ``gateway`` may be replaced."""

    def __init__(self, site: Site, gateway: Gateway | None = None) -> None:
        self.site = site
        self.gateway = gateway or gateway_of(site)

    def work(self) -> int:
        """One bounded round: first what is in doubt, then what is due. Answers how many messages were handled."""
        now = self.site.clock.now()
        waiting = [m for m in self.site.hall.state.messages.values() if m.due_at <= now]
        doubtful = [m for m in waiting if m.state == "UNKNOWN" and m.detail not in ASKED_IN_VAIN]
        due = [m for m in waiting if m.state == "CREATED"] if after_quiet_hours(self.site.config.sms, now) == now else []
        for message in sorted(doubtful, key=lambda m: m.due_at)[:ROUND_MAX]:
            self._ask(message)
        for message in sorted(due, key=lambda m: m.due_at)[:ROUND_MAX]:
            self._send(message)
        return min(len(doubtful), ROUND_MAX) + min(len(due), ROUND_MAX)

    def _send(self, message: MessageRecord) -> None:
        taken = self.site.hall.do("take_message", WORKER, None, message_id=message.message_id)
        if not taken.result.get("taken"):
            return
        attempt = int(taken.result["attempt"])
        self._report("report_message", message, self._try(message), _nth(RETRY_SECONDS, attempt - 1))

    def _ask(self, message: MessageRecord) -> None:
        self._report("report_asked", message, self._asked(message), _nth(ASK_SECONDS, message.asks))

    def _report(self, act: str, message: MessageRecord, sent: Sent, seconds: int) -> None:
        self.site.hall.do(act, WORKER, None, message_id=message.message_id, outcome=sent.outcome, provider_ref=sent.reference,
                          detail=sent.detail, retry_seconds=seconds)

    def _number(self, message: MessageRecord) -> str:
        with self.site.log.connection():
            own = self.site.people.read(message.person_id).phone
            # Without one of his own it goes to the telephone that was left with the booking, and with that booking only.
            left = str(message.ref.get("phone_id", ""))
            return own or (self.site.papers.read(left) if left else "")

    def _try(self, message: MessageRecord) -> Sent:
        try:
            number = self._number(message)
        except Refused:
            return Sent("FAILED_FOR_GOOD", detail="PERSON_GONE")
        if not number:
            return Sent("FAILED_FOR_GOOD", detail="NO_NUMBER")
        try:
            kind, fill, text = compose(self.site, message)
        except (KeyError, ValueError):
            LOGGER.exception("the text of a message cannot be written")
            return Sent("FAILED_FOR_GOOD", detail="TEXT_BAD")
        try:
            return self.gateway.send(Letter(number, text, key_of(self.site, message.message_id), kind, fill, self.site.config.sms.sign_zh))
        except Unavailable as away:
            if away.permanent:
                return Sent("FAILED_FOR_GOOD", detail="GATEWAY_CLOSED")
            return self._silent()
        except (HallError, OSError, ValueError, LookupError, AttributeError) as problem:
            # Its words may hold the number: only its kind is put on record.
            LOGGER.error("the gateway failed with %s; what became of the message is asked", type(problem).__name__)
            return self._silent()

    def _silent(self) -> Sent:
        """Nobody answered: the message may have gone or not."""
        return Sent("FAILED_FOR_NOW" if self.gateway.repeats_are_safe else "UNKNOWN", detail="SILENT")

    def _asked(self, message: MessageRecord) -> Sent:
        try:
            number = self._number(message)
            sent_on = message.taken_at.date() if message.taken_at else None
            said = self.gateway.ask(Question(key_of(self.site, message.message_id), number, message.provider_ref, sent_on))
        except Refused:
            return Sent("UNKNOWN", detail="CANNOT_ASK")
        except (HallError, OSError, ValueError, LookupError, AttributeError):
            return Sent("UNKNOWN", message.provider_ref, "SILENT")
        if said is None:
            return Sent("UNKNOWN", message.provider_ref, "CANNOT_ASK")
        return said


def gateway_of(site: Site) -> Gateway:
    """The hall's gateway, opened once: the worker sends by it, the web reads receipts by it."""
    if "sms_gateway" not in site.notes:
        adapters = site.config.adapters
        site.notes["sms_gateway"] = open_gateway(adapters.sms, site.folder, adapters.options.get("sms", {}))
    found: Gateway = site.notes["sms_gateway"]
    return found


def key_of(site: Site, message_id: str) -> str:
    """The name of a message to the carrier: the same at every try."""
    return f"{site.hall.hall_id}:{message_id}"


def take_receipts(site: Site, receipts: tuple[Receipt, ...]) -> int:
    """Put receipts on record; how many changed anything. Raises Refused("RECEIPT_UNKNOWN") when one names no message of this hall."""
    ids = [_message_of(site, receipt.key) for receipt in receipts]
    changed = 0
    for message_id, receipt in zip(ids, receipts, strict=True):
        if receipt.believed:
            done = site.hall.do("receive_receipt", WORKER, None, message_id=message_id, outcome=receipt.outcome,
                                provider_ref=receipt.reference, detail=receipt.detail)
        else:
            done = site.hall.do("hint_receipt", WORKER, None, message_id=message_id)
        changed += bool(done.result.get("changed"))
    return changed


def _message_of(site: Site, key: str) -> str:
    """The message a key names. A message bears the number of the event that queued it, so the log itself knows it for ever."""
    hall_id, _, message_id = key.rpartition(":")
    number = message_id[1:]
    if hall_id == site.hall.hall_id and message_id[:1] == "M" and number.isascii() and number.isdecimal() and len(number) <= 15:
        with site.log.connection():
            rows = list(site.log.after(hall_id, int(number) - 1, limit=1))
        if rows and rows[0].seq == int(number) and rows[0].kind == "MessageQueued":
            return message_id
    raise Refused("RECEIPT_UNKNOWN")


def _nth(seconds: tuple[int, ...], number: int) -> int:
    return seconds[min(max(number, 0), len(seconds) - 1)]
