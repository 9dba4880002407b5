"""How the outcome looks: passed, missing, not now, to the desk; the number, large, with its code; goodbye."""

from __future__ import annotations

from collections.abc import Iterable

import segno

from kiosk.drawing import Drawing, Model, Record, button
from kiosk.moves_outcome import REPRINTS_MAX
from kiosk.pages_booked import stands, would_stand

QUIET_MODULES = 4


def passed(d: Drawing) -> Model:
    decision, promise = d.visit.decision, d.visit.promise
    instant = decision.get("lane", "INSTANT") == "INSTANT"
    why = _texts(d, decision.get("exclusions"))
    if instant:
        lead = d.text("instant")
    else:
        lead = d.text("normal", why=why[0]) if why else d.text("normal_plain")
    other_day = instant and promise.get("today") is False
    facts = (
        [{"label": d.text("other_day"), "items": [d.words.of(promise, "text")], "tone": "amber"}] if other_day else []
    )
    due = d.words.of(promise, "text")
    leads = [due] if instant and due and not other_day else [lead]
    if not instant and due:
        leads.append(due)
    if appointment := would_stand(d):
        facts.append(appointment)
    warnings = _texts(d, decision.get("warnings"))
    if warnings:
        facts.append({"label": d.text("warnings"), "items": warnings})
    banner = "" if d.facts.prints(d.settings.printer_id) else d.text("paper_out")
    return {
        "tone": "good", "icon": "check", "lead": leads, "facts": facts, "banner": banner,
        "primary": button("take", d.text("take")),
    }  # fmt: skip


def missing(d: Drawing) -> Model:
    """The whole list at once, numbered as on the notice (domain.md 3.3)."""
    visit = d.visit
    items = visit.notice.get("items") or visit.decision.get("missing") or ()
    rows = _items(d, items)
    count = len(rows)
    base: Model = {"tone": "amber", "icon": "paper", "items": rows}
    if not visit.notice:
        return {
            **base,
            "h1": d.text("h1_screen", count=count),
            "lead": [d.text("desk")],
            "primary": button("consult", d.text("consult")),
        }
    days = d.facts.notice_days
    number = str(visit.notice.get("notice_no", ""))
    prints = d.facts.prints(d.settings.printer_id)
    return {
        **base,
        "h1": d.text("h1" if prints else "h1_screen", count=count),
        "lead": [d.text("lead"), d.text("rule", days=days) if days else d.text("rule_plain"), *([d.text("signed")] if prints else [])],
        "number": {"label": d.text("number"), "value": number},
        "qr": qr(_reachable(d, str(visit.notice.get("qr_url") or number))),
        **paper(d, d.words("paper.K07_notice")),
    }


def correct_now(d: Drawing) -> Model:
    """What lacks can be filled in here: nobody is sent home for it, and no notice is written (domain.md 3.3, row 6)."""
    rows = _items(d, d.visit.decision.get("correct_now") or ())
    return {
        "tone": "amber",
        "icon": "paper",
        "items": rows,
        "h1": d.text("h1", count=len(rows)),
        "lead": [d.text("lead")],
        "primary": button("next", d.text("next")),
        "others": [button("consult", d.text("consult"))],
    }


def _items(d: Drawing, items: Iterable[Record]) -> list[Model]:
    """Papers that lack, numbered as on the notice."""
    return [
        {
            "no": item.get("no", n),
            "name": d.words.of(item, "name"),
            "why": d.words.of(item, "why"),
            "where": d.words.of(item, "where"),
        }
        for n, item in enumerate(items, start=1)
    ]


def not_eligible(d: Drawing) -> Model:
    reasons = _texts(d, d.visit.decision.get("reasons"))
    comma = "；" if d.words.lang != "en" else "; "
    text = d.text("text", reason=comma.join(r.rstrip("。.") for r in reasons)) if reasons else d.text("text_plain")
    return {
        "tone": "amber",
        "icon": "people",
        "lead": [text, d.text("confirm")],
        "private": True,
        "primary": button("consult", d.text("consult")),
    }


def refer(d: Drawing) -> Model:
    lead = [d.text("confirm")] if d.visit.reason == "CONFIRM" else _texts(d, d.visit.decision.get("reasons"))
    return {
        "tone": "calm",
        "icon": "people",
        "lead": [*lead[:3], d.text("kept")],
        "private": True,
        "primary": button("consult", d.text("consult")),
    }


def full(d: Drawing) -> Model:
    return {
        "tone": "amber",
        "icon": "clock",
        "lead": [d.words.error("K08")],
        "code": "K08",
        "primary": button("consult", d.text("consult")),
    }


def ticket(d: Drawing) -> Model:
    found = d.visit.ticket
    number = str(found.get("number", ""))
    ahead = int(found.get("ahead") or 0)
    wait = found.get("range") or {}
    low, high = int(wait.get("low") or 0), int(wait.get("high") or 0)
    facts = [said] if (said := stands(d, found.get("appointment"))) else []
    facts.append(d.text("ahead", ahead=ahead) if ahead else d.text("ahead_none"))
    if high:
        facts.append(d.text("range_one", high=high) if low >= high else d.text("range", low=low, high=high))
    url = _reachable(d, str(found.get("qr_url") or ""))
    return {
        "number": number,
        "number_said": d.text("spoken", number=d.words.spelled(number)),
        "go": d.text("consult_go" if found.get("consult") else "go"),
        "facts": facts,
        "small": [d.text("missed")],
        "qr": qr(url) if url else None,
        "scan_me": d.words("paper.scan"),
        **paper(d, d.words("paper.K07_scan" if url else "paper.K07_no_phone")),
    }


def paper(d: Drawing, without: str) -> Model:
    """The question about the slip. A printer that says it cannot print is not asked about: the screen stands in (K07), and
    ``without`` says how the visitor keeps what it shows."""
    again = d.visit.paper.reprints
    finish = button("finish", d.words("paper.finish"))
    if not d.facts.prints(d.settings.printer_id):
        return {"banner": without, "code": "K07", "primary": finish}
    came = button("came_out", d.words("paper.yes"))
    ask = d.words("paper.ask")
    if again >= REPRINTS_MAX:
        return {"banner": d.words("paper.over"), "ask": ask, "primary": came, "others": [finish]}
    banner = d.words("paper.printed_again") if again else ""
    return {"banner": banner, "ask": ask, "primary": came, "others": [button("reprint", d.words("paper.again"))]}


def done(d: Drawing) -> Model:
    return {
        "tone": "good",
        "icon": "check",
        "lead": [d.text("lead")],
        "primary": button("end", d.text("next")),
        "ends": True,
    }


def qr(text: str) -> Model | None:
    """A code as one drawing path: level M and a quiet zone of four modules (guarantees A5)."""
    if not text:
        return None
    code = segno.make(text, error="m", micro=False, boost_error=False)
    parts = []
    for y, line in enumerate(code.matrix):
        x = 0
        while x < len(line):
            width = 0
            while x + width < len(line) and line[x + width]:
                width += 1
            if width:
                parts.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{width}v1h-{width}z")
            x += width or 1
    return {"size": len(code.matrix) + 2 * QUIET_MODULES, "path": "".join(parts)}


def _reachable(d: Drawing, url: str) -> str:
    """A telephone needs the whole address; the hall may name only the path on its own machine."""
    return d.address.rstrip("/") + url if url.startswith("/") else url


def _texts(d: Drawing, rows: object) -> list[str]:
    """Sentences out of rows that are texts already or records with a text, each said once."""
    found: Iterable[Record | str] = rows if isinstance(rows, list | tuple) else ()
    texts = (row if isinstance(row, str) else d.words.of(row, "text") or d.words.of(row, "name") for row in found)
    return [text for text in dict.fromkeys(texts) if text]
