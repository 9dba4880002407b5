"""A pre-review as the kiosk that opened it and the desk read it: parties, questions, papers, the house, the decision.

A kiosk sees nothing of the register unless the person before it holds a right in the house (domain.md 3.1), and never which
authority restricts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ..domain import events as e
from ..domain.acts.booking import would_stand
from ..domain.acts.estimating import wait_in
from ..domain.acts.looking import case_facts, rules_of
from ..domain.acts.reviewing import klass_of
from ..domain.catalogue_records import Fact, Per
from ..domain.dispatch_settings import AfterHours
from ..domain.errors import Refused
from ..domain.questions import open_questions
from ..domain.state import CaseRecord, TicketRecord
from .access import may_read_review, may_see_register
from .acts_on_cases import acts_of_review
from .case_file import read_file
from .case_parts import document_rows, due_part, kind_of, type_row
from .choices import item_choices
from .houses_shown import finding_rows, fresh_findings, light, unit_row
from .persons_shown import party_row, role_words, roles_of, verified_by
from .places import place_words
from .reading import Reading, iso
from .words import both, join, pair, worded

OPEN_WORDS = {"PRE_REVIEW": "OPEN", "REFERRED": "OPEN"}
# What these checks find concerns the applicant himself, and is said to him also when he holds nothing in the house.
OPEN_CHECKS = frozenset({"C01_UNIT_ON_REGISTER", "C02_HOLDER_MATCH", "C14_CAPACITY"})


def review_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A pre-review with everything that is still to be asked."""
    case = reading.state.cases.get(args.get("review_id", ""))
    if case is None:
        raise Refused("CASE_UNKNOWN")
    may_read_review(reading, case)
    return {"review": review_of(reading, case)}


def review_of(reading: Reading, case: CaseRecord) -> dict[str, Any]:
    kind = kind_of(reading, case.type_code)
    at_kiosk = reading.actor.role == "KIOSK"
    shows_house = may_see_register(reading, case) and case.register_state == "FOUND"
    seen = fresh_findings(reading, case) if shows_house and not at_kiosk else None
    history = () if at_kiosk else read_file(reading, case.case_id).history
    verified = {} if at_kiosk else verified_by(reading, history)
    priority, why = klass_of(reading.scene, case)
    return {
        "review_id": case.case_id, "review_no": case.case_id, "rev": reading.rev(case), "state": OPEN_WORDS.get(str(case.state), str(case.state)),
        "case_state": str(case.state), **worded("state", "state", str(case.state)), "channel": case.channel,
        **pair("kiosk_label", place_words(reading, case.opened_by)), "who": case.who, "lang": case.lang, "opened_at": iso(case.opened_at),
        "type": {**type_row(reading, case.type_code), "kiosk_label_zh": kind.kiosk_label_zh, "kiosk_label_en": kind.kiosk_label_en,
                 "roles": roles_of(kind)},
        "to_sign": None if at_kiosk else next(iter(case.notices_to_sign), None),
        "ruleset": case.ruleset, "roles": roles_of(kind), "consult_ticket": _consult_ticket(reading, case), "identity": case.identity,
        **worded("identity_text", "identity", case.identity),
        "parties": [party_row(reading, kind, p, p.attends is not False, verified.get(p.party_id)) for p in case.parties],
        "questions": question_rows(reading, case, limited=at_kiosk), "documents": _papers(reading, case),
        "look_up": _look_up(reading, case), "unit": unit_row(reading.folio_of(case)) if shows_house else None,
        "light": None if at_kiosk else light(reading, case, seen), "findings": [] if at_kiosk else finding_rows(reading, case, seen),
        "decision": decision_part(reading, case), "confirmed": _confirmed(reading, case), "notice": notice_part(reading, case, history),
        "former_notice": _former_notice(case), "home_service": _home_service(reading, case),
        "priority": {"class": priority, **worded("why", "priority", why)} if priority != "NORMAL" else None,
        "appointment": _appointment(reading, case),
        "ticket": _own_ticket(reading, case), "due": review_due(reading, case), "acts": [] if at_kiosk else acts_of_review(reading, case),
        "choices": {} if at_kiosk else item_choices(reading, case),
    }


def _appointment(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """What a number taken now does to the appointment; said only to whoever passed, so that nobody reads of a stranger's."""
    passed = case.decision.get("outcome") == "PASS" if case.decision else False
    return would_stand(reading.scene, case) if passed and not case.ticket_id else None


# --- questions --------------------------------------------------------------------------------------------------------


def question_rows(reading: Reading, case: CaseRecord, limited: bool) -> list[dict[str, Any]]:
    """What was answered and what is still open, in the order of the catalogue. ``limited``: no more than the hall asks at a kiosk."""
    rules = rules_of(reading.scene, case)
    still_open = {q.fact: q for q in open_questions(rules, case.parties, case_facts(reading.scene, case))}
    rows = []
    for fact in sorted(rules.catalogue.facts.values(), key=lambda f: f.order):
        if not fact.asked:
            continue
        answers = _answers(case, fact)
        question = still_open.get(fact.name)
        if question is None and not answers:
            continue
        party_ids = tuple(dict.fromkeys((*answers, *(question.party_ids if question else ())))) if fact.per is Per.PARTY else ()
        answer = None if question is not None else any(answers.values())
        rows.append({
            "fact": fact.name, "per": "party" if len(party_ids) > 1 else "case", "party_ids": [p for p in party_ids if p],
            "text_zh": fact.question_zh, "text_en": fact.question_en, "help_zh": fact.help_zh, "help_en": fact.help_en,
            "asked_of": fact.asked_of, "answer": answer, "answers": {p: v for p, v in answers.items() if p},
        })
    if not limited:
        return [row for found in rows for row in _one_by_one(reading, case, found)]
    left = max(0, rules.questions_max - sum(row["answer"] is not None for row in rows))
    first = [row["fact"] for row in rows if row["answer"] is None][:left]
    return [row for row in rows if row["answer"] is not None or row["fact"] in first]


def _one_by_one(reading: Reading, case: CaseRecord, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The desk puts a question about each party to each party: one row, one answer, under ``fact@party_id``."""
    if not row["party_ids"]:
        return [row]
    kind, rows = kind_of(reading, case.type_code), []
    for party_id in row["party_ids"]:
        party = case.party(party_id)
        if party is None:
            continue
        role, name = role_words(kind, party.role), reading.name_of(party.person_id)
        about = both("question_about", role=role, name=name, question=(row["text_zh"], row["text_en"]))
        rows.append({**row, "fact": f"{row['fact']}@{party_id}", "per": "party", "party_ids": [party_id], **pair("text", about),
                     "answer": row["answers"].get(party_id)})
    return rows


def _answers(case: CaseRecord, fact: Fact) -> dict[str, bool]:
    """The answers given: party_id -> yes or no; "" for a fact of the whole case."""
    found = {}
    for name, value in case.facts.items():
        plain, _, party_id = name.partition("@")
        if plain == fact.name and (not party_id or case.party(party_id)):
            found[party_id] = bool(value)
    return found


# --- the house and the outcome ----------------------------------------------------------------------------------------


def _look_up(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    if not case.register_state:
        return None
    folio = reading.folio_of(case) if may_see_register(reading, case) else None
    certificate = folio.certificate(case.certificate_id) if folio and case.certificate_id else None
    said = certificate.number if certificate else folio.unit_no if folio else ""
    fresh = case.looked_up_at + timedelta(minutes=reading.config.pre_review.lookup_minutes_max) if case.looked_up_at else None
    return {"state": case.register_state, "by": "certificate_no" if case.certificate_id else "unit_no", "said": said,
            "at": iso(case.looked_up_at), "fresh_until": iso(fresh), "holder": case.holder}


def sentence_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A reason, warning or exclusion of a decision."""
    return {"code": row["code"], "text_zh": row["zh"], "text_en": row["en"], "basis": row.get("basis_zh", ""), "basis_en": row.get("basis_en", ""),
            "lift_zh": row.get("lift_zh", ""), "lift_en": row.get("lift_en", ""), "check": row.get("check", ""), "ends_on": row.get("ends_on", ""),
            "resolve": row.get("resolve", "")}


def missing_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the one-time notice, as it stands on the paper."""
    return {"no": row["number"], "key": row["key"], "code": row["code"], "kind": row["kind"], "name_zh": row["zh"], "name_en": row["en"],
            "why_zh": row["why_zh"], "why_en": row["why_en"], "where_zh": row["where_zh"], "where_en": row["where_en"],
            "basis": row["basis_zh"], "basis_en": row["basis_en"], "party_id": row.get("party_id") or None}


def _papers(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """The papers of the case. To a stranger at a kiosk none that only the register asks for: it would say what stands in it."""
    if case.register_state != "FOUND" or may_see_register(reading, case):
        return document_rows(reading, case, names=reading.actor.role != "KIOSK")
    return [row for row in document_rows(reading, replace(case, findings={}), names=False) if row["required"]]


def _for_all_eyes(reading: Reading, case: CaseRecord) -> Mapping[str, Any]:
    """The decision without what the register said, where the person at the kiosk may not know it; the outcome stays."""
    told = case.decision
    if may_see_register(reading, case):
        return told
    sayable = (OPEN_CHECKS if case.identity != "MISMATCH" else frozenset()) | {""}
    reasons = [r for r in told.get("reasons", ()) if r.get("check", "") in sayable]
    if len(reasons) < len(told.get("reasons", ())):
        sentence = reading.config.catalogue.sentence("desk", "REGISTER_CHECK")
        reasons.append({"code": "REGISTER_CHECK", "zh": sentence.zh, "en": sentence.en})
    lists = {name: told.get(name, ()) if told["outcome"] == "MISSING" else () for name in ("missing", "correct_now")}
    return {**told, "rule_rows": (), "reasons": reasons, **lists,
            "warnings": [w for w in told.get("warnings", ()) if w.get("check", "") in sayable],
            "exclusions": [x for x in told.get("exclusions", ()) if not x.get("check")], "may_end_on": ""}


def decision_part(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """The outcome with everything that led to it; None until it is decided, and again after anything changed."""
    if not case.decision:
        return None
    told = _for_all_eyes(reading, case)
    return {
        "outcome": told["outcome"], "lane": told["lane"], "rows": list(told.get("rule_rows", ())), "decided_at": iso(case.decided_at),
        "reasons": [sentence_row(r) for r in told.get("reasons", ())], "warnings": [sentence_row(r) for r in told.get("warnings", ())],
        "exclusions": [sentence_row(r) for r in told.get("exclusions", ())],
        "missing": [missing_row(r) for r in told.get("missing", ())], "correct_now": [missing_row(r) for r in told.get("correct_now", ())],
        "confirm_needed": bool(told.get("confirm_needed", True)), "resume": told.get("resume", ""), "may_end_on": told.get("may_end_on", ""),
    }


def review_due(reading: Reading, case: CaseRecord) -> dict[str, Any]:
    """Ready by when, if the number is taken now: after the wait, with its upper figure. Where the line may well reach past closing
    and the hall calls nobody then, that is said before the number is taken (guarantees A6)."""
    decided = case.decision.get("lane")
    instant = decided == "INSTANT" if decided else kind_of(reading, case.type_code).instant_on(reading.day)
    wait = wait_in(reading.state, reading.config, reading.now, "INSTANT" if instant else "NORMAL", "NORMAL")
    due = due_part(reading, case.type_code, instant, wait.high_minutes)
    if not wait.passes_closing or reading.config.dispatch.after_closing is AfterHours.EVERYBODY:
        return due
    next_day = reading.config.calendar.add_working_days(reading.day, 1)
    warned = join((due["text_zh"], due["text_en"]), both("due.not_called", day=f"{next_day:%m-%d}"), zh="。", en=". ")
    return {**due, "today": False, **pair("text", warned)}


def _confirmed(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    if not case.confirmed_by:
        return None
    by = reading.staff(case.confirmed_by) if case.confirmed_by in reading.state.staff else None
    return {"by": by, "automatic": case.confirmed_automatic, "at": iso(case.decided_at)}


def notice_part(reading: Reading, case: CaseRecord, history: Any) -> dict[str, Any] | None:
    """The notice given last, while the case waits for the papers on it."""
    if not case.notices or str(case.state) != "DEFICIENT":
        return None
    last = case.notices[-1]
    job = next((m[0].job_id for m in reversed(tuple(history)) if isinstance(m[0], e.SlipQueued) and m[0].kind == "ONE_TIME_NOTICE"), None)
    return {"notice_no": last["notice_no"], "job_id": job, "at": last["at"], "second": bool(last.get("second"))}


def _former_notice(case: CaseRecord) -> dict[str, Any] | None:
    """On a second visit: what the first notice asked for."""
    if not case.notices or str(case.state) == "DEFICIENT":
        return None
    last = case.notices[-1]
    return {"notice_no": last["notice_no"], "at": last["at"], "items": [missing_row(item) for item in last["items"]]}


def _home_service(reading: Reading, case: CaseRecord) -> bool:
    least = reading.config.ticket.home_service_age_years
    return any(p.age_years is not None and p.age_years >= least for p in case.parties)


def _ticket_row(ticket: TicketRecord | None) -> dict[str, str] | None:
    return {"ticket_id": ticket.ticket_id, "number": ticket.label, "state": str(ticket.state)} if ticket else None


def _consult_ticket(reading: Reading, case: CaseRecord) -> dict[str, str] | None:
    return _ticket_row(next((t for t in reading.state.tickets.values() if t.case_id == case.case_id and t.lane == "CONSULTATION"), None))


def _own_ticket(reading: Reading, case: CaseRecord) -> dict[str, str] | None:
    return _ticket_row(reading.ticket_of(case))
