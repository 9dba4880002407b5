"""Home service in the demonstration hall: a crew that goes today, a sale reviewed and waiting for it, and a need that waits for the director.

Everything goes through the acts of the desk and the director, as it would in the hall; nothing is written beside them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .demo_people import KNOWN

ANSWERS_MAX = 8
NEAR = "{area}示例路{number}号"


def seed_visits(site: Any, houses: Any) -> None:
    """Book the visits once; a hall without crews or without half days ahead gets none."""
    from .domain.home_places import crews, free_halves
    from .domain.home_records import VisitKind

    state, config = site.hall.state, site.config
    if state.home_visits or state.home_crews or not crews(config) or not config.home_service.areas:
        return
    areas = [area.id for area in config.home_service.areas]
    halves = [at for at, room in free_halves(state, config, site.clock.now(), VisitKind.ONSITE, areas[0]) if room]
    if not halves:
        return
    desk, director, first = _at(site, "PRE_REVIEWER"), _at(site, "DIRECTOR"), halves[0]
    when = {"day": first.day.isoformat(), "half": str(first.half)}
    acceptor, second = _crew_of(site, crews(config)[0])
    site.reception.act("plan_crew", {"crew_id": crews(config)[0], "day": when["day"], "acceptor_no": acceptor, "second_no": second}, director)
    old_man, old_woman, borrower = KNOWN["old_man"], KNOWN["old_woman"], KNOWN["borrower"]
    visit = _book(site, desk, old_man, areas[0], when, 1, type_code="T03", ground="AGE")
    second = areas[min(1, len(areas) - 1)]
    _book(site, desk, old_woman, second, when, 2, type_code="T08", ground="DISABILITY", proof="残疾人证 演示0001", proof_seen=True)
    _book(site, desk, borrower, areas[0], when, 3, type_code="T06", ground="SPECIAL", reason="独自照看病重家人，不能离家（演示）")
    house = next(iter(houses.all_of("elderly_75")), None)
    if house is not None:
        _review(site, desk, visit, house)


def _at(site: Any, post: str) -> Any:
    """Somebody of that post at his own seat."""
    from .web.auth import person_at

    member = next(m for m in site.config.staff if m.seat and str(site.config.seat(m.seat).post) == post)
    record = next(s for s in site.hall.state.staff.values() if s.staff_no == member.staff_no)
    return person_at(site, record.staff_id, member.seat, "zh-CN")


def _crew_of(site: Any, crew_id: str) -> tuple[str, str]:
    """The two whose own seats are the crew's: the acceptor and the other."""
    seats = {seat.id: str(seat.post) for seat in site.config.seats_of(crew_id)}
    mine = [m for m in site.config.staff if m.seat in seats]
    acceptor = next(m.staff_no for m in mine if seats[m.seat] == "ACCEPTOR")
    return acceptor, next(m.staff_no for m in mine if m.staff_no != acceptor)


def _book(site: Any, desk: Any, who: Any, area: str, when: dict[str, str], number: int, **more: Any) -> str:
    place = NEAR.format(area=site.config.home_service.area(area).name_zh, number=number)
    body = {"kind": "ONSITE", "name": who.name, "document_no": who.number, "phone": who.phone, "area": area, "address": place, **when, **more}
    return str(site.reception.act("book_home_visit", body, desk).result["visit_id"])


def _review(site: Any, desk: Any, visit_id: str, house: Any) -> None:
    """The pre-review of the sale, passed: the crew can begin as soon as it is at the door."""
    from .domain.acts.looking import case_facts, needed_documents, rules_of
    from .domain.questions import open_questions
    from .domain.scene import Scene

    buyer, seller = KNOWN["buyer"], house.holders[0]
    review = site.reception.act("open_home_review", {"visit_id": visit_id}, desk).result["review_id"]
    site.reception.act("set_parties", {"review_id": review, "parties": [
        {"party_id": "p1", "role": "TRANSFEROR", "name": seller.name, "document_no": seller.document_no, "phone": seller.phone},
        {"party_id": "p2", "role": "TRANSFEREE", "name": buyer.name, "document_no": buyer.number, "phone": buyer.phone}]}, desk)
    site.reception.act("look_up", {"review_id": review, "certificate_no": house.certificate_no}, desk)
    for _ in range(ANSWERS_MAX):
        with site.log.connection():
            scene = Scene(site.hall.state.draft(), site.clock.now(), replace(desk), site.config, site.register, site.people.line_of)
            case = scene.case(review)
            asked = open_questions(rules_of(scene, case), case.parties, case_facts(scene, case))
            papers = [d.key for d in needed_documents(scene, case) if d.asked]
        facts = {key: value for q in asked for key, value in q.answers(False if str(q.kind) == "YES_NO" else ()).items()}
        if not facts:
            break
        site.reception.act("answer", {"review_id": review, "facts": facts}, desk)
    site.reception.act("answer", {"review_id": review, "documents": dict.fromkeys(papers, "HAVE")}, desk)
    if site.reception.act("decide_review", {"review_id": review}, desk).result["outcome"] == "PASS":
        site.reception.act("confirm_pass", {"review_id": review}, desk)
