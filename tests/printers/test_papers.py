"""The legal papers and receipts say what the law and the reference say, whole, in as many copies as are signed.

Source: domain.md 7.2, 7.3, 4.3, 8.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from printers.blocks import words_of
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.layout import compose
from printers.paper import PAPER_58, PAPER_80
from printers.raster import draw
from printers.reading import SlipError
from printers.rendering import Mode
from tests.printers import samples
from tests.printers.conftest import Printed
from tests.printers.scanning import scan


def words(job: dict[str, Any], copy: int = 0) -> str:
    return "\n".join(text for block in compose(job_from_json(job))[copy] for text in words_of(block))


def test_the_one_time_notice_has_the_wording_of_the_reference() -> None:
    said = words(samples.job("ONE_TIME_NOTICE"))
    for text in (
        "漯河市住房保障和房屋管理局",
        "房屋登记申请材料补正一次性告知书",
        "编号：漯房登告〔2014〕第000045号",
        "欧阳测试：",
        "您（单位）于2014年10月13日09时20分就位于漯河市源汇区交通路 99 号幸福家园 3 号楼 2 单元 501的房屋申请存量房转移登记，"
        "经预审，申请材料不齐全（不符合法定形式）。现将需要补正的全部内容一次性告知如下：",
        "1. 抵押权人同意抵押房屋转让的书面文件",
        "登记簿记载该房屋有现行抵押权",
        "《房屋登记办法》第三十四条",
        "2. 契税完税凭证",
        "本大厅税务窗口",
        "请您备齐上述材料后，凭本告知书到咨询台复核，无须重新排队预审已通过的事项。",
        "本告知书所列以外的材料，除因您变更申请内容或者登记簿发生新的记载外，我局不再另行要求。",
        "如对本告知有异议，可向现场值班主任反映，或拨打监督电话 0395-0000000。",
        "经办人（签字）：", "工号：", "房屋登记官证号：", "申请人（代理人）签收：", "联系电话：", "（登记业务专用章）",
        "本告知书一式两份，申请人、登记机构各执一份。",
    ):
        assert text in said
    assert re.search(r"年\s+月\s+日\s+时\s+分", said)


def test_the_english_notice_has_the_wording_of_the_reference() -> None:
    said = words(samples.job("ONE_TIME_NOTICE", "en"))
    for text in (
        "Notice of supplementing house registration application papers (given once)",
        "On 13 October 2014, 09:20 you applied for Transfer of existing housing of the house at",
        "On pre-review the papers are incomplete or not in due form. Everything to be supplied is listed here once:",
        "bring this notice to the consultation desk; what has passed will not be checked again.",
        "Nothing beyond this list will be asked, unless you change the application or the register changes.",
        "If you disagree, speak to the duty director or call 0395-0000000.",
    ):
        assert text in said


@pytest.mark.parametrize("mode", [Mode.RASTER, Mode.TEXT])
def test_two_copies_are_two_cut_slips_one_for_each_side(mode: Mode, print_out: Printed) -> None:
    job = samples.job("ONE_TIME_NOTICE", copies=2)
    first, second = print_out(job, mode).slips
    assert first.cut and second.cut
    assert "申请人联" in words(job, 0) and "登记机构联" not in words(job, 0)
    assert "登记机构联" in words(job, 1)
    for slip in (first, second):
        assert scan(slip.picture()) == ["N-2014-000045"]


def test_more_than_two_copies_are_counted() -> None:
    job = samples.job("ACCEPTANCE_RECEIPT", copies=3)
    assert [words(job, copy).split("\n")[-1] for copy in range(3)] == [
        "第 1 联，共 3 联", "第 2 联，共 3 联", "第 3 联，共 3 联"]
    assert "联，共" not in words(samples.job("ACCEPTANCE_RECEIPT"))


@pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_notice_of_sixty_things_is_printed_whole(paper: Any, lang: str, typeface: Typeface, print_out: Printed) -> None:
    items = [
        {**samples.ITEMS[0], "code": f"PAPER_{nth}", "name": {"zh": f"第{nth}样材料" + "很长的名称" * 12, "en": f"paper {nth} " * 9}}
        for nth in range(1, 61)
    ]
    job = samples.job("ONE_TIME_NOTICE", lang, items=items)
    (sheet,) = compose(job_from_json(job))
    picture = draw(sheet, paper, typeface)
    shown = re.sub(r"\s", "", "".join(one.text for one in picture.placed))
    assert all(f"{nth}.第{nth}样材料" + "很长的名称" * 12 in shown for nth in range(1, 61))
    assert "以上共60项。" in shown
    assert all(one.box[2] <= paper.width_dots for one in picture.placed)
    (in_picture,) = print_out(job, Mode.RASTER, paper).slips
    (in_text,) = print_out(job, Mode.TEXT, paper).slips
    assert in_picture.rows > picture.image.height
    said = re.sub(r"\s", "", in_text.text)
    assert all(f"{nth}.第{nth}样材料" + "很长的名称" * 12 in said for nth in range(1, 61))


def test_a_seizure_is_told_to_the_holder_in_the_words_of_the_reference() -> None:
    said = words(samples.job("REFUSAL_NOTICE"))
    assert "不予受理告知书" in said
    assert ("经查，您申请登记的房屋已被漯河市源汇区人民法院依法查封（文号：（2014）源执字第99号，期限至 2016年10月12日）。") in said
    assert "依据《房屋登记办法》第二十二条第六项，现决定不予受理。" in said
    assert "查封解除后，您可以重新申请。" in said
    assert "退还材料" in said


def test_a_seizure_without_end_has_no_last_day() -> None:
    ground = {"code": "R04", "reason": {"zh": "查封"}, "basis": {"zh": "《房屋登记办法》第二十二条第六项"},
              "seizure": {"authority": "某法院", "document_no": "1号", "until": None}}
    assert "（文号：1号）。" in words(samples.job("REFUSAL_NOTICE", grounds=[ground]))


def test_several_grounds_are_all_named_and_each_article_once() -> None:
    basis = {"zh": "《房屋登记办法》第二十二条", "en": "Measures, art. 22"}
    grounds = [
        {"code": "R03", "reason": {"zh": "申请登记事项与登记簿记载冲突"}, "basis": basis},
        {"code": "R08", "reason": {"zh": "存在尚未解决的权属争议"}, "basis": basis},
        {"code": "R04", "reason": {"zh": "查封"}, "basis": {"zh": "《规定》第一条"},
         "seizure": {"authority": "某法院", "document_no": "1号"}},
    ]
    said = words(samples.job("REFUSAL_NOTICE", grounds=grounds))
    assert "1. 申请登记事项与登记簿记载冲突；" in said
    assert "2. 存在尚未解决的权属争议；" in said
    assert "3. 您申请登记的房屋已被某法院依法查封（文号：1号）；" in said
    assert "依据《房屋登记办法》第二十二条、《规定》第一条，现决定不予受理。" in said
    assert "R03 R08 R04" in said


@pytest.mark.parametrize(("kind", "months"), [("REFUSAL_NOTICE", "三"), ("REFUSAL_DECISION", "六")])
def test_both_refusals_name_the_remedies_of_their_rule_set(kind: str, months: str) -> None:
    assert (
        "如不服本决定，可以自收到之日起六十日内向漯河市人民政府申请行政复议，"
        f"或者自收到之日起{months}个月内依法向漯河市源汇区人民法院提起行政诉讼。"
    ) in words(samples.job(kind))


def test_the_decision_names_every_reason_and_gives_all_papers_back() -> None:
    said = words(samples.job("REFUSAL_DECISION"))
    assert (
        "经审核，您的登记申请（漯房登受〔2026〕第000123号）因申请登记事项与登记簿记载冲突；存在尚未解决的权属争议，不符合登记条件。"
        "依据《不动产登记暂行条例》第二十二条，决定不予登记，退还全部申请材料。"
    ) in said
    assert "共 5 件 25 页" in said
    assert "不动产坐落：" in said


def test_the_words_follow_the_law_in_force() -> None:
    today = words(samples.job("ONE_TIME_NOTICE", ruleset="CN-2026"))
    assert "不动产登记申请材料补正一次性告知书" in today
    assert "的不动产申请" in today
    assert "登记人员证号：" in today
    assert "房屋登记" not in today.replace("《房屋登记办法》", "")


def test_the_receipt_says_until_when_and_lists_what_was_taken() -> None:
    said = words(samples.job("ACCEPTANCE_RECEIPT"))
    for text in ("漯房登受〔2014〕第000123号", "预计 10月13日 15:15 前可领证", "承诺时限：受理后 2 个工作小时内可领证",
                 "共 5 件 25 页", "存量房买卖合同", "复印件", "3 号窗口", "应缴登记费：80 元", "张*丰", "尾号003X", "161****0002"):
        assert text in said
    assert "交通路" not in said


@pytest.mark.parametrize(("fee", "said"), [(0, "本业务不收登记费。"), (None, "")])
def test_a_free_case_says_so_and_an_unknown_fee_is_not_guessed(fee: int | None, said: str) -> None:
    text = words(samples.job("ACCEPTANCE_RECEIPT", fee_yuan=fee))
    assert said in text
    assert "应缴" not in text


def test_a_receipt_for_a_case_without_papers_is_printed_without_their_list() -> None:
    said = words(samples.job("ACCEPTANCE_RECEIPT", documents=[]))
    assert "收取材料" not in said
    assert "漯房登受〔2014〕第000123号" in said


def test_a_receipt_without_promise_names_the_legal_limit() -> None:
    said = words(samples.job("ACCEPTANCE_RECEIPT", promise_minutes=None, due_at=None, limit_working_days=30))
    assert "法定时限：受理后 30 个工作日内办结" in said
    assert "承诺" not in said


def test_the_payment_slip_says_the_sum_in_figures_and_in_words() -> None:
    said = words(samples.job("FEE_RECEIPT"))
    assert "100 元" in said
    assert "大写：壹佰元整" in said


def test_the_completion_slip_tells_how_long_it_took_and_that_nobody_asks_for_codes() -> None:
    said = words(samples.job("COMPLETION_SLIP"))
    assert "86 个工作分钟（承诺 2 个工作小时）" in said
    assert "近日将有工作人员用 0395-0000000 回访，敬请接听。我们不会索要验证码或转账。" in said


@pytest.mark.parametrize(("pauses", "said"), [(True, "挂起期间承诺时限暂停计算"), (False, "本次挂起不影响承诺时限")])
def test_the_suspension_says_whether_the_clock_stands(pauses: bool, said: str) -> None:
    text = words(samples.job("SUSPENSION_NOTICE", clock_pauses=pauses))
    assert said in text
    assert "请于2026年12月23日前（含当日）补正" in text


def test_a_lapsed_case_is_told_on_paper_when_its_time_ended_and_what_can_be_done() -> None:
    text = words(samples.job("LAPSE_NOTICE"))
    assert "房屋登记业务逾期终结告知书" not in text, "today's law speaks of real property"
    assert "不动产登记业务逾期终结告知书" in text and "漯房登终〔2026〕第000002号" in text
    assert "挂起告知书（漯房登挂〔2026〕第000011号）载明的期限至2026年12月23日（含当日）届满。" in text
    assert "未作登记" in text and "重新申请" in text and "六十日内" in text and "六个月内" in text
    assert "退还登记费" not in text and "退还登记费：80 元" in words(samples.job("LAPSE_NOTICE", refund_yuan=80))
    assert "挂起期限至2026年12月23日（含当日）届满。" in words(samples.job("LAPSE_NOTICE", suspension_no=""))


def test_a_case_cannot_have_lapsed_before_its_last_day_was_over() -> None:
    with pytest.raises(SlipError) as no:
        job_from_json(samples.job("LAPSE_NOTICE", lapsed_at="2026-12-23T16:00:00+08:00"))
    assert "due_by" in str(no.value)


def test_a_withdrawal_is_signed_by_every_applicant() -> None:
    job = samples.job("WITHDRAWAL_CONFIRMATION")
    assert words(job).count("申请人（签字）：") == 2
    assert "张三丰、欧阳测试：" in words(job)
    assert "退还登记费：80 元" in words(job)
    assert "本案未收取登记费。" in words(samples.job("WITHDRAWAL_CONFIRMATION", refund_yuan=0))


def test_the_head_of_the_day_can_be_compared_by_eye_and_by_machine(print_out: Printed) -> None:
    job = samples.job("DAY_HEAD")
    head = job["data"]["head"]
    said = words(job)
    assert " ".join(head[start:start + 8] for start in range(0, 64, 8)) in said
    assert "值班主任（签字）：" in said and "质检员（签字）：" in said
    (slip,) = print_out(job).slips
    assert scan(slip.picture()) == [f"luohe/2014-10-13/184223/{head}"]
    assert "首个业务日，无前值。" in words(samples.job("DAY_HEAD", previous_head=""))
