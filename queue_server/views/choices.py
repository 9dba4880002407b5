"""The lists a dialog offers: reasons, means, windows, with what each would do now to this case, worked out before it is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..domain.acts.adding_papers import MAY_BE_ADDED, papers_open
from ..domain.boards import LANE_NAMES
from ..domain.catalogue_records import PromiseClock, SuspensionReason
from ..domain.state import CaseRecord, WindowState
from .case_parts import clock_part, window_words
from .reading import Reading, instant
from .words import both, pair, word

PAUSE_REASONS = ("BREAK", "DEVICE", "PAPERWORK", "MEETING", "HANDOVER")
RETURN_REASONS = ("PARTY_MISSING", "CITIZEN_ASKED", "PAPERS_FETCHED", "WINDOW_FAULT")
SPOIL_REASONS = ("MISPRINT", "DAMAGED", "WRONG_BLANK")
REVEAL_REASONS = ("COMPARE", "CONTACT")


def coded(section: str, codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": code, **pair("label", word(section, code))} for code in codes]


def window_choices(reading: Reading) -> dict[str, Any]:
    """What a clerk chooses from at his window, without a case."""
    return {"pause_reasons": coded("pause_reason", PAUSE_REASONS), "return_to_line_reasons": coded("return_reason", RETURN_REASONS),
            "windows": other_windows(reading), "lanes": lanes(reading)}


def item_choices(reading: Reading, case: CaseRecord | None) -> dict[str, Any]:
    """Everything the dialogs of a ticket, case or review need."""
    config = reading.config
    ruleset = case.ruleset if case else config.ruleset
    grounds = refusal_reasons(reading, ruleset)
    reveal = tuple(dict.fromkeys((*REVEAL_REASONS, *config.privacy.reveal_reasons)))
    return {
        **window_choices(reading), "refusal_reasons": grounds, "return_reasons": grounds,
        "suspend_reasons": suspend_reasons(reading, case) if case else [],
        "deadline_days_default": config.promise.suspended_lapse_days, "spoil_reasons": coded("spoil_reason", SPOIL_REASONS),
        "means": coded("means", tuple(config.fees.means)),
        "waivers": coded("waiver", tuple(str(w) for w in case.fee.get("waivers", ()))) if case else [],
        "papers_open": papers_to_add(reading, case) if case else [],
        "reveal_reasons": coded("reveal_reason", reveal),
    }


def papers_to_add(reading: Reading, case: CaseRecord) -> list[dict[str, str]]:
    """The papers an accepted case lacks since the register changed, with the reason of each."""
    if case.state not in MAY_BE_ADDED:
        return []
    return [{"code": d.key, "label_zh": d.name_zh, "label_en": d.name_en, "why_zh": d.why_zh, "why_en": d.why_en}
            for d in papers_open(reading.scene, case)]


def refusal_reasons(reading: Reading, ruleset: str) -> list[dict[str, str]]:
    """The grounds of domain.md 3.5 that exist under the rule set, each with its article."""
    catalogue = reading.config.catalogue
    rows = []
    for code, reason in catalogue.reasons.items():
        if ruleset not in reason.basis:
            continue
        basis = catalogue.reason_basis(code, ruleset)
        rows.append({"code": code, "label_zh": reason.zh.under(ruleset), "label_en": reason.en.under(ruleset), "basis": basis.zh,
                     "basis_en": basis.en, "lift_zh": reason.lift_zh, "lift_en": reason.lift_en})
    return rows


def suspend_reasons(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """The reasons this post may give, each with its effect on this case's clock in a sentence."""
    rows = []
    for code, row in reading.config.catalogue.suspension_reasons(case.ruleset).items():
        if reading.actor.role in row.by:
            rows.append({"code": code, "label_zh": row.zh, "label_en": row.en, "clock": str(row.clock), "leaves_lane": row.leaves_instant,
                         "needs_director": row.director_approves, **pair("effect", _effect(reading, case, row))})
    return rows


def _effect(reading: Reading, case: CaseRecord, row: SuspensionReason) -> tuple[str, str]:
    clock = clock_part(reading, case)
    if clock is None or clock["kind"] != "PROMISE":
        return both("effect.no_promise")
    left = max(0, int(clock["promise_minutes"]) - int(clock["elapsed_minutes"]))
    due = instant(clock["due_at"])
    if row.clock == PromiseClock.RUNS:
        return both("effect.runs", time=f"{due:%H:%M}" if due else "—")
    if row.director_approves:
        return both("effect.director", minutes=left)
    return both("effect.leaves" if row.leaves_instant else "effect.pauses", minutes=left)


def other_windows(reading: Reading) -> list[dict[str, str]]:
    """The windows a ticket can be sent to now: open, taking some lane, and not one's own."""
    return [{"window_id": w.window_id, **pair("label", window_words(reading, w.window_id)), "lanes": list(w.lanes)}  # type: ignore[dict-item]
            for w in reading.state.windows.values()
            if w.lanes and w.state is not WindowState.CLOSED and w.window_id != reading.actor.window_id]


def lanes(reading: Reading) -> list[dict[str, str]]:
    names = dict.fromkeys(lane for w in reading.state.windows.values() for lane in w.lanes if lane in LANE_NAMES)
    return [{"lane": lane, **pair("label", LANE_NAMES[lane])} for lane in names]
