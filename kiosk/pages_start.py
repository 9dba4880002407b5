"""How the pages before and beside the application look: start, business, privacy, who, desk and help."""

from __future__ import annotations

from kiosk.drawing import Drawing, Model, button
from kiosk.moves_start import UNSURE, type_code, types_of, who_may_come
from kiosk.visit import Page, Who

TYPES_MAX = 7
"""With "please help me" that makes eight choices, the most a page may have (guarantees UX-02)."""

ICONS = {"SALE": "house", "MORTGAGE": "bank", "CERTIFICATE": "paper", "OTHER": "people"}


def home(d: Drawing) -> Model:
    groups = [
        {
            "value": group["group"],
            "label": d.words.of(group, "name"),
            "sub": _names(d, group),
            "icon": ICONS.get(str(group["group"]), "paper"),
        }
        for group in d.groups
    ]
    banner = "" if d.facts.prints(d.settings.printer_id) else d.text("paper_out")
    back_again = {"move": "return", "label": d.text("return"), "sub": d.text("return_sub"), "icon": "notice"}
    known = {"move": "known", "label": d.text("known"), "sub": d.text("known_sub"), "icon": "calendar"}
    return {"lead": [d.text("lead")], "banner": banner, "choices": groups, "wide": [back_again, known], "big": True}


def _names(d: Drawing, group: object) -> str:
    """Which businesses lie behind a tile, in the words of the street; two or three tell enough."""
    names = [d.words.of(found, "kiosk_label") for found in types_of([group])]  # type: ignore[list-item]
    joined = "、" if d.words.lang != "en" else "; "
    return joined.join(names[:3]) + (" …" if len(names) > 3 else "")


def closed(d: Drawing) -> Model:
    hours = d.facts.hours
    lead = [d.text("lead", hours=hours) if hours else d.text("lead_none")]
    if d.facts.telephone:
        lead.append(d.text("lead_phone", telephone=d.facts.telephone))
    return {"lead": lead, "tone": "calm", "icon": "clock"}


def types(d: Drawing) -> Model:
    group = next((g for g in d.groups if g.get("group") == d.visit.group), {})
    choices = [
        {
            "value": type_code(found),
            "label": d.words.of(found, "kiosk_label"),
            "sub": d.words.of(found, "name"),
            "badge": d.text("instant") if found.get("instant") else "",
        }
        for found in group.get("types", ())
    ]
    help_me = {"move": "desk", "label": d.text("desk"), "given": {"reason": UNSURE}, "icon": "people"}
    return {"choices": choices, "page_size": TYPES_MAX, "last": help_me}


def about_type(d: Drawing) -> Model:
    found = d.visit.type
    label, name = d.words.of(found, "kiosk_label"), d.words.of(found, "name")
    there = found.get("who_must_be_present_zh" if d.words.lang != "en" else "who_must_be_present_en")
    there = there or found.get("who_must_be_present") or ()
    who = [there] if isinstance(there, str) else [w if isinstance(w, str) else d.words.of(w, "name") for w in there]
    roles = [r for r in found.get("roles", ()) if r.get("must_appear", True)]
    who = who or [d.words.of(role, "name") for role in roles or found.get("roles", ())]
    agent = any(role.get("agent_allowed", True) for role in found.get("roles", ()))
    tone = "good" if found.get("instant") else "calm"
    return {
        "h1": label,
        "sub": name,
        "badge": {"text": d.text("instant" if found.get("instant") else "normal"), "tone": tone},
        "facts": [
            {"label": d.text("who"), "items": who},
            {"items": [d.text("agent" if agent else "no_agent")], "tone": "soft"},
        ],
        "icon": "people",
        "primary": button("next", d.text("next")),
    }


def privacy(d: Drawing) -> Model:
    return {
        "facts": [{"items": [d.text("text")]}, {"items": [d.text("more")], "tone": "soft"}],
        "icon": "shield",
        "primary": button("next", d.text("next")),
        "others": [button("desk", d.text("desk"), reason="DESK")],
    }


def who(d: Drawing) -> Model:
    return {"choices": [d.choice(str(w), icon=_WHO_ICONS[w]) for w in who_may_come(d.visit.type)]}


_WHO_ICONS = {Who.SELF: "person", Who.AGENT: "people", Who.GUARDIAN: "child", Who.COMPANY: "bank"}


def side(d: Drawing) -> Model:
    h1 = d.text("h1" if d.visit.who is Who.SELF else "h1_other")
    choices = [
        {"value": role["role"], "label": d.side(str(role["role"])), "sub": d.words.of(role, "name")}
        for role in d.visit.type.get("roles", ())
    ]
    return {"h1": h1, "choices": choices}


def notice_no(d: Drawing) -> Model:
    boxes = d.facts.notice_boxes()
    typed = d.visit.typed
    return {
        "lead": [d.text("lead")],
        "boxes": [box.model(typed) for box in boxes],
        "scan": True,
        "primary": button("enter", d.text("next")),
    }


def consult(d: Drawing) -> Model:
    return {
        "lead": [d.text("lead")],
        "icon": "people",
        "tone": "calm",
        "primary": button("consult", d.text("consult")),
    }


def help_page(d: Drawing) -> Model:
    can_leave = d.visit.help_from not in (Page.DONE, Page.CLOSED)
    return {
        "lead": [d.text("lead")],
        "icon": "bell",
        "tone": "good",
        "primary": None if d.visit.served else button("consult", d.text("consult")),
        "others": [button("leave", d.text("leave"))] if can_leave else [],
    }


def refused(d: Drawing) -> Model:
    """The hall's own sentence; where it has none, that staff will explain."""
    return {
        "lead": [s for s in (d.sentence_of_no(), d.text("text")) if s],
        "code": d.visit.no.get("code", ""),
        "icon": "people",
        "tone": "amber",
        "primary": button("consult", d.text("consult")),
    }
