"""Moves from the check page to the slip in the hand: decide, take the number or the notice, did it come out, goodbye."""

from __future__ import annotations

from contextlib import suppress

from kiosk import route
from kiosk.moves_house import HAVE, answers_for, refresh_review
from kiosk.patterns import written
from kiosk.turn import Record, Turn
from kiosk.visit import Mistake, Page, Paper, Visit
from queue_server.client import SaidNo

REPRINTS_MAX = 2
"""After this many tries the printer needs a person, not another slip."""


def change_business(turn: Turn) -> Page:
    return Page.TYPES if turn.visit.group else Page.HOME


def change_who(turn: Turn) -> Page:
    return Page.WHO


def change_parties(turn: Turn) -> Page:
    turn.visit.parties_done = False
    return Page.PARTIES


def change_house(turn: Turn) -> Page:
    turn.visit.house_done = False
    return Page.HOUSE_BY


def change_answers(turn: Turn) -> Page | None:
    """Through all questions once more, each with the answer given before."""
    turn.visit.walking, turn.visit.at = True, 0
    asked = turn.visit.asked
    return route.question_page(asked[0]) if asked else None


def change_documents(turn: Turn) -> Page | None:
    turn.visit.walking, turn.visit.at, turn.visit.documents_done = True, 0, False
    return Page.DOCUMENTS if route.document_groups(turn.visit) else None


def decide(turn: Turn) -> Page:
    """Asks the hall to decide, and shows the outcome. A notice is given in the same step (domain.md 3.1)."""
    visit = turn.visit
    answer = turn.desk.act("decide_review", review_id=visit.review_id)
    refresh_review(turn)
    visit.decision = answer.get("decision", answer)
    visit.promise = answer.get("promise") or visit.review.get("due") or {}
    visit.may_take_ticket = bool(answer.get("may_take_ticket"))
    match visit.decision.get("outcome"):
        case "PASS" if visit.may_take_ticket:
            return Page.PASSED
        case "PASS":
            visit.reason = "CONFIRM"
            return Page.REFER
        case "MISSING" if not visit.decision.get("missing") and visit.decision.get("correct_now"):
            visit.reason = "CORRECT_NOW"
            return Page.CORRECT_NOW
        case "MISSING":
            return give_notice(turn)
        case "NOT_ELIGIBLE":
            visit.reason = "NOT_ELIGIBLE"
            return Page.NOT_ELIGIBLE
    visit.reason = "REFER"
    return Page.REFER


def put_right(turn: Turn) -> Page:
    """The forms were filled in on the spot: they are there now, and the hall decides anew."""
    visit = turn.visit
    filled = {str(item["key"]): HAVE for item in visit.decision.get("correct_now", ())}
    turn.desk.act("answer", review_id=visit.review_id, facts={}, documents=filled)
    return decide(turn)


def give_notice(turn: Turn) -> Page:
    """The one-time notice. Where the hall wants a person to give it, the visitor gets a consultation number instead."""
    visit = turn.visit
    try:
        visit.notice = turn.desk.act_once("give_notice", about=visit.review_id, review_id=visit.review_id)
    except SaidNo as no:
        visit.reason, visit.no = "NOTICE", {"code": no.code, "sentence": no.sentence, "lang": visit.lang}
        return Page.MISSING
    visit.paper = Paper(job_id=str(visit.notice.get("job_id") or ""))
    return Page.MISSING


def take_ticket(turn: Turn) -> Page:
    """The number. However often it is asked for, this review gets one (guarantees UX-09)."""
    visit = turn.visit
    here = [party.party_id for party in visit.parties if party.here]
    try:
        ticket = turn.desk.act_once("take_ticket", about=visit.review_id, review_id=visit.review_id, here=here)
    except SaidNo as no:
        if no.code == "NOT_PASSED":  # the register has changed since: decided again, with the reason on the page
            return decide(turn)
        if no.code != "K08":
            raise
        visit.reason, visit.no = "FULL", {"code": no.code, "sentence": no.sentence, "lang": visit.lang}
        return Page.FULL
    visit.ticket = ticket
    visit.paper = Paper(job_id=str((ticket.get("slip") or {}).get("job_id") or ticket.get("job_id") or ""))
    return Page.TICKET


def enter_notice_no(turn: Turn) -> Page:
    turn.visit.typed.update(turn.values())
    return resume(turn, written(turn.facts.notice_boxes(), turn.values()))


def scan_notice(turn: Turn) -> Page:
    """The code on the notice holds its number, nothing else."""
    text = turn.value("text")
    if not text or len(text) > 60 or "://" in text:
        raise Mistake("mistake.scan_unknown")
    return resume(turn, text)


def resume(turn: Turn, notice_no: str) -> Page:
    """Opens the review of a notice again: only what was missing is asked (domain.md 3.3)."""
    visit = turn.visit
    answer = turn.desk.act("resume_review", notice_no=notice_no)
    visit.notice_no = notice_no
    visit.review_id = str(answer["review_id"])
    refresh_review(turn)
    visit.open_items = _open_items(visit, list(answer.get("items") or ()))
    visit.type = visit.review.get("type") or visit.type
    return Page.OPEN_ITEMS


def _open_items(visit: Visit, items: list[object]) -> list[Record]:
    """The notice's items with the names and explanations the review has of them."""
    known = {str(d.get("key")): dict(d) for d in visit.review.get("documents", ())}
    rows: list[Record] = []
    for item in items:
        row = dict(item) if isinstance(item, dict) else {"key": str(item)}
        key = str(row.get("key") or row.get("code"))
        rows.append({**known.get(key, {}), **row, "key": key, "answer": None})
    return rows


def say_open_items(turn: Turn) -> Page:
    """The papers that were missing; if all are there now and nothing is to be said first, the number follows at once."""
    visit = turn.visit
    answers = answers_for([str(item["key"]) for item in visit.open_items], turn)
    turn.desk.act("answer", review_id=visit.review_id, facts={}, documents=answers)
    page = decide(turn)
    plain = visit.promise.get("today", True) and not visit.decision.get("warnings")
    return take_ticket(turn) if page is Page.PASSED and plain else page


def it_came_out(turn: Turn) -> Page:
    """The visitor holds the slip. If the hall knows already, the visitor is not troubled with that."""
    paper = turn.visit.paper
    if paper.job_id and not paper.answered:
        with suppress(SaidNo):
            turn.desk.act("confirm_printed", job_id=paper.job_id, came_out=True)
        paper.answered = True
    return Page.DONE


def print_again(turn: Turn) -> Page:
    """The slip once more, marked as a reprint by the hall. Only a person may ask for it (guarantees C2.4).

    That nothing came out is one word to the hall, and the hall's answer to it is the new slip: one press, one reprint.
    """
    visit = turn.visit
    if visit.paper.reprints >= REPRINTS_MAX:
        raise Mistake("mistake.reprints_over")
    if visit.paper.job_id:
        answer = turn.desk.act("confirm_printed", job_id=visit.paper.job_id, came_out=False)
    else:
        answer = turn.desk.act("reprint", ticket_id=visit.ticket["ticket_id"])
    visit.paper.job_id = str(answer["job_id"])
    visit.paper.reprints += 1
    return visit.page


def finish(turn: Turn) -> Page:
    """Without paper: the number was read or photographed."""
    return Page.DONE
