"""What the fake hall allows and what it says "no" with: the gaps before acceptance, the acts of a ticket and of a case by post."""

from __future__ import annotations

from typing import Any

from tests.consoles import sample_views as sample

View = dict[str, Any]


class No(Exception):
    """A refusal as the server words it."""

    def __init__(self, code: str, zh: str, en: str, status: int = 409, field: str | None = None, detail: View | None = None) -> None:
        super().__init__(code)
        self.code, self.zh, self.en, self.status, self.field, self.detail = code, zh, en, status, field, detail or {}


def missing(ticket: View) -> list[View]:
    """What still stands in the way of acceptance."""
    found: list[View] = []

    def add(section: str, key: str | None, zh: str, en: str) -> None:
        found.append({"code": section.upper(), "section": section, "key": key, "text_zh": zh, "text_en": en})

    for party in ticket["parties"]:
        if not party["here"]:
            add("parties", party["party_id"], f"{party['name']} 未到场", f"{party['name']} is not here")
    for doc in ticket["documents"]:
        if doc["required"] and not doc["original"]:
            add("documents", doc["key"], f"未见 {doc['name_zh']}", f"{doc['name_en']} not seen")
    for field in ticket["fields"]:
        if field["required"] and field["value"] in (None, ""):
            add("fields", field["key"], f"请填写{field['label_zh']}", f"Fill in: {field['label_en']}")
    for question in ticket["inquiry"]["questions"]:
        if question["required"] and question["answer"] in (None, ""):
            add("inquiry", question["id"], f"询问：{question['text_zh']}", f"Inquiry: {question['text_en']}")
    if not ticket["inquiry"]["signed"]:
        add("inquiry", "signed", "询问笔录未签字", "The inquiry record is not signed")
    if ticket["citizen"]["confirm"]["answer"] != "CONFIRMED":
        add("citizen", None, "客户尚未确认", "The client has not confirmed")
    return found


def ticket_acts(ticket: View) -> list[View]:
    gaps = missing(ticket)
    if ticket["kind"] == "CONSULT":
        return [sample.act("end_service", True)]
    why = ("W20", f"还有 {len(gaps)} 项没有完成", f"{len(gaps)} things are not done yet") if gaps else None
    names = [
        "set_presence",
        "tick_document",
        "fill_application",
        "correct_party",
        "record_inquiry",
        "show_citizen",
        "citizen_confirm_on_paper",
        "look_up_again",
        "reveal_identity",
        "verify_identity",
        "refuse_acceptance",
        "return_to_line",
        "transfer_ticket",
    ]
    return [sample.act("accept", True, why_not=why), *(sample.act(name) for name in names)]


def case_acts(case: View, post: str) -> list[View]:
    late = [sample.act("explain_overtime")] if case["overtime"] and post in ("REGISTRAR", "CERT_CLERK", "DIRECTOR") else []
    return [*acts_in_state(case, post), *late]


def acts_in_state(case: View, post: str) -> list[View]:
    state = case["state"]
    if post == "REGISTRAR":
        open_checks = [c for c in case["checks"] if not c["answer"]]
        why = ("W21", f"还有 {len(open_checks)} 项核查没有回答", f"{len(open_checks)} checks are not answered") if open_checks else None
        seized = ("W22", "查封尚未解除", "The seizure still stands") if case["light"]["state"] == "RESTRICTED" else None
        others = [sample.act(n) for n in ("suspend", "return_file", "look_up_again", "reveal_identity")]
        return {
            "ACCEPTED": [sample.act("approve", True, why_not=why), sample.act("answer_check"), *others],
            "APPROVED": [sample.act("enter_register", True), *others],
            "REGISTERED": [sample.act("hand_over_file", True), sample.act("reveal_identity")],
            "SUSPENDED": [sample.act("resume", True), sample.act("return_file")],
            "HALTED": [sample.act("resume_halted", True, why_not=seized), sample.act("return_file")],
        }.get(state, [])
    if post == "ACCEPTOR":
        always = [sample.act("look_up_again"), sample.act("reveal_identity")]
        return {
            "ACCEPTED": [sample.act("suspend"), sample.act("withdraw"), *always],
            "APPROVED": [sample.act("withdraw"), *always],
            "SUSPENDED": [sample.act("withdraw"), *always],
            "HALTED": always,
        }.get(state, [])
    if post == "CERT_CLERK":
        return {"HANDED": [sample.act("receive_file", True)], "ARCHIVE_HANDED": [sample.act("certify", True), sample.act("spoil_blank")]}.get(
            state, []
        )
    if post == "CASHIER":
        return [sample.act("take_fee", True)] if state == "CERTIFIED" else []
    if post == "ISSUER":
        return [sample.act("deliver", True), sample.act("reveal_identity")] if state == "READY" else []
    if post == "TAX_CLERK":
        return [sample.act("set_tax", True)]
    if post == "DIRECTOR":
        return {
            "RETURN_PROPOSED": [sample.act("countersign_return", True)],
            "HALTED": [sample.act("countersign_resume", True)],
            "SUSPENDED": [sample.act("agree_suspension", True)],
        }.get(state, [])
    return []
