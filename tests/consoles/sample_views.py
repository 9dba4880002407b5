"""Views and boards as the server sends them to a console, filled with fictional people and houses.

Data only, built afresh at each call so that a test may change its copy; nothing here decides anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.consoles.sample_control import control_rows, stage_rows

View = dict[str, Any]

TYPES: dict[str, tuple[str, str, str]] = {
    "T03": ("TRANSFER_EXISTING_HOUSING", "存量房转移登记", "Transfer of existing housing"),
    "T04": ("MORTGAGE_ORDINARY", "现房一般抵押权登记", "Ordinary mortgage on completed housing"),
    "T06": ("MORTGAGE_DISCHARGE", "抵押权注销登记", "Discharge of a mortgage"),
    "T09": ("CERT_RENEWAL", "换证登记", "Renewal of a certificate"),
    "T10": ("CERT_REISSUE_LOST", "遗失补证登记", "Reissue of a lost certificate"),
}

STAFF: dict[str, tuple[str, str, str]] = {  # staff_id -> (staff_no, name, registrar certificate)
    "s01": ("0107", "王受理", ""),
    "s02": ("0112", "赵审核", "2012-豫-00412"),
    "s03": ("0103", "周预审", "2011-豫-00287"),
    "s04": ("0121", "孙缮证", ""),
    "s05": ("0123", "吴收费", ""),
    "s06": ("0125", "郑发证", ""),
    "s07": ("0130", "冯导引", ""),
    "s08": ("0101", "陈主任", "2009-豫-00031"),
    "s09": ("0140", "卫税务", ""),
    "s10": ("0150", "蒋协执", ""),
    "s11": ("0160", "沈质检", ""),
}

SEATS: dict[str, tuple[str, str, str, str, str]] = {  # seat -> (post, window, label_zh, label_en, staff_id)
    "1-a": ("ACCEPTOR", "1", "1 号窗口 受理一", "Window 1, acceptor A", "s01"),
    "1-r": ("REGISTRAR", "1", "1 号窗口 审核", "Window 1, registrar", "s02"),
    "desk-1": ("PRE_REVIEWER", "desk", "咨询台 1", "Consultation desk 1", "s03"),
    "cert-1": ("CERT_CLERK", "cert", "缮证", "Certificates", "s04"),
    "cash-1": ("CASHIER", "collect", "收费", "Cashier", "s05"),
    "issue-1": ("ISSUER", "collect", "发证", "Delivery", "s06"),
    "guide-1": ("GUIDE", "", "导引台", "Floor guide", "s07"),
    "director": ("DIRECTOR", "", "业务主任", "Director", "s08"),
    "tax-1": ("TAX_CLERK", "tax", "税务窗口", "Tax window", "s09"),
    "court-1": ("JUDICIAL_CLERK", "", "协助执行", "Judicial clerk", "s10"),
    "qc-1": ("QC", "", "质检小组", "Quality group", "s11"),
}

WINDOW_LABELS = {
    "1": ("1 号窗口", "Window 1"),
    "desk": ("咨询台", "Consultation desk"),
    "cert": ("缮证窗口", "Certificate window"),
    "collect": ("缴费领证窗口", "Payment and collection"),
    "tax": ("税务窗口", "Tax window"),
}


def iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def type_of(no: str) -> View:
    code, zh, en = TYPES[no]
    return {"code": code, "no": no, "name_zh": zh, "name_en": en, "instant": True}


def staff(staff_id: str) -> View:
    number, name, _ = STAFF[staff_id]
    return {"staff_id": staff_id, "staff_no": number, "name": name}


def act(name: str, primary: bool = False, enabled: bool = True, why_not: tuple[str, str, str] | None = None) -> View:
    row: View = {"act": name, "primary": primary, "enabled": enabled, "why_not": None}
    if why_not:
        row["why_not"] = {"code": why_not[0], "message_zh": why_not[1], "message_en": why_not[2]}
        row["enabled"] = False
    return row


def clock(now: datetime, elapsed: int, level: str = "ok", running: bool = True, promise: int = 120) -> View:
    return {
        "accepted_at": iso(now - timedelta(minutes=elapsed)),
        "at": iso(now),
        "elapsed_minutes": elapsed,
        "promise_minutes": promise,
        "due_at": iso(now + timedelta(minutes=promise - elapsed)) if running else None,
        "level": level,
        "running": running,
        "runs_until": iso(now + timedelta(hours=3)) if running else None,
        "paused_since": None if running else iso(now - timedelta(minutes=12)),
        "paused_why_zh": "" if running else "待税务办理",
        "paused_why_en": "" if running else "Waiting for tax",
    }


def unit() -> View:
    return {
        "unit_id": "U-0001-0101",
        "unit_no": "源汇-0001-01-0101",
        "location": "源汇区测试路 1 号院 1 幢 1 单元 101",
        "use_zh": "住宅",
        "use_en": "Residential",
        "area_m2": "92.35",
        "certificate_no": "漯房权证源汇字第20990012345号",
        "folio_version": 7,
    }


def light(state: str, now: datetime) -> View:
    words = {
        "CLEAR": ("登记簿无限制事项", "No restriction on the register"),
        "WARN": ("登记簿有提示事项", "The register has something to note"),
        "RESTRICTED": ("登记簿有限制事项，不能办理", "Restricted on the register: stop"),
        "UNKNOWN": ("登记系统暂时查询不到", "The register cannot be reached"),
        "NO_UNIT": ("尚未查询房屋", "No unit looked up yet"),
    }[state]
    return {"state": state, "checked_at": iso(now - timedelta(minutes=2)), "text_zh": words[0], "text_en": words[1]}


def finding_mortgage(now: datetime) -> View:
    return {
        "check": "C06",
        "kind": "MORTGAGE",
        "effect": "COND",
        "title_zh": "有现行抵押权",
        "title_en": "An active mortgage",
        "text_zh": "测试银行漯河分行，一般抵押权，债权数额 300000 元，顺位 1。须有抵押权人同意转让的书面文件。",
        "text_en": "Test Bank, ordinary mortgage, 300000 yuan, rank 1. The mortgagee's written consent is needed.",
        "basis": "《房屋登记办法》第三十四条",
        "entered_at": iso(now - timedelta(days=400)),
        "document_key": "MORTGAGEE_CONSENT",
        "reason_code": "R10",
        "authority": "",
        "document_no": "",
        "starts_on": None,
        "ends_on": None,
    }


def finding_seizure(now: datetime) -> View:
    return {
        "check": "C04",
        "kind": "SEIZURE",
        "effect": "BLOCK",
        "title_zh": "查封",
        "title_en": "Seizure",
        "text_zh": "漯河市测试区人民法院查封，期限至 2099-10-12。",
        "text_en": "Seized by the Test District Court until 2099-10-12.",
        "basis": "《房屋登记办法》第二十二条第六项",
        "entered_at": iso(now - timedelta(minutes=1)),
        "document_key": None,
        "reason_code": "R04",
        "authority": "漯河市测试区人民法院",
        "document_no": "（2099）豫测执字第 1 号",
        "starts_on": "2099-10-13",
        "ends_on": "2099-10-12",
    }


def parties() -> list[View]:
    return [
        {
            "party_id": "p1",
            "person_id": "n1",
            "role": "TRANSFEROR",
            "role_zh": "转让人",
            "role_en": "Transferor",
            "disposes": True,
            "kind": "PERSON",
            "name": "张三丰",
            "document_kind": "ID_CARD",
            "document_kind_zh": "居民身份证",
            "document_kind_en": "ID card",
            "document_no_masked": "**************0012",
            "phone_masked": "161****0001",
            "expires_on": "2099-01-01",
            "share": None,
            "here": True,
            "source": "CARD",
            "age_years": 34,
            "by_agent": False,
            "agent": None,
            "guardian": None,
            "incapable": False,
            "overseas": False,
            "lender": False,
            "problems": [],
            "warnings": [],
            "verified": None,
        },
        {
            "party_id": "p2",
            "person_id": "n2",
            "role": "TRANSFEREE",
            "role_zh": "受让人",
            "role_en": "Transferee",
            "disposes": False,
            "kind": "PERSON",
            "name": "欧阳测试",
            "document_kind": "ID_CARD",
            "document_kind_zh": "居民身份证",
            "document_kind_en": "ID card",
            "document_no_masked": "**************0029",
            "phone_masked": "161****0002",
            "expires_on": "2099-01-01",
            "share": "1/2",
            "here": True,
            "source": "TYPED",
            "age_years": 28,
            "by_agent": True,
            "agent": {
                "person_id": "n3",
                "name": "李四",
                "document_kind": "ID_CARD",
                "document_kind_zh": "居民身份证",
                "document_kind_en": "ID card",
                "document_no_masked": "**************003X",
                "phone_masked": "161****0003",
            },
            "guardian": None,
            "incapable": False,
            "overseas": False,
            "lender": False,
            "problems": [],
            "warnings": [
                {
                    "code": "NEEDS_OFFICER",
                    "text_zh": "号码由申请人输入，请核对证件原件",
                    "text_en": "The number was typed: compare it with the original",
                }
            ],
            "verified": None,
        },
    ]


def document(key: str, zh: str, en: str, **more: Any) -> View:
    row: View = {
        "key": key,
        "code": key.split(":")[0],
        "name_zh": zh,
        "name_en": en,
        "why_zh": "",
        "why_en": "",
        "where_zh": "",
        "where_en": "",
        "basis": "",
        "party_id": None,
        "required": True,
        "produced_at_counter": False,
        "by_data_sharing": False,
        "answer": "HAVE",
        "state": "PRESENT",
        "original": None,
        "pages": None,
        "ticked_at": None,
        "ticked_by": None,
    }
    row.update(more)
    return row


def documents() -> list[View]:
    return [
        document("APPLICATION_FORM", "登记申请书", "Application form", produced_at_counter=True, basis="《房屋登记办法》第十一条"),
        document("ID_APPLICANT:p1", "申请人身份证明（张三丰）", "Identity document (张三丰)", party_id="p1", basis="《房屋登记办法》第十一条"),
        document("ID_APPLICANT:p2", "申请人身份证明（欧阳测试）", "Identity document (欧阳测试)", party_id="p2"),
        document("AGENT_POA:p2", "授权委托书（欧阳测试）", "Power of attorney (欧阳测试)", party_id="p2", basis="《房屋登记办法》第十五条"),
        document("AGENT_ID:p2", "代理人身份证明（李四）", "Agent's identity document (李四)", party_id="p2"),
        document("TITLE_CERT", "房屋所有权证（原件）", "Title certificate (original)", basis="《房屋登记办法》第三十三条"),
        document("TRANSFER_CAUSE", "买卖合同", "Contract of sale", basis="《房屋登记办法》第三十三条"),
        document("DEED_TAX_PROOF", "契税完税凭证", "Deed tax certificate", by_data_sharing=True, basis="《契税暂行条例》第十一条"),
        document(
            "MORTGAGEE_CONSENT",
            "抵押权人同意转让的书面文件",
            "Mortgagee's written consent",
            why_zh="登记簿记载该房屋有现行抵押权",
            why_en="The register shows an active mortgage",
            where_zh="抵押权人：测试银行",
            where_en="From the mortgagee",
            basis="《房屋登记办法》第三十四条",
        ),
        document("INQUIRY_RECORD", "询问笔录（申请人签字）", "Signed inquiry record", produced_at_counter=True),
    ]


def field(key: str, zh: str, en: str, kind: str, **more: Any) -> View:
    row: View = {
        "key": key,
        "label_zh": zh,
        "label_en": en,
        "kind": kind,
        "choices": [],
        "required": True,
        "value": None,
        "hint_zh": "",
        "hint_en": "",
        "party_id": None,
        "from_review": False,
    }
    row.update(more)
    return row


def fields() -> list[View]:
    return [
        field(
            "cause",
            "转移原因",
            "Cause of the transfer",
            "choice",
            value="SALE",
            from_review=True,
            choices=[
                {"value": "SALE", "label_zh": "买卖", "label_en": "Sale"},
                {"value": "EXCHANGE", "label_zh": "互换", "label_en": "Exchange"},
                {"value": "GIFT", "label_zh": "赠与", "label_en": "Gift"},
            ],
        ),
        field("price_yuan", "成交价格（元）", "Price (yuan)", "money"),
        field("contract_on", "合同签订日期", "Date of the contract", "date"),
        field(
            "co_ownership_kind",
            "共有方式",
            "Kind of co-ownership",
            "choice",
            choices=[
                {"value": "SOLE", "label_zh": "单独所有", "label_en": "Sole"},
                {"value": "JOINT", "label_zh": "共同共有", "label_en": "Joint"},
                {"value": "SHARES", "label_zh": "按份共有", "label_en": "In shares"},
            ],
        ),
        field("share:p2", "份额（欧阳测试）", "Share (欧阳测试)", "share", party_id="p2", required=False, hint_zh="如 1/2", hint_en="such as 1/2"),
        field("remark", "附记", "Remark", "text", required=False),
    ]


def inquiry() -> View:
    return {
        "questions": [
            {
                "id": "TRUE_WILL",
                "text_zh": "申请登记事项是否为您的真实意思表示？",
                "text_en": "Is this application your true will?",
                "kind": "yes_no",
                "choices": [],
                "required": True,
                "party_id": None,
                "answer": None,
            },
            {
                "id": "CO_OWNED",
                "text_zh": "所申请登记的房屋是否为共有？",
                "text_en": "Is the house co-owned?",
                "kind": "yes_no",
                "choices": [],
                "required": True,
                "party_id": None,
                "answer": None,
            },
            {
                "id": "HOW_OWNED",
                "text_zh": "受让后是单独所有还是共有？",
                "text_en": "After the transfer: sole or co-owned?",
                "kind": "choice",
                "required": True,
                "party_id": "p2",
                "answer": None,
                "choices": [
                    {"value": "SOLE", "label_zh": "单独所有", "label_en": "Sole"},
                    {"value": "JOINT", "label_zh": "共同共有", "label_en": "Joint"},
                    {"value": "SHARES", "label_zh": "按份共有", "label_en": "In shares"},
                ],
            },
            {
                "id": "OTHER_MATTERS",
                "text_zh": "其他需要说明的事项",
                "text_en": "Anything else to state",
                "kind": "text",
                "choices": [],
                "required": False,
                "party_id": None,
                "answer": None,
            },
        ],
        "printed_at": None,
        "signed": False,
        "signed_at": None,
    }


def citizen_screen() -> View:
    return {
        "state": "FILLING",
        "step": 2,
        "steps": 6,
        "number": "A012",
        "business_zh": "存量房转移登记",
        "business_en": "Transfer of existing housing",
        "officer": {"name": "王受理", "staff_no": "0107"},
        "fields": [
            {"key": "p1.name", "label_zh": "转让人", "label_en": "Transferor", "value": "张*丰", "changed": False},
            {"key": "price_yuan", "label_zh": "成交价格", "label_en": "Price", "value": "", "changed": False},
        ],
        "confirm": {"asked": False, "answer": None, "what": ""},
    }


def choices() -> View:
    """Lists a dialog needs, the same in `ticket` and `case` views; effects on the clock are in words, worked out by the server."""
    return {
        "refusal_reasons": [
            {
                "code": "R01",
                "label_zh": "申请材料不齐全或者不符合法定形式",
                "label_en": "Papers incomplete or not in due form",
                "basis": "《房屋登记办法》第十七条",
            },
            {
                "code": "R04",
                "label_zh": "房屋被依法查封期间权利人申请登记",
                "label_en": "Application while the house is seized",
                "basis": "《房屋登记办法》第二十二条第六项",
            },
            {
                "code": "R11",
                "label_zh": "申请人与登记簿权利人不一致",
                "label_en": "Applicant is not the registered holder",
                "basis": "《郑州市房屋登记条例》第十一条",
            },
            {
                "code": "R19",
                "label_zh": "法律、法规规定的其他情形（须写明）",
                "label_en": "Other cases set by law (state which)",
                "basis": "《房屋登记办法》第二十二条第七项",
            },
        ],
        "return_reasons": [
            {
                "code": "R03",
                "label_zh": "申请登记事项与登记簿记载冲突",
                "label_en": "In conflict with the register",
                "basis": "《房屋登记办法》第二十二条第三项",
            },
            {
                "code": "R19",
                "label_zh": "法律、法规规定的其他情形（须写明）",
                "label_en": "Other cases set by law (state which)",
                "basis": "《房屋登记办法》第二十二条第七项",
            },
        ],
        "suspend_reasons": [
            {
                "code": "S01",
                "label_zh": "待申请人补充材料",
                "label_en": "Waiting for papers from the applicant",
                "clock": "PAUSES",
                "leaves_lane": False,
                "needs_director": False,
                "effect_zh": "计时在此停住，恢复后还有 84 分钟",
                "effect_en": "The clock stops; 84 minutes are left on resuming",
            },
            {
                "code": "S03",
                "label_zh": "待税务办理",
                "label_en": "Waiting for tax",
                "clock": "PAUSES",
                "leaves_lane": False,
                "needs_director": False,
                "effect_zh": "计时在此停住，恢复后还有 84 分钟",
                "effect_en": "The clock stops; 84 minutes are left on resuming",
            },
            {
                "code": "S04",
                "label_zh": "需调查核实、向有关部门核查",
                "label_en": "Investigation with other offices",
                "clock": "PAUSES",
                "leaves_lane": False,
                "needs_director": True,
                "effect_zh": "主任同意后计时停住",
                "effect_en": "The clock stops once the director agrees",
            },
            {
                "code": "S05",
                "label_zh": "公告期间",
                "label_en": "Public notice period",
                "clock": "PAUSES",
                "leaves_lane": True,
                "needs_director": False,
                "effect_zh": "计时停住，案件离开立等可取通道",
                "effect_en": "The clock stops; the case leaves the instant lane",
            },
            {
                "code": "S07",
                "label_zh": "系统或设备故障",
                "label_en": "System or device fault",
                "clock": "RUNS",
                "leaves_lane": False,
                "needs_director": False,
                "effect_zh": "计时不停，应于 11:00 前办结",
                "effect_en": "The clock keeps running, due 11:00",
            },
        ],
        "deadline_days_default": 30,
        "spoil_reasons": [
            {"code": "MISPRINT", "label_zh": "打印错误", "label_en": "Misprint"},
            {"code": "DAMAGED", "label_zh": "证书破损", "label_en": "Damaged blank"},
        ],
        "means": [
            {"code": "CASH", "label_zh": "现金", "label_en": "Cash"},
            {"code": "CARD", "label_zh": "银行卡", "label_en": "Bank card"},
            {"code": "QR", "label_zh": "扫码支付", "label_en": "QR payment"},
        ],
        "waivers": [
            {"code": "SMALL_ENTERPRISE", "label_zh": "小微企业免收", "label_en": "Small and micro enterprise"},
            {"code": "REGISTRY_ERROR", "label_zh": "登记机构原因更正", "label_en": "The registry's own error"},
        ],
        "pause_reasons": [
            {"code": "BREAK", "label_zh": "短暂离开", "label_en": "Short break"},
            {"code": "DEVICE", "label_zh": "设备故障", "label_en": "Device fault"},
            {"code": "PAPERWORK", "label_zh": "整理卷宗", "label_en": "Paper work"},
        ],
        "return_to_line_reasons": [
            {"code": "PARTY_MISSING", "label_zh": "当事人未到齐", "label_en": "A party is missing"},
            {"code": "CITIZEN_ASKED", "label_zh": "申请人要求稍后办理", "label_en": "The applicant asked to come later"},
            {"code": "WINDOW_FAULT", "label_zh": "本窗口无法办理", "label_en": "This window cannot handle it"},
        ],
        "reveal_reasons": [
            {"code": "COMPARE", "label_zh": "与证件原件核对", "label_en": "To compare with the original"},
            {"code": "CONTACT", "label_zh": "需要联系当事人", "label_en": "To contact the person"},
        ],
        "windows": [
            {"window_id": "2", "label_zh": "2 号窗口", "label_en": "Window 2"},
            {"window_id": "desk", "label_zh": "咨询台", "label_en": "Consultation desk"},
        ],
        "lanes": [
            {"lane": "INSTANT", "label_zh": "立等可取", "label_en": "Instant"},
            {"lane": "NORMAL", "label_zh": "普通业务", "label_en": "Normal"},
        ],
    }


def ticket_view(now: datetime, state: str = "SERVING") -> View:
    return {
        "ticket": {
            "ticket_id": "t-012",
            "number": "A012",
            "rev": 41,
            "state": state,
            "kind": "BUSINESS",
            "lane": "INSTANT",
            "instant": True,
            "type": type_of("T03"),
            "ruleset": "CN-2014",
            "issued_at": iso(now - timedelta(minutes=18)),
            "called_at": iso(now - timedelta(minutes=3)),
            "call_no": 1,
            "wait_minutes": 15,
            "review_no": "20991013-P0047",
            "review": {
                "outcome": "PASS",
                "by_zh": "自助机，周预审确认",
                "by_en": "Kiosk, confirmed by 周预审",
                "at": iso(now - timedelta(minutes=20)),
                "warnings": [],
            },
            "consult_reason_zh": "",
            "consult_reason_en": "",
            "priority": {"class": "STATUTORY", "why_zh": "转让人年满 60 岁，依法优先", "why_en": "Transferor aged 60 or over: priority by law"},
            "why_called_zh": "在能办理且当事人到齐的号码中等候最久",
            "why_called_en": "Waited longest among the numbers whose parties are here",
            "unit": unit(),
            "light": light("WARN", now),
            "findings": [finding_mortgage(now)],
            "looked_up_at": iso(now - timedelta(minutes=2)),
            "parties": parties(),
            "documents": documents(),
            "fields": fields(),
            "inquiry": inquiry(),
            "citizen": citizen_screen(),
            "due": {
                "due_at": iso(now + timedelta(minutes=120)),
                "today": True,
                "text_zh": "现在受理，今天 11:20 前可以领证",
                "text_en": "If accepted now, ready by 11:20 today",
            },
            "missing": [
                {"code": "FIELD", "section": "fields", "key": "price_yuan", "text_zh": "请填写成交价格", "text_en": "Fill in the price"},
                {
                    "code": "DOCUMENT",
                    "section": "documents",
                    "key": "TITLE_CERT",
                    "text_zh": "未见房屋所有权证原件",
                    "text_en": "Title certificate not seen",
                },
                {
                    "code": "INQUIRY",
                    "section": "inquiry",
                    "key": "TRUE_WILL",
                    "text_zh": "询问笔录未完成",
                    "text_en": "The inquiry record is not finished",
                },
                {"code": "CITIZEN", "section": "citizen", "key": None, "text_zh": "客户尚未确认", "text_en": "The citizen has not confirmed"},
            ],
            "acts": [
                act("accept", True, why_not=("W20", "还有 4 项没有完成", "4 things are not done yet")),
                act("set_presence"),
                act("tick_document"),
                act("fill_application"),
                act("correct_party"),
                act("record_inquiry"),
                act("show_citizen"),
                act("look_up_again"),
                act("reveal_identity"),
                act("refuse_acceptance"),
                act("return_to_line"),
                act("transfer_ticket"),
                act("end_service", enabled=False),
            ],
            "choices": choices(),
        }
    }


def row(now: datetime, case_id: str, number: str, no: str, state: str, elapsed: int, level: str, **more: Any) -> View:
    code, zh, en = TYPES[no]
    made: View = {
        "kind": "case",
        "case_id": case_id,
        "ticket_id": None,
        "review_id": None,
        "job_id": None,
        "rev": 50,
        "case_no": f"20991013-{case_id[-4:]}",
        "number": number,
        "type_code": code,
        "type_no": no,
        "type_name_zh": zh,
        "type_name_en": en,
        "state": state,
        "since": iso(now - timedelta(minutes=4)),
        "elapsed_minutes": elapsed,
        "promise_minutes": 120,
        "due_at": iso(now + timedelta(minutes=120 - elapsed)),
        "level": level,
        "running": level != "paused",
        "runs_until": iso(now + timedelta(hours=3)),
        "window_label_zh": "1 号窗口",
        "window_label_en": "Window 1",
        "note_zh": "",
        "note_en": "",
        "instant": True,
    }
    made.update(more)
    return made


CHECKS = [
    ("C01", "单元在登记簿上", "Unit is on the register", "该单元在本机构登记簿上且未注销", "The unit has an open folio in this registry", "PASS"),
    ("C02", "权利人一致", "Holders match", "转让人即登记簿全部权利人", "Every active holder is an applicant", "PASS"),
    ("C03", "证书现行有效", "Certificate is current", "所持证号为现行证号", "The certificate number is the current one", "PASS"),
    ("C04", "无查封", "No seizure", "无查封", "No seizure in force", "PASS"),
    ("C05", "无冻结", "No freeze", "无冻结", "No freeze in force", "PASS"),
    ("C06", "抵押权", "Mortgage", "有现行抵押权 1 项，抵押权人已书面同意", "One active mortgage; the mortgagee consented in writing", "COND"),
    ("C07", "无异议登记", "No objection", "无异议登记", "No objection entry", "PASS"),
    ("C11", "无在办业务", "No pending case", "无其他在办业务", "No other open case", "PASS"),
    ("C13", "共有人齐全", "Co-owners complete", "单独所有", "Sole ownership", "PASS"),
    ("C15", "完税", "Tax cleared", "契税已完税", "Deed tax cleared", "PASS"),
]


def checks(now: datetime, answered: bool = False) -> list[View]:
    return [
        {
            "check": code,
            "name_zh": zh,
            "name_en": en,
            "result": result,
            "result_text_zh": found_zh,
            "result_text_en": found_en,
            "looked_up_at": iso(now - timedelta(minutes=1)),
            "folio_version": 7,
            "basis": "",
            "answer": {"ok": True, "remark": "", "by": "s02", "by_name": "赵审核", "at": iso(now), "stale": False} if answered else None,
        }
        for code, zh, en, found_zh, found_en, result in CHECKS
    ]


def mutation(now: datetime) -> View:
    """What entering in the register will write, line by line; worked out by the same function that will write it."""

    def fact(zh: str, en: str, value: str) -> View:
        return {"label_zh": zh, "label_en": en, "value_zh": value, "value_en": value}

    return {
        "folio_version": 7,
        "worked_out_at": iso(now),
        "operations": [
            {
                "op": "END_RIGHT",
                "title_zh": "所有权转为历史",
                "title_en": "Ownership becomes historic",
                "before": [fact("权利人", "Holder", "张三丰"), fact("状态", "Status", "现势 / active")],
                "after": [fact("权利人", "Holder", "张三丰"), fact("状态", "Status", "历史 / historic")],
            },
            {
                "op": "VOID_CERTIFICATE",
                "title_zh": "原证书作废（转移）",
                "title_en": "Old certificate void (transfer)",
                "before": [fact("证号", "Certificate", "漯房权证源汇字第20990012345号")],
                "after": [fact("状态", "Status", "作废 / void")],
            },
            {
                "op": "OPEN_RIGHT",
                "title_zh": "设立所有权",
                "title_en": "Ownership opened",
                "before": [],
                "after": [fact("权利人", "Holder", "欧阳测试"), fact("共有方式", "Co-ownership", "单独所有"), fact("价格", "Price", "560000 元")],
            },
            {
                "op": "CARRY_OVER",
                "title_zh": "抵押权随房屋转移",
                "title_en": "Mortgage carried over",
                "before": [fact("抵押人", "Mortgagor", "张三丰")],
                "after": [fact("抵押人", "Mortgagor", "欧阳测试")],
            },
        ],
    }


def signatures(now: datetime) -> list[View]:
    def line(act_name: str, zh: str, en: str, who: str, role: str, role_zh: str, role_en: str, ago: int, evidence_zh: str, evidence_en: str) -> View:
        number, name, qualification = STAFF[who]
        return {
            "seq": 1200 - ago,
            "act": act_name,
            "act_zh": zh,
            "act_en": en,
            "staff_id": who,
            "staff_no": number,
            "name": name,
            "role": role,
            "role_zh": role_zh,
            "role_en": role_en,
            "qualification_no": qualification,
            "at": iso(now - timedelta(minutes=ago)),
            "place_zh": "1号窗口 受理A",
            "place_en": "Window 1, acceptor A",
            "evidence_zh": evidence_zh,
            "evidence_en": evidence_en,
            "hash": "9f2c41d0a6e3b7f8c5d2e1a0b4c3d6e7f8a9b0c1d2e3f405162738495a6b7c8d",
        }

    return [
        line(
            "confirm_pass",
            "预审通过",
            "Pre-review passed",
            "s03",
            "PRE_REVIEWER",
            "预审员",
            "Pre-reviewer",
            60,
            "登记簿第 7 版",
            "Register version 7",
        ),
        line(
            "accept",
            "受理",
            "Accepted",
            "s01",
            "ACCEPTOR",
            "受理人员",
            "Acceptor",
            36,
            "材料 10 件 38 页，询问笔录已签字",
            "10 papers, 38 pages, inquiry record signed",
        ),
        line(
            "approve",
            "审核同意",
            "Approved",
            "s02",
            "REGISTRAR",
            "审核人员",
            "Registrar",
            8,
            "核查 10 项，登记簿第 7 版",
            "10 checks, register version 7",
        ),
    ]


def case_view(now: datetime, state: str = "ACCEPTED", seat: str = "1-r") -> View:
    order = ["ACCEPTED", "APPROVED", "REGISTERED", "ARCHIVE_HANDED", "CERTIFIED", "READY", "DELIVERED", "CLOSED"]
    at = order.index(state) if state in order else 0
    names = {
        "ACCEPTED": ("已受理", "Accepted"),
        "APPROVED": ("已审核", "Approved"),
        "REGISTERED": ("已登簿", "Registered"),
        "ARCHIVE_HANDED": ("卷宗已移交", "File handed over"),
        "CERTIFIED": ("已缮证", "Certified"),
        "READY": ("待领证", "Ready"),
        "DELIVERED": ("已发证", "Delivered"),
        "CLOSED": ("已办结", "Closed"),
        "SUSPENDED": ("挂起", "Suspended"),
        "HALTED": ("中止", "Halted"),
        "RETURNED": ("退档", "Returned"),
    }
    acts: dict[str, list[View]] = {
        "ACCEPTED": [
            act("approve", True, why_not=("W21", "还有 10 项核查没有回答", "10 checks are not answered")),
            act("answer_check"),
            act("suspend"),
            act("return_file"),
            act("look_up_again"),
            act("reveal_identity"),
        ],
        "APPROVED": [act("enter_register", True), act("suspend"), act("return_file"), act("look_up_again"), act("reveal_identity")],
        "REGISTERED": [act("hand_over_file", True), act("reveal_identity")],
        "ARCHIVE_HANDED": [act("receive_file", True)],
        "CERTIFIED": [act("take_fee", True)],
        "READY": [act("take_fee", True)],
        "DELIVERED": [act("close_case", True)],
        "SUSPENDED": [act("resume", True), act("return_file")],
        "HALTED": [act("resume_halted", True, why_not=("W22", "查封尚未解除", "The seizure still stands")), act("return_file")],
    }
    light_state = "RESTRICTED" if state == "HALTED" else "WARN"
    return {
        "case": {
            "case_id": "c-0123",
            "case_no": "20991013-0123",
            "acceptance_no": "漯房登受〔2099〕第000123号",
            "number": "A012",
            "rev": 52,
            "state": state,
            "state_zh": names[state][0],
            "state_en": names[state][1],
            "type": type_of("T03"),
            "ruleset": "CN-2014",
            "instant": True,
            "window_label_zh": "1 号窗口",
            "window_label_en": "Window 1",
            "accepted_at": iso(now - timedelta(minutes=36)),
            "accepted_by": staff("s01"),
            "clock": clock(now, 36, "paused" if state in ("SUSPENDED", "HALTED") else "ok", state not in ("SUSPENDED", "HALTED")),
            "unit": unit(),
            "light": light(light_state, now),
            "findings": [finding_seizure(now)] if state == "HALTED" else [finding_mortgage(now)],
            "looked_up_at": iso(now - timedelta(minutes=1)),
            "parties": parties(),
            "documents": [dict(d, original=True, pages=3, ticked_at=iso(now - timedelta(minutes=40)), ticked_by="王受理") for d in documents()],
            "pages_total": 38,
            "fields": [dict(f, value=v) for f, v in zip(fields(), ["SALE", "560000", "2099-09-28", "SOLE", None, None], strict=True)],
            "inquiry": dict(
                inquiry(),
                signed=True,
                signed_at=iso(now - timedelta(minutes=38)),
                questions=[dict(q, answer=a) for q, a in zip(inquiry()["questions"], [True, False, "SOLE", ""], strict=True)],
            ),
            "checks": checks(now, at > 0),
            "opinion": {
                "text": "经审核，申请材料齐全，符合登记条件，准予登记。",
                "by": staff("s02"),
                "qualification_no": "2012-豫-00412",
                "at": iso(now),
            }
            if at >= 1
            else None,
            "opinion_suggestion_zh": "经审核，申请材料齐全，符合登记条件，准予登记。",
            "opinion_suggestion_en": "Papers complete and conditions met: to be registered.",
            "tax": {
                "state": "CLEARED",
                "voucher_no": "20990000123",
                "by": staff("s09"),
                "at": iso(now - timedelta(minutes=70)),
                "mode": "BEFORE_ACCEPTANCE",
            },
            "mutation": mutation(now) if state == "APPROVED" else None,
            "register_entry": {
                "entered_at": iso(now),
                "by": staff("s02"),
                "folio_version": 8,
                "hash": "5be1…",
                "certificate_numbers": ["漯房权证源汇字第20990012399号"],
            }
            if at >= 2
            else None,
            "custody": {
                "pages": 38,
                "handed_by": staff("s02"),
                "handed_at": iso(now),
                "received_by": staff("s04") if at >= 3 else None,
                "received_at": iso(now) if at >= 3 else None,
                "received_pages": 38 if at >= 3 else None,
            }
            if at >= 3
            else None,
            "certificates": [
                {
                    "certificate_no": "漯房权证源汇字第20990012399号",
                    "kind_zh": "房屋所有权证",
                    "kind_en": "Ownership certificate",
                    "holder": "欧阳测试",
                    "blank_serial": "0001234567" if at >= 4 else None,
                    "state": "PRINTED" if at >= 4 else "RESERVED",
                }
            ]
            if at >= 2
            else [],
            "taken_back": [{"name_zh": "漯房权证源汇字第20990012345号（原证）", "name_en": "Old certificate 20990012345"}],
            "spoiled": [],
            "fee": {
                "state": "OPEN",
                "due_yuan": 80,
                "payer_zh": "受让人 欧阳测试",
                "payer_en": "Transferee 欧阳测试",
                "lines": [
                    {
                        "code": "REGISTRATION_FEE",
                        "label_zh": "住房登记费",
                        "label_en": "Registration fee, residential",
                        "quantity": 1,
                        "unit_yuan": 80,
                        "amount_yuan": 80,
                        "waived": False,
                        "waiver_zh": "",
                        "waiver_en": "",
                    }
                ],
                "means": None,
                "receipt_no": None,
                "paid_at": None,
                "by": None,
                "job_id": None,
            },
            "sms": [{"event": "READY", "at": iso(now), "state": "SENT"}] if at >= 5 else [],
            "recipients": [
                {
                    "party_id": "p2",
                    "name": "欧阳测试",
                    "role_zh": "受让人",
                    "role_en": "Transferee",
                    "through_agent": {"name": "李四", "poa_seen": True},
                }
            ],
            "delivery": None,
            "pauses": []
            if state not in ("SUSPENDED", "HALTED")
            else [
                {
                    "kind": state,
                    "reason_code": "S03",
                    "reason_zh": "待税务办理",
                    "reason_en": "Waiting for tax",
                    "words": "",
                    "from": iso(now - timedelta(minutes=12)),
                    "until": None,
                    "deadline_on": "2099-11-12",
                    "by": staff("s02"),
                }
            ],
            "return": None,
            "overtime": None,
            "signatures": signatures(now)[: at + 2],
            "control": control_rows(now),
            "stages": stage_rows(now, max(0, min(3, at))),
            "visits": ["2099-10-12", "2099-10-13"],
            "charges": [{"kind": "CaseSuspended", "kind_zh": "受理后要求补件", "kind_en": "papers asked for later", "at": iso(now), "seq": 41,
                         "by_kiosk": False, "person": None}] if state == "SUSPENDED" else [],
            "jobs": [],
            "signers": [{"party_id": "p1", "name": "张三丰"}, {"party_id": "p2", "name": "欧阳测试"}],
            "acts": acts.get(state, []),
            "choices": choices(),
        }
    }


def review_view(now: datetime, outcome: str = "REFER") -> View:
    decisions: dict[str, View] = {
        "PASS": {"outcome": "PASS", "reasons": [], "missing": []},
        "MISSING": {
            "outcome": "MISSING",
            "reasons": [
                {
                    "code": "R10",
                    "text_zh": "登记簿记载该房屋有现行抵押权",
                    "text_en": "The register shows an active mortgage",
                    "basis": "《房屋登记办法》第三十四条",
                }
            ],
            "missing": [
                {
                    "no": 1,
                    "key": "MORTGAGEE_CONSENT",
                    "code": "MORTGAGEE_CONSENT",
                    "name_zh": "抵押权人同意转让的书面文件",
                    "name_en": "Mortgagee's written consent",
                    "why_zh": "登记簿记载该房屋有现行抵押权",
                    "why_en": "The register shows an active mortgage",
                    "where_zh": "抵押权人：测试银行",
                    "where_en": "From the mortgagee",
                    "basis": "《房屋登记办法》第三十四条",
                }
            ],
        },
        "REFER": {
            "outcome": "REFER",
            "reasons": [
                {
                    "code": "NEEDS_OFFICER",
                    "text_zh": "证件未经读卡，须由工作人员核对身份",
                    "text_en": "No card was read: staff must check the identity",
                    "basis": "",
                }
            ],
            "missing": [],
        },
        "NOT_ELIGIBLE": {
            "outcome": "NOT_ELIGIBLE",
            "reasons": [{"code": "R04", "text_zh": "房屋被依法查封", "text_en": "The house is seized", "basis": "《房屋登记办法》第二十二条第六项"}],
            "missing": [],
        },
    }
    decision: View = {
        "lane": "INSTANT",
        "exclusions": [],
        "warnings": [{"code": "C10", "text_zh": "有地役权登记，请申请人知悉", "text_en": "An easement is registered: the applicant should know"}],
        "rows": [12],
        "decided_at": iso(now),
        **decisions[outcome],
    }
    primary = {"PASS": "confirm_pass", "MISSING": "give_notice", "REFER": "decide_review", "NOT_ELIGIBLE": "refuse_review"}[outcome]
    return {
        "review": {
            "review_id": "r-0047",
            "review_no": "20991013-P0047",
            "rev": 12,
            "state": "OPEN",
            "channel": "KIOSK",
            "kiosk_label_zh": "自助机 2",
            "kiosk_label_en": "Kiosk 2",
            "who": "SELF",
            "lang": "zh-CN",
            "opened_at": iso(now - timedelta(minutes=9)),
            "type": type_of("T03"),
            "ruleset": "CN-2014",
            "roles": [
                {
                    "role": "TRANSFEROR",
                    "name_zh": "转让人（登记簿全部权利人）",
                    "name_en": "Transferor (every registered holder)",
                    "must_appear": True,
                    "disposes": True,
                },
                {
                    "role": "TRANSFEREE",
                    "name_zh": "受让人（全部共有人）",
                    "name_en": "Transferee (every co-owner)",
                    "must_appear": True,
                    "disposes": False,
                },
            ],
            "consult_ticket": {"ticket_id": "t-z03", "number": "Z003", "state": "SERVING"},
            "identity": "NEEDS_OFFICER",
            "identity_text_zh": "证件未经读卡，须由工作人员核对",
            "identity_text_en": "No card was read: staff must check",
            "parties": parties(),
            "questions": [
                {
                    "fact": "spouse_co_owner_declared",
                    "text_zh": "这套房屋是夫妻共有的吗？",
                    "text_en": "Is the house owned together with a spouse?",
                    "answer": False,
                },
                {"fact": "tax_relief_claimed", "text_zh": "是否申请税收减免？", "text_en": "Is tax relief claimed?", "answer": None},
            ],
            "documents": [
                dict(d, state="MISSING", answer="NOT_HAVE") if d["key"] == "MORTGAGEE_CONSENT" and outcome == "MISSING" else d for d in documents()
            ],
            "look_up": {
                "state": "FOUND",
                "by": "certificate_no",
                "said": "漯房权证源汇字第20990012345号",
                "at": iso(now - timedelta(minutes=5)),
                "fresh_until": iso(now + timedelta(minutes=25)),
            },
            "unit": unit(),
            "light": light("WARN", now),
            "findings": [finding_mortgage(now)],
            "decision": decision,
            "confirmed": None,
            "notice": None,
            "former_notice": None,
            "home_service": False,
            "priority": None,
            "ticket": None,
            "due": {
                "due_at": iso(now + timedelta(minutes=120)),
                "today": True,
                "text_zh": "现在受理，今天 11:20 前可以领证",
                "text_en": "If accepted now, ready by 11:20 today",
            },
            "acts": [
                act(primary, True),
                act("set_parties"),
                act("answer"),
                act("look_up"),
                act("decide_review", primary == "decide_review"),
                act("give_notice", primary == "give_notice", outcome == "MISSING"),
                act("refuse_review", primary == "refuse_review", outcome == "NOT_ELIGIBLE"),
                act("confirm_pass", primary == "confirm_pass", outcome in ("PASS", "REFER")),
                act("take_ticket", False, False),
                act("drop_review"),
                act("reveal_identity"),
            ][1 if primary == "decide_review" else 0 :],
            "choices": choices(),
        }
    }


def folio(now: datetime) -> View:
    return {
        "unit": unit(),
        "rights": [
            {
                "record_id": "rr-1",
                "kind": "OWNERSHIP",
                "kind_zh": "所有权",
                "kind_en": "Ownership",
                "status_zh": "现势",
                "status_en": "active",
                "holders": [{"name": "张三丰", "share": None, "document_no_masked": "**************0012"}],
                "facts": [{"label_zh": "共有方式", "label_en": "Co-ownership", "value_zh": "单独所有", "value_en": "单独所有"}],
                "entered_at": iso(now - timedelta(days=900)),
            },
            {
                "record_id": "rr-2",
                "kind": "MORTGAGE",
                "kind_zh": "一般抵押权",
                "kind_en": "Ordinary mortgage",
                "status_zh": "现势",
                "status_en": "active",
                "holders": [{"name": "测试银行漯河分行", "share": None, "document_no_masked": "**************017L"}],
                "facts": [
                    {"label_zh": "债权数额", "label_en": "Secured amount", "value_zh": "300000 元", "value_en": "300000 元"},
                    {"label_zh": "顺位", "label_en": "Rank", "value_zh": "1", "value_en": "1"},
                ],
                "entered_at": iso(now - timedelta(days=400)),
            },
        ],
        "restrictions": [
            {
                "record_id": "rn-1",
                "kind": "SEIZURE",
                "kind_zh": "查封",
                "kind_en": "Seizure",
                "authority": "漯河市测试区人民法院",
                "document_no": "（2098）豫测执字第 9 号",
                "delivered_at": iso(now - timedelta(days=700)),
                "starts_on": "2098-01-10",
                "ends_on": "2099-01-09",
                "in_force": True,
                "rank": 1,
                "waiting": False,
                "scope": "ALL",
                "file_no": "",
                "words": "",
                "ended_reason": "",
                "ended_why": "",
                "mistaken": False,
                "matter": "",
                "suit_ref": "",
                "by": "",
                "changeable": True,
            }
        ],
        "certificates": [
            {
                "number": "漯房权证源汇字第20990012345号",
                "kind_zh": "房屋所有权证",
                "kind_en": "Ownership certificate",
                "status_zh": "现行",
                "status_en": "current",
            }
        ],
        "open_cases": [
            {
                "case_id": "c-0123",
                "case_no": "20991013-0123",
                "type": type_of("T03"),
                "state": "APPROVED",
                "state_zh": "已审核",
                "state_en": "Approved",
            }
        ],
    }


def search_view(now: datetime) -> View:
    return {
        "results": [
            {
                "kind": "ticket",
                "ticket_id": "t-012",
                "case_id": "c-0123",
                "review_id": None,
                "notice_no": None,
                "number": "A012",
                "case_no": "20991013-0123",
                "type": type_of("T03"),
                "state": "NO_SHOW",
                "state_zh": "过号",
                "state_en": "No-show",
                "since": iso(now - timedelta(minutes=6)),
                "where_zh": "三次叫号未到，1 号窗口",
                "where_en": "Called three times at window 1",
                "next_zh": "可以恢复一次，排在前三位之后",
                "next_en": "Can be reinstated once, three places behind the head",
                "ahead": None,
                "low_minutes": None,
                "high_minutes": None,
                "level": "ok",
                "parties": [
                    {"party_id": "p1", "role_zh": "转让人", "role_en": "Transferor", "here": True},
                    {"party_id": "p2", "role_zh": "受让人", "role_en": "Transferee", "here": False},
                ],
                "jobs": [
                    {
                        "job_id": "j-7",
                        "kind": "TICKET",
                        "kind_zh": "号票",
                        "kind_en": "Ticket",
                        "state": "PRINTED",
                        "state_zh": "已打印",
                        "state_en": "printed",
                        "at": iso(now - timedelta(minutes=30)),
                    }
                ],
                "notes": [{"words": "坐轮椅，请安排低位窗口", "by": "冯导引", "at": iso(now - timedelta(minutes=20))}],
                "acts": [act("reinstate", True), act("reprint"), act("note_ticket"), act("set_presence")],
            }
        ]
    }


def alarm(now: datetime, level: str = "RED") -> View:
    return {
        "alarm_id": "al-1",
        "level": level,
        "kind": "SEIZURE",
        "at": iso(now - timedelta(seconds=40)),
        "case_id": "c-0123",
        "case_no": "20991013-0123",
        "number": "A012",
        "title_zh": "在办房屋新增查封",
        "title_en": "Seizure on a house in progress",
        "text_zh": "案件已中止。交付执行时间 10:03，由协助执行人员登记。",
        "text_en": "The case is halted. Delivered 10:03, entered by the judicial clerk.",
        "owner_zh": "审核",
        "owner_en": "Registrar",
        "acknowledged_by": None,
        "acknowledged_at": None,
        "escalates_at": iso(now + timedelta(seconds=80)),
        "closed": None,
    }


def board(now: datetime, seat: str) -> View:
    post, window_id, label_zh, label_en, staff_id = SEATS[seat]
    number, name, qualification = STAFF[staff_id]
    empty: dict[str, list[View]] = {
        k: []
        for k in (
            "to_approve",
            "to_enter",
            "to_hand_over",
            "to_receive",
            "to_certify",
            "to_charge",
            "to_deliver",
            "to_tax",
            "suspended",
            "halted",
            "to_countersign",
            "reviews",
            "print_troubles",
            "help",
            "missed",
            "locks",
            "restrictions_ending",
        )
    }
    window: View | None = None
    if window_id:
        zh, en = WINDOW_LABELS[window_id]
        window = {
            "window_id": window_id,
            "label_zh": zh,
            "label_en": en,
            "state": "IDLE",
            "number": None,
            "call_no": 0,
            "calls_max": 3,
            "called_at": None,
            "next_call_at": None,
            "acknowledged": False,
            "pause_reason_zh": "",
            "pause_reason_en": "",
            "since": iso(now - timedelta(minutes=2)),
            "lanes": ["INSTANT"],
        }
    return {
        "seat": {"id": seat, "window_id": window_id, "post": post, "label_zh": label_zh, "label_en": label_en},
        "me": {
            "staff_id": staff_id,
            "staff_no": number,
            "name": name,
            "qualification": {"no": qualification, "from": "2012-01-01", "to": "2099-12-31", "valid": True, "days_left": 300}
            if qualification
            else None,
        },
        "now": iso(now),
        "day_open": True,
        "window": window,
        "ticket": None,
        "primary": {"act": "open_window", "enabled": True, "why_not": None} if window else None,
        "acts": [],
        "waiting": {
            "total": 7,
            "longest_wait_minutes": 14,
            "lanes": [
                {"lane": "INSTANT", "name_zh": "立等可取", "name_en": "Instant", "count": 5, "longest_wait_minutes": 14},
                {"lane": "NORMAL", "name_zh": "普通业务", "name_en": "Normal", "count": 1, "longest_wait_minutes": 6},
                {"lane": "CONSULT", "name_zh": "咨询", "name_en": "Consultation", "count": 1, "longest_wait_minutes": 3},
            ],
        },
        "lists": empty,
        "alarms": [],
        "undo": None,
        "printers": [{"printer_id": "pr-1", "label_zh": "1 号窗口打印机", "label_en": "Printer at window 1", "state": "OK"}],
        "choices": {k: choices()[k] for k in ("pause_reasons", "return_to_line_reasons")},
    }


def supervisor(now: datetime) -> View:
    def figure(key: str, zh: str, en: str, value: Any, unit_zh: str, unit_en: str, level: str = "ok") -> View:
        return {
            "key": key,
            "label_zh": zh,
            "label_en": en,
            "value": value,
            "unit_zh": unit_zh,
            "unit_en": unit_en,
            "level": level,
            "at": iso(now),
            "why_zh": "",
            "why_en": "",
        }

    return {
        "figures": [
            figure("waiting", "正在等候", "Waiting now", 7, "人", "people"),
            figure("longest_wait", "最长等候", "Longest wait", 14, "分钟", "min"),
            figure("wait_p50_p90", "等候中位 / 九成", "Wait, median / p90", "9 / 21", "分钟", "min"),
            figure("open_windows", "开放窗口", "Open windows", "3 / 4", "个", "windows"),
            figure("near_promise", "接近两小时", "Near two hours", 1, "件", "cases", "red"),
            figure("devices_down", "设备故障", "Devices down", 1, "台", "devices", "amber"),
            figure("no_show_percent", "过号率", "No-show rate", 4.2, "%", "%"),
        ],
        "alarms": [
            alarm(now),
            dict(
                alarm(now, "AMBER"),
                alarm_id="al-2",
                kind="PRINTER",
                title_zh="自助机 2 缺纸",
                title_en="Kiosk 2 out of paper",
                text_zh="请更换纸卷。",
                text_en="Change the roll.",
                owner="冯导引",
                case_id=None,
                case_no=None,
                number=None,
                escalates_at=None,
            ),
        ],
        "windows": [
            {
                "window_id": str(n),
                "label_zh": f"{n} 号窗口",
                "label_en": f"Window {n}",
                "state": s,
                "number": num,
                "since": iso(now - timedelta(minutes=m)),
                "served_today": d,
                "staff": [{"staff_no": "0107", "name": "王受理", "post": "ACCEPTOR", "connected": True}],
                "advice_zh": "",
                "advice_en": "",
            }
            for n, s, num, m, d in ((1, "SERVING", "A012", 9, 8), (2, "CALLED", "A013", 1, 7), (3, "IDLE", None, 3, 9), (4, "PAUSED", None, 12, 5))
        ],
        "states": [
            {"state": s, "state_zh": zh, "state_en": en, "count": n, "amber": a, "red": r, "over": o}
            for s, zh, en, n, a, r, o in (
                ("ACCEPTED", "待审核", "To approve", 3, 1, 0, 0),
                ("APPROVED", "待登簿", "To enter", 1, 0, 0, 0),
                ("REGISTERED", "待移交", "To hand over", 1, 0, 0, 0),
                ("ARCHIVE_HANDED", "待缮证", "To certify", 2, 0, 1, 0),
                ("READY", "待领证", "Ready", 4, 0, 0, 0),
                ("SUSPENDED", "挂起", "Suspended", 1, 0, 0, 0),
                ("HALTED", "中止", "Halted", 1, 0, 0, 0),
            )
        ],
        "lists": {
            "near": [row(now, "c-0119", "A006", "T04", "ARCHIVE_HANDED", 107, "red", state_zh="卷宗已移交", state_en="File handed over")],
            "over": [row(now, "c-0111", "A002", "T03", "CERTIFIED", 131, "over", state_zh="已缮证", state_en="Certified")],
            "halted": [row(now, "c-0123", "A012", "T03", "HALTED", 36, "paused", state_zh="中止", state_en="Halted")],
            "to_countersign": [
                row(
                    now,
                    "c-0117",
                    "C004",
                    "T10",
                    "RETURN_PROPOSED",
                    50,
                    "ok",
                    state_zh="拟退档",
                    state_en="Return proposed",
                    note_zh="R03 与登记簿记载冲突",
                    note_en="R03 conflict with the register",
                )
            ],
            "suspended": [
                row(
                    now,
                    "c-0109",
                    "A001",
                    "T03",
                    "SUSPENDED",
                    40,
                    "paused",
                    state_zh="挂起",
                    state_en="Suspended",
                    note_zh="S03 待税务办理",
                    note_en="S03 waiting for tax",
                )
            ],
            "to_agree": [],
            "lapsing": [],
        },
        "samples": {"daily": {"due": 7, "done": 3}, "weekly": {"due": 20, "done": 12}, "quarterly": {"due": 6, "done": 0}},
        "today": {"served": 29, "done": 21, "on_time_percent": 100.0, "first_time_complete_percent": 82.0, "second_notices": 1},
        "hours_zh": "今天 08:30-12:00 14:00-17:30",
        "hours_en": "Today 08:30-12:00 14:00-17:30",
    }


def certificate_view(now: datetime) -> View:
    return {
        "certificate": {
            "case_id": "c-0123",
            "kind": "OWNERSHIP_2014",
            "title_zh": "房屋所有权证",
            "title_en": "Ownership certificate",
            "certificate_no": "漯房权证源汇字第20990012399号",
            "blank_serial": None,
            "specimen": True,
            "reissue_mark_zh": "",
            "copies": [{"holder": "欧阳测试", "document_no_masked": "**************0029", "share": None}],
            "rows": [
                {"key": "holder", "label_zh": "房屋所有权人", "label_en": "Holder", "value": "欧阳测试"},
                {"key": "co_ownership", "label_zh": "共有情况", "label_en": "Co-ownership", "value": "单独所有"},
                {"key": "location", "label_zh": "房屋坐落", "label_en": "Location", "value": unit()["location"]},
                {"key": "registered_on", "label_zh": "登记时间", "label_en": "Registered on", "value": "2099-10-13"},
                {"key": "nature", "label_zh": "房屋性质", "label_en": "Nature", "value": "存量房"},
                {"key": "use", "label_zh": "规划用途", "label_en": "Use", "value": "住宅"},
                {"key": "area", "label_zh": "建筑面积", "label_en": "Floor area", "value": "92.35 平方米"},
                {"key": "unit_no", "label_zh": "单元编号", "label_en": "Unit number", "value": unit()["unit_no"]},
            ],
            "notes": [
                {"text_zh": "原证 漯房权证源汇字第20990012345号 已收回", "text_en": "Old certificate 20990012345 taken back"},
                {"text_zh": "抵押权随房屋转移", "text_en": "Mortgage carried over"},
            ],
            "authority_zh": "漯河市住房保障和房屋管理局",
            "authority_en": "Luohe Housing Administration",
            "issued_on": "2099-10-13",
            "register_version": 8,
            "rendered_at": iso(now),
            "e_certificate": None,
        }
    }


def me(now: datetime, seat: str) -> View:
    post, window_id, label_zh, label_en, staff_id = SEATS[seat]
    number, name, qualification = STAFF[staff_id]
    return {
        "seat": {"id": seat, "window_id": window_id, "post": post, "label_zh": label_zh, "label_en": label_en},
        "staff": {
            "staff_id": staff_id,
            "staff_no": number,
            "name": name,
            "roles": [post],
            "qualification": {"no": qualification, "from": "2012-01-01", "to": "2099-12-31", "valid": True} if qualification else None,
        },
        "csrf": f"csrf-{seat}",
        "locked": False,
        "hall": {
            "id": "luohe-2014",
            "name_zh": "漯河市房屋登记大厅",
            "name_en": "House Registration Hall, Luohe",
            "ruleset": "CN-2014",
            "settings": {
                "idle_lock_minutes": 15,
                "idle_warn_seconds": 60,
                "undo_seconds": 10,
                "same_press_seconds": 3,
                "reminder_percents": [50, 75, 87.5, 100],
                "promise_minutes": 120,
                "demo": True,
                "languages": ["zh-CN", "en"],
            },
        },
        "now": iso(now),
    }


def slip_view(now: datetime, job_id: str) -> View:
    """What a printed notice says; `j-refuse` is a refusal, any other job a one-time notice."""
    refusal = job_id == "j-refuse"
    return {
        "slip": {
            "job_id": job_id,
            "kind": "REFUSAL_NOTICE" if refusal else "ONE_TIME_NOTICE",
            "title_zh": "告知书",
            "notice_no": "漯房登不受〔2099〕第000007号" if refusal else "漯房登告〔2099〕第000045号",
            "addressee": "张三丰",
            "opened_at": iso(now),
            "location": unit()["location"],
            "type_zh": "存量房转移登记",
            "items": []
            if refusal
            else [
                {
                    "no": 1,
                    "name_zh": "抵押权人同意抵押房屋转让的书面文件",
                    "why_zh": "登记簿记载该房屋有现行抵押权",
                    "where_zh": "抵押权人：测试银行",
                    "basis": "《房屋登记办法》第三十四条",
                },
                {
                    "no": 2,
                    "name_zh": "契税完税凭证",
                    "why_zh": "办理转移登记应当先行完税",
                    "where_zh": "本大厅税务窗口",
                    "basis": "《契税暂行条例》第十一条",
                },
            ],
            "reasons": [{"code": "R04", "text_zh": "房屋被依法查封期间权利人申请登记", "basis": "《房屋登记办法》第二十二条第六项"}]
            if refusal
            else [],
            "words": "",
            "lifts_zh": "查封解除后，您可以重新申请。" if refusal else "",
            "remedies_zh": "如不服本决定，可以自收到之日起六十日内申请行政复议，或者自收到之日起三个月内依法向人民法院提起行政诉讼。",
            "officer": {"name": "周预审", "staff_no": "0103", "qualification_no": "2011-豫-00287"},
            "authority_zh": "漯河市住房保障和房屋管理局",
            "supervision_phone": "0395-0000000",
            "copies": 2,
        }
    }
