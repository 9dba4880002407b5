"""The desk with its reviews, the guide, the alarms and the judicial clerk."""

from __future__ import annotations

from tests.consoles import sample_views as sample
from tests.consoles.fake_hall import FakeHall, View
from tests.consoles.fake_rules import No
from tests.consoles.fake_steps import act, touched


def decided(hall: FakeHall, review: View, outcome: str) -> None:
    fresh = sample.review_view(hall.now(), outcome)["review"]
    review.update(decision=fresh["decision"], acts=fresh["acts"])


@act("set_parties")
def set_parties(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    known = {p["party_id"]: p for p in review["parties"]}
    made = []
    for party in body["parties"]:
        old = known.get(party["party_id"], dict(sample.parties()[0], warnings=[], agent=None))
        role = next(r for r in review["roles"] if r["role"] == party["role"])
        made.append(
            {
                **old,
                **{k: v for k, v in party.items() if k not in ("document_no", "phone", "agent", "guardian")},
                "role_zh": role["name_zh"],
                "role_en": role["name_en"],
            }
        )
    review["parties"] = made
    return {"parties": [], "identity": "OK"}


@act("answer")
def answer(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    for question in review["questions"]:
        question["answer"] = body["facts"].get(question["fact"], question["answer"])
    for doc in review["documents"]:
        if doc["key"] in body["documents"]:
            doc["answer"] = body["documents"][doc["key"]]
            doc["state"] = "PRESENT" if doc["answer"] == "HAVE" else "MISSING"
    return {}


@act("look_up")
def look_up(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    if body.get("certificate_no") == "0":
        raise No(
            "K04",
            "未查到该房产证号。请核对证号，或到咨询台查询。",
            "Certificate number not found; check it or ask at the desk.",
            404,
            "certificate_no",
        )
    review["look_up"].update(at=sample.iso(hall.now()))
    return {"state": "FOUND"}


@act("decide_review")
def decide_review(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    gaps = any(d["state"] == "MISSING" for d in review["documents"])
    decided(hall, review, "MISSING" if gaps else "PASS")
    return {}


@act("confirm_pass")
def confirm_pass(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    review["confirmed"] = {"by": sample.staff("s03"), "at": sample.iso(hall.now())}
    review["acts"] = [sample.act("take_ticket", True), sample.act("drop_review")]
    return {}


@act("take_ticket")
def take_ticket(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    review.update(ticket={"ticket_id": "t-015", "number": "A015"}, state="TICKETED", acts=[])
    return {
        "ticket_id": "t-015",
        "number": "A015",
        "token": "x",
        "ahead": 3,
        "range": {"low": 15, "high": 25},
        "slip": {"job_id": "j-ticket"},
        "qr_url": "",
    }


@act("give_notice")
def give_notice(hall: FakeHall, seat: str, body: View) -> View:
    review = touched(hall.reviews[body["review_id"]])
    review.update(notice={"notice_no": "漯房登告〔2099〕第000045号", "job_id": "j-notice"}, state="DEFICIENT", acts=[])
    return {"notice_no": "漯房登告〔2099〕第000045号", "items": [], "job_id": "j-notice"}


@act("refuse_review")
def refuse_review(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.reviews[body["review_id"]]).update(state="NOT_ELIGIBLE", acts=[])
    return {"notice_no": "漯房登不受〔2099〕第000008号", "job_id": "j-refuse"}


@act("open_review")
def open_review(hall: FakeHall, seat: str, body: View) -> View:
    review = sample.review_view(hall.now())["review"]
    review.update(
        review_id="r-0050",
        review_no="20991013-P0050",
        channel="DESK",
        parties=[],
        decision=None,
        consult_ticket=None,
        look_up=None,
        unit=None,
        findings=[],
        light=sample.light("NO_UNIT", hall.now()),
        identity_text_zh="",
        identity_text_en="",
        who=body["who"],
        mine=True,
    )
    hall.reviews["r-0050"] = review
    return {"review_id": "r-0050"}


@act("drop_review")
def drop_review(hall: FakeHall, seat: str, body: View) -> View:
    del hall.reviews[body["review_id"]]
    return {}


# --- guide, alarms, court ---


@act("reinstate")
def reinstate(hall: FakeHall, seat: str, body: View) -> View:
    return {}


@act("note_ticket")
def note_ticket(hall: FakeHall, seat: str, body: View) -> View:
    return {}


@act("reprint")
def reprint(hall: FakeHall, seat: str, body: View) -> View:
    hall.print_troubles = [slip for slip in hall.print_troubles if slip["job_id"] != body.get("job_id")]
    return {"job_id": "j-again"}


@act("settle_slip")
def settle_slip(hall: FakeHall, seat: str, body: View) -> View:
    hall.print_troubles = [slip for slip in hall.print_troubles if slip["job_id"] != body["job_id"]]
    return {}


@act("find_person")
def find_person(hall: FakeHall, seat: str, body: View) -> View:
    return sample.search_view(hall.now())


@act("answer_help")
def answer_help(hall: FakeHall, seat: str, body: View) -> View:
    hall.help = [h for h in hall.help if h["help_id"] != body["help_id"]]
    return {}


@act("acknowledge_alarm")
def acknowledge_alarm(hall: FakeHall, seat: str, body: View) -> View:
    next(a for a in hall.alarms if a["alarm_id"] == body["alarm_id"]).update(acknowledged_by="赵审核", acknowledged_at=sample.iso(hall.now()))
    return {}


@act("close_alarm")
def close_alarm(hall: FakeHall, seat: str, body: View) -> View:
    for alarm in hall.alarms:
        if alarm["alarm_id"] == body["alarm_id"]:
            alarm["closed"] = {"reason": body["reason"]}
    return {}


@act("lock_unit")
def lock_unit(hall: FakeHall, seat: str, body: View) -> View:
    hall.locks["lk-1"] = {
        "lock_id": "lk-1",
        "rev": 1,
        "delivered_at": body["delivered_at"],
        "by": sample.staff("s10"),
        "state": "HELD",
        "ruleset": "CN-2014",
        "folio": sample.folio(hall.now()),
    }
    return {"lock_id": "lk-1"}


@act("unlock_unit")
def unlock_unit(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.locks[body["lock_id"]])["state"] = "RELEASED"
    return {}


@act("enter_restriction")
def enter_restriction(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.locks[body["lock_id"]])["state"] = "USED"
    if body["kind"] == "OBJECTION":
        return {"kind": "OBJECTION", "ends_on": "2099-10-30", "suspended": [{"case_id": "c-0123", "case_no": "20991013-0123"}]}
    return {"rank": 2, "waiting": True, "halted": [{"case_id": "c-0123", "case_no": "20991013-0123"}], "completed_before": []}


@act("renew_restriction")
def renew_restriction(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.locks[body["lock_id"]])["folio"]["restrictions"][0]["ends_on"] = body["ends_on"]
    return {}


@act("release_restriction")
def release_restriction(hall: FakeHall, seat: str, body: View) -> View:
    row = touched(hall.locks[body["lock_id"]])["folio"]["restrictions"][0]
    ended = "WITHDRAWN" if body.get("mistaken") else "RELEASED"
    row.update(in_force=False, changeable=False, mistaken=bool(body.get("mistaken")), ended_reason=ended, ended_why=body.get("words", ""))
    return {"moved_up": None, "resumable": []}
