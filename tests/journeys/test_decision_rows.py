"""Every row of the decision table, reached by touching the kiosk as a visitor does: what he sees, and what the log holds (domain.md 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import browser as browsers
from tests.journeys.errand import ENDS, Errand, Visitor, Who
from tests.journeys.steered import SteeredHall, names_of, steered_hall

MONDAY = "2014-10-13T09:00:00"
STANDING = (1080, 1920)
BUYER = Who("郑重买", "990000197203030017")
OTHER = Who("程另人", "990000197404040027")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    """The demonstration hall of 2014."""
    with steered_hall(tmp_path_factory.mktemp("rows"), "luohe-2014", MONDAY) as served:
        yield served


@pytest.fixture(scope="module")
def visitor(hall: SteeredHall, browser: Browser) -> Iterator[Visitor]:
    """One kiosk for all; each row is another visitor's turn."""
    with browsers.screen(browser, *STANDING) as screen:
        yield Visitor(screen.page, hall.url, lambda who: hall.order("card", number=who.number, name=who.name))


class Turn:
    """One visitor's turn: what was decided since it began."""

    def __init__(self, hall: SteeredHall, visitor: Visitor | None) -> None:
        hall.order("pass", seconds=60)
        self.hall, self.since = hall, hall.head
        self._visitor = visitor

    @property
    def visitor(self) -> Visitor:
        assert self._visitor is not None, "nobody stands at a kiosk"
        return self._visitor

    @property
    def case_id(self) -> str:
        return str(self.hall.last("ReviewOpened", self.since).case_id)

    def decision(self) -> dict[str, Any]:
        return dict(self.hall.last("ReviewDecided", self.since).decision)

    def decided(self, outcome: str, *rows: int, reasons: set[str] | None = None, missing: set[str] | None = None) -> dict[str, Any]:
        """The decision on record: its outcome, the rows that fired, and all its reasons and missing papers."""
        decision = self.decision()
        assert (decision["outcome"], tuple(decision["rule_rows"])) == (outcome, rows), decision
        assert names_of(decision["reasons"]) == (reasons or set())
        assert names_of(decision["missing"]) == (missing or set())
        return decision

    def takes(self, outcome: str, series: str = "Z") -> None:
        """What comes out: of a pass the number, of missing papers the notice with all of them, else a consultation number."""
        if outcome == "MISSING":
            notice = self.hall.last("NoticeGiven", self.since)
            assert notice.case_id == self.case_id
            assert names_of(notice.items) == names_of(self.decision()["missing"])
            self.visitor.sees(notice.notice_no)
        else:
            self.visitor.onward()
            ticket = self.hall.last("TicketIssued", self.since)
            lane = {"A": "INSTANT", "D": "NORMAL", "Z": "CONSULTATION"}[series]
            assert (ticket.case_id, ticket.series, ticket.lane) == (self.case_id, series, lane)
            self.visitor.sees(ticket.label)
        self.visitor.take_paper()


@pytest.fixture
def turn(hall: SteeredHall, visitor: Visitor) -> Turn:
    return Turn(hall, visitor)


def person(shown: dict[str, Any]) -> Who:
    return Who(shown["name"], shown["document_no"])


def sale(house: dict[str, Any], **more: Any) -> Errand:
    """The owners sell their house; all of them are here."""
    sellers = tuple(("TRANSFEROR", person(holder)) for holder in house["holders"])
    return Errand("SALE", "T03", (*sellers, ("TRANSFEREE", BUYER)), house["certificate_no"], **more)




@dataclass(frozen=True)
class Row:
    """One row as a visitor comes upon it: his errand, the page it ends on with its words, and what is on record."""

    row: int
    errand: Callable[[SteeredHall], Errand]
    page: str
    words: tuple[str, ...]
    outcome: str
    rows: tuple[int, ...]
    reasons: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    series: str = "A"


def of_sale(scenario: str, **more: Any) -> Callable[[SteeredHall], Errand]:
    return lambda hall: sale(hall.houses(scenario)[0], **more)


def one_of_two_owners(hall: SteeredHall) -> Errand:
    """One of two owners comes alone, without the other's consent."""
    house = hall.houses("joint")[0]
    return Errand("SALE", "T03", (("TRANSFEROR", person(house["holders"][0])), ("TRANSFEREE", BUYER)), house["certificate_no"],
                  papers={"共有人": "NOT_HAVE"})


def lost_certificate(hall: SteeredHall) -> Errand:
    """The certificate of a mortgaged house is said to be lost."""
    house = hall.houses("mortgaged_twice")[0]
    return Errand("CERTIFICATE", "T10", (("HOLDER", person(house["holders"][0])),), house["certificate_no"])


def of_the_neighbour(hall: SteeredHall) -> Errand:
    return sale(hall.houses("other_registry")[0])


ROWS = (
    Row(1, of_sale("clean_single"), "passed", ("预审通过", "前可以领证"), "PASS", (1,)),
    Row(2, of_sale("easement"), "passed", ("预审通过", "到窗口签字确认", "地役权"), "PASS", (2,)),
    Row(3, of_sale("mortgaged"), "passed", ("预审通过",), "PASS", (3,)),
    Row(4, of_sale("mortgaged_maximum", papers={"抵押权人": "NOT_HAVE"}), "missing", ("还差 1 样材料", "抵押权人同意"), "MISSING", (4,),
        missing={"MORTGAGEE_CONSENT"}),
    Row(5, of_sale("resold", papers={"所有权证": "NOT_HAVE", "契税": "UNSURE"}), "missing", ("还差 2 样材料", "所有权证", "契税"), "MISSING", (5,),
        missing={"TITLE_CERT", "DEED_TAX_PROOF"}),
    Row(7, of_sale("seized"), "not_eligible", ("暂不能办理", "查封", "由工作人员核对后才算数"), "NOT_ELIGIBLE", (7,), reasons={"R04"}),
    Row(8, of_sale("objection_active"), "refer", ("工作人员核对", "异议登记期间暂缓办理"), "REFER", (8,), reasons={"R13"}),
    Row(9, lost_certificate, "refer", ("工作人员核对", "抵押权"), "REFER", (9,), reasons={"R10", "R19"}),
    Row(12, of_sale("id_15_digits"), "refer", ("核对您的身份证件",), "REFER", (12,), reasons={"NEEDS_OFFICER"}),
    Row(15, of_the_neighbour, "not_eligible", ("暂不能办理", "舞阳县房产管理局"), "NOT_ELIGIBLE", (15,), reasons={"R02"}),
    Row(16, of_sale("damaged_certificate", yes=("法院判决",)), "passed", ("普通窗口", "30 个工作日"), "PASS", (16,), series="D"),
    Row(17, one_of_two_owners, "missing", ("还差 1 样材料", "共有人"), "MISSING", (5, 17), missing={"CO_OWNER_CONSENT"}),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row{row.row}")
def test_a_row_at_the_kiosk(turn: Turn, row: Row) -> None:
    """What the row says, and in the hand what it promises: a number, the one-time notice, or a consultation number."""
    at = turn.visitor.go(row.errand(turn.hall))
    assert at == row.page, turn.visitor.words()
    turn.decided(row.outcome, *row.rows, reasons=row.reasons, missing=row.missing)
    turn.visitor.sees(*row.words)
    turn.takes(row.outcome, row.series if row.outcome == "PASS" else "Z")


def test_row_6_a_form_that_lies_here_is_filled_in_and_decided_again(turn: Turn) -> None:
    """Nobody is sent home, and no notice is written, for what can be put right on the spot."""
    at = turn.visitor.go(sale(turn.hall.houses("inherited")[0], papers={"申请书": "NOT_HAVE"}))
    assert at == "correct_now", turn.visitor.words()
    assert names_of(turn.decided("MISSING", 6)["correct_now"]) == {"APPLICATION_FORM"}
    turn.visitor.sees("现在补好", "申请书")
    assert turn.visitor.onward() == "passed"
    turn.decided("PASS", 1)
    assert not turn.hall.events(turn.since, "NoticeGiven")
    turn.takes("PASS", "A")


def test_row_8_says_until_when_the_objection_may_stand(turn: Turn) -> None:
    turn.visitor.go(sale(turn.hall.houses("objection_active")[1]))
    assert turn.decided("REFER", 8, reasons={"R13"})["may_end_on"] == "2014-10-23"


def test_row_10_a_number_the_register_does_not_know(turn: Turn) -> None:
    """The visitor is told so at once, goes on without a number, and the desk looks for the house."""
    house = turn.hall.houses("clean_single")[1]
    errand = replace(sale(house), number="漯房权证召陵字第20998888888号")
    turn.visitor.go(errand, stop=frozenset({"house_no"}))
    turn.visitor.enter_house_no()
    turn.visitor.sees("未查到该房产证号")
    assert turn.hall.last("RegisterLookedUp", turn.since).state == "NOT_FOUND"
    turn.visitor.press("返回")
    assert turn.visitor.carry_on(replace(errand, by="none")) == "refer", turn.visitor.words()
    turn.decided("REFER", 10, reasons={"NOT_FOUND"})
    turn.takes("REFER")


def test_row_11_the_register_is_down(turn: Turn) -> None:
    """Only the papers are gone through; no number for a window until the look-up works."""
    turn.hall.order("register", closed=True)
    try:
        assert turn.visitor.go(sale(turn.hall.houses("clean_single")[2])) == "register_down"
        turn.visitor.sees("登记系统暂时查不了")
        turn.visitor.press("先核对材料")
        assert turn.visitor.carry_on(turn.visitor.errand, ENDS - {"register_down"}) == "refer", turn.visitor.words()
    finally:
        turn.hall.order("register", closed=False)
    turn.decided("REFER", 11, reasons={"UNAVAILABLE"})
    turn.takes("REFER")


def test_row_12_and_13_the_desk_compares_the_person_with_the_card(turn: Turn) -> None:
    """At a kiosk everybody says for whom he comes, so that a stranger's house shows nothing; a mismatch is an officer's finding."""
    house = turn.hall.houses("id_15_digits")[1]
    assert turn.visitor.go(replace(sale(house), parties=(("TRANSFEROR", BUYER), ("TRANSFEREE", OTHER)))) == "not_holder"
    assert house["location"] not in turn.visitor.words()
    assert turn.visitor.go(sale(house)) == "refer"
    turn.takes("REFER")
    desk, case_id = turn.hall.seat("consult-a"), turn.case_id
    desk.act("take_review", review_id=case_id)
    desk.act("verify_identity", review_id=case_id, party_id="p1", ok=False)
    desk.act("decide_review", review_id=case_id)
    decision = turn.decided("MISSING", 13, missing={"AGENT_AUTHORITY", "AGENT_IDENTITY"})
    assert decision["hide_register"]
    desk.act("verify_identity", review_id=case_id, party_id="p1", ok=True)
    desk.act("decide_review", review_id=case_id)
    turn.decided("PASS", 1)


def test_row_14_a_minor_alone(turn: Turn) -> None:
    """The kiosk asks for the guardian at once, so nobody under age comes to a decision there alone; at the desk he may stand alone."""
    house = turn.hall.houses("minor_owner")[0]
    minor = Who(house["holders"][0]["name"], house["holders"][0]["document_no"], kind="HOUSEHOLD")
    errand = replace(sale(house), parties=(("TRANSFEROR", minor), ("TRANSFEREE", BUYER)))
    turn.visitor.go(errand, stop=frozenset({"name"}))
    turn.visitor.enter_name(minor.name)
    turn.visitor.sees("监护人的居民身份证号码")
    desk = turn.hall.seat("consult-a")
    case_id = reviewed_at_desk(turn, [
        {"party_id": "p1", "role": "TRANSFEROR", "name": minor.name, "document_kind": "HOUSEHOLD", "document_no": minor.number},
        {"party_id": "p2", "role": "TRANSFEREE", "name": BUYER.name, "document_no": BUYER.number}], house["certificate_no"])
    turn.decided("MISSING", 14, missing={"GUARDIAN"})
    desk.act("give_notice", review_id=case_id)
    assert turn.hall.last("NoticeGiven", turn.since).case_id == case_id


def test_row_18_the_tax_is_still_open(turn: Turn) -> None:
    """All papers are said to be there, but the tax window knows better: the notice leads to it and back."""
    turn.visitor.go(sale(turn.hall.houses("clean_single")[3]), stop=frozenset({"check"}))
    turn.hall.seat("7-a").act("set_tax", case_id=turn.case_id, state="PENDING")
    assert turn.visitor.onward() == "missing", turn.visitor.words()
    assert turn.decided("MISSING", 18, missing={"TAX_PENDING"})["resume"] == "TAX"
    turn.visitor.sees("税")
    turn.takes("MISSING")


def test_row_19_one_window_takes_the_tax_papers_with_the_case(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Only today's hall takes the tax in with the case: the open tax does not keep anybody from a number."""
    with steered_hall(tmp_path_factory.mktemp("row19"), "county-2026", "2026-10-12T09:00:00") as hall:
        turn = Turn(hall, None)
        house = hall.houses("clean_single")[0]
        holder = house["holders"][0]
        case_id = reviewed_at_desk(turn, [
            {"party_id": "p1", "role": "TRANSFEROR", "name": holder["name"], "document_no": holder["document_no"]},
            {"party_id": "p2", "role": "TRANSFEREE", "name": BUYER.name, "document_no": BUYER.number}], house["certificate_no"], tax="PENDING")
        turn.decided("PASS", 19)
        desk = hall.seat("consult-a")
        desk.act("confirm_pass", review_id=case_id)
        assert desk.act("take_ticket", review_id=case_id, here=["p1", "p2"])["number"].startswith("A")


def reviewed_at_desk(turn: Turn, parties: list[dict[str, Any]], certificate_no: str, tax: str = "") -> str:
    """A sale reviewed at the consultation desk: every question answered with no, every paper there; answers the review's id."""
    desk = turn.hall.seat("consult-a")
    case_id = str(desk.act("open_review", type_code="T03", channel="DESK")["review_id"])
    desk.act("set_parties", review_id=case_id, parties=parties)
    desk.act("look_up", review_id=case_id, certificate_no=certificate_no)
    asked = desk.view("review", review_id=case_id)["review"]
    while questions := [row["fact"] for row in asked["questions"] if row["answer"] is None]:
        desk.act("answer", review_id=case_id, facts=dict.fromkeys(questions, False))
        asked = desk.view("review", review_id=case_id)["review"]
    desk.act("answer", review_id=case_id, documents={row["key"]: "HAVE" for row in asked["documents"]})
    if tax:
        turn.hall.tax_clerk().act("set_tax", case_id=case_id, state=tax)
    desk.act("decide_review", review_id=case_id)
    return case_id
