"""A visit from the first touch to the slip, without a browser: what is asked, what the hall is told, what never happens twice."""

from __future__ import annotations

import pytest

from tests.kiosk.fake_hall import CLEAR, MORTGAGED, OF_ANOTHER, OWNER, SEIZED, FakeHall
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import BUYER, SELLER, Touches, kiosk_app

CHILD = "990000201303150066"


def test_a_sale_goes_from_the_first_touch_to_the_number(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    assert touch.page == "check"
    assert touch("next") == "passed"
    assert touch("take") == "ticket"
    assert touch.model["number"] == "A001"
    (parties,) = hall.acts("set_parties")
    assert [(p["role"], p["name"], p["document_no"], p["here"]) for p in parties["parties"]] == [
        ("TRANSFEROR", "张三丰", SELLER, True), ("TRANSFEREE", "欧阳测试", BUYER, True)]  # fmt: skip
    assert hall.acts("open_review") == [{"type_code": "T03", "channel": "KIOSK", "who": "SELF", "lang": "zh-CN"}]
    assert hall.acts("take_ticket") == [{"review_id": "r1", "here": ["p1", "p2"]}]


def test_nothing_is_told_to_the_hall_before_the_people_are_known(touch: Touches, hall: FakeHall) -> None:
    STATIONS["present"](touch, hall)
    assert hall.asked == []


@pytest.mark.parametrize("act", ["open_review", "set_parties", "look_up", "answer", "decide_review", "take_ticket"])
def test_a_lost_answer_is_asked_again_with_the_same_key(touch: Touches, hall: FakeHall, act: str) -> None:
    """UX-09, INV-04: the deed was done, only its answer got lost."""

    hall.lose_answer_of = act
    touch.insists = True
    touch.to_check()
    touch("next")
    assert touch("take") == "ticket"
    assert touch.insisted == 1
    keys = [key for name, _, key in hall.asked if name == act]
    assert len(keys) > len(set(keys))
    assert len(hall.reviews) == 1 and len(hall.tickets) == 1


def test_pressing_twice_gives_one_number(touch: Touches, hall: FakeHall) -> None:
    """UX-09: the second touch belongs to a page that is gone."""
    STATIONS["passed"](touch, hall)
    step = touch.model["step"]
    touch("take")
    first = touch.model
    touch("take", _step=step)
    assert touch.model["number"] == first["number"] and len(hall.tickets) == 1


def test_an_old_touch_changes_nothing(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    before = touch.model
    touch("choose", _step=before["step"] - 1, value="AGENT")
    assert touch.model == before


def test_a_touch_the_page_does_not_know_does_nothing(touch: Touches, hall: FakeHall) -> None:
    before = touch.model
    assert touch("take") == "home" and touch.model == before
    assert touch("choose", value="../../etc/passwd") == "home"
    assert touch.model["trouble"]["text"] == "没有听懂这一步，请再按一次。"
    assert touch("choose", value={"$ne": 1}) == "home"
    assert hall.asked == []


def test_there_is_no_way_back_after_the_number(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    assert not touch.model["back"]
    assert touch("back") == "ticket" and len(hall.tickets) == 2


def test_back_shows_the_page_before_with_what_was_typed(touch: Touches, hall: FakeHall) -> None:
    STATIONS["phone"](touch, hall)
    assert touch("back") == "name" and touch.model["value"] == "张三丰"
    assert touch("back") == "document_no" and touch.model["boxes"][0]["value"] == SELLER
    assert touch("back") == "side"
    assert touch("choose", value="TRANSFEROR") == "phone"


def test_back_from_the_list_opens_the_party_that_was_typed_last(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    touch("add", value="TRANSFEREE")
    touch("choose", value="IN_PERSON")
    touch.person(BUYER, "欧阳测试")
    assert touch.page == "parties"
    assert touch("back") == "name" and touch.model["value"] == "欧阳测试"
    for expected in ("document_no", "manner", "parties"):
        assert touch("back") == expected
    assert [row["name"] for row in touch.model["rows"]] == ["张三丰", "欧阳测试"]


def test_a_party_only_begun_is_dropped_by_going_back(touch: Touches, hall: FakeHall) -> None:
    STATIONS["manner"](touch, hall)
    touch("choose", value="IN_PERSON")
    touch("back")
    assert touch("back") == "parties"
    assert len(touch.model["rows"]) == 1


@pytest.mark.parametrize(
    ("row", "page"),
    [("business", "types"), ("who", "who"), ("parties", "parties"), ("house", "house_by"), ("answers", "question"),
     ("documents", "documents")],
)  # fmt: skip
def test_change_leads_to_its_page_and_back_leads_to_the_check(
    touch: Touches, hall: FakeHall, row: str, page: str
) -> None:
    """UX-13."""
    STATIONS["check"](touch, hall)
    assert touch(row) == page
    assert touch("back") == "check"


def test_a_change_keeps_what_was_typed_and_returns_to_the_check(touch: Touches, hall: FakeHall) -> None:
    STATIONS["check"](touch, hall)
    touch("house")
    touch("choose", value="ownership_certificate")
    assert {box["id"]: box["value"] for box in touch.model["boxes"] if "value" in box} == {
        "district": "源汇", "digits": "20990012345"}  # fmt: skip
    touch("enter", values={"district": "源汇", "digits": "20990054321"})
    assert touch("next") == "documents"  # the other house is mortgaged: one more paper
    assert touch.papers() == "check"
    assert MORTGAGED in [row["value"] for row in touch.model["rows"]]


def test_questions_can_be_gone_through_again(touch: Touches, hall: FakeHall) -> None:
    STATIONS["check"](touch, hall)
    assert touch("answers") == "question"
    chosen = [choice["value"] for choice in touch.model["choices"] if choice.get("chosen")]
    assert chosen == ["NO"]
    touch("choose", value="YES")
    touch("choose", value="NO")
    touch("next", here=[])
    assert touch.page == "documents"  # a co-owner was declared: his consent is asked for
    assert hall.acts("answer")[-3]["facts"] == {"spouse_co_owner_declared": True}
    assert touch.papers() == "check"


def test_another_business_begins_another_review(touch: Touches, hall: FakeHall) -> None:
    STATIONS["check"](touch, hall)
    touch("business")
    touch("choose", value="T01")
    assert hall.reviews["r1"].dropped
    assert touch.page == "about_type"


def test_an_agent_says_who_he_is_and_for_whom(touch: Touches, hall: FakeHall) -> None:
    touch.start(type_no="T09", group="CERTIFICATE")
    assert touch("choose", value="AGENT") == "document_no"
    touch.person(BUYER, "欧阳测试")
    touch.person(OWNER, "张三丰")
    touch("leave")
    touch("next")
    (told,) = hall.acts("set_parties")[0]["parties"]
    assert (told["name"], told["by_agent"]) == ("张三丰", True)
    assert told["agent"] == {"name": "欧阳测试", "document_kind": "ID_CARD", "document_no": BUYER}


def test_a_guardian_acts_for_a_child(touch: Touches, hall: FakeHall) -> None:
    touch.start(type_no="T09", group="CERTIFICATE")
    touch("choose", value="GUARDIAN")
    touch.person(BUYER, "欧阳测试")
    touch.person(CHILD, "欧小小")
    touch("leave")
    touch("next")
    (told,) = hall.acts("set_parties")[0]["parties"]
    assert told["guardian"]["name"] == "欧阳测试" and not told["incapable"] and not told["by_agent"]


def test_a_grown_up_ward_is_told_as_incapable(touch: Touches, hall: FakeHall) -> None:
    touch.start(type_no="T09", group="CERTIFICATE")
    touch("choose", value="GUARDIAN")
    touch.person(BUYER, "欧阳测试")
    touch.person(OWNER, "张三丰")
    touch("leave")
    touch("next")
    assert hall.acts("set_parties")[0]["parties"][0]["incapable"]


def test_a_child_at_the_kiosk_is_asked_for_its_guardian(touch: Touches, hall: FakeHall) -> None:
    """domain.md 3.3, row 14."""
    touch.start(type_no="T09", group="CERTIFICATE")
    touch("choose", value="SELF")
    touch.person(CHILD, "欧小小")
    assert touch.page == "document_no" and touch.model["h1"] == "请输入监护人的居民身份证号码"


def test_a_company_comes_by_its_clerk(touch: Touches, hall: FakeHall) -> None:
    touch.start(type_no="T06", group="MORTGAGE")
    touch("choose", value="COMPANY")
    touch("choose", value="MORTGAGEE")
    assert touch("choose", value="AGENT") == "document_no"
    touch.person(BUYER, "欧阳测试")
    assert touch.model["h1"] == "请输入单位的营业执照注册号"
    touch("enter", values={"number": "990000100000012"})
    touch("enter", name="测试银行")
    touch("leave")
    touch("next")
    (told,) = hall.acts("set_parties")[0]["parties"]
    assert (told["kind"], told["document_kind"], told["by_agent"]) == ("COMPANY", "LICENCE", True)
    assert told["agent"]["name"] == "欧阳测试"


def test_a_lost_certificate_needs_its_holder_in_person(touch: Touches, hall: FakeHall) -> None:
    """T10: no agent is offered."""
    touch.start(type_no="T10", group="CERTIFICATE")
    assert [choice["value"] for choice in touch.model["choices"]] == ["SELF", "GUARDIAN"]
    assert touch("choose", value="AGENT") == "who" and touch.model["trouble"]


def test_whoever_is_not_here_is_told_so(touch: Touches, hall: FakeHall) -> None:
    """N5: the number is called when everybody is there."""
    STATIONS["present_each"](touch, hall)
    touch("next", here=["p1"])
    assert [p["here"] for p in hall.acts("set_parties")[0]["parties"]] == [True, False]
    touch.questions()
    touch.house()
    touch.papers()
    assert "（1 位还没到）" in str(touch.model["rows"])


def test_what_was_missing_gets_one_notice_with_everything(touch: Touches, hall: FakeHall) -> None:
    STATIONS["missing"](touch, hall)
    assert touch.model["h1"] == "还差 2 样材料，已为您打印清单"
    assert [item["no"] for item in touch.model["items"]] == [1, 2]
    assert "30天内" in touch.model["lead"][1]
    assert len(hall.acts("give_notice")) == 1 and [job["kind"] for job in hall.printer.jobs] == ["ONE_TIME_NOTICE"]
    assert not touch.model["back"]
    touch("back")
    assert len(hall.acts("give_notice")) == 1


def test_a_form_that_lies_here_is_filled_in_and_decided_again_without_a_notice(touch: Touches, hall: FakeHall) -> None:
    """domain.md 3.3, row 6: what can be put right on the spot is put right, and nobody is sent home for it."""
    STATIONS["correct_now"](touch, hall)
    assert touch.page == "correct_now"
    assert touch.model["h1"] == "还有 1 样可以现在补好"
    assert touch("next") == "passed"
    assert not hall.acts("give_notice")


def test_whoever_cannot_put_it_right_alone_is_helped_at_the_desk(touch: Touches, hall: FakeHall) -> None:
    STATIONS["correct_now"](touch, hall)
    assert touch("consult") == "ticket"
    assert touch.model["number"].startswith("Z")


def test_a_notice_that_a_person_must_give_sends_to_the_desk(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(MORTGAGED, MORTGAGEE_CONSENT="NOT_HAVE")
    hall.refuse = {"give_notice": "NOT_ALLOWED"}
    assert touch("next") == "missing"
    assert touch.model["h1"] == "还差 1 样材料，清单在屏幕上"
    assert touch.model["primary"]["move"] == "consult"


def test_whoever_comes_back_is_asked_only_for_what_was_missing(touch: Touches, hall: FakeHall) -> None:
    """domain.md 3.3; UX-02: three pages from the start to the number."""
    hall.missed_papers("DEED_TAX_PROOF")
    pages = [touch.page, touch("return"), touch("enter", values={"year": "2014", "seq": "1"})]
    assert [row["key"] for row in touch.model["rows"]] == ["DEED_TAX_PROOF"]
    assert touch("next", documents={"DEED_TAX_PROOF": "HAVE"}) == "ticket"
    assert pages == ["home", "notice_no", "open_items"]


def test_a_scanned_notice_opens_the_same_review(touch: Touches, hall: FakeHall) -> None:
    number = hall.missed_papers("DEED_TAX_PROOF")
    touch("return")
    assert touch("scan", text=number) == "open_items"


def test_a_number_for_another_day_is_said_before_it_is_taken(touch: Touches, hall: FakeHall) -> None:
    hall.missed_papers("DEED_TAX_PROOF")
    hall.other_day = True
    STATIONS["notice_no"](touch, hall)
    touch("enter", values={"year": "2014", "seq": "1"})
    assert touch("next", documents={"DEED_TAX_PROOF": "HAVE"}) == "passed"
    assert touch.model["facts"][0]["items"] == ["现在取号，预计明天上午 10:00 前可领证"]
    assert hall.tickets == []


def test_a_notice_nobody_gave_is_not_found_and_the_typing_stays(touch: Touches, hall: FakeHall) -> None:
    STATIONS["notice_no.unknown"](touch, hall)
    assert touch.model["trouble"]["text"]
    assert {b["id"]: b["value"] for b in touch.model["boxes"] if "value" in b} == {"year": "2014", "seq": "99"}


def test_help_needs_no_questions_first(touch: Touches, hall: FakeHall) -> None:
    """UX-02, UX-16: two touches to the desk from the start page."""
    touch("choose", value="OTHER")
    touch("desk")
    assert touch("consult") == "ticket"
    assert touch.model["number"] == "Z001" and touch.model["go"] == "请到咨询台等候叫号"
    assert hall.acts("take_consult_ticket") == [{"review_id": None, "reason": "UNSURE"}]


def test_asking_for_a_person_tells_which_kiosk_and_keeps_the_page(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    assert touch("help") == "help"
    assert hall.helped == [{"kiosk": "kiosk-1", "review_id": "r1"}]
    assert touch("leave") == "check"
    assert touch("back") != "help"


def test_what_a_person_cannot_answer_goes_to_the_desk_with_its_review(touch: Touches, hall: FakeHall) -> None:
    STATIONS["question"](touch, hall)
    assert touch("choose", value="UNSURE") == "consult"
    touch("consult")
    assert hall.acts("take_consult_ticket") == [{"review_id": "r1", "reason": "QUESTION"}]


def test_a_name_that_cannot_be_typed_goes_to_the_desk(touch: Touches, hall: FakeHall) -> None:
    STATIONS["name"](touch, hall)
    assert touch("leave") == "consult"


def test_a_seized_house_is_not_decided_by_the_machine(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(SEIZED)
    assert touch("next") == "not_eligible"
    assert "由工作人员核对后才算数" in touch.model["lead"][1]
    assert touch("consult") == "ticket" and hall.acts("take_consult_ticket")[0]["review_id"] == "r1"


def test_a_refusal_is_not_read_aloud(touch: Touches, hall: FakeHall) -> None:
    """What stands in the register is for the visitor's eyes (domain.md 8)."""
    offered: list[str] = []
    app = kiosk_app(hall, speech=Listening(offered))
    there = Touches(app.test_client())
    there.to_check(SEIZED)
    there("next")
    assert there.page == "not_eligible"
    assert offered and not any("查封" in text for text in offered)
    assert not any(name in text for text in offered for name in ("张三丰", "欧阳测试", SELLER, BUYER))


class Listening:
    """A voice that only remembers what it was offered."""

    available = True

    def __init__(self, offered: list[str]) -> None:
        self.offered = offered

    def offer(self, lang: str, texts: list[str]) -> list[str]:
        self.offered += texts
        return []


def test_a_buyer_learns_nothing_of_the_register(touch: Touches, hall: FakeHall) -> None:
    """domain.md 3.1, step 5: to a buyer alone the house is only "can be handled" or "please see the desk"."""
    touch.start()
    touch("choose", value="SELF")
    touch("choose", value="TRANSFEREE")
    touch.person(BUYER, "欧阳测试")
    touch("leave")
    touch("add", value="TRANSFEROR")
    touch("choose", value="IN_PERSON")
    touch.person("990000198512120029", "李秀英")
    touch("next")
    touch("all")
    touch.questions()
    touch("choose", value="ownership_certificate")
    assert touch("enter", values={"district": "源汇", "digits": CLEAR[8:-1]}) == "documents"
    assert "测试路" not in str(touch.model)


def test_a_seller_whose_name_is_not_on_the_certificate_is_told(touch: Touches, hall: FakeHall) -> None:
    """K05."""
    STATIONS["house_by"](touch, hall)
    touch("choose", value="ownership_certificate")
    assert touch("enter", values={"district": "召陵", "digits": OF_ANOTHER[8:-1]}) == "not_holder"
    assert touch.model["lead"] == ["证书登记的权利人与您的证件不一致。若受人委托，请选择“受人委托”。"]
    assert touch("who") == "who"


def test_a_house_that_is_not_found_keeps_the_typed_number(touch: Touches, hall: FakeHall) -> None:
    """K04."""
    STATIONS["house_no.not_found"](touch, hall)
    assert touch.model["trouble"]["code"] == "K04" and touch.model["title"].startswith("错误：")
    assert {b["id"]: b["value"] for b in touch.model["boxes"] if "value" in b}["digits"] == "20990000001"
    assert touch("desk") == "consult"


def test_the_papers_can_be_checked_while_the_register_is_down(touch: Touches, hall: FakeHall) -> None:
    """K06, domain.md 3.3 row 11."""
    STATIONS["register_down"](touch, hall)
    assert touch.model["lead"] == ["登记系统暂时无法查询，请到咨询台，您的排队顺序会保留。"]
    assert touch("next") == "documents"
    touch.papers()
    assert touch("next") == "refer"


def test_no_number_is_left_today(touch: Touches, hall: FakeHall) -> None:
    """K08; and a number that is free again later can still be had: the refused wish was answered."""
    STATIONS["full"](touch, hall)
    assert touch.model["lead"] == ["今日立等可取号已满，您可以预约明天上午，或改办普通窗口。"]
    touch("back")
    hall.full = False
    assert touch("take") == "ticket"
    assert len({key for name, _, key in hall.asked if name == "take_ticket"}) == 2


def test_a_document_the_hall_refuses_leads_back_to_it(touch: Touches, hall: FakeHall) -> None:
    """K03."""
    STATIONS["party_problem"](touch, hall)
    assert touch.model["code"] == "K03" and "已过有效期" in touch.model["lead"][0]
    hall.document_refused = ""
    assert touch("mend") == "document_no"
    assert touch.model["boxes"][0]["value"] == SELLER
    assert touch.number(SELLER) == "parties"
    assert touch("next") == "question"


def test_the_other_language_is_spoken_everywhere(touch: Touches, hall: FakeHall) -> None:
    STATIONS["documents"](touch, hall)
    touch("language", value="en")
    assert touch.model["lang"] == "en" and touch.page == "documents"
    assert touch.model["rows"][0]["name"] == "Registration application form"
    assert not any("一" <= c <= "鿿" for row in touch.model["rows"] for c in row["name"])


def test_every_page_can_be_said_in_every_language(hall: FakeHall) -> None:
    """No sentence is missing anywhere: a missing one would raise KeyError."""
    for name, way in STATIONS.items():
        hall = FakeHall()
        there = Touches(kiosk_app(hall).test_client())
        way(there, hall)
        there("language", value="en")
        assert there.status == 200 and there.model["lang"] == "en", name
        assert there.page == name.partition(".")[0], name


def test_the_hall_that_is_closed_takes_nobody_in(touch: Touches, hall: FakeHall) -> None:
    hall.open = False
    touch.begin()
    assert touch.page == "closed" and "08:30–12:00" in touch.model["lead"][0]
    assert touch("choose", value="SALE") == "closed"
    hall.open = True
    status, pulse = touch.post("pulse", {"visit": touch.model["visit"], "active": False})
    assert status == 200 and pulse["model"]["page"] == "home"


def test_a_hall_out_of_reach_changes_nothing_of_the_visit(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    before = touch.model
    hall.down = True
    touch("next")
    assert touch.status == 503 and touch.model == before
    hall.down = False
    assert touch("next") == "passed"


def test_paper_out_shows_the_number_on_the_screen(touch: Touches, hall: FakeHall) -> None:
    """K07: the question whether it came out would make no sense."""
    STATIONS["ticket.paper_out"](touch, hall)
    assert touch.model["number"] == "A001" and touch.model["qr"]["path"]
    assert touch.model["code"] == "K07" and touch.model["banner"].startswith("打印机缺纸")
    assert "ask" not in touch.model and touch.model["primary"]["move"] == "finish"
    assert touch("finish") == "done"
    assert hall.confirmed == []


def test_paper_that_runs_out_while_the_number_is_shown_is_told(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    hall.printer.status = "PAPER_OUT"
    _, pulse = touch.post("pulse", {"visit": touch.model["visit"], "active": False})
    assert pulse["model"]["code"] == "K07"


def test_only_a_person_says_whether_the_slip_came_out(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    job = hall.printer.jobs[-1]["job_id"]
    assert touch("came_out") == "done"
    assert hall.confirmed == [(job, True)] and hall.acts("reprint") == []


def test_a_reprint_is_the_same_number_and_ends_with_a_person(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    touch("reprint")
    touch("reprint")
    assert touch.model["number"] == "A002" and len(hall.tickets) == 2
    assert [job.get("reprint", False) for job in hall.printer.jobs] == [False, False, True, True]
    assert "reprint" not in [other["move"] for other in touch.model["others"]]
    assert touch("reprint") == "ticket" and [came_out for _, came_out in hall.confirmed] == [False, False]
    assert touch.model["trouble"]["text"] == "已经重新打印过了，请等工作人员来看打印机。"
    assert touch("came_out") == "done"


def test_a_notice_that_cannot_be_printed_is_not_said_to_be_on_a_phone(touch: Touches, hall: FakeHall) -> None:
    """No message goes out for a notice; what the visitor can do is keep its number."""
    STATIONS["missing"](touch, hall)
    number = touch.model["number"]["value"]
    hall.printer.status = "PAPER_OUT"
    _, pulse = touch.post("pulse", {"visit": touch.model["visit"], "active": False})
    assert pulse["model"]["code"] == "K07" and number and pulse["model"]["number"]["value"] == number
    assert "发送" not in pulse["model"]["banner"] and "拍下本页" in pulse["model"]["banner"]


def test_leaving_gives_up_a_review_nobody_will_finish(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    touch.post("end", {"visit": touch.model["visit"]})
    assert hall.reviews["r1"].dropped
    touch("next")
    assert touch.status == 410


def test_leaving_after_the_number_keeps_everything(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    touch.post("end", {"visit": touch.model["visit"]})
    assert not hall.reviews["r1"].dropped
