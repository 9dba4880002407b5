"""A hall in whose log errors are planted in September and October, each kind at a known window. Not a test."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain import quality_events as q
from tests.server.halls import HallInTest
from tests.server.quality_halls import case_events, write

CASES = 40
SEPTEMBER = datetime(2014, 9, 15, 9, 0, tzinfo=HALL_ZONE)
OCTOBER = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
OBJECTED = {"before": 12, "now": 1}
"""Cases at window 1 in which the citizen pressed "wrong" and it was put right."""
WINDOWS = {"1": ("2001", "2003"), "2": ("2004", "2006")}
Moments = list[tuple[Any, str, datetime]]


def planted(hall: HallInTest) -> HallInTest:
    """Forty cases a month at windows 1 and 2. In September at window 1 also a return, two spoiled certificates and two findings.

    In October a case comes back at window 2 that the kiosk had passed by itself.
    """
    for side, at in (("before", SEPTEMBER), ("now", OCTOBER)):
        for window in WINDOWS:
            for n in range(CASES):
                moment = at + timedelta(minutes=n)
                hall.clock.go_to(max(moment, hall.clock.now()))
                write(hall, _case(side, window, n, moment), window)
    checks(hall)
    hall.clock.go_to(OCTOBER.replace(hour=17))
    return hall


def case_id_of(side: str, window: str, n: int) -> str:
    return f"{(SEPTEMBER if side == 'before' else OCTOBER):%Y%m%d}-P{window}{n:03d}"


def _case(side: str, window: str, n: int, at: datetime) -> Moments:
    acceptor, registrar = WINDOWS[window]
    case_id, special = case_id_of(side, window, n), (side, window) == ("before", "1")
    moments = case_events(case_id, at, acceptor=acceptor, registrar=registrar, window=window, passed_by="2013" if special and n == 20 else "",
                          returned=special and n == 20 or (side, window, n) == ("now", "2", 7))
    accepted = next(i for i, (event, _, _) in enumerate(moments) if isinstance(event, e.CaseAccepted))
    if window == "1" and n < OBJECTED[side]:
        # The first case is objected to twice: it is one case in which something was wrong.
        moments[accepted:accepted] = _objected(case_id, acceptor, at, 2 if n == 0 else 1)
    if window == "1" and n == 30:
        moments[accepted:accepted] = _objected(case_id, acceptor, at, 1, put_right=False)
    if special and n in (0, 21):
        moments.insert(-2, (e.BlankSpoiled(blank_serial=f"410{n:04d}", reason="污损", second_staff_id="", case_id=case_id), acceptor, at))
    return moments



def _objected(case_id: str, acceptor: str, at: datetime, times: int, put_right: bool = True) -> Moments:
    t = at - timedelta(minutes=28)
    found: Moments = [(e.ApplicationFilled(case_id=case_id, details={"price_yuan": 1}), acceptor, t)]
    for turn in range(times):
        found += [(e.CitizenAsked(case_id=case_id, window_id="1", digest="CHECK"), acceptor, t),
                  (e.CitizenAnswered(case_id=case_id, window_id="1", agreed=False, what="price_yuan"), "", t)]
        # Entering the same once more puts nothing right.
        found.append((e.ApplicationFilled(case_id=case_id, details={"price_yuan": 2 + turn if put_right else 1}), acceptor, t))
    return [*found, (e.CitizenAnswered(case_id=case_id, window_id="1", agreed=True), "", t)]


def checks(hall: HallInTest) -> None:
    """Five cases of window 1 in September are checked: one with a fault in an act, one with a wrong entry that is put right by the registry."""
    at = SEPTEMBER.replace(day=16)
    hall.clock.go_to(max(at, hall.clock.now()))
    people = hall.site.hall.state.staff
    who = people[hall.ids["2003"]]
    for n in range(5):
        case_id, check_id = case_id_of("before", "1", n), f"DAILY:2014-09-15:{n}"
        items = {3: "FEE", 4: "REGISTER"}
        found = [f"{check_id}:{items[n]}"] if n in items else []
        moments: Moments = [
            (q.CheckAssigned(check_id=check_id, case_id=case_id, level="DAILY", period="2014-09-15", case_no=case_id.replace("P", ""),
                             type_code="T03", window_id="1", decided="REGISTERED", decided_at=SEPTEMBER, pick="LOT", reasons=(),
                             checker_id=hall.ids["2027"], stand_in=False, people=(), due_on=at.date()), "", at),
            (q.CheckRecorded(check_id=check_id, case_id=case_id, level="DAILY", period="2014-09-15", answers={},
                             result="MAJOR" if found else "PASS", findings=tuple(found)), "2027", at)]
        moments += [(q.FindingMade(finding_id=finding, check_id=check_id, case_id=case_id, case_no=case_id.replace("P", ""), type_code="T03",
                                   item=items[n], grade="MAJOR", words_id="w", act="enter_register", act_seq=1, person_id=who.person_id,
                                   staff_id=who.staff_id, window_id="1"), "2027", at) for finding in found]
        if items.get(n) == "REGISTER":
            own = "20140916-P9001"
            moments += [(e.ReviewOpened(case_id=own, type_code="T07", ruleset="CN-2014", channel="DESK", who="REGISTRY", lang="zh-CN",
                                        number=9001, business_day=at.date()), "2027", at),
                        (q.OwnMotionOpened(case_id=own, finding_id=found[0], unit_id="unit", about_case_no=case_id), "2027", at)]
        write(hall, moments, "office")
