"""A small hall in memory that answers the consoles in the server's shapes: one number's way from the call to the collected certificate.

It stands in for the server only; it knows just enough rules for the pages to meet a "no". Every act is written to ``log``.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.consoles import sample_views as sample
from tests.consoles.fake_rules import case_acts, missing, ticket_acts

SHANGHAI = ZoneInfo("Asia/Shanghai")
View = dict[str, Any]
UNDO_SECONDS = 10
NEXT = {
    "ACCEPTED": "to_approve",
    "APPROVED": "to_enter",
    "REGISTERED": "to_hand_over",
    "HANDED": "to_receive",
    "ARCHIVE_HANDED": "to_certify",
    "CERTIFIED": "to_charge",
    "READY": "to_deliver",
    "SUSPENDED": "suspended",
    "HALTED": "halted",
    "RETURN_PROPOSED": "to_countersign",
}
LISTS_OF = {
    "ACCEPTOR": ["to_approve", "to_enter", "suspended", "halted"],
    "REGISTRAR": ["to_approve", "to_enter", "to_hand_over", "suspended", "halted"],
    "CERT_CLERK": ["to_receive", "to_certify"],
    "CASHIER": ["to_charge"],
    "ISSUER": ["to_deliver"],
    "TAX_CLERK": ["to_tax"],
}
STATE_WORDS = {"RETURN_PROPOSED": ("拟退档", "Return proposed"), "HANDED": ("移交中", "Being handed over"), "WITHDRAWN": ("已撤回", "Withdrawn")}


class FakeHall:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.happened = threading.Condition(self.lock)
        self.open_road = threading.Event()
        self.publish: Callable[[], None] = lambda: None
        self.reset()

    def reset(self) -> None:
        with self.lock:
            self.seq = getattr(self, "seq", 1000)
            self.shift = timedelta()
            now = self.now()
            self.log: list[View] = []
            self.answers: dict[str, View] = {}
            self.open_road.set()
            self.failures: list[tuple[str, int]] = []  # (act, status) to fail with; status 0 = do it but lose the answer
            self.reauth_needed = False
            self.sessions: dict[str, View] = {}
            self.undo: dict[str, View] = {}
            self.alarms: list[View] = []
            self.help: list[View] = []
            self.print_troubles: list[View] = []
            self.to_sign: list[View] = []
            self.seats = {
                seat: {"state": "CLOSED", "ticket": None, "call_no": 0, "called_at": None, "acknowledged": False, "since": now, "pause": None}
                for seat in ("1-a", "desk-1")
            }
            self.tickets: dict[str, View] = {}
            for number in ("A012", "A013", "A014"):
                made = sample.ticket_view(now)["ticket"]
                made.update(ticket_id=f"t-{number[1:]}", number=number, state="TICKETED", rev=1)
                made["citizen"]["number"] = number
                self.tickets[made["ticket_id"]] = made
            consult = sample.ticket_view(now)["ticket"]
            consult.update(
                ticket_id="t-z03",
                number="Z003",
                kind="CONSULT",
                state="TICKETED",
                rev=1,
                review_id="r-0047",
                type={"code": "", "no": "", "name_zh": "咨询", "name_en": "Consultation"},
            )
            self.tickets["t-z03"] = consult
            self.queue = ["t-012", "t-013", "t-014"]
            self.consults = ["t-z03"]
            self.missed: list[str] = []
            self.cases: dict[str, View] = {}
            self.reviews = {"r-0047": sample.review_view(now)["review"]}
            self.reviews["r-0047"]["mine"] = True
            self.locks: dict[str, View] = {}
            self.figures_at = now

    # --- time, events ---

    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + getattr(self, "shift", timedelta())

    def record(self, act: str, seat: str, key: str = "") -> int:
        with self.lock:
            self.seq += 1
            self.log.append({"seq": self.seq, "act": act, "seat": seat, "key": key})
            self.happened.notify_all()
            return self.seq

    def done(self, act: str) -> int:
        """How often an act took effect."""
        return sum(1 for line in self.log if line["act"] == act)

    def wait_for(self, act: str, times: int = 1) -> None:
        """Waits until the act has taken effect that often; fails after half a minute."""
        with self.happened:
            assert self.happened.wait_for(lambda: self.done(act) >= times, timeout=30), f"{act} was not done: {[line['act'] for line in self.log]}"

    def remember(self, seat: str, act: str, zh: str, en: str) -> None:
        """Keeps what an undo brings back, before the act changes it."""
        self.undo[seat] = {
            "act": act,
            "label_zh": zh,
            "label_en": en,
            "until": self.now() + timedelta(seconds=UNDO_SECONDS),
            "kept": copy.deepcopy(self.fingerprint()),
        }

    def fingerprint(self) -> View:
        """The state an undo must restore exactly."""
        return {
            "seats": self.seats,
            "tickets": self.tickets,
            "queue": self.queue,
            "consults": self.consults,
            "missed": self.missed,
            "cases": self.cases,
        }

    def restore(self, seat: str) -> None:
        kept = self.undo.pop(seat)["kept"]
        for name, value in kept.items():
            setattr(self, name, value)

    # --- views ---

    def ticket_view(self, ticket_id: str) -> View:
        ticket = copy.deepcopy(self.tickets[ticket_id])
        ticket["missing"] = missing(ticket)
        ticket["acts"] = ticket_acts(ticket)
        now = self.now()
        ticket["due"].update(
            due_at=sample.iso(now + timedelta(minutes=120)),
            text_zh=f"现在受理，今天 {now + timedelta(minutes=120):%H:%M} 前可以领证",
            text_en=f"If accepted now, ready by {now + timedelta(minutes=120):%H:%M} today",
        )
        return {"ticket": ticket}

    def case_view(self, case_id: str, seat: str) -> View:
        case = copy.deepcopy(self.cases[case_id])
        case["acts"] = case_acts(case, sample.SEATS[seat][0])
        case["mutation"] = sample.mutation(self.now()) if case["state"] == "APPROVED" and seat == "1-r" else None
        if case["state"] == "HANDED":
            case["state"] = "REGISTERED"
        return {"case": case}

    def review_view(self, review_id: str) -> View:
        return {"review": copy.deepcopy(self.reviews[review_id])}

    def row(self, case: View) -> View:
        clock = case["clock"]
        return sample.row(
            self.now(),
            case["case_id"],
            case["number"],
            "T03",
            case["state"],
            clock["elapsed_minutes"],
            clock["level"],
            case_no=case["case_no"],
            rev=case["rev"],
            state_zh=case["state_zh"],
            state_en=case["state_en"],
            running=clock["running"],
        )

    # --- boards ---

    def board(self, name: str) -> View:
        if name == "supervisor":
            return self.supervisor()
        seat = name.split(":", 1)[1]
        now = self.now()
        post = sample.SEATS[seat][0]
        made = sample.board(now, seat)
        made["waiting"]["total"] = len(self.queue)
        made["waiting"]["lanes"][0]["count"] = len(self.queue)
        made["alarms"] = copy.deepcopy(self.alarms)
        for case in self.cases.values():
            name_of_list = NEXT.get(case["state"], "")
            if name_of_list in LISTS_OF.get(post, []):
                made["lists"][name_of_list].append(self.row(case))
            if post == "TAX_CLERK" and case["tax"]["state"] == "PENDING":
                made["lists"]["to_tax"].append(self.row(case))
        made["lists"]["missed"] = [{"ticket_id": t, "number": self.tickets[t]["number"], "kind": "ticket"} for t in self.missed]
        made["lists"]["help"] = copy.deepcopy(self.help)
        made["lists"]["print_troubles"] = copy.deepcopy(self.print_troubles)
        made["lists"]["locks"] = [
            {
                "kind": "lock",
                "lock_id": k,
                "unit_no": v["folio"]["unit"]["unit_no"],
                "number": None,
                "case_no": None,
                "rev": v["rev"],
                "since": v["delivered_at"],
                "note_zh": "已锁定",
                "note_en": "Locked",
                "state": v["state"],
            }
            for k, v in self.locks.items()
            if v["state"] == "HELD"
        ]
        if seat in self.seats:
            self.window_of(made, seat, now)
        if post == "PRE_REVIEWER":
            made["lists"]["to_sign"] = copy.deepcopy(self.to_sign)
            made["lists"]["reviews"] = [
                {
                    "kind": "review",
                    "review_id": r["review_id"],
                    "rev": r["rev"],
                    "number": (r["consult_ticket"] or {}).get("number"),
                    "state": r["state"],
                    "mine": True,
                    "type_name_zh": r["type"]["name_zh"],
                    "type_name_en": r["type"]["name_en"],
                    "since": r["opened_at"],
                    "note_zh": r["identity_text_zh"],
                    "note_en": r["identity_text_en"],
                }
                for r in self.reviews.values()
                if r["state"] == "OPEN"
            ]
        kept = self.undo.get(seat)
        if kept and kept["until"] > now:
            made["undo"] = {
                "seq": kept["seq"],
                "act": kept["act"],
                "until": sample.iso(kept["until"] + timedelta(seconds=1)),
                "label_zh": kept["label_zh"],
                "label_en": kept["label_en"],
            }
        return made

    def window_of(self, made: View, seat: str, now: datetime) -> None:
        mine = self.seats[seat]
        ticket = self.tickets.get(mine["ticket"] or "")
        wait = 0 if not mine["called_at"] else max(0, 20 - int((now - mine["called_at"]).total_seconds()))
        made["window"].update(
            state=mine["state"],
            number=ticket and ticket["number"],
            call_no=mine["call_no"],
            called_at=mine["called_at"] and sample.iso(mine["called_at"]),
            acknowledged=mine["acknowledged"],
            next_call_at=sample.iso(now + timedelta(seconds=wait)) if wait else None,
            since=sample.iso(mine["since"]),
            pause_reason_zh=mine["pause"][0] if mine["pause"] else "",
            pause_reason_en=mine["pause"][1] if mine["pause"] else "",
        )
        if ticket:
            made["ticket"] = {
                "ticket_id": ticket["ticket_id"],
                "number": ticket["number"],
                "rev": ticket["rev"],
                "state": ticket["state"],
                "type": ticket["type"],
                "since": sample.iso(mine["since"]),
                "light": ticket["light"],
                "clock": None,
                "call_no": mine["call_no"],
                "review_id": ticket.get("review_id"),
            }
        again = None if not wait and mine["call_no"] < 3 else ("W30", "两次叫号至少间隔 20 秒", "Calls are at least 20 seconds apart")
        never = None if mine["call_no"] >= 3 else ("W31", "叫满三次才能过号", "Only after three calls")
        consult = ticket is not None and ticket["kind"] == "CONSULT"
        primary, acts = {
            "CLOSED": ("open_window", []),
            "IDLE": ("call_next", [sample.act("pause_window"), sample.act("close_window")]),
            "PAUSED": ("resume_window", [sample.act("close_window")]),
            "CALLED": (
                "start_serving",
                [
                    sample.act("call_again", why_not=again),
                    sample.act("return_to_line"),
                    sample.act("transfer_ticket"),
                    sample.act("no_show", why_not=never),
                ],
            ),
            "SERVING": ("end_service" if consult else "accept", [sample.act("return_to_line"), sample.act("transfer_ticket")]),
        }[mine["state"]]
        made["primary"] = {"act": primary, "enabled": True, "why_not": None}
        made["acts"] = acts

    def supervisor(self) -> View:
        made = sample.supervisor(self.figures_at)
        if self.alarms:
            made["alarms"] = copy.deepcopy(self.alarms)
        made["lists"]["to_countersign"] += [
            dict(self.row(c), note_zh="R03", note_en="R03") for c in self.cases.values() if c["state"] == "RETURN_PROPOSED"
        ]
        made["lists"]["halted"] += [self.row(c) for c in self.cases.values() if c["state"] == "HALTED"]
        for name, rows in made["lists"].items():  # only cases that can be opened here
            made["lists"][name] = [r for r in rows if r["case_id"] in self.cases]
        return made

    # --- what tests let happen ---

    def citizen_answers(self, ticket_id: str, answer: str, what: str = "") -> None:
        with self.lock:
            ticket = self.tickets[ticket_id]
            ticket["citizen"]["confirm"] = {"asked": True, "answer": answer, "what": what}
            ticket["rev"] += 1
            self.record("citizen_confirm", "citizen:1")
        self.publish()

    def put_case(self, standing: str, **more: Any) -> View:
        """A case in that state, as if its way until there had been gone."""
        with self.lock:
            case = sample.case_view(self.now(), {"HANDED": "REGISTERED", "RETURN_PROPOSED": "ACCEPTED"}.get(standing, standing))["case"]
            if standing == "RETURN_PROPOSED":
                case.update(
                    {
                        "state": standing,
                        "state_zh": "拟退档",
                        "state_en": "Return proposed",
                        "return": {"text_zh": "拟退档：R03 与登记簿记载冲突", "text_en": "Return proposed: R03"},
                    }
                )
            if standing == "HANDED":
                case.update(
                    state="HANDED",
                    custody={
                        "pages": 38,
                        "handed_by": sample.staff("s02"),
                        "handed_at": sample.iso(self.now()),
                        "received_by": None,
                        "received_at": None,
                        "received_pages": None,
                    },
                )
            case.update(more)
            self.cases[case["case_id"]] = case
            self.record("put_case", "")
        self.publish()
        return case

    def ring(self, level: str = "RED") -> None:
        with self.lock:
            self.alarms.append(sample.alarm(self.now(), level))
            self.record("alarm", "")
        self.publish()
