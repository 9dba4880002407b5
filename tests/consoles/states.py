"""The main states of every console, and how to get there: walked through by the tests of acts, accessibility and looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.consoles import sample_views as sample
from tests.consoles.consoles import Console
from tests.consoles.fake_hall import FakeHall

Reach = Callable[[Console, FakeHall], None]


@dataclass(frozen=True)
class State:
    name: str
    seat: str
    reach: Reach
    has_danger: bool = False


def as_opened(console: Console, hall: FakeHall) -> None:
    console.until("footer [data-primary]")


def idle(console: Console, hall: FakeHall) -> None:
    console.press("F2")
    console.until("footer [data-act=pause_window]")


def called(console: Console, hall: FakeHall) -> None:
    idle(console, hall)
    console.do_primary(".giant")


def serving(console: Console, hall: FakeHall) -> None:
    called(console, hall)
    console.do_primary("#documents")


def paused(console: Console, hall: FakeHall) -> None:
    idle(console, hall)
    console.press("F3")
    console.dialog.locator("input[type=radio]").first.check()
    console.dialog.locator("[data-primary]").click()
    console.until(".chip.PAUSED")


def dialog_of(reach: Reach, key: str) -> Reach:
    def open_it(console: Console, hall: FakeHall) -> None:
        reach(console, hall)
        console.press(key)
        console.until("dialog[open]")

    return open_it


def reveal_dialog(console: Console, hall: FakeHall) -> None:
    serving(console, hall)
    console.page.locator(".masked button").first.click()
    console.until("dialog[open]")


def correct_dialog(console: Console, hall: FakeHall) -> None:
    serving(console, hall)
    console.page.locator('[data-party="p1"]').get_by_role("button").last.click()
    console.until("dialog[open]")


def with_problem(console: Console, hall: FakeHall) -> None:
    serving(console, hall)
    price = console.page.locator('[data-field="fields.price_yuan"] input')
    price.fill("0")
    price.press("Enter")
    console.until("main .problem")


def complete(console: Console, hall: FakeHall) -> None:
    """Everything but the press: the act itself may be done now."""
    serving(console, hall)
    ticket = hall.tickets["t-012"]
    for doc in ticket["documents"]:
        doc.update(original=True, pages=2)
    for field, value in zip(ticket["fields"], ["SALE", "560000", "2099-10-01", "SOLE", None, None], strict=True):
        field["value"] = value
    for question, answer in zip(ticket["inquiry"]["questions"], [True, False, "SOLE", ""], strict=True):
        question["answer"] = answer
    ticket["inquiry"]["signed"] = True
    hall.citizen_answers("t-012", "CONFIRMED")
    console.until("text=已齐全" if console.page.locator("html[lang='zh-CN']").count() else "text=ready to accept")


def receipt(console: Console, hall: FakeHall) -> None:
    complete(console, hall)
    console.do_primary("dialog[open]")


def case_in(state: str) -> Reach:
    def put(console: Console, hall: FakeHall) -> None:
        hall.put_case(state)
        console.until(".rail .work")
        console.choose_first()
        console.until(".strip-number")

    return put


def failed_check(console: Console, hall: FakeHall) -> None:
    case_in("ACCEPTED")(console, hall)
    console.press("x")
    console.until(".checks input")


def seized(console: Console, hall: FakeHall) -> None:
    case_in("HALTED")(console, hall)
    hall.ring()
    console.until(".alarms")


def overtime(console: Console, hall: FakeHall) -> None:
    hall.put_case("ACCEPTED", clock=sample.clock(hall.now(), 131, "over"))
    console.until(".rail .work")
    console.choose_first()
    console.until(".clock.over")


def desk_review(outcome: str) -> Reach:
    def open_it(console: Console, hall: FakeHall) -> None:
        fresh = sample.review_view(hall.now(), outcome)["review"]
        hall.reviews["r-0047"] = dict(fresh, mine=True, rev=20)
        hall.record("review", "")
        hall.publish()
        console.until(".rail .work")
        console.choose_first()
        console.until("#decision .outcome")

    return open_it


def desk_new(console: Console, hall: FakeHall) -> None:
    console.press("F4")
    console.dialog.locator("select option[value=T03]").wait_for(state="attached")
    console.dialog.locator("select").select_option("T03")
    console.dialog.locator("[data-primary]").click()
    console.until(".party-form")


def desk_editing(console: Console, hall: FakeHall) -> None:
    desk_review("REFER")(console, hall)
    console.page.locator("#parties > button").click()
    console.page.locator(".party-form").first.locator(".ticks input").nth(1).check()
    console.until(".helper")


def guide_found(console: Console, hall: FakeHall) -> None:
    hall.help.append(
        {
            "kind": "help",
            "help_id": "h-1",
            "at": sample.iso(hall.now()),
            "place_zh": "自助机 2",
            "place_en": "Kiosk 2",
            "note_zh": "读不出身份证",
            "note_en": "The card is not read",
        }
    )
    hall.record("help", "")
    hall.publish()
    console.page.locator("input[type=search]").fill("A012")
    console.press("Enter")
    console.until(".found")
    console.until(".help li")


def guide_nothing(console: Console, hall: FakeHall) -> None:
    console.page.locator("input[type=search]").fill("A999")
    console.press("Enter")
    console.until(".guide .nothing")


def court_locked(console: Console, hall: FakeHall) -> None:
    console.page.locator("#lock .control input").first.fill("漯房权证源汇字第20990012345号")
    console.press("F2")
    console.until("#folio")


def director_busy(console: Console, hall: FakeHall) -> None:
    hall.put_case("HALTED")
    hall.ring()
    hall.ring("AMBER")
    console.until("[data-alarm]")


def director_case(console: Console, hall: FakeHall) -> None:
    hall.put_case("RETURN_PROPOSED")
    console.until(".rail .work")
    console.choose_first()
    console.until(".standing")


def tax_case(console: Console, hall: FakeHall) -> None:
    case = hall.put_case("ACCEPTED")
    case["tax"]["state"] = "PENDING"
    hall.record("tax", "")
    hall.publish()
    console.until(".rail .work")
    console.choose_first()
    console.until("#tax input")


def keys_open(console: Console, hall: FakeHall) -> None:
    console.press("F1")
    console.until("dialog[open]")


def paper_signature(console: Console, hall: FakeHall) -> None:
    hall.put_case(
        "READY", fee=dict(sample.case_view(hall.now(), "READY")["case"]["fee"], state="PAID", receipt_no="F1", paid_at=sample.iso(hall.now()))
    )
    console.until(".rail .work")
    console.choose_first()
    console.until("#recipient input")
    console.page.locator("#recipient input").nth(1).check()
    console.page.locator("#signature input").nth(1).check()
    console.until("#signature .control input")


STATES = [
    State("acceptor closed", "1-a", as_opened),
    State("acceptor idle", "1-a", idle),
    State("acceptor paused", "1-a", paused),
    State("acceptor called", "1-a", called, has_danger=True),
    State("acceptor serving", "1-a", serving, has_danger=True),
    State("acceptor ready to accept", "1-a", complete, has_danger=True),
    State("acceptor receipt", "1-a", receipt),
    State("acceptor refused by the server", "1-a", with_problem, has_danger=True),
    State("acceptor refusing", "1-a", dialog_of(serving, "Shift+F8"), has_danger=True),
    State("acceptor transferring", "1-a", dialog_of(serving, "F6")),
    State("acceptor revealing", "1-a", reveal_dialog),
    State("acceptor correcting", "1-a", correct_dialog),
    State("acceptor case", "1-a", case_in("ACCEPTED"), has_danger=True),
    State("acceptor halted case", "1-a", case_in("HALTED")),
    State("acceptor withdrawing", "1-a", dialog_of(case_in("ACCEPTED"), "Shift+F6"), has_danger=True),
    State("keys", "1-a", keys_open),
    State("registrar empty", "1-r", as_opened),
    State("registrar accepted", "1-r", case_in("ACCEPTED"), has_danger=True),
    State("registrar failed check", "1-r", failed_check, has_danger=True),
    State("registrar overtime", "1-r", overtime, has_danger=True),
    State("registrar approved", "1-r", case_in("APPROVED"), has_danger=True),
    State("registrar registered", "1-r", case_in("REGISTERED")),
    State("registrar suspended", "1-r", case_in("SUSPENDED"), has_danger=True),
    State("registrar seized", "1-r", seized, has_danger=True),
    State("registrar suspending", "1-r", dialog_of(case_in("ACCEPTED"), "F6")),
    State("registrar returning", "1-r", dialog_of(case_in("ACCEPTED"), "Shift+F8"), has_danger=True),
    State("desk closed", "desk-1", as_opened),
    State("desk refer", "desk-1", desk_review("REFER"), has_danger=True),
    State("desk missing", "desk-1", desk_review("MISSING"), has_danger=True),
    State("desk pass", "desk-1", desk_review("PASS"), has_danger=True),
    State("desk not eligible", "desk-1", desk_review("NOT_ELIGIBLE"), has_danger=True),
    State("desk new review", "desk-1", desk_new, has_danger=True),
    State("desk editing parties", "desk-1", desk_editing, has_danger=True),
    State("certificates receiving", "cert-1", case_in("HANDED")),
    State("certificates printing", "cert-1", case_in("ARCHIVE_HANDED"), has_danger=True),
    State("certificates spoiling", "cert-1", dialog_of(case_in("ARCHIVE_HANDED"), "Shift+F8"), has_danger=True),
    State("cashier", "cash-1", case_in("CERTIFIED")),
    State("issuer", "issue-1", case_in("READY")),
    State("issuer on paper", "issue-1", paper_signature),
    State("tax", "tax-1", tax_case),
    State("guide start", "guide-1", as_opened),
    State("guide found", "guide-1", guide_found),
    State("guide nothing found", "guide-1", guide_nothing),
    State("court receiving", "court-1", as_opened),
    State("court locked", "court-1", court_locked, has_danger=True),
    State("director board", "director", as_opened),
    State("director alarms", "director", director_busy),
    State("director case", "director", director_case),
    State("director countersigning", "director", dialog_of(director_case, "F2")),
    State("plain", "qc-1", as_opened),
]
