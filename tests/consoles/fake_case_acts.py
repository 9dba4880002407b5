"""A case on its way from the registrar to the collected certificate, with its pauses and ends."""

from __future__ import annotations

from tests.consoles import sample_views as sample
from tests.consoles.fake_hall import FakeHall, View
from tests.consoles.fake_rules import No
from tests.consoles.fake_steps import act, move, touched


@act("answer_check")
def answer_check(hall: FakeHall, seat: str, body: View) -> View:
    case = touched(hall.cases[body["case_id"]])
    check = next(c for c in case["checks"] if c["check"] == body["check"])
    check["answer"] = {"ok": body["ok"], "remark": body["remark"], "by": "s02", "by_name": "赵审核", "at": sample.iso(hall.now()), "stale": False}
    return {}


@act("approve")
def approve(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "APPROVED")
    case["opinion"] = {"text": body["opinion"], "by": sample.staff("s02"), "qualification_no": "2012-豫-00412", "at": sample.iso(hall.now())}
    return {}


@act("enter_register")
def enter_register(hall: FakeHall, seat: str, body: View) -> View:
    if body["folio_version"] != 7:
        raise No("W04", "登记簿在您审核后发生变化，请重新核对。", "The register changed after your review; check again.")
    case = move(hall, body, "REGISTERED")
    done = sample.case_view(hall.now(), "REGISTERED")["case"]
    case.update(register_entry=done["register_entry"], certificates=done["certificates"])
    return {}


@act("hand_over_file")
def hand_over_file(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "HANDED")
    case["custody"] = {
        "pages": body["pages"],
        "handed_by": sample.staff("s02"),
        "handed_at": sample.iso(hall.now()),
        "received_by": None,
        "received_at": None,
        "received_pages": None,
    }
    return {}


@act("receive_file")
def receive_file(hall: FakeHall, seat: str, body: View) -> View:
    case = hall.cases[body["case_id"]]
    if case["custody"]["pages"] != body["pages"]:
        raise No(
            "W23",
            f"移交人清点 {case['custody']['pages']} 页，您清点 {body['pages']} 页，请一起重新清点。",
            f"Handed over as {case['custody']['pages']} pages, you counted {body['pages']}: count again together.",
        )
    case = move(hall, body, "ARCHIVE_HANDED")
    case["custody"].update(received_by=sample.staff("s04"), received_at=sample.iso(hall.now()), received_pages=body["pages"])
    return {}


@act("certify")
def certify(hall: FakeHall, seat: str, body: View) -> View:
    if "0000000001" in body["blank_serials"]:
        raise No("W06", "该证书印制号已使用。", "This blank serial number was already used.", 409, "blank_serial")
    case = move(hall, body, "CERTIFIED")
    for certificate in case["certificates"]:
        certificate.update(blank_serial="、".join(body["blank_serials"]), state="PRINTED")
    return {}


@act("spoil_blank")
def spoil_blank(hall: FakeHall, seat: str, body: View) -> View:
    case = touched(hall.cases[body["case_id"]])
    case["spoiled"].append(
        {
            "blank_serial": body["blank_serial"],
            "reason_zh": "打印错误",
            "reason_en": "Misprint",
            "at": sample.iso(hall.now()),
            "by_name": "孙缮证",
            "second_name": body["second_staff_no"],
        }
    )
    return {}


@act("take_fee")
def take_fee(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "READY")
    case["fee"].update(state="PAID", receipt_no="F20991013-0007", means=body["means"], paid_at=sample.iso(hall.now()))
    return {"receipt_no": "F20991013-0007", "job_id": "j-fee"}


@act("deliver")
def deliver(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "DELIVERED")
    case["delivery"] = {"recipient": "欧阳测试", "at": sample.iso(hall.now()), "by": sample.staff("s06"), "signature": body["signature"]["kind"]}
    return {}


@act("set_tax")
def set_tax(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.cases[body["case_id"]])["tax"].update(state=body["state"], voucher_no=body["voucher_no"])
    return {}


@act("suspend")
def suspend(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "SUSPENDED")
    reason = next(r for r in case["choices"]["suspend_reasons"] if r["code"] == body["reason"])
    case["clock"].update(
        running=reason["clock"] == "RUNS",
        level="ok" if reason["clock"] == "RUNS" else "paused",
        paused_why_zh=reason["label_zh"],
        paused_why_en=reason["label_en"],
    )
    case["pauses"].append(
        {
            "kind": "SUSPENDED",
            "reason_code": reason["code"],
            "reason_zh": reason["label_zh"],
            "reason_en": reason["label_en"],
            "words": body["words"],
            "from": sample.iso(hall.now()),
            "until": None,
            "deadline_on": "2099-11-12",
            "by": sample.staff("s02"),
        }
    )
    return {}


@act("return_file")
def return_file(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "RETURN_PROPOSED")
    case["return"] = {
        "reasons": body["reasons"],
        "words": body["words"],
        "text_zh": f"拟退档：{'、'.join(body['reasons'])} {body['words']}",
        "text_en": f"Return proposed: {', '.join(body['reasons'])} {body['words']}",
    }
    return {}


@act("countersign_return")
def countersign_return(hall: FakeHall, seat: str, body: View) -> View:
    move(hall, body, "RETURNED" if body["agree"] else "ACCEPTED")
    return {}


@act("countersign_resume")
def countersign_resume(hall: FakeHall, seat: str, body: View) -> View:
    move(hall, body, "APPROVED")
    return {}


@act("resume")
def resume(hall: FakeHall, seat: str, body: View) -> View:
    case = move(hall, body, "ACCEPTED")
    case["clock"]["running"] = True
    case["pauses"][-1]["until"] = sample.iso(hall.now())
    return {}


@act("withdraw")
def withdraw(hall: FakeHall, seat: str, body: View) -> View:
    move(hall, body, "WITHDRAWN")
    return {}


@act("explain_overtime")
def explain_overtime(hall: FakeHall, seat: str, body: View) -> View:
    touched(hall.cases[body["case_id"]])["overtime"]["words"] = body["words"]
    return {}
