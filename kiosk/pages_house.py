"""How the pages about questions, house and papers look."""

from __future__ import annotations

from kiosk import route
from kiosk.drawing import Drawing, Model, Record, button
from kiosk.moves_house import ANSWERS, HAVE, NO_NUMBER, NOT_HAVE, NOT_SURE, answer_of


def question(d: Drawing) -> Model:
    asked = d.visit.asked[d.visit.at]
    said = asked.get("answer")
    answers = list(said.values()) if isinstance(said, dict) else [said]
    now = "" if not answers or answers[0] is None else "YES" if answers[0] else "NO"
    lead = [d.text("of", at=d.visit.at + 1, of=len(d.visit.asked)), d.words.of(asked, "help")]
    return {
        "h1": d.words.of(asked, "text"),
        "lead": [text for text in lead if text],
        "choices": [
            d.choice("YES", icon="check", chosen=now == "YES"),
            d.choice("NO", icon="cross", chosen=now == "NO"),
            d.choice("UNSURE", icon="people"),
        ],
    }


def house_by(d: Drawing) -> Model:
    choices = [
        {
            "value": way,
            "label": d.words(f"house_by.{way}"),
            "sub": d.words(f"house_by.{way}_sub"),
            "icon": "plan" if way == "unit" else "paper",
        }
        for way in d.facts.ways_to_name_a_house()
    ]
    choices.append({"value": NO_NUMBER, "label": d.text("none"), "sub": d.text("none_sub"), "icon": "people"})
    return {"lead": [d.text("lead")], "choices": choices, "scan": True}


def house_no(d: Drawing) -> Model:
    unit = d.visit.house_by == "unit"
    boxes = d.facts.house_boxes(d.visit.house_by)
    return {
        "h1": d.text("h1_unit" if unit else "h1"),
        "lead": [d.text("lead")],
        "boxes": [box.model(d.visit.house_typed) for box in boxes],
        "scan": True,
        "primary": button("enter", d.words("frame.next")),
        "others": [button("desk", d.text("desk"))],
    }


def unit(d: Drawing) -> Model:
    """Shown to the holder only: the hall sends the unit to nobody else (domain.md 3.1, step 5)."""
    found = route.unit_shown(d.visit)
    area = found.get("area_m2")
    shown = [
        ("location", d.words.of(found, "location")),
        ("use", d.words.of(found, "use_text") or d.words.of(found, "use")),
        ("area", f"{area} m²" if area else ""),
        ("unit_no", str(found.get("unit_no", ""))),
    ]
    return {
        "facts": [{"label": d.text(name), "items": [value]} for name, value in shown if value],
        "private": True,
        "icon": "house",
        "primary": button("next", d.text("next")),
        "others": [button("other", d.text("other"))],
    }


def not_holder(d: Drawing) -> Model:
    return {
        "lead": [d.words.error("K05")],
        "code": "K05",
        "icon": "card",
        "tone": "amber",
        "primary": button("other", d.text("other")),
        "others": [button("who", d.text("who")), button("consult", d.text("consult"))],
    }


def register_down(d: Drawing) -> Model:
    return {
        "lead": [d.words.error("K06")],
        "code": "K06",
        "icon": "clock",
        "tone": "amber",
        "primary": button("consult", d.text("consult")),
        "others": [button("next", d.text("next"))],
    }


def documents(d: Drawing) -> Model:
    visit = d.visit
    groups = route.document_groups(visit)
    party_id, rows = groups[visit.at]
    party = next((p for p in visit.parties if p.party_id == party_id), None)
    if party is None:
        group = d.text("group_house")
    else:
        group = d.text("group_party", side=d.side(party.role), name=d.name_of(party))
    return {
        "group": group,
        "group_said": d.text("group_house") if party is None else d.side(party.role),
        "of": [visit.at + 1, len(groups)],
        **_rows(d, rows),
        "primary": button("next", d.text("next")),
    }


def open_items(d: Drawing) -> Model:
    rows = _rows(d, d.visit.open_items)
    return {"lead": [d.words("page.documents.h1")], **rows, "primary": button("next", d.text("next"))}


def _rows(d: Drawing, documents: object) -> Model:
    labels = {answer: d.words(f"page.documents.{answer}") for answer in ANSWERS}
    rows = [_row(d, document) for document in documents]  # type: ignore[attr-defined]
    return {"rows": rows, "answers": labels, "about": d.words("page.documents.about")}


def _row(d: Drawing, document: Record) -> Model:
    code = str(document.get("code") or str(document.get("key", "")).split(":")[0].split("@")[0])
    about = [
        (d.words("page.documents.what"), d.words.or_nothing(f"what.{code}")),
        (d.words("page.documents.why"), d.words.of(document, "why")),
        (d.words("page.documents.where"), d.words.of(document, "where")),
        (d.words("page.documents.basis"), d.words.of(document, "basis")),
    ]
    return {
        "key": document["key"],
        "name": d.words.of(document, "name"),
        "note": d.words("page.documents.on_the_spot") if document.get("on_the_spot") else "",
        "answer": answer_of(d.visit, document),
        "about": [{"label": label, "text": text} for label, text in about if text],
    }


def check(d: Drawing) -> Model:
    """Everything said so far, each with Change, before the hall is asked to decide (guarantees UX-13)."""
    visit = d.visit
    comma = "、" if d.words.lang != "en" else ", "
    names = comma.join(d.name_of(p) for p in visit.parties)
    absent = sum(not p.here for p in visit.parties)
    people = d.text("parties_value", count=len(visit.parties), names=names)
    if absent:
        people += d.text("here_value", absent=absent)
    rows = [
        ("business", d.words.of(visit.type, "kiosk_label")),
        ("who", d.words(f"page.who.{visit.who}") if visit.who else ""),
        ("parties", people),
        ("house", visit.house_no or d.text("house_none")),
    ]
    if visit.asked:
        rows.append(("answers", d.text("answers_value", count=len(visit.asked))))
    asked = route.asked_documents(visit)
    if asked:
        said = [answer_of(visit, document) for document in asked]
        counts = {"have": said.count(HAVE), "not_have": said.count(NOT_HAVE), "unsure": said.count(NOT_SURE)}
        rows.append(("documents", d.text("documents_value", **counts)))
    fetched = sum(route.brought_by_hall(document) for document in visit.review.get("documents", ()))
    return {
        "rows": [{"move": move, "label": d.text(move), "value": value} for move, value in rows if value],
        "lead": [d.text("by_hall", count=fetched)] if fetched else [],
        "private": True,
        "primary": button("next", d.text("next")),
    }
