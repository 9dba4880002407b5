"""Moves about the questions, the house and the papers. What they mean in law is decided by the hall alone."""

from __future__ import annotations

from typing import Any

from kiosk import route
from kiosk.patterns import written
from kiosk.turn import Turn
from kiosk.visit import Mistake, Page, Visit
from queue_server.client import NoAnswer, SaidNo

HAVE, NOT_HAVE, NOT_SURE = "HAVE", "NOT_HAVE", "UNSURE"
ANSWERS = (HAVE, NOT_HAVE, NOT_SURE)
NO_NUMBER = "none"
"""The visitor has no number to name his house by."""

SCANNED_CHARACTERS_MAX = 60


def refresh_review(turn: Turn) -> None:
    """Reads the review again: an answer may have raised a question or spared a paper."""
    visit = turn.visit
    if not visit.review_id:
        return
    data = turn.desk.view("review", review_id=visit.review_id)
    found = data.get("review", data)
    # The lists may stand beside the review or in it.
    visit.review = {**data, **found} if isinstance(found, dict) else data
    wanted = {str(q["fact"]): {"answer": None, **q} for q in visit.review.get("questions", ())}
    kept = [{**wanted.pop(q["fact"], q), "answer": q["answer"]} for q in visit.asked if q["answer"] is not None]
    visit.asked = [*kept, *wanted.values()]


def answer_question(turn: Turn) -> Page | None:
    visit = turn.visit
    question = _question(visit)
    if turn.value() == "UNSURE":
        visit.unsure, visit.reason = True, "QUESTION"
        return Page.CONSULT
    if turn.value() not in ("YES", "NO"):
        raise Mistake("mistake.not_understood")
    return _tell_facts(turn, {str(question["fact"]): turn.value() == "YES"})


def answer_which(turn: Turn) -> Page | None:
    """A question about each party, put once: those touched are a yes, the others a no."""
    visit = turn.visit
    question = _question(visit)
    touched = turn.given.get("here", ())
    if not isinstance(touched, list):
        raise Mistake("mistake.not_understood")
    about = question.get("party_ids") or [p.party_id for p in visit.parties]
    return _tell_facts(turn, {f"{question['fact']}@{party_id}": party_id in touched for party_id in about})


def _question(visit: Visit) -> Any:
    if not 0 <= visit.at < len(visit.asked):
        raise Mistake("mistake.not_understood")
    return visit.asked[visit.at]


def _tell_facts(turn: Turn, facts: dict[str, bool]) -> Page | None:
    visit = turn.visit
    turn.desk.act("answer", review_id=visit.review_id, facts=facts, documents={})
    visit.asked[visit.at]["answer"] = facts
    refresh_review(turn)
    visit.documents_done = False
    if visit.walking and visit.at + 1 < len(visit.asked):
        visit.at += 1
        return route.question_page(visit.asked[visit.at])
    visit.walking = False
    return None


def choose_house_by(turn: Turn) -> Page | None:
    visit = turn.visit
    if turn.value() == NO_NUMBER:
        visit.house_by, visit.house_no, visit.house, visit.house_done = NO_NUMBER, "", {}, True
        return None
    if turn.value() not in turn.facts.ways_to_name_a_house():
        raise Mistake("mistake.not_understood")
    if visit.house_by != turn.value():
        visit.house_typed = {}
    visit.house_by = turn.value()
    return Page.HOUSE_NO


def enter_house(turn: Turn) -> Page | None:
    visit = turn.visit
    visit.house_typed = turn.values()
    return look_up(turn, written(turn.facts.house_boxes(visit.house_by), turn.values()))


def scan_house(turn: Turn) -> Page | None:
    """A code from the certificate. Only what looks like a number of such a paper is looked up; an address never is."""
    text = turn.value("text")
    if not text or len(text) > SCANNED_CHARACTERS_MAX or "://" in text:
        raise Mistake("mistake.scan_unknown")
    if "号" not in text and not any(c.isdigit() for c in text):
        raise Mistake("mistake.scan_unknown")
    if "号" in text:
        ways = [way for way in turn.facts.ways_to_name_a_house() if way != "unit"]
        turn.visit.house_by = next((w for w in ways if turn.visit.house_by == w), ways[0] if ways else "unit")
    else:
        turn.visit.house_by = "unit"
    return look_up(turn, text)


def look_up(turn: Turn, number: str) -> Page | None:
    """Asks the register. It says nothing to somebody who is not known to it (domain.md 3.1, step 5)."""
    visit = turn.visit
    name = "unit_no" if visit.house_by == "unit" else "certificate_no"
    visit.house_no, visit.seen_unit, visit.documents_done = number, False, False
    try:
        found = turn.desk.act("look_up", review_id=visit.review_id, **{name: number})
    except SaidNo as no:
        if no.code == "K05":
            return Page.NOT_HOLDER
        raise
    except NoAnswer as trouble:
        if trouble.system == "hall":
            raise
        found = {"state": "UNAVAILABLE"}
    visit.house = found
    match found.get("state"):
        case "NOT_FOUND":
            raise Mistake("K04")
        case "UNAVAILABLE":
            return Page.REGISTER_DOWN
        case "FOUND" if not found.get("holder") and route.must_hold(visit):
            return Page.NOT_HOLDER
    _house_done(turn)
    return None


def _house_done(turn: Turn) -> None:
    turn.visit.house_done = True
    refresh_review(turn)


def go_on_without_register(turn: Turn) -> None:
    """The papers can be gone through although the register does not answer; the desk looks it up later (rule 11)."""
    _house_done(turn)


def seek_at_desk(turn: Turn) -> Page:
    turn.visit.reason = "NOT_FOUND"
    return Page.CONSULT


def confirm_unit(turn: Turn) -> None:
    turn.visit.seen_unit = True


def another_house(turn: Turn) -> Page:
    turn.visit.house_done = False
    return Page.HOUSE_BY


def say_documents(turn: Turn) -> Page | None:
    """Have it, do not have it, not sure: one answer for each paper of the group on the page."""
    visit = turn.visit
    groups = route.document_groups(visit)
    if not 0 <= visit.at < len(groups):
        raise Mistake("mistake.not_understood")
    _, documents = groups[visit.at]
    answers = answers_for([str(d["key"]) for d in documents], turn)
    turn.desk.act("answer", review_id=visit.review_id, facts={}, documents=answers)
    party_id = groups[visit.at][0]
    refresh_review(turn)
    return _next_group(visit, party_id)


def answers_for(keys: list[str], turn: Turn) -> dict[str, str]:
    """The answers of the page. Raises Mistake when a paper has none, keeping those that were given."""
    given = turn.given.get("documents", {})
    if not isinstance(given, dict):
        raise Mistake("mistake.not_understood")
    answers = {key: given[key] for key in keys if given.get(key) in ANSWERS}
    turn.visit.typed.update({f"document:{key}": answer for key, answer in answers.items()})
    open_keys = [key for key in keys if key not in answers]
    if open_keys:
        raise Mistake("mistake.documents_open", open_keys[0], count=len(open_keys))
    return answers


def _next_group(visit: Visit, done: str) -> Page | None:
    """The group after this one; when walking through all again every group, else only those with something open."""
    groups = route.document_groups(visit)
    names = [party_id for party_id, _ in groups]
    here = names.index(done) if done in names else -1
    for n in range(here + 1, len(groups)):
        if visit.walking or any(answer_of(visit, d) is None for d in groups[n][1]):
            visit.at = n
            return Page.DOCUMENTS
    for n, (_, documents) in enumerate(groups):
        if any(answer_of(visit, d) is None for d in documents):
            visit.at = n
            return Page.DOCUMENTS
    visit.documents_done, visit.walking = True, False
    return None


def answer_of(visit: Visit, document: Any) -> str | None:
    """What the citizen said of a paper: the hall's record first, then what stands on the page unsent."""
    said = document.get("answer")
    if said is None:
        said = visit.typed.get(f"document:{document.get('key')}")
    return str(said) if said else None
