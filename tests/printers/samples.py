"""One job of every slip kind, as the server would send it. All persons are fictional (domain.md 9)."""

from __future__ import annotations

import copy
from typing import Any

HALL = {"zh": "漯河市房屋登记大厅", "en": "House Registration Hall, Luohe"}
OFFICE = {"zh": "漯河市住房保障和房屋管理局", "en": "Luohe Bureau of Housing Security and Management"}
TRANSFER = {"zh": "存量房转移登记", "en": "Transfer of existing housing"}
HOTLINE = "0395-0000000"
STATUS_URL = "https://hall.example/t/9f4QmX2vT7yLw0aRzKpB5g"
LOCATION = "漯河市源汇区交通路 99 号幸福家园 3 号楼 2 单元 501"
REMEDIES = {
    "review_authority": {"zh": "漯河市人民政府", "en": "the people's government of Luohe"},
    "court": {"zh": "漯河市源汇区人民法院", "en": "the people's court of Yuanhui district, Luohe"},
    "review_days": 60, "suit_months": 3,
}
DOCUMENTS = [
    {"name": {"zh": "登记申请书", "en": "Registration application form"}, "pages": 2},
    {"name": {"zh": "申请人身份证明", "en": "Applicant's identity document"}, "pages": 4, "original": False},
    {"name": {"zh": "房屋所有权证", "en": "Ownership certificate"}, "pages": 6},
    {"name": {"zh": "存量房买卖合同", "en": "Contract of sale"}, "pages": 12},
    {"name": {"zh": "契税完税凭证", "en": "Deed-tax proof"}, "pages": 1},
]
ITEMS = [
    {
        "code": "MORTGAGEE_CONSENT",
        "name": {"zh": "抵押权人同意抵押房屋转让的书面文件", "en": "Written consent of the mortgagee to the transfer"},
        "reason": {"zh": "登记簿记载该房屋有现行抵押权", "en": "The register shows a mortgage in force"},
        "where": {"zh": "抵押权人：漯河测试银行源汇支行", "en": "Mortgagee: Luohe Test Bank, Yuanhui branch"},
        "basis": {"zh": "《房屋登记办法》第三十四条", "en": "House Registration Measures, art. 34"},
    },
    {
        "code": "DEED_TAX_PROOF",
        "name": {"zh": "契税完税凭证", "en": "Deed-tax proof"},
        "reason": {"zh": "办理转移登记应当先行完税", "en": "Tax comes before a transfer"},
        "where": {"zh": "本大厅税务窗口", "en": "Tax window in this hall"},
        "basis": {"zh": "《契税暂行条例》第十一条", "en": "Provisional Regulations on Deed Tax, art. 11"},
    },
]

_DATA: dict[str, dict[str, Any]] = {
    "TICKET": {
        "hall": HALL, "area": {"zh": "立等可取专窗", "en": "Instant service windows"}, "number": "A012",
        "business": TRANSFER, "business_plain": {"zh": "二手房过户", "en": "Second-hand house"},
        "people_ahead": 5, "wait": {"low_minutes": 20, "high_minutes": 30}, "issued_at": "2014-10-13T09:12:00+08:00",
        "pre_review_no": "20141013-P0047",
        "where_to_wait": {"zh": "一楼东侧等候区，1至6号窗口前", "en": "Ground floor, east seats, in front of windows 1 to 6"},
        "missed_returns": 1, "missed_behind": 3, "promise_minutes": 120, "limit_working_days": None,
        "hotline": HOTLINE, "status_url": STATUS_URL,
    },
    "CONSULT_TICKET": {
        "hall": HALL, "number": "Z007", "people_ahead": 2, "wait": None, "issued_at": "2014-10-13T09:20:00+08:00",
        "where_to_wait": {"zh": "咨询台前", "en": "In front of the consultation desk"},
        "reason": {"zh": "未查到您填写的房产证号", "en": "The certificate number was not found"},
        "hotline": HOTLINE, "status_url": STATUS_URL,
    },
    "PRE_REVIEW_SLIP": {
        "hall": HALL, "pre_review_no": "20141013-P0048", "business": TRANSFER, "outcome": "MISSING", "advisory": True,
        "done_at": "2014-10-13T09:18:00+08:00",
        "documents": [
            {"name": {"zh": "登记申请书", "en": "Application form"}, "presence": "HAVE"},
            {"name": {"zh": "房屋所有权证", "en": "Ownership certificate"}, "presence": "HAVE"},
            {"name": {"zh": "契税完税凭证", "en": "Deed-tax proof"}, "presence": "MISSING"},
            {"name": {"zh": "授权委托书（须公证）", "en": "Power of attorney (notarised)"}, "presence": "DEFECT"},
        ],
        "reasons": [{"zh": "办理转移登记应当先行完税。", "en": "Tax comes before a transfer."}],
        "next_step": {"zh": "备齐后可直接到咨询台，不用重新填写。",
                      "en": "Come back to the desk; nothing needs to be filled in again."},
        "hotline": HOTLINE, "scan_code": "P-20141013-0048",
    },
    "ONE_TIME_NOTICE": {
        "ruleset": "CN-2014", "office": OFFICE, "notice_no": "漯房登告〔2014〕第000045号", "applicant": "欧阳测试",
        "applied_at": "2014-10-13T09:20:00+08:00", "location": LOCATION, "business": TRANSFER, "items": ITEMS,
        "valid_until": "2014-11-12", "officer_no": "010023", "registrar_no": "", "hotline": HOTLINE,
        "seal": "登记业务专用章", "scan_code": "N-2014-000045",
    },
    "REFUSAL_NOTICE": {
        "ruleset": "CN-2014", "office": OFFICE, "notice_no": "漯房登不受〔2014〕第000007号", "applicant": "张三丰",
        "applied_at": "2014-10-13T10:05:00+08:00", "location": LOCATION, "business": TRANSFER,
        "grounds": [{
            "code": "R04", "reason": {"zh": "房屋被依法查封期间权利人申请登记", "en": "the house is under seizure"},
            "basis": {"zh": "《房屋登记办法》第二十二条第六项", "en": "House Registration Measures, art. 22(6)"},
            "seizure": {"authority": "漯河市源汇区人民法院", "document_no": "（2014）源执字第99号", "until": "2016-10-12"},
        }],
        "remedies": REMEDIES, "returned": DOCUMENTS[:2], "officer_no": "010023", "registrar_no": "测2014第0007号",
        "hotline": HOTLINE, "seal": "登记业务专用章", "decided_at": "2014-10-13T10:11:00+08:00",
    },
    "REFUSAL_DECISION": {
        "ruleset": "CN-2026", "office": OFFICE, "decision_no": "漯房登不予〔2026〕第000003号", "applicant": "阿依古丽·测试",
        "acceptance_no": "漯房登受〔2026〕第000123号", "location": LOCATION, "business": TRANSFER,
        "grounds": [
            {"code": "R03", "reason": {"zh": "申请登记事项与登记簿记载冲突", "en": "the application contradicts the register"},
             "basis": {"zh": "《不动产登记暂行条例》第二十二条", "en": "Provisional Regulations, art. 22"},
             "what_next": {"zh": "更正登记簿后，您可以重新申请。", "en": "You may apply again once the register is corrected."}},
            {"code": "R08", "reason": {"zh": "存在尚未解决的权属争议", "en": "there is an unresolved dispute"},
             "basis": {"zh": "《不动产登记暂行条例》第二十二条", "en": "Provisional Regulations, art. 22"}},
        ],
        "remedies": {**REMEDIES, "suit_months": 6}, "returned": DOCUMENTS, "registrar_staff_no": "010031",
        "hotline": HOTLINE, "seal": "登记业务专用章", "decided_at": "2026-11-23T15:40:00+08:00",
    },
    "SUSPENSION_NOTICE": {
        "ruleset": "CN-2026", "office": OFFICE, "notice_no": "漯房登挂〔2026〕第000011号", "applicant": "王𠮷",
        "acceptance_no": "漯房登受〔2026〕第000130号", "location": LOCATION, "business": TRANSFER,
        "suspended_at": "2026-11-23T11:20:00+08:00", "reason_code": "S01",
        "reason": {"zh": "待申请人补充材料", "en": "papers to be supplied by the applicant"}, "clock_pauses": True,
        "items": ITEMS[1:], "due_by": "2026-12-23", "where": {"zh": "3 号窗口", "en": "window 3"}, "officer_no": "010031",
        "hotline": HOTLINE, "seal": "登记业务专用章", "scan_code": "S-2026-000011",
    },
    "LAPSE_NOTICE": {
        "ruleset": "CN-2026", "office": OFFICE, "notice_no": "漯房登终〔2026〕第000002号", "applicant": "王𠮷",
        "acceptance_no": "漯房登受〔2026〕第000130号", "location": LOCATION, "business": TRANSFER,
        "suspended_at": "2026-11-23T11:20:00+08:00", "suspension_no": "漯房登挂〔2026〕第000011号",
        "reason": {"zh": "待申请人补充材料", "en": "papers to be supplied by the applicant"}, "due_by": "2026-12-23",
        "lapsed_at": "2026-12-24T09:10:00+08:00", "returned": DOCUMENTS, "where": {"zh": "3 号窗口", "en": "window 3"},
        "remedies": {**REMEDIES, "suit_months": 6}, "officer_no": "010002", "hotline": HOTLINE, "seal": "登记业务专用章",
    },
    "WITHDRAWAL_CONFIRMATION": {
        "ruleset": "CN-2014", "office": OFFICE, "confirmation_no": "漯房登撤〔2014〕第000002号",
        "applicants": ["张三丰", "欧阳测试"], "acceptance_no": "漯房登受〔2014〕第000125号", "location": LOCATION,
        "business": TRANSFER, "requested_at": "2014-10-13T14:30:00+08:00", "refund_yuan": 80, "returned": DOCUMENTS,
        "officer_no": "010023", "hotline": HOTLINE, "seal": "登记业务专用章",
    },
    "ACCEPTANCE_RECEIPT": {
        "hall": HALL, "office": OFFICE, "acceptance_no": "漯房登受〔2014〕第000123号", "case_no": "20141013-0123",
        "business": TRANSFER, "location_short": "漯河市源汇区幸福家园",
        "parties": [
            {"role": {"zh": "转让人", "en": "Transferor"}, "name": "张*丰", "person": True,
             "id_tail": "0012", "phone": "161****0001"},
            {"role": {"zh": "受让人", "en": "Transferee"}, "name": "欧**试", "person": True,
             "id_tail": "003X", "phone": "161****0002"},
        ],
        "documents": DOCUMENTS, "accepted_at": "2014-10-13T11:15:00+08:00", "promise_minutes": 120,
        "due_at": "2014-10-13T15:15:00+08:00", "window": "3 号窗口", "acceptor_no": "010023", "fee_yuan": 80,
        "collect_at": {"zh": "缴费领证窗口", "en": "payment and collection window"}, "hotline": HOTLINE,
        "seal": "登记业务专用章", "status_url": STATUS_URL,
    },
    "FEE_RECEIPT": {
        "hall": HALL, "receipt_no": "20141013-F0041", "case_no": "20141013-0123", "business": TRANSFER,
        "payer": {"role": {"zh": "受让人", "en": "Transferee"}, "name": "欧**试", "person": True},
        "items": [
            {"name": {"zh": "登记费（住房）", "en": "Registration fee (residential)"},
             "count": 1, "unit_yuan": 80, "amount_yuan": 80},
            {"name": {"zh": "证书工本费（增加一本）", "en": "One more certificate"},
             "count": 2, "unit_yuan": 10, "amount_yuan": 20},
        ],
        "total_yuan": 100, "means": {"zh": "现金", "en": "cash"}, "paid_at": "2014-10-13T15:22:00+08:00",
        "cashier_no": "010044", "hotline": HOTLINE,
    },
    "COMPLETION_SLIP": {
        "hall": HALL, "case_no": "20141013-0123", "acceptance_no": "漯房登受〔2014〕第000123号", "business": TRANSFER,
        "accepted_at": "2014-10-13T11:15:00+08:00", "ready_at": "2014-10-13T14:41:00+08:00",
        "delivered_at": "2014-10-13T15:25:00+08:00", "used_minutes": 86, "promise_minutes": 120,
        "collected_by": {"role": {"zh": "受让人", "en": "Transferee"}, "name": "欧**试", "person": True, "id_tail": "003X"},
        "certificates": [{"kind": {"zh": "房屋所有权证", "en": "Ownership certificate"},
                          "number": "漯房权证源汇字第20990012345号", "copies": 1}],
        "issuer_no": "010045", "hotline": HOTLINE, "rate_url": "https://hall.example/r/9f4QmX2vT7yLw0aRzKpB5g",
    },
    "DAY_HEAD": {
        "hall": HALL, "hall_id": "luohe", "business_day": "2014-10-13", "closed_at": "2014-10-13T17:45:00+08:00",
        "head_seq": 184223, "head": "3f786850e387550fdab836ed7e6dc881de23001b0ad5a4d5f2c1c4a1b2f0c9aa",
        "previous_head": "89e6c98d92887913cadf06b2adb97f26cde4849b3f1a2b7c6d5e4f3a2b1c0d9e",
        "counts": {"取号": 72, "受理": 70, "登簿": 68, "发证": 66},
        "signers": [{"zh": "值班主任", "en": "Duty director"}, {"zh": "质检员", "en": "Quality officer"}],
    },
    "TEST_PAGE": {"hall": HALL, "printer": "entrance", "place": "入口", "printed_at": "2014-10-13T08:05:00+08:00"},
}

KINDS = tuple(_DATA)


def job(kind: str, /, lang: str = "zh-CN", job_id: str = "job-1", copies: int = 1, reprinted_at: str | None = None,
        **changed: Any) -> dict[str, Any]:
    """A job of that kind; ``changed`` replaces fields of its data."""
    made: dict[str, Any] = {
        "job_id": job_id, "kind": kind, "lang": lang, "reprint": reprinted_at is not None, "copies": copies,
        "data": {**copy.deepcopy(_DATA[kind]), **changed},
    }
    if reprinted_at is not None:
        made["reprinted_at"] = reprinted_at
    return made
