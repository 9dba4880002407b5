"""The lines of control, the stages and the list of what may ring, as the server shows them; keys as of the real views."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

View = dict[str, Any]
STAGES = (("APPROVE", "受理到审核", "Acceptance to approval", 40), ("REGISTER", "登簿", "Register entry", 10),
          ("HAND_OVER", "移交卷宗", "File hand-over", 10), ("CERTIFY", "缮证", "Certificate", 25))
LINES = (("PREVENTION", "separated", "审核人与受理人（王受理）不是同一人；逐项核对 9 项",
          "Approved by another person than accepted it (王受理); 9 checks"),
         ("CONTROL", "reminded", "过半提醒：已用 60 分钟，提醒 经办人", "Half reminder: 60 minutes used, told the handler"),
         ("REMEDY", "apologised", "向申请人发致歉短信", "Apology sent to the applicant"))


def control_rows(now: datetime) -> list[View]:
    return [{"line": line, "kind": kind, "seq": 1300 + n, "at": (now - timedelta(minutes=9 - n)).isoformat(),
             "text_zh": zh, "text_en": en, "by": "赵审核",
             "staff_no": "0112", "role": "REGISTRAR", "role_zh": "审核", "role_en": "registrar", "place": "1-r",
             "place_zh": "1号窗口", "place_en": "Window 1", "answered_zh": "", "answered_en": ""}
            for n, (line, kind, zh, en) in enumerate(LINES)]


def stage_rows(now: datetime, ended: int) -> list[View]:
    return [{"stage": stage, "stage_zh": zh, "stage_en": en, "began_at": now.isoformat(), "first_hand_at": now.isoformat(),
             "ended_at": now.isoformat() if n < ended else None, "waited_minutes": 12, "worked_minutes": 7, "minutes": 19,
             "budget_minutes": budget, "over": budget < 19, "ended": n < ended, "by": "赵审核"}
            for n, (stage, zh, en, budget) in enumerate(STAGES[:ended + 1])]


def stages_view(now: datetime, opened: str = "") -> View:
    spread = {"cases": 14, "median": 9, "ninth_tenth": 31, "longest": 52, "over_budget": 3}
    rows = [{"stage": stage, "stage_zh": zh, "stage_en": en, "budget_minutes": budget, "between": spread, "work": spread, "all": spread, "running": 2}
            for stage, zh, en, budget in STAGES]
    case = {"case_id": "c-0123", "case_no": "20991013-0123", "began_at": now.isoformat(), "ended_at": now.isoformat(), "minutes": 52, "over": True}
    return {"first": "2099-10-13", "last": "2099-10-13", "cases": 14, "stages": rows,
            "opened": {"name": opened, "stage": "APPROVE", "stage_zh": "受理到审核", "stage_en": "Acceptance to approval", "part": "all",
                       "part_zh": "合计", "part_en": "together", "count": 1, "rows": [case]} if opened else None}


def alarm_rules() -> View:
    row = {"kind": "CASE_HALTED", "level": "RED", "title_zh": "在办房屋新增限制，案件中止", "title_en": "Restriction on a house in progress",
           "when_zh": "有查封、冻结等限制落到在办房屋", "when_en": "A seizure or freeze falls on a house in progress", "owners_zh": "审核、业务主任",
           "owners_en": "registrar, director", "sound": True, "must_answer": True, "line": "CONTROL", "line_zh": "事中控制", "line_en": "Control",
           "climbs_zh": "2 分钟未确认报业务主任", "climbs_en": "after 2 minutes unanswered to the director", "standing": 1}
    return {"rules": [row, {**row, "kind": "PROMISE_HALF", "level": "INFO", "sound": False, "must_answer": False, "standing": 0}], "lines": []}


def hall_notices() -> View:
    """Two ready texts, one of them paused, and one notice in the hall's own words."""
    by = {"staff_no": "2026", "name": "主任"}
    rows = [("instant", "立等可取业务：受理后2个工作小时内领证", "Same-day services: collect within 2 working hours", False, True),
            ("fraud", "请妥善保管证件，谨防诈骗", "Keep your documents safe, beware of fraud", True, True),
            ("H7", "今天下午三点停电十分钟，号码继续有效", "Power cut at 3 pm for ten minutes; numbers stay valid", False, False)]
    return {"zh_max": 26, "en_max": 60, "notices": [
        {"notice_id": key, "text_zh": zh, "text_en": en, "paused": paused, "ready": ready, "by": None if key == "instant" else by,
         "at": None if key == "instant" else "2014-10-13T09:40:00+08:00"} for key, zh, en, paused, ready in rows]}


def notice_to_sign(review_id: str, notice_no: str) -> View:
    """A notice of the kiosk that no officer has signed yet, as it stands in the desk's list."""
    return {"kind": "notice", "review_id": review_id, "rev": 3, "number": notice_no, "state": "DEFICIENT", "state_zh": "待补正",
            "state_en": "Papers missing", "type_name_zh": "存量房买卖转移登记", "type_name_en": "Transfer by sale of existing housing",
            "since": "2014-10-13T09:20:00+08:00"}
