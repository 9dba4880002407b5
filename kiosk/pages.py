"""A page as the browser draws it: every word resolved, in the visitor's language, with what may be read aloud.

Only looks: a page is made from the visit as it stands and changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk import pages_booked as booked
from kiosk import pages_house as house
from kiosk import pages_joining as joining
from kiosk import pages_line as line
from kiosk import pages_outcome as outcome
from kiosk import pages_people as people
from kiosk import pages_start as start
from kiosk.drawing import Drawing, Model, sentences
from kiosk.flow import TABLE
from kiosk.visit import Page

STAGES = 5

DRAW: Mapping[Page, Callable[[Drawing], Model]] = {
    Page.HOME: start.home,
    Page.CLOSED: start.closed,
    Page.TYPES: start.types,
    Page.ABOUT_TYPE: start.about_type,
    Page.PRIVACY: start.privacy,
    Page.WHO: start.who,
    Page.SIDE: start.side,
    Page.MANNER: people.manner,
    Page.COMPANY_MANNER: people.company_manner,
    Page.REPRESENTATIVE: people.representative,
    Page.DOCUMENT_KIND: people.document_kind,
    Page.DOCUMENT_NO: people.document_no,
    Page.NAME: people.name,
    Page.PHONE: people.phone,
    Page.PARTIES: people.parties,
    Page.PARTY_PROBLEM: people.party_problem,
    Page.PRESENT: people.present,
    Page.PRESENT_EACH: people.present_each,
    Page.QUESTION: house.question,
    Page.WHICH: people.which,
    Page.HOUSE_BY: house.house_by,
    Page.HOUSE_NO: house.house_no,
    Page.UNIT: house.unit,
    Page.NOT_HOLDER: house.not_holder,
    Page.REGISTER_DOWN: house.register_down,
    Page.DOCUMENTS: house.documents,
    Page.OPEN_ITEMS: house.open_items,
    Page.CHECK: house.check,
    Page.PASSED: outcome.passed,
    Page.MISSING: outcome.missing,
    Page.CORRECT_NOW: outcome.correct_now,
    Page.NOT_ELIGIBLE: outcome.not_eligible,
    Page.REFER: outcome.refer,
    Page.NOTICE_NO: start.notice_no,
    Page.KNOWN: booked.known,
    Page.BOOKED_CODE: booked.booked_code,
    Page.BOOKED_PROOF: booked.booked_proof,
    Page.BOOKED: booked.booked,
    Page.BOOKED_NOT_NOW: booked.booked_not_now,
    Page.JOINING_NO: joining.joining_no,
    Page.JOINING_PROOF: joining.joining_proof,
    Page.JOINED: joining.joined,
    Page.MISSED_NO: line.missed_no,
    Page.MISSED_PROOF: line.missed_proof,
    Page.BACK_IN_LINE: line.back_in_line,
    Page.CONSULT: start.consult,
    Page.HELP: start.help_page,
    Page.REFUSED: start.refused,
    Page.FULL: outcome.full,
    Page.TICKET: outcome.ticket,
    Page.DONE: outcome.done,
}


def draw(d: Drawing) -> Model:
    """The page the visit stands on."""
    visit, words = d.visit, d.words
    rule = TABLE[visit.page]
    model: Model = {"lead": [], "others": [], "primary": None, **DRAW[visit.page](d)}
    # A page may give its own heading; one with blanks to fill must.
    h1 = str(model.pop("h1", "") or words(f"page.{visit.page}.h1"))
    trouble = _trouble(d)
    # Several pages may bear one name (each question, each document): the heading tells them apart.
    names = sentences(h1, words(f"page.{visit.page}.title"), words("frame.title"))
    title = " - ".join(names)
    return {
        "visit": visit.visit_id,
        "step": visit.step,
        "page": str(visit.page),
        "place": f"{visit.page} {visit.subject} {visit.at} {visit.place.party_id}",
        "kind": rule.kind,
        "lang": words.lang,
        "title": words("frame.error_title") + title if trouble else title,
        "h1": h1,
        "hall": d.facts.name(words.lang),
        "stage": {"at": rule.stage, "of": STAGES, "name": words(f"stage.{rule.stage}")} if rule.stage else None,
        "trouble": trouble,
        "back": rule.back and not visit.served,
        "exit": visit.page not in (Page.HOME, Page.CLOSED, Page.DONE),
        "look": {"elder": visit.look.elder, "low": visit.look.low or d.settings.low, "contrast": visit.look.contrast},
        "idle": {"seconds": d.facts.idle_seconds(visit.look.elder), "warning": d.facts.warning_seconds},
        "aloud": [_without_names(d, text) for text in _aloud(model, h1, trouble)],
        **model,
    }


def _trouble(d: Drawing) -> Model | None:
    """The message of the last mistake: what happened and how to mend it (guarantees UX-14)."""
    trouble = d.visit.trouble
    if trouble is None:
        return None
    fill: dict[str, Any] = dict(trouble.fill)
    if "roles" in fill:
        comma = "、" if d.words.lang != "en" else ", "
        fill["sides"] = comma.join(d.side(role) for role in fill.pop("roles"))
    code = trouble.code
    text = trouble.sentence
    if trouble.key.startswith("mistake."):
        text = d.words(trouble.key, **fill)
    elif trouble.key:
        code, text = trouble.key, d.words.error(trouble.key, **fill)
    elif not text or d.words.error(code):
        text = d.words.error(code) or d.words("mistake.not_understood")
    return {"text": text, "code": code, "where": trouble.where}


def _aloud(model: Model, h1: str, trouble: Model | None) -> list[str]:
    """What is read aloud, in the order of the page. What a page marks as private is for the eyes only (domain.md 8)."""
    if model.get("private"):
        buttons = _labels([model.get("primary"), *model.get("others", ())])
        return sentences(trouble["text"] if trouble else "", h1, buttons)
    facts = [[fact.get("label", ""), *fact["items"]] for fact in model.get("facts", ()) if isinstance(fact, dict)]
    plain = [fact for fact in model.get("facts", ()) if isinstance(fact, str)]
    badge = model.get("badge")
    choices = [f"{c['label']}{'，' if c.get('sub') else ''}{c.get('sub', '')}" for c in model.get("choices", ())]
    return sentences(
        trouble["text"] if trouble else "",
        model.get("number_said") or h1,
        model.get("go", ""),
        model.get("banner", ""),
        badge["text"] if isinstance(badge, dict) else "",
        model["lead"],
        *facts,
        plain,
        choices,
        _labels([*model.get("wide", ()), model.get("last")]),
        model.get("group_said", ""),
        [row["name"] for row in model.get("rows", ()) if "answer" in row],
        [f"{item['no']}，{item['name']}" for item in model.get("items", ())],
        model.get("ask", ""),
        _labels([model.get("primary"), *model.get("others", ())]),
    )


def _without_names(d: Drawing, text: str) -> str:
    """Names are for the eyes: the hall's words for a paper may hold one (domain.md 7.4: never speak a name)."""
    visit = d.visit
    parties = [*visit.parties, *([visit.draft] if visit.draft else [])]
    identities = [visit.visitor, *(p.own for p in parties), *(p.acting for p in parties)]
    for name in {identity.name for identity in identities if identity and identity.name}:
        text = text.replace(name, "")
    return text.replace("（）", "").replace("()", "").strip()


def _labels(buttons: Any) -> list[str]:
    return [str(button["label"]) for button in buttons if button]
