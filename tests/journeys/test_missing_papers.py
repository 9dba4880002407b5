"""Sent for papers once and back: the printed notice, the return that asks only for what was open, and a second notice (domain.md 3.3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from queue_server.smoke_places import Wrong
from tests import browser as browsers
from tests.journeys.errand import Errand, Visitor, Who
from tests.journeys.steered import SteeredHall, names_of, steered_hall
from tests.printers.emulator import EmulatedPrinter
from tests.printers.scanning import scan

BUYER = Who("郑重买", "990000197203030017")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path_factory.mktemp("papers"), "luohe-2014", "2014-10-13T09:00:00") as served:
        yield served


@pytest.fixture(scope="module")
def visitor(hall: SteeredHall, browser: Browser) -> Iterator[Visitor]:
    with browsers.screen(browser, 1080, 1920) as screen:
        yield Visitor(screen.page, hall.url, lambda who: hall.order("card", number=who.number, name=who.name))


def sent_for_papers(hall: SteeredHall, visitor: Visitor, number: int, **papers: str) -> str:
    """A sale without those papers; answers the number of the notice."""
    house = hall.houses("clean_single")[number]
    holder = house["holders"][0]
    errand = Errand("SALE", "T03", (("TRANSFEROR", Who(holder["name"], holder["document_no"])), ("TRANSFEREE", BUYER)),
                    house["certificate_no"], papers=papers)
    hall.order("pass", seconds=60)
    assert visitor.go(errand) == "missing", visitor.words()
    notice_no = str(hall.last("NoticeGiven").notice_no)
    visitor.sees(notice_no)
    return notice_no


def back_with(hall: SteeredHall, visitor: Visitor, notice_no: str, **papers: str) -> str:
    """Another day's visit with the notice in hand: answers the page it leads to once the open papers are answered for."""
    hall.order("pass", seconds=60)
    visitor.come()
    visitor.press("我有一次性告知书")
    visitor.type(notice_no.partition("第")[2].removesuffix("号"))
    assert visitor.onward() == "open_items", visitor.words()
    return visitor.answer_papers(papers)


def test_the_notice_is_printed_twice_with_its_code_and_the_return_asks_only_for_what_was_open(hall: SteeredHall, visitor: Visitor) -> None:
    notice_no = sent_for_papers(hall, visitor, 0, 所有权证="NOT_HAVE", 契税="NOT_HAVE")
    given = hall.last("NoticeGiven")
    assert names_of(given.items) == {"TITLE_CERT", "DEED_TAX_PROOF"}
    job = hall.last("SlipQueued")
    assert (job.kind, job.case_id, job.copies) == ("ONE_TIME_NOTICE", given.case_id, 2)
    assert hall.order("printed", job=job.job_id)["state"] == "SETTLED"
    printer = EmulatedPrinter()
    printer.receive((hall.folder / "printers" / "entrance" / "paper.bin").read_bytes())
    printer.hang_up()
    copies = [slip for slip in printer.slips if not slip.blank]
    assert not printer.strange
    assert [slip.cut for slip in copies] == [True, True]
    for slip in copies:
        assert [hall.config.numbers.of_code(code) for code in [*slip.codes, *scan(slip.picture())]] == [notice_no]
    visitor.take_paper()

    since = hall.head
    assert back_with(hall, visitor, notice_no, 所有权证="NOT_HAVE", 契税="HAVE") == "missing", visitor.words()
    assert hall.last("ReviewResumed", since).resubmission == 1
    assert hall.last("RegisterLookedUp", since).case_id == given.case_id
    answered = {key for event in hall.events(since, "ReviewAnswered") for key in event.documents}
    assert answered == {"TITLE_CERT", "DEED_TAX_PROOF"}
    second = hall.last("NoticeGiven", since)
    assert (second.second, names_of(second.items), second.incomplete_first) == (True, {"TITLE_CERT"}, ())
    visitor.sees("还差 1 样材料", second.notice_no)
    visitor.take_paper()

    since = hall.head
    assert back_with(hall, visitor, second.notice_no) == "ticket", visitor.words()
    ticket = hall.last("TicketIssued", since)
    assert (ticket.case_id, ticket.series) == (given.case_id, "A")
    visitor.sees(ticket.label)
    visitor.take_paper()


def test_what_the_first_notice_forgot_needs_a_reason_and_is_told_to_quality_control(hall: SteeredHall, visitor: Visitor) -> None:
    """The desk finds that the contract is only a copy, which nobody said at the first visit."""
    notice_no = sent_for_papers(hall, visitor, 1, 契税="NOT_HAVE")
    visitor.take_paper()
    desk, case_id = hall.seat("consult-a"), hall.last("NoticeGiven").case_id
    since = hall.head
    open_items = desk.act("resume_review", notice_no=notice_no)["items"]
    assert [item["code"] for item in open_items] == ["DEED_TAX_PROOF"]
    desk.act("answer", review_id=case_id, documents={"DEED_TAX_PROOF": "HAVE", "TRANSFER_CAUSE": "DEFECT:COPY"})
    assert desk.act("decide_review", review_id=case_id)["outcome"] == "MISSING"
    with pytest.raises(Wrong) as no:
        desk.act("give_notice", review_id=case_id)
    assert no.value.code == "W05"
    assert not hall.events(since, "NoticeGiven")
    desk.act("give_notice", review_id=case_id, extra_reason="首次未见原件，现核对为复印件")
    second = hall.last("NoticeGiven", since)
    assert (names_of(second.items), second.incomplete_first) == ({"TRANSFER_CAUSE"}, ("TRANSFER_CAUSE",))
    alarm = hall.last("AlarmRaised", since)
    assert (alarm.kind, alarm.case_id, alarm.detail["reason"]) == ("SECOND_NOTICE_INCOMPLETE", case_id, "首次未见原件，现核对为复印件")


def test_a_notice_nobody_gave_is_not_taken_up(hall: SteeredHall, visitor: Visitor) -> None:
    visitor.come()
    visitor.press("我有一次性告知书")
    visitor.type("009999")
    assert visitor.onward() == "notice_no", visitor.words()
    assert visitor.page.locator(".trouble").inner_text().strip()
