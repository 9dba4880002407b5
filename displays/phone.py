"""The words of the phone page behind a ticket's QR: a state becomes plain sentences. Knows no Flask, no clock and no person.

What it is given is a ``ticket:<token>`` board's data: a number and where it stands in line, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_server.contract import LANGUAGES, Fill

REFRESH_SECONDS = 15
STANDING_IN_LINE = frozenset({"WAITING", "ASSIGNED"})
OVER = frozenset({"DONE", "CANCELLED", "EXPIRED", "RETURNED", "REFUSED", "WITHDRAWN", "LAPSED"})
MAY_BE_MISSED = frozenset({"WAITING", "CALLED", "MISSED"})  # who has been served is not told what happens to those who do not come
IN_WORK = frozenset({"ACCEPTED", "APPROVED", "REGISTERED", "ARCHIVE_HANDED", "CERTIFIED"})
COLLECTED = frozenset({"DELIVERED", "CLOSED"})
AT_A_WINDOW = frozenset({"CALLED", "SERVING", "READY"})
CALLS_MAX, REINSTATE_MAX, REINSTATE_BEHIND = 3, 1, 3  # where a hall says nothing of its own (domain.md 4.2)
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class PhonePage:
    """Everything the template writes, in the reader's language. Empty strings are not shown."""

    lang: str
    number: str
    state: str
    state_words: str
    place_in_line: str
    wait: str
    go_to: str
    do_next: str
    why_called: str
    missed_rule: str
    telephone: str
    hall: str
    business: str
    updated: str
    is_over: bool
    refresh_seconds: int | None
    words: Mapping[str, Any]
    may_return: bool = False
    may_rate: bool = False
    rated: str = ""
    problem: str = ""
    joined: str = ""
    together: tuple[Mapping[str, Any], ...] = ()
    together_form: str = ""
    may_come_together: bool = False
    yielded: str = ""


def phone_page(
    status: Mapping[str, Any],
    words: Mapping[str, Any],
    lang: str,
    rules: Mapping[str, Any] | None = None,
    *,
    still: bool = False,
    problem: str = "",
) -> PhonePage:
    """The page for one ticket.

    rules   the hall's calls_max, reinstate_max and reinstate_behind, for the rule of the missed number
    problem a sentence about a form that was not taken
    still   the reader has switched the renewing off (WCAG 2.2.2); what is over is not renewed anyway
    """
    state = _state(status, words)
    short = _short(lang)
    rules = rules or {}
    rating = status.get("rating") or {}
    may_rate, score = bool(rating.get("asked")), rating.get("score")
    company = status.get("together") or {}
    yielded = int(company.get("yielded") or 0)
    # A page that renews itself would take away what is being typed into its form.
    still = still or may_rate
    return PhonePage(
        lang=lang,
        number=str(status["number"]),
        state=state,
        state_words=words["state"][state],
        place_in_line=_place_in_line(status, words) if state == "WAITING" else "",
        wait=_range(status, words) if state == "WAITING" and not _awaits(status) else "",
        go_to=_in_language(status, "window_label", short) if state in AT_A_WINDOW else "",
        do_next=str(status.get(f"next_{short}") or words["next"][state]),
        why_called=_in_language(status, "why_called", short) if state in ("CALLED", "SERVING") else "",
        missed_rule=""
        if state not in MAY_BE_MISSED
        else words["missed_rule"].format(
            calls=rules.get("calls_max", CALLS_MAX),
            times=rules.get("reinstate_max", REINSTATE_MAX),
            behind=rules.get("reinstate_behind", REINSTATE_BEHIND),
        ),
        telephone=str(status.get("telephone") or ""),
        hall=str((status.get("hall") or {}).get(f"name_{short}") or ""),
        business=_in_language(status, "business", short),
        updated=_clock_time(status.get("updated_at")),
        is_over=state in OVER,
        refresh_seconds=None if still or state in OVER else REFRESH_SECONDS,
        words=words,
        may_return=state == "MISSED" and bool(status.get("may_return")),
        may_rate=may_rate,
        rated=words["rating"]["given"].format(words=words["score"][str(score)]) if score else "",
        problem=problem,
        joined=_joined(status, words) if state == "WAITING" else "",
        together=tuple(_party(row, words, short) for row in company.get("parties", ())),
        together_form=str(company.get("form") or ""),
        may_come_together=sum(1 for row in company.get("parties", ()) if not row["here"]) > 1,
        yielded=words["together"]["yielded"].format_map(Fill({"n": yielded})) if yielded else "",
    )


def _party(row: Mapping[str, Any], words: Mapping[str, Any], short: str) -> dict[str, Any]:
    """One who must appear, by side only, and the button that says that he came or left."""
    who, said, here = row[f"role_{short}"], words["together"], bool(row["here"])
    return {"party_id": row["party_id"], "who": who, "here": here, "words": said["here" if here else "away"],
            "press": said["left" if here else "came"].format(who=who)}


def is_token(text: str) -> bool:
    """Whether this can be a ticket's token at all, so that nothing else is ever looked up."""
    return TOKEN.fullmatch(text) is not None


def _state(status: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """The state as the citizen knows it. A number that is done goes on as a case, told as ``case_state``."""
    told, case = str(status["state"]), str(status.get("case_state") or "")
    if told in STANDING_IN_LINE:
        return "WAITING"
    if told == "DONE" and case:
        told = "IN_WORK" if case in IN_WORK else "DONE" if case in COLLECTED else case
    return told if told in words["state"] else "OTHER"


def _short(lang: str) -> str:
    return "zh" if lang == LANGUAGES[0] else lang


def _in_language(status: Mapping[str, Any], name: str, short: str) -> str:
    """A sentence that comes in both languages, as ``name_zh`` and ``name_en``, as a mapping, or in one for all."""
    value = status.get(f"{name}_{short}") or status.get(name) or ""
    if isinstance(value, Mapping):
        value = value.get(short) or ""
    return str(value)


def _place_in_line(status: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    ahead = status.get("ahead")
    if ahead is None:
        return ""
    if _awaits(status):  # whoever is not called yet is never "next"
        return str(words["together"]["first"] if ahead == 0 else words["together"]["people"].format_map(Fill({"n": ahead})))
    return str(words["next_in_line"] if ahead == 0 else words["people"].format_map(Fill({"n": ahead})))


def _awaits(status: Mapping[str, Any]) -> bool:
    """Whether somebody of the parties must still come before the number can be called."""
    return (status.get("together") or {}).get("all_here") is False


def _joined(status: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Why people stand before this number who came later; never a rise without its reason (guarantees A6)."""
    counts = status.get("joined") or {}
    said = [str(words["joined"][why]).format(n=n) for why, n in counts.items() if why in words["joined"]]
    return ("，" if words["joined"]["title"] > "\u3000" else ", ").join(said)


def _range(status: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Always a range, never a single figure that would sound like a promise (guarantees A6)."""
    low, high = status.get("low"), status.get("high")
    if high is None:
        return str(words["range_unknown"])
    if low is None or low == high:
        return str(words["range_one"].format_map(Fill({"high": high})))
    return str(words["range"].format(low=low, high=high))


def _clock_time(at: datetime | str | None) -> str:
    if at is None:
        return ""
    return (at if isinstance(at, datetime) else datetime.fromisoformat(at)).strftime("%H:%M:%S")
