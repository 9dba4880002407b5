"""What a hall may show at some moment, in the shapes the server pushes. Data only, built anew at each call; fictional throughout."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from typing import Any

Data = dict[str, Any]

SEQ = itertools.count(1)  # of the event behind an announcement: two calls of one number are two announcements
SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 10, 13, 9, 31, 5, tzinfo=SHANGHAI)
TOKEN = "q7Yd0r3uLrXb2mVh9sKeTg"  # of a ticket in these scenes; opens nothing anywhere else

WINDOWS: list[Data] = [
    {"window_id": "1", "label_zh": "1号窗口", "label_en": "window 1", "zone": "east"},
    {"window_id": "2", "label_zh": "2号窗口", "label_en": "window 2", "zone": "east"},
    {"window_id": "3", "label_zh": "3号窗口", "label_en": "window 3", "zone": "east"},
    {"window_id": "4", "label_zh": "4号窗口", "label_en": "window 4", "zone": "east"},
    {"window_id": "9", "label_zh": "9号缴费领证窗口", "label_en": "payment and collection window 9", "zone": "west"},
    {"window_id": "12", "label_zh": "12号窗口", "label_en": "window 12", "zone": "east"},
    {"window_id": "consult", "label_zh": "咨询台", "label_en": "the consultation desk", "zone": "west"},
]

HALL_INFO: Data = {
    "name_zh": "临江市房屋登记大厅",
    "name_en": "House Registration Hall, Linjiang",
    "windows": WINDOWS,
    "zones": [
        {"id": "east", "name_zh": "东区（1至6号窗口）", "name_en": "East (windows 1 to 6)", "volume_percent": 80},
        {
            "id": "west",
            "name_zh": "西区（咨询、税务、缴费领证）",
            "name_en": "West (advice, tax, collection)",
            "volume_percent": 60,
        },
        {"id": "office", "name_zh": "办公区", "name_en": "Offices", "volume_percent": 0},
    ],
    "displays": [
        {"id": "hall-east", "kind": "HALL", "zone": "east", "distance_m": 10.0, "width_mm": 1210, "width_px": 1920},
        {"id": "hall-near", "kind": "HALL", "zone": "east", "distance_m": 6.0, "width_mm": 1210, "width_px": 1920},
        {"id": "hall-west", "kind": "PICKUP", "zone": "west", "distance_m": 8.0, "width_mm": 1210, "width_px": 1920},
    ],
    "display": {"highlight_seconds": 10, "rows_max": 5},
    "spoken": {"times": 2, "once_when_waiting_above": 3, "calls_older_seconds_dropped": 60},
}


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def label_of(window_id: str, lang: str = "zh") -> str:
    return next(str(window[f"label_{lang}"]) for window in WINDOWS if window["window_id"] == window_id)


def call(number: str, window_id: str, called_at: datetime, state: str = "CALLED", call_no: int = 1) -> Data:
    zone = next(window["zone"] for window in WINDOWS if window["window_id"] == window_id)
    return {
        "ticket_id": f"t-{number}",
        "number": number,
        "window_id": window_id,
        "window_label": label_of(window_id),
        "window_label_en": label_of(window_id, "en"),
        "zone": zone,
        "call_no": call_no,
        "called_at": iso(called_at),
        "state": state,
        "fresh_until": iso(called_at + timedelta(seconds=10)),
    }


def lanes(instant: int = 12, ordinary: int = 3, consult: int = 0) -> list[Data]:
    return [
        {"lane": "INSTANT", "name_zh": "立等可取", "name_en": "Instant", "count": instant, "low": 15, "high": 25},
        {"lane": "NORMAL", "name_zh": "普通业务", "name_en": "Ordinary", "count": ordinary, "low": 20, "high": 35},
        {"lane": "CONSULTATION", "name_zh": "咨询", "name_en": "Advice", "count": consult, "low": None, "high": None},
    ]


def hall(now: datetime = MORNING, calls: list[Data] | None = None, **changed: Any) -> Data:
    ago = lambda seconds: now - timedelta(seconds=seconds)  # noqa: E731
    shown = (
        calls
        if calls is not None
        else [
            call("A012", "3", ago(3)),
            call("A011", "1", ago(21), call_no=2),
            call("Z002", "consult", ago(35)),
            call("A010", "2", ago(180), "SERVING"),
            call("A009", "4", ago(420), "SERVING"),
            call("B003", "12", ago(600), "SERVING"),
        ]
    )
    return {
        "hall": {"name_zh": HALL_INFO["name_zh"], "name_en": HALL_INFO["name_en"]},
        "now": iso(now),
        "open": True,
        "calls": shown,
        "waiting": lanes(),
        "missed": ["A004", "A007"],
        "notices": [
            {
                "zh": "立等可取业务：受理后2个工作小时内领证",
                "en": "Instant services: collect within 2 working hours after acceptance",
            },
            {"zh": "老年人、残疾人、孕妇、军人优先", "en": "Priority for elderly, disabled, pregnant, military"},
            {
                "zh": "75岁以上老人、病人、残疾人可预约上门服务",
                "en": "Home service by appointment for people over 75, the sick and the disabled",
            },
            {"zh": "请妥善保管证件，谨防诈骗", "en": "Keep your documents safe, beware of fraud"},
        ],
        "done_today": 46,
        "on_time_percent": 100,
        "windows": [{"window_id": w["window_id"], "label": w["label_zh"], "state": "IDLE"} for w in WINDOWS],
        **changed,
    }


def many_calls(count: int, now: datetime = MORNING, seconds_apart: float = 0) -> list[Data]:
    places = [str(window["window_id"]) for window in WINDOWS]
    return [
        call(
            f"A{place + 1:03}",
            places[place % len(places)],
            now - timedelta(seconds=seconds_apart * (count - 1 - place)),
        )
        for place in range(count)
    ]


def quiet_hall(now: datetime = MORNING, is_open: bool = True) -> Data:
    return hall(now, calls=[], open=is_open, waiting=lanes(0, 0, 0), missed=[], done_today=0, on_time_percent=None)


def window(state: str = "CALLED", number: str = "A012", now: datetime = MORNING, **changed: Any) -> Data:
    busy = state in ("CALLED", "SERVING")
    return {
        "window_id": "3",
        "label": label_of("3"),
        "label_en": label_of("3", "en"),
        "state": state,
        "number": number if busy else None,
        "call_no": 1 if busy else 0,
        "called_at": iso(now) if busy else None,
        "kind": "SAME_DAY",
        "staff_no": "2009",
        **changed,
    }


def pickup(now: datetime = MORNING, count: int = 5) -> Data:
    ready = [
        {
            "number": f"A{place + 1:03}",
            "since": iso(now - timedelta(minutes=7 * place, seconds=3)),
            "window_label": label_of("9"),
            "window_label_en": label_of("9", "en"),
        }
        for place in range(count)
    ]
    return {"ready": ready, "last": [{"number": "B001"}, {"number": "A098"}]}


def announcement(number: str, window_id: str, at: datetime, call_no: int = 1, times: int = 2) -> Data:
    yao = int("1" in number)
    name = f"CALL~{number}~{window_id}~{call_no}~0~zh-CN~{times}~{yao}"
    return {
        "id": f"{next(SEQ)}:{name}",
        "kind": "CALL",
        "number": number,
        "window_id": window_id,
        "window_label": f"{window_id}号窗口",
        "call_no": call_no,
        "at": iso(at),
        "clips": [],
        "text_zh": f"请 {number} 号到 {window_id} 号窗口办理。",
        "text_en": f"{' '.join(number)}, please go to window {window_id}.",
        "wav": f"/announce/{name}.wav",
    }


FIELDS: list[Data] = [
    {"key": "name", "label_zh": "姓名", "label_en": "Name", "value": "陈安", "changed": False},
    {
        "key": "document_no",
        "label_zh": "身份证号",
        "label_en": "ID number",
        "value": "411***********123X",
        "changed": False,
    },
    {"key": "phone", "label_zh": "手机", "label_en": "Telephone", "value": "13800005678", "changed": True},
    {
        "key": "location",
        "label_zh": "坐落",
        "label_en": "Location",
        "value": "临江市文化路18号3幢2单元501室",
        "changed": False,
    },
    {"key": "area", "label_zh": "建筑面积", "label_en": "Floor area", "value": "89.37 平方米", "changed": False},
    {"key": "price_yuan", "label_zh": "成交价", "label_en": "Price", "value": "¥ 520,000.00", "changed": True},
    {"key": "share", "label_zh": "共有情况", "label_en": "Co-ownership", "value": "单独所有", "changed": False},
    {"key": "remark", "label_zh": "附记", "label_en": "Remark", "value": "", "changed": False},
]


def citizen(state: str = "FILLING", **changed: Any) -> Data:
    if state == "IDLE":
        return {
            "state": "IDLE",
            "officer": None,
            "number": None,
            "business_zh": None,
            "business_en": None,
            "step": None,
            "steps": None,
            "fields": [],
            "confirm": {"asked": False, "answer": None},
            **changed,
        }
    return {
        "state": state,
        "officer": {"name": "王受理", "staff_no": "2009"},
        "number": "A012",
        "business_zh": "二手房过户（存量房转移登记）",
        "business_en": "Transfer of existing housing",
        "step": {"GREETING": 1, "FILLING": 3}.get(state, 5),
        "steps": 6,
        "fields": [dict(field) for field in FIELDS],
        "confirm": {"asked": state == "CHECK", "answer": "CONFIRMED" if state == "CONFIRMED" else None},
        **changed,
    }


def ticket(state: str = "WAITING", now: datetime = MORNING, **changed: Any) -> Data:
    called = state in ("CALLED", "SERVING")
    return {
        "number": "A012",
        "state": state,
        "ahead": 5 if state == "WAITING" else None,
        "low": 15 if state == "WAITING" else None,
        "high": 25 if state == "WAITING" else None,
        "updated_at": iso(now),
        "next_zh": "",
        "next_en": "",
        "why_called": None,
        "why_called_zh": "您是立等可取通道里等候最久的一位，3号窗口刚刚空出。" if called else "",
        "why_called_en": "You waited longest for the instant windows, and window 3 has just become free."
        if called
        else "",
        "window_label": "3号窗口" if called else "",
        "window_label_en": "window 3" if called else "",
        "hall": {"name_zh": HALL_INFO["name_zh"], "name_en": HALL_INFO["name_en"]},
        "telephone": "0395-0000000",
        "business_zh": "存量房转移登记",
        "business_en": "Transfer of existing housing",
        **changed,
    }
