"""The line's share of the promises: numbers, calls and windows (INV-01, INV-02, INV-05, INV-06, INV-07), from the rows of the log.

Read by `promises.py`; like it, it uses nothing of the hall's own folding or dispatching.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NoReturn

from queue_server.log import Row
from tests.walk.reference import Line, Waiting


class Violation(AssertionError):
    """A promise that was not kept; ``rule`` names it."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(f"{rule}: {what}")
        self.rule = rule


class LinePromises:
    """The books of the line."""

    def __init__(self, ratio: int, policy: str) -> None:
        self.ratio, self.policy = ratio, policy
        self.seq = 0
        self.required_qualification = True
        self.cases: dict[str, str] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self.given: set[tuple[str, str]] = set()
        self.last_number: dict[tuple[str, str], int] = {}
        self.tickets: dict[str, dict[str, Any]] = {}
        self.at_window: dict[str, str] = {}
        self.windows: dict[str, dict[str, Any]] = {}
        self.line = Line()

    def fail(self, rule: str, what: str) -> NoReturn:
        raise Violation(rule, f"event {self.seq}: {what}")

    # --- numbers and calls ----------------------------------------------------------------------------------------------

    def _number(self, series: str, number: str) -> None:
        if (series, number) in self.given:
            self.fail("INV-01", f"{series} {number} was given twice")
        self.given.add((series, number))

    def _on_HallFounded(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.required_qualification = body["ruleset"] == "CN-2014"
        for window in body["windows"]:
            self.windows[window["window_id"]] = {"lanes": window["lanes"], "open": False, "pause": "", "on_line": {}, "helps": ()}

    def _on_DayOpened(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.last_number = {}

    def _on_NumberVoided(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._next(body)
        self.counts["void"] += 1

    def _next(self, body: dict[str, Any]) -> None:
        key = (body["business_day"], body["series"])
        if body["number"] != self.last_number.get(key, 0) + 1:
            self.fail("INV-02", f"{body['series']}{body['number']} follows {self.last_number.get(key, 0)}")
        self.last_number[key] = body["number"]

    def _on_TicketIssued(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._number(f"ticket {body['business_day']}", body["label"])
        self._next(body)
        if any(t["label"] == body["label"] for t in self.tickets.values()):
            self.fail("INV-01", f"{body['label']} is still carried by somebody")
        self.counts["issued"] += 1
        self.tickets[body["ticket_id"]] = {
            "label": body["label"], "state": "WAITING", "window": "", "case": body["case_id"], "lane": body["lane"], "klass": body["klass"],
            "place": (row.seq, 0), "behind": 0, "to": "", "needed": set(body["parties_needed"]), "here": set(body["parties_here"]), "calls": 0,
            "passed": 0, "urgent": None, "green": False}
        if body["lane"] != "CONSULTATION" and body["case_id"]:
            if self.cases.get(body["case_id"]) not in ("PRE_REVIEW", "REFERRED"):
                self.fail("INV-08", f"a number for a case that is {self.cases.get(body['case_id'])}")
            self.cases[body["case_id"]] = "TICKETED"

    def _on_PresenceSet(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        here = self.tickets[body["ticket_id"]]["here"]
        (here.add if body["here"] else here.discard)(body["party_id"])

    def _on_TicketAssigned(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        ticket, window = self.tickets.get(body["ticket_id"]), self.windows[body["window_id"]]
        if ticket is None or ticket["state"] != "WAITING":
            self.fail("INV-05", f"{body['ticket_id']} was called while {ticket and ticket['state']}")
        if body["window_id"] in self.at_window:
            self.fail("INV-05", f"window {body['window_id']} has two: {self.at_window[body['window_id']]} and {body['ticket_id']}")
        if not window["open"] or window["pause"] or not window["on_line"]:
            self.fail("INV-05", f"{ticket['label']} was sent to window {body['window_id']}, which is closed, paused or away")
        self.line.waiting = {i: Waiting(i, t["lane"], t["klass"], t["place"], t["behind"], t["to"], t["needed"] <= t["here"], t["passed"],
                                        t["urgent"], t["green"])
                             for i, t in self.tickets.items() if t["state"] == "WAITING"}
        expected = self.line.next_for(body["window_id"], window["lanes"], self.policy, self.ratio, window["helps"])
        if expected != body["ticket_id"]:
            self.fail("INV-06", f"{ticket['label']} was called, the rule says {self.tickets.get(expected, {}).get('label')}")
        own = ticket["lane"] in window["lanes"]
        self.line.called(body["ticket_id"], window["lanes"] if own else (*window["lanes"], *window["helps"]))
        for other_id, waiting in self.line.waiting.items():
            self.tickets[other_id].update(behind=waiting.behind, passed=waiting.passed)
        ticket.update(state="ASSIGNED", window=body["window_id"])
        self.at_window[body["window_id"]] = body["ticket_id"]

    def _on_SwitchTookEffect(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["lane"]:
            if body["window_id"] in self.at_window:
                self.fail("F4", f"window {body['window_id']} was switched with {self.at_window[body['window_id']]} on the table")
            self.windows[body["window_id"]]["helps"] += (body["lane"],)

    def _on_SwitchReturned(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["lane"]:
            window = self.windows[body["window_id"]]
            window["helps"] = tuple(lane for lane in window["helps"] if lane != body["lane"])

    def _at(self, body: dict[str, Any], *states: str) -> dict[str, Any]:
        ticket = self.tickets.get(body["ticket_id"])
        if ticket is None or ticket["state"] not in states:
            self.fail("INV-08", f"{body['ticket_id']} is {ticket and ticket['state']}, not {' or '.join(states)}")
        if self.at_window.get(ticket["window"]) != body["ticket_id"]:
            self.fail("INV-05", f"{body['ticket_id']} is at no window")
        return ticket

    def _on_TicketCalled(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        ticket = self._at(body, "ASSIGNED", "CALLED")
        if body["call_no"] != ticket["calls"] + 1 or body["call_no"] > 3:
            self.fail("INV-08", f"call {body['call_no']} of {ticket['label']} after {ticket['calls']}")
        ticket.update(state="CALLED", calls=body["call_no"])
        self._case_follows(ticket, "TICKETED", "CALLED")

    def _case_follows(self, ticket: dict[str, Any], old: str, new: str) -> None:
        if ticket["lane"] != "CONSULTATION" and self.cases.get(ticket["case"]) == old:
            self.cases[ticket["case"]] = new

    def _leaves(self, body: dict[str, Any], state: str, *states: str, **more: Any) -> None:
        ticket = self._at(body, *states)
        del self.at_window[ticket["window"]]
        ticket.update(state=state, window="", calls=0, **more)
        self._case_follows(ticket, "CALLED", "TICKETED")

    def _on_AssignmentReturned(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._leaves(body, "WAITING", "ASSIGNED")

    def _on_TicketReturned(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._leaves(body, "WAITING", "CALLED", "SERVING")

    def _on_TicketTransferred(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._leaves(body, "WAITING", "CALLED", "SERVING", lane=body["lane"], to=body["to_window_id"])

    def _on_TicketMissed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if self.tickets[body["ticket_id"]]["calls"] < 3:
            self.fail("INV-08", "passed over before the third call")
        self._leaves(body, "MISSED", "CALLED")

    def _on_TicketReinstated(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        ticket = self.tickets[body["ticket_id"]]
        if ticket["state"] != "MISSED":
            self.fail("INV-08", f"reinstated while {ticket['state']}")
        ticket.update(state="WAITING", klass="REINSTATED", behind=body["behind"], place=(row.seq, 0))

    def _on_UrgentOrdered(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.tickets[body["ticket_id"]].update(urgent=float(row.seq), behind=0)

    def _on_GreenApproved(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if self.tickets[body["ticket_id"]]["lane"] != "NORMAL":
            self.fail("INV-06", "the green channel of a number that is not ordinary")
        self.tickets[body["ticket_id"]]["green"] = True

    def _on_LaneWithdrawn(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        urgent = body["request_id"].startswith("U")
        self.tickets[body["ticket_id"]].update({"urgent": None} if urgent else {"green": False})

    def _on_PriorityGranted(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.tickets[body["ticket_id"]]["klass"] = "PRIORITY"

    def _on_ServiceStarted(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._at(body, "CALLED").update(state="SERVING")

    def _on_ServiceEnded(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._leaves(body, "DONE", "SERVING")
        del self.tickets[body["ticket_id"]]
        self.counts["served"] += 1

    def _on_TicketCancelled(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._ends(body, "cancelled")

    def _on_TicketExpired(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self._ends(body, "expired")

    def _ends(self, body: dict[str, Any], how: str) -> None:
        ticket = self.tickets.pop(body["ticket_id"])
        if ticket["state"] not in ("WAITING", "MISSED") and how == "cancelled":
            self.fail("INV-08", f"cancelled while {ticket['state']}")
        if ticket["window"]:
            del self.at_window[ticket["window"]]
        if ticket["lane"] != "CONSULTATION" and self.cases.get(ticket["case"]) in ("TICKETED", "CALLED"):
            del self.cases[ticket["case"]]
        self.counts[how] += 1

    def _on_TicketCarriedOver(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        ticket = self.tickets[body["ticket_id"]]
        if ticket["window"]:
            del self.at_window[ticket["window"]]
        self._case_follows(ticket, "CALLED", "TICKETED")
        ticket.update(state="WAITING", window="", klass="CARRIED_OVER", behind=0, calls=0)

    def _on_DayClosed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["head_seq"] >= row.seq or self.at_window:
            self.fail("INV-07", f"the day closed with {sorted(self.at_window.values())} at windows")
        forgotten = [t["label"] for t in self.tickets.values() if t["klass"] != "CARRIED_OVER"]
        if forgotten:
            self.fail("INV-07", f"the day closed and nobody says what became of {forgotten}")

    def _on_ActUndone(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        for ticket_id, record in body["records"].get("tickets", {}).items():
            old = self.tickets[ticket_id]
            if old["window"]:
                del self.at_window[old["window"]]
            old.update(state=record["state"], window=record["window_id"], calls=record["calls"], klass=record["klass"],
                       behind=record["behind"], place=tuple(record["position"]), lane=record["lane"], to=record["to_window_id"],
                       passed=record.get("passed", 0), urgent=1.0 if record.get("urgent_at") else None, green=bool(record.get("green_at")))
            if record["window_id"]:
                if record["window_id"] in self.at_window:
                    self.fail("INV-05", f"undone into window {record['window_id']}, which has somebody else")
                self.at_window[record["window_id"]] = ticket_id
        for case_id, record in body["records"].get("cases", {}).items():
            self.cases[case_id] = record["state"]

    # --- windows --------------------------------------------------------------------------------------------------------

    def _on_WindowOpened(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.windows[body["window_id"]].update(open=True, pause="")

    def _on_WindowClosed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["window_id"] in self.at_window:
            self.fail("INV-08", f"window {body['window_id']} closed before somebody")
        self.windows[body["window_id"]].update(open=False, pause="")

    def _on_WindowPaused(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if not body["reason"].strip():
            self.fail("INV-08", "paused without a reason")
        self.windows[body["window_id"]]["pause"] = body["reason"]

    def _on_WindowResumed(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        self.windows[body["window_id"]]["pause"] = ""

    def _on_ConsoleConnected(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        if body["window_id"] in self.windows and body["called"]:
            self.windows[body["window_id"]]["on_line"][body["seat"]] = body["connection"]

    def _on_ConsoleLost(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        window = self.windows.get(body["window_id"])
        if window and window["on_line"].get(body["seat"]) == body["connection"]:
            del window["on_line"][body["seat"]]

    def _on_SeatLeft(self, row: Row, body: dict[str, Any], stamp: dict[str, Any]) -> None:
        for window in self.windows.values():
            window["on_line"].pop(body["seat"], None)
