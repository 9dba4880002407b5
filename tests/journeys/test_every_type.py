"""Every type under both rule sets, from the pre-review to the certificate, and exactly what it enters in the register (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from queue_server.domain.folio import Folio
from tests import browser as browsers
from tests.journeys.applications import Application, application
from tests.journeys.errand import Errand, Visitor, Who
from tests.journeys.staff import Staff, review_at_desk
from tests.journeys.steered import SteeredHall, steered_hall

HALLS = {"CN-2014": ("luohe-2014", "2014-10-13T09:00:00"), "CN-2026": ("county-2026", "2026-10-12T09:00:00")}
TITLES = {"CN-2014": "ownership_certificate", "CN-2026": "title_certificate"}
MORTGAGE_PAPERS = {"CN-2014": "other_right_certificate", "CN-2026": "registration_proof"}
NOTICE_PAPERS = {"CN-2014": "advance_notice_proof", "CN-2026": "registration_proof"}
OBJECTION_PAPERS = {"CN-2014": "objection_proof", "CN-2026": "registration_proof"}
PROOFS = {"CN-2014": "registration_proof", "CN-2026": "registration_proof"}


@dataclass(frozen=True)
class Effect:
    """What a type does to the page of the unit, and nothing else: rows that ended, rows that were opened.

    ``ended`` and ``opened`` are rights and notes, ``void`` the reasons old papers lost their force, ``papers`` what is issued,
    ``changed`` the particulars of the unit; ``yuan`` the fee by the table of each rule set; ``says`` what the new rows state.
    """

    yuan: tuple[int, int]
    ended: tuple[tuple[str, str, str], ...] = ()
    opened: tuple[tuple[str, str], ...] = ()
    void: tuple[str, ...] = ()
    papers: dict[str, str] | None = None
    changed: tuple[str, ...] = ()
    says: tuple[tuple[str, Any], ...] = ()


EFFECTS = {
    "T01": Effect((80, 80), (("OWNERSHIP", "HISTORIC", "TRANSFER"), ("ADVANCE_NOTICE", "", "CONSUMED")), (("OWNERSHIP", ""),), ("CONSUMED",), TITLES,
                  says=(("cause", "SALE"), ("price_yuan", 520000), ("co_ownership_kind", "SOLE"))),
    "T02": Effect((40, 0), (("OWNERSHIP", "HISTORIC", "TRANSFER"),),
                  (("HOUSING_NATURE", "AFFORDABLE"), ("LAND_NATURE", "ALLOCATED"), ("OWNERSHIP", ""), ("RESALE_LIMIT", "")), (), TITLES,
                  says=(("years", 5), ("counted_from", "CERTIFICATE"))),
    "T03": Effect((80, 80), (("OWNERSHIP", "HISTORIC", "TRANSFER"),), (("OWNERSHIP", ""),), ("TRANSFER",), TITLES,
                  says=(("cause", "SALE"),)),
    "T04": Effect((80, 80), (), (("MORTGAGE", "ORDINARY"),), (), MORTGAGE_PAPERS,
                  says=(("amount_yuan", 300000), ("debt_from", "2014-10-13"), ("debt_to", "2034-10-12"))),
    "T05": Effect((80, 80), (), (("MORTGAGE", "MAXIMUM"),), (), MORTGAGE_PAPERS,
                  says=(("maximum_amount_yuan", 800000), ("entry_text", "本抵押权为最高额抵押权"), ("prior_debt_included", False))),
    "T06": Effect((0, 0), (("MORTGAGE", "HISTORIC", "DISCHARGED"),), (), ("DISCHARGED",)),
    "T07": Effect((80, 0), (), (("CORRECTION", ""),), ("CORRECTED",), TITLES, ("area_m2",),
                  says=(("field", "area_m2"), ("new_value", "99.99"), ("error_kind", "AREA"))),
    "T08": Effect((80, 40), (), (("OBJECTION", ""),), (), OBJECTION_PAPERS, says=(("matter", "登记的所有权人与实际不符"),)),
    "T09": Effect((10, 10), (), (("CERTIFICATE_HISTORY", "RENEWED"),), ("RENEWED",), TITLES),
    "T10": Effect((10, 10), (), (("CERTIFICATE_HISTORY", "REISSUED"),), ("LOST",), TITLES),
    "N01": Effect((80, 80), (), (("COMMON_PARTS", ""), ("OWNERSHIP", "")), (), TITLES, ("building_state", "first_registered")),
    "N02": Effect((80, 80), (("OWNERSHIP", "HISTORIC", "TRANSFER"),), (("OWNERSHIP", ""),), ("TRANSFER",), TITLES, says=(("cause", "INHERITANCE"),)),
    "N03": Effect((0, 0), (), (("ADVANCE_NOTICE", "PRESALE"),), (), NOTICE_PAPERS, says=(("price_yuan", 520000),)),
    "N04": Effect((80, 80), (), (("MORTGAGE", "CONSTRUCTION"),), (), PROOFS),
    "N05": Effect((40, 0), (), (), ("CHANGED",), TITLES, ("location",)),
    "N06": Effect((0, 0), (("OWNERSHIP", "HISTORIC", "DESTROYED"),), (), ("CANCELLED",), None, ("closed",)),
}


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Staff]]:
    """The staff of each hall; a hall is opened when its first type comes."""
    opened: dict[str, Staff] = {}
    served = []

    class Halls(dict[str, Staff]):
        def __missing__(self, ruleset: str) -> Staff:
            hall = steered_hall(tmp_path_factory.mktemp(ruleset), *HALLS[ruleset])
            served.append(hall)
            self[ruleset] = opened[ruleset] = Staff(hall.__enter__())
            return self[ruleset]

    yield Halls()
    for staff in opened.values():
        staff.go_home()
    for hall in served:
        hall.__exit__(None, None, None)


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Callable[[SteeredHall], Visitor]]:
    """One kiosk's screen for all types."""
    with browsers.screen(browser, 1080, 1920) as screen:
        standing: list[Visitor] = []

        def before(hall: SteeredHall) -> Visitor:
            if not standing:
                standing.append(Visitor(screen.page, hall.url, lambda who: hall.order("card", number=who.number, name=who.name)))
            return standing[0]

        yield before


KIOSK_KINDS = {"CITIZEN_ID": "ID_CARD", "BUSINESS_LICENCE": "LICENCE"}


def review_at_kiosk(hall: SteeredHall, visitor: Visitor, wish: Application) -> dict[str, Any]:
    """The pre-review by touching the kiosk; answers the number."""
    kind = hall.config.catalogue.type(wish.type_no)
    parties = tuple((str(p["role"]), Who(p["name"], p["document_no"], KIOSK_KINDS[p["document_kind"]], p["kind"] == "COMPANY")) for p in wish.parties)
    by = "unit" if not wish.paper else "other_right_certificate" if "他证" in wish.paper else "ownership_certificate"
    errand = Errand(str(kind.kiosk_group), wish.type_no, parties, wish.paper or wish.house["unit_no"], by, yes=("银行",),
                    who="COMPANY" if parties[0][1].company else "SELF")
    assert visitor.go(errand) == "passed", visitor.words()
    visitor.onward()
    ticket = hall.last("TicketIssued")
    visitor.sees(ticket.label)
    visitor.take_paper()
    return {"ticket_id": ticket.ticket_id, "lane": ticket.lane}


def new_rows(before: Folio, after: Folio) -> list[Any]:
    known = {row.record_id for row in (*before.rights, *before.notes)}
    return [row for row in (*after.rights, *after.notes) if row.record_id not in known]


def what_changed(before: Folio, after: Folio) -> dict[str, Any]:
    """Every row of the page that is new or no longer stands as it did."""
    was = {r.record_id: r for r in (*before.rights, *before.notes, *before.certificates)}
    new = new_rows(before, after)
    ended = [r for r in (*after.rights, *after.notes) if r.record_id in was and r.ended_at and not was[r.record_id].ended_at]
    kept = {r.record_id for r in (*new, *ended)}
    particulars = ("unit_no", "location", "use", "area_m2", "building_state", "first_registered", "closed")
    return {
        "ended": tuple(sorted((str(r.kind), str(getattr(r, "status", "")), r.ended_reason) for r in ended)),
        "opened": tuple(sorted((str(r.kind), r.subkind) for r in new)),
        "void": tuple(sorted(c.void_reason for c in after.certificates if c.record_id in was and c.status != was[c.record_id].status)),
        "papers": tuple(c.kind for c in after.certificates if c.record_id not in was),
        "changed": tuple(name for name in particulars if getattr(before, name) != getattr(after, name)),
        "touched": tuple(r.record_id for r in (*after.rights, *after.notes) if r.record_id not in kept and r != was[r.record_id]),
    }


@pytest.mark.parametrize("ruleset", HALLS)
@pytest.mark.parametrize("type_no", EFFECTS)
def test_a_type_enters_exactly_what_the_law_says(
    halls: dict[str, Staff], visitor: Callable[[SteeredHall], Visitor], type_no: str, ruleset: str,
) -> None:
    """In the hall of 2014 the visitor comes by the kiosk, in today's by the consultation desk."""
    staff = halls[ruleset]
    hall, expected = staff.hall, EFFECTS[type_no]
    wish = application(hall, type_no)
    before = hall.folio(wish.house["unit_id"])
    hall.order("pass", seconds=60)
    ticket = review_at_kiosk(hall, visitor(hall), wish) if ruleset == "CN-2014" else review_at_desk(hall, wish)
    assert ticket["lane"] == ("INSTANT" if type_no.startswith("T") else "NORMAL")
    case_id = hall.last("TicketIssued").case_id
    accepted = staff.accept(case_id, ticket, wish.form)
    assert accepted.instant == type_no.startswith("T")
    yuan = expected.yuan[ruleset == "CN-2026"]
    assert accepted.fee["yuan"] == yuan
    staff.enter(case_id)
    after = hall.folio(wish.house["unit_id"])
    papers = (expected.papers[ruleset],) if expected.papers else ()
    assert what_changed(before, after) == {
        "ended": tuple(sorted(expected.ended)), "opened": expected.opened, "void": expected.void, "papers": papers, "changed": expected.changed,
        "touched": (),
    }
    stated = {key: value for row in new_rows(before, after) for key, value in row.data.items()}
    assert {key: stated.get(key) for key, _ in expected.says} == dict(expected.says)
    shown = staff.certify(case_id, accepted.pages, len(papers))
    assert [paper["certificate_no"] for paper in shown] == [c.number for c in after.certificates if before.certificate(c.record_id) is None]
    for paper in shown:
        printed = {row["key"]: row["value"] for row in paper["rows"]}
        assert (printed["holder"], printed["location"], printed["unit_no"]) == (wish.holder, after.location, after.unit_no)
        assert printed["area"] == f"{after.area_m2} 平方米"
        assert bool(paper["reissue_mark_zh"]) == (type_no == "T10")
    staff.collect(case_id, wish.taker, yuan)
    hands = hall.hands(case_id)
    steps = ["CaseAccepted", "CaseApproved", "FileReceived", "CertificateDelivered", *(["PassConfirmed"] if ruleset == "CN-2026" else [])]
    assert len({hands[step] for step in steps}) == len(steps)
    assert hands["RegisterEntered"] == hands["CaseApproved"]
