"""The words of an SMS: at most one segment, no names, numbers of documents, addresses or links (domain.md 7.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .booking_names import code_of
from .domain.day_edge import shortened
from .domain.state import MessageRecord
from .site import Site, texts


def compose(site: Site, message: MessageRecord) -> tuple[str, dict[str, str], str]:
    """A message in Chinese, with its sign: (kind, what fills its blanks, whole text).

    Raises ValueError when it would be longer than one segment, KeyError for a kind nobody wrote.
    """
    words = texts("zh-CN")["sms"]
    case = site.hall.case_as_it_was(message.case_id) if message.case_id else None
    number = str(message.ref.get("number", ""))
    fill: dict[str, str] = {
        "sign": site.config.sms.sign_zh, "phone": site.config.hall.telephone, "supervision": site.config.hall.supervision_telephone,
        "tail": number[-4:], "fee": str((case.fee.get("yuan") if case else 0) or 0), "ahead": str(message.ref.get("ahead", "")),
        "number": (case.ticket_label if case else "") or number, "days": str(message.ref.get("days", 3)), "due": "",
    }
    if appointment_id := str(message.ref.get("appointment_id", "")):
        fill |= {"code": code_of(site.hall, appointment_id), "late": str(site.config.dispatch.appointment_late_minutes)}
    if message.ref.get("visit_id"):
        day = date.fromisoformat(str(message.ref["day"]))
        fill["due"] = f"{day.month}月{day.day}日" + str(texts("zh-CN")["home"]["half"][str(message.ref["half"])])
    if message.kind == "DAY_HEAD":
        day = date.fromisoformat(str(message.ref["day"]))
        fill |= {"day": f"{day.month}月{day.day}日", "seq": str(message.ref["head_seq"]), "head": shortened(str(message.ref["head"]))}
    due = message.ref.get("due_at") or message.ref.get("at")
    if due:
        at = datetime.fromisoformat(str(due))
        fill["due"] = f"{at.month}月{at.day}日{at:%H:%M}"
    kind = "RESUMED_LATER" if message.kind == "RESUMED" and not due else message.kind
    kind = ground_of(kind, message, words)
    text = str(words[kind]).format_map(fill)
    if len(text) > site.config.sms.characters_max:
        raise ValueError(f"the message {kind} has {len(text)} characters")
    return kind, fill, text


def ground_of(kind: str, message: MessageRecord, words: Mapping[str, Any]) -> str:
    """A suspension is told with its ground; SUSPENDED alone speaks of missing papers (S01), as do messages from before grounds."""
    return own if (own := f"{kind}_{message.ref.get('reason', '')}") in words else kind
