"""The window and the number that is open at it: calling, serving, filling in, accepting, undoing."""

from __future__ import annotations

from datetime import timedelta

from tests.consoles import sample_views as sample
from tests.consoles.fake_hall import FakeHall, View
from tests.consoles.fake_rules import No, missing
from tests.consoles.fake_steps import act, mine, set_seat, touched


@act("open_window")
def open_window(hall: FakeHall, seat: str, body: View) -> View:
    set_seat(hall, seat, "IDLE")
    return {}


@act("resume_window")
def resume_window(hall: FakeHall, seat: str, body: View) -> View:
    set_seat(hall, seat, "IDLE", pause=None)
    return {}


@act("close_window")
def close_window(hall: FakeHall, seat: str, body: View) -> View:
    set_seat(hall, seat, "CLOSED", pause=None)
    return {}


@act("pause_window")
def pause_window(hall: FakeHall, seat: str, body: View) -> View:
    reason = next(r for r in sample.choices()["pause_reasons"] if r["code"] == body["reason"])
    set_seat(hall, seat, "PAUSED", pause=(reason["label_zh"], reason["label_en"]))
    return {}


@act("call_next")
def call_next(hall: FakeHall, seat: str, body: View) -> View:
    line = hall.consults if seat.startswith("desk") else hall.queue
    if hall.seats[seat]["state"] != "IDLE":
        raise No("W10", "窗口正在办理，不能再叫号", "The window is busy")
    if not line:
        return {"ticket": None}
    ticket = touched(hall.tickets[line.pop(0)])
    ticket["state"] = "CALLED"
    set_seat(hall, seat, "CALLED", ticket=ticket["ticket_id"], call_no=1, called_at=hall.now(), acknowledged=False)
    return {"ticket": {"ticket_id": ticket["ticket_id"], "number": ticket["number"]}}


@act("acknowledge")
def acknowledge(hall: FakeHall, seat: str, body: View) -> View:
    hall.seats[seat]["acknowledged"] = True
    return {}


@act("call_again")
def call_again(hall: FakeHall, seat: str, body: View) -> View:
    hall.seats[seat]["call_no"] += 1
    hall.seats[seat]["called_at"] = hall.now()
    hall.seats[seat]["acknowledged"] = False
    return {}


@act("no_show")
def no_show(hall: FakeHall, seat: str, body: View) -> View:
    number = mine(hall, seat)["number"]
    hall.remember(seat, "no_show", f"{number} 过号", f"{number} no-show")
    ticket = touched(mine(hall, seat))
    ticket["state"] = "NO_SHOW"
    hall.missed.append(ticket["ticket_id"])
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    return {}


@act("start_serving")
def start_serving(hall: FakeHall, seat: str, body: View) -> View:
    number = mine(hall, seat)["number"]
    hall.remember(seat, "start_serving", f"开始办理 {number}", f"Started serving {number}")
    ticket = touched(mine(hall, seat))
    ticket["state"] = "SERVING"
    set_seat(hall, seat, "SERVING")
    return {}


@act("return_to_line")
def return_to_line(hall: FakeHall, seat: str, body: View) -> View:
    number = mine(hall, seat)["number"]
    hall.remember(seat, "return_to_line", f"{number} 退回排队", f"{number} back to the line")
    ticket = touched(mine(hall, seat))
    ticket["state"] = "TICKETED"
    (hall.consults if ticket["kind"] == "CONSULT" else hall.queue).insert(0, ticket["ticket_id"])
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    return {}


@act("transfer_ticket")
def transfer_ticket(hall: FakeHall, seat: str, body: View) -> View:
    number = mine(hall, seat)["number"]
    hall.remember(seat, "transfer_ticket", f"{number} 转窗", f"{number} transferred")
    touched(mine(hall, seat))["state"] = "TRANSFERRED"
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    return {}


@act("end_service")
def end_service(hall: FakeHall, seat: str, body: View) -> View:
    number = mine(hall, seat)["number"]
    hall.remember(seat, "end_service", f"{number} 结束", f"{number} ended")
    touched(mine(hall, seat))["state"] = "DONE"
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    return {}


@act("undo")
def undo(hall: FakeHall, seat: str, body: View) -> View:
    kept = hall.undo.get(seat)
    if not kept or kept["seq"] != body["seq"] or kept["until"] + timedelta(seconds=1) < hall.now():
        raise No("W40", "已超过 10 秒，不能撤销", "More than 10 seconds have passed")
    hall.restore(seat)
    return {}


# --- the open ticket ---


@act("set_presence")
def set_presence(hall: FakeHall, seat: str, body: View) -> View:
    ticket = touched(hall.tickets[body["ticket_id"]])
    next(p for p in ticket["parties"] if p["party_id"] == body["party_id"])["here"] = body["here"]
    return {}


@act("tick_document")
def tick_document(hall: FakeHall, seat: str, body: View) -> View:
    ticket = touched(hall.tickets[body["ticket_id"]])
    doc = next(d for d in ticket["documents"] if d["key"] == body["key"])
    doc.update(original=body["original"] or None, pages=body["pages"] or None)
    return {}


@act("fill_application")
def fill_application(hall: FakeHall, seat: str, body: View) -> View:
    ticket = touched(hall.tickets[body["ticket_id"]])
    for key, value in body["details"].items():
        if key == "price_yuan" and value == "0":
            raise No("V02", "成交价格不能为零，请核对合同", "The price cannot be zero: compare the contract", 422, "fields.price_yuan")
        next(f for f in ticket["fields"] if f["key"] == key)["value"] = value
        if key == "price_yuan":
            ticket["citizen"]["fields"][1].update(value=f"{value} 元", changed=True)
    return {}


@act("correct_party")
def correct_party(hall: FakeHall, seat: str, body: View) -> View:
    ticket = touched(hall.tickets[body["ticket_id"]])
    party = next(p for p in ticket["parties"] if p["party_id"] == body["party_id"])
    if body["fields"].get("document_no", "").startswith("1"):
        raise No(
            "K02",
            "身份证号码校验未通过，请核对后重新输入。",
            "The ID number does not check; please re-enter.",
            422,
            f"parties.{body['party_id']}.document_no",
        )
    party.update({k: v for k, v in body["fields"].items() if k in ("name", "share")})
    return {}


@act("verify_identity")
def verify_identity(hall: FakeHall, seat: str, body: View) -> View:
    where = hall.tickets[body["ticket_id"]] if "ticket_id" in body else hall.reviews[body["review_id"]]
    party = next(p for p in touched(where)["parties"] if p["party_id"] == body["party_id"])
    party.update(warnings=[], verified={"by_name": "王受理", "at": sample.iso(hall.now())})
    return {}


@act("reveal_identity")
def reveal_identity(hall: FakeHall, seat: str, body: View) -> View:
    return {"value": {"document_no": "990000198001010012", "phone": "16100000001"}.get(body["what"], "99000019830425003X")}


@act("record_inquiry")
def record_inquiry(hall: FakeHall, seat: str, body: View) -> View:
    ticket = touched(hall.tickets[body["ticket_id"]])
    for question in ticket["inquiry"]["questions"]:
        if question["id"] in body["answers"]:
            question["answer"] = body["answers"][question["id"]]
    ticket["inquiry"]["signed"] = body["signed"]
    return {}


@act("print_papers")
def print_papers(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.tickets[body["ticket_id"]])["inquiry"]["printed_at"] = sample.iso(hall.now())
    return {}


@act("look_up_again")
def look_up_again(hall: FakeHall, seat: str, body: View) -> View:
    thing = hall.tickets[body["ticket_id"]] if "ticket_id" in body else hall.cases[body["case_id"]]
    touched(thing)["looked_up_at"] = sample.iso(hall.now())
    return {}


@act("show_citizen")
def show_citizen(hall: FakeHall, seat: str, body: View) -> View:
    screen = touched(hall.tickets[body["ticket_id"]])["citizen"]
    screen.update(state=body["step"], step=5, confirm={"asked": True, "answer": None, "what": ""})
    return {}


@act("citizen_confirm_on_paper")
def citizen_confirm_on_paper(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.tickets[body["ticket_id"]])["citizen"]["confirm"] = {"asked": True, "answer": "CONFIRMED", "what": ""}
    return {}


@act("accept")
def accept(hall: FakeHall, seat: str, body: View) -> View:
    ticket = hall.tickets[body["ticket_id"]]
    if missing(ticket):
        raise No("W20", "还有事项没有完成", "Something is not done yet")
    case = sample.case_view(hall.now(), "ACCEPTED")["case"]
    case.update(
        number=ticket["number"],
        fields=ticket["fields"],
        documents=[dict(d, ticked_by="王受理") for d in ticket["documents"]],
        clock=sample.clock(hall.now(), 0),
        pages_total=sum(d["pages"] or 0 for d in ticket["documents"]),
    )
    hall.cases[case["case_id"]] = case
    touched(ticket)["state"] = "DONE"
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    due = hall.now() + timedelta(minutes=120)
    return {
        "case_id": case["case_id"],
        "acceptance_no": case["acceptance_no"],
        "due_at": sample.iso(due),
        "due_today": True,
        "due_text_zh": f"今天 {due:%H:%M} 前可以领证",
        "due_text_en": f"Ready by {due:%H:%M} today",
        "job_id": "j-accept",
    }


@act("refuse_acceptance")
def refuse_acceptance(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.tickets[body["ticket_id"]])["state"] = "DONE"
    set_seat(hall, seat, "IDLE", ticket=None, call_no=0, called_at=None)
    return {"notice_no": "漯房登不受〔2099〕第000007号", "job_id": "j-refuse"}


@act("confirm_printed")
def confirm_printed(hall: FakeHall, seat: str, body: View) -> View:
    return {}
