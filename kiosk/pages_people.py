"""How the pages about the people look."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk import route
from kiosk.drawing import Drawing, Model, button
from kiosk.entry import NUMBER, document_box, phone_box
from kiosk.moves_people import kinds_for
from kiosk.visit import ID_CARD, Identity, Manner, Subject
from kiosk.words import masked_number


def manner(d: Drawing) -> Model:
    party = d.visit.draft
    assert party is not None  # the flow shows this page only while a party is being filled
    role = d.visit.role(party.role)
    ways = ["IN_PERSON", "BY_AGENT", "BY_GUARDIAN", "COMPANY"]
    if not role.get("agent_allowed", True):
        ways.remove("BY_AGENT")
    return {"h1": d.text("h1", side=d.side(party.role)), "choices": [d.choice(way, icon=_ICONS[way]) for way in ways]}


_ICONS = {"IN_PERSON": "person", "BY_AGENT": "people", "BY_GUARDIAN": "child", "COMPANY": "bank"}


def company_manner(d: Drawing) -> Model:
    own = d.visit.draft is None or d.visit.draft.mine
    return {
        "h1": d.text("h1_own" if own else "h1"),
        "choices": [d.choice("REPRESENTATIVE", icon="person"), d.choice("AGENT", icon="people")],
    }


def representative(d: Drawing) -> Model:
    return {"choices": [d.choice("VISITOR", icon="person"), d.choice("OTHER", icon="people")]}


def document_kind(d: Drawing) -> Model:
    return {"choices": [{"value": kind, "label": d.kind(kind)} for kind in kinds_for(d.visit)]}


def document_no(d: Drawing) -> Model:
    identity = _identity(d)
    kind = identity.document_kind
    typed = {NUMBER: d.visit.typed.get(NUMBER, identity.document_no)}
    boxes = [document_box(kind).model(typed)]
    hints = [
        (d.text("lead_id"), kind == ID_CARD),
        (d.words("reader.place"), kind == ID_CARD and (d.reader_automatic or d.reader_typed)),
    ]
    card = kind == ID_CARD and not (d.visit.subject is Subject.PARTY and d.visit.draft and d.visit.draft.company)
    return {
        "h1": _heading(d, kind=d.kind(kind)),
        "boxes": boxes,
        "card": card,
        "card_touch": card and d.reader_touch,
        "card_waits": card and d.reader_automatic,
        "lead": [text for text, fits in hints if fits],
        "scan": card and d.reader_typed,
        "primary": button("enter", d.words("frame.next")),
        "others": [button("other", d.text("other"))],
    }


def name(d: Drawing) -> Model:
    return {
        "h1": _heading(d),
        "value": d.visit.typed.get("name", _identity(d).name or ""),
        "primary": button("enter", d.words("frame.next")),
        "others": [button("leave", d.text("leave"))],
    }


def phone(d: Drawing) -> Model:
    typed = {NUMBER: d.visit.typed.get(NUMBER, d.visit.phone or "")}
    return {
        "boxes": [phone_box().model(typed)],
        "primary": button("enter", d.words("frame.next")),
        "others": [button("leave", d.text("leave"))],
    }


def parties(d: Drawing) -> Model:
    """Everybody who takes part, each with Change; names stand here for the visitor's eyes and are never read aloud."""
    visit = d.visit
    only_own = sum(p.mine for p in visit.parties) == 1
    rows = []
    for party in visit.parties:
        notes = [d.words("page.parties.company")] if party.company else []
        notes += {Manner.BY_AGENT: [d.text("by_agent")], Manner.BY_GUARDIAN: [d.text("by_guardian")]}.get(
            party.manner or Manner.IN_PERSON, []
        )
        rows.append({
            "party_id": party.party_id,
            "side": d.side(party.role),
            "name": d.name_of(party),
            "own": d.text("own") if party.mine and party.manner is Manner.IN_PERSON else "",
            "number": masked_number(party.own.document_no),
            "notes": notes,
            "removable": not (party.mine and only_own),
        })  # fmt: skip
    missing = route.missing_roles(visit)
    sides = _joined(d, [d.side(str(role["role"])) for role in missing])
    return {
        "lead": [d.text("lead_missing", sides=sides) if missing else d.text("lead")],
        "rows": rows,
        "add": [
            {**button("add", d.text("add", side=d.side(str(role["role"]))), value=role["role"]), "wanted": role in missing}
            for role in route.roles_to_fill(visit)
        ],
        "primary": button("next", d.text("next")),
    }  # fmt: skip


def party_problem(d: Drawing) -> Model:
    code = str(d.visit.no.get("code", ""))
    return {
        "lead": [d.sentence_of_no()],
        "code": code,
        "icon": "card",
        "tone": "amber",
        "primary": button("mend", d.text("mend")),
        "others": [button("consult", d.text("consult"))],
    }


def present(d: Drawing) -> Model:
    sale = {"TRANSFEROR", "TRANSFEREE"} <= {party.role for party in d.visit.parties}
    return {
        "h1": d.text("h1_sale" if sale else "h1"),
        "choices": [
            {"move": "all", "label": d.text("all"), "icon": "check"},
            {"move": "some", "label": d.text("some"), "icon": "clock"},
        ],
    }


def present_each(d: Drawing) -> Model:
    return {"lead": [d.text("lead")], **_toggles(d, [p.party_id for p in d.visit.parties if p.here])}


def which(d: Drawing) -> Model:
    question = d.visit.asked[d.visit.at]
    answer = question.get("answer")
    if isinstance(answer, dict):
        said = [key.split("@")[1] for key, yes in answer.items() if yes and "@" in key]
    else:
        said = [party_id for party_id, yes in (question.get("answers") or {}).items() if yes]
    hint = d.words.of(question, "help")
    lead = [d.words("page.question.of", at=d.visit.at + 1, of=len(d.visit.asked)), hint, d.text("lead")]
    return {
        "h1": d.words.of(question, "text"),
        "lead": [text for text in lead if text],
        **_toggles(d, said, question.get("party_ids") or ()),
    }


def _toggles(d: Drawing, on: list[str], about: Sequence[str] = ()) -> Model:
    rows = [
        {"id": p.party_id, "label": d.name_of(p), "sub": d.side(p.role), "on": p.party_id in on}
        for p in d.visit.parties
        if not about or p.party_id in about
    ]
    return {"rows": rows, "on": d.text("on"), "off": d.text("off"), "primary": button("next", d.words("frame.next"))}


def _identity(d: Drawing) -> Identity:
    """The identity the page is about, or an empty one that is not kept."""
    visit = d.visit
    if visit.subject is Subject.VISITOR:
        return visit.visitor or Identity()
    party = visit.draft
    if party is None:
        return Identity()
    return party.own if visit.subject is Subject.PARTY else party.acting or Identity()


def _heading(d: Drawing, **fill: str) -> str:
    visit, party = d.visit, d.visit.draft
    if visit.subject is Subject.VISITOR or party is None:
        return d.text("h1_visitor", **fill)
    if visit.subject is Subject.REPRESENTATIVE:
        return d.text("h1_guardian" if party.manner is Manner.BY_GUARDIAN else "h1_agent", **fill)
    if party.company:
        return d.text("h1_company", **fill)
    if party.mine and party.manner is Manner.IN_PERSON:
        return d.text("h1_self", **fill)
    return d.text("h1_party", side=d.side(party.role), **fill)


def _joined(d: Drawing, names: list[str]) -> str:
    return ("、" if d.words.lang != "en" else ", ").join(names)
