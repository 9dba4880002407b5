"""The kiosk's own pages before the real hall: what the two say to each other is not only what each test's stand-in says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from queue_server.domain.scene import Actor
from queue_server.hall import event_of
from queue_server.web.app import create_web
from tests.kiosk.visiting import Touches
from tests.server.hall_for_views import TITLE_NO, ViewedHall, opened
from tests.server.halls import KIOSK
from tests.server.test_printing_again import work_off


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


@pytest.fixture
def touch(hall: ViewedHall) -> Touches:
    return Touches(create_web(hall.site).app.test_client())


def test_a_form_that_lies_in_the_hall_is_filled_in_and_the_number_follows(hall: ViewedHall, touch: Touches) -> None:
    assert touch.to_check(TITLE_NO, APPLICATION_FORM="NOT_HAVE") == "check"
    assert touch("next") == "correct_now"
    (item,) = touch.model["items"]
    assert item["name"] == "登记申请书"
    assert touch("next") == "passed"
    assert touch("take") == "ticket"
    (case,) = hall.state.cases.values()
    assert not case.notices and touch.model["number"] == case.ticket_label


def test_with_a_paper_that_is_not_here_there_is_one_notice_for_it(hall: ViewedHall, touch: Touches) -> None:
    touch.to_check(TITLE_NO, APPLICATION_FORM="NOT_HAVE", TRANSFER_CAUSE="NOT_HAVE")
    assert touch("next") == "missing"
    (case,) = hall.state.cases.values()
    assert [item["code"] for item in case.notices[-1]["items"]] == ["TRANSFER_CAUSE"] and touch.model["number"]["value"]


def test_whoever_cannot_fill_it_in_gets_help_at_the_desk(hall: ViewedHall, touch: Touches) -> None:
    touch.to_check(TITLE_NO, APPLICATION_FORM="NOT_HAVE")
    touch("next")
    assert touch("consult") == "ticket"
    assert touch.model["number"].startswith("Z")


def reprints(hall: ViewedHall) -> list[str]:
    """The kinds of all reprints of the day, in their order."""
    rows = hall.site.log.of_kind(hall.site.hall.hall_id, ("SlipQueued",))
    return [event.kind for event, _ in map(event_of, rows) if event.reprint_of]


def to_the_number(touch: Touches) -> str:
    touch.to_check(TITLE_NO)
    touch("next")
    return touch("take")


def to_the_notice(touch: Touches) -> str:
    touch.to_check(TITLE_NO, TRANSFER_CAUSE="NOT_HAVE")
    return touch("next")


@pytest.mark.parametrize("said_printed", [False, True], ids=["waiting", "printed"])
@pytest.mark.parametrize(("go", "page", "kind"), [(to_the_number, "ticket", "TICKET"), (to_the_notice, "missing", "ONE_TIME_NOTICE")])
def test_one_press_is_one_reprint_and_the_page_stays(
        hall: ViewedHall, touch: Touches, go: Callable[[Touches], str], page: str, kind: str, said_printed: bool) -> None:
    assert go(touch) == page
    for presses in (1, 2):
        if said_printed:
            work_off(hall)
        assert touch("reprint") == page and touch.status == 200
        assert reprints(hall) == [kind] * presses
        assert [slip.kind for slip in hall.state.slips.values()] == [kind]
    assert touch("reprint") == page and touch.model["trouble"] and reprints(hall) == [kind] * 2
    assert touch("came_out") == "done" and not hall.state.slips


def test_with_a_dead_printer_the_notice_page_promises_no_message(hall: ViewedHall) -> None:
    printer = next(k.printer for k in hall.site.config.kiosks if k.id == KIOSK.device)
    hall.site.hall.do("report_printer", Actor(role="PRINTER", device=printer), None, printer=printer, status="PAPER_OUT")
    touch = Touches(create_web(hall.site).app.test_client(), KIOSK.device)
    to_the_notice(touch)
    (case,) = hall.state.cases.values()
    assert touch.model["code"] == "K07" and touch.model["number"]["value"] == case.notices[-1]["notice_no"]
    assert "拍下本页" in touch.model["banner"] and "发送" not in touch.model["banner"] and not hall.state.messages
