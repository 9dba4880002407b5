"""Every page and state, in both languages, every look and both ways a screen can stand: sizes, reach, contrast, structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.flow import TABLE
from tests.kiosk.conftest import LYING, STANDING
from tests.kiosk.fake_hall import FakeHall
from tests.kiosk.looking import Showcase, structure, wear, what_is_hard_to_see, what_is_wrong
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import Touches, kiosk_app

Showcases = Callable[[tuple[int, int]], Showcase]

ZH, EN = "zh-CN", "en"
LOOKS: list[tuple[tuple[int, int], str, dict[str, bool]]] = [
    (size, lang, {"elder": elder, "low": low})
    for size in (LYING, STANDING)
    for lang in (ZH, EN)
    for elder in (False, True)
    for low in (False, True)
]
SEEN_BY_AXE: list[tuple[tuple[int, int], str, dict[str, bool]]] = [
    (LYING, ZH, {}),
    (LYING, EN, {"elder": True}),
    (STANDING, ZH, {"low": True}),
    (STANDING, EN, {"elder": True, "low": True, "contrast": True}),
]


@pytest.fixture(params=STATIONS, ids=str)
def station(request: pytest.FixtureRequest, hall: FakeHall) -> Touches:
    """A visitor who stands on that page."""
    touch = Touches(kiosk_app(hall, px_per_mm=4.05, reader="simulated").test_client())
    STATIONS[request.param](touch, hall)
    assert touch.page == request.param.partition(".")[0]
    return touch


def test_every_page_of_the_flow_is_looked_at() -> None:
    assert {name.partition(".")[0] for name in STATIONS} == {str(page) for page in TABLE}


def test_a_page_keeps_its_measures_in_every_look(station: Touches, showcases: Showcases) -> None:
    """UX-01, UX-03, UX-05, UX-10."""
    faults = []
    for size, lang, look in LOOKS:
        page = showcases(size).show(wear(station, lang, **look))
        faults += [f"{size[0]}x{size[1]} {lang} {look}: {fault}" for fault in what_is_wrong(page)]
    assert not faults, "\n".join(faults)


def test_a_page_is_open_to_everybody(station: Touches, showcases: Showcases) -> None:
    """UX-04, UX-44: no fault by axe, text at 7:1, edges at 3:1."""
    faults = []
    for size, lang, look in SEEN_BY_AXE:
        page = showcases(size).show(wear(station, lang, **look))
        assert structure(page)["lang"] == lang
        faults += [f"{size[0]}x{size[1]} {lang} {look}: {fault}" for fault in what_is_hard_to_see(page)]
    assert not faults, "\n".join(faults)


def test_a_page_has_one_heading_one_way_on_and_a_way_back(station: Touches, showcases: Showcases) -> None:
    """UX-02, UX-12: one h1, one primary button or at most eight choices, a back link, help."""
    model = wear(station)
    page = showcases(LYING).show(model)
    found = structure(page)
    assert found["headings"] == 1
    # A page that asks by tiles leads on by the tiles themselves; there is no button to press after them.
    assert found["primary"] == 1 or (found["primary"] == 0 and (found["choices"] or found["others"] or ends(model)))
    assert found["choices"] <= 8
    has_back = page.locator(".foot-back .plain", has_text="返回").count() == 1
    assert has_back == bool(model["back"])
    assert has_back or model["page"] in ("home", "closed", "missing", "help", "ticket", "back_in_line", "joined", "done")
    assert page.locator("button.help").count() == 1


def ends(model: dict[str, Any]) -> bool:
    return model["page"] in ("closed", "help")


def test_pages_are_told_apart_by_their_titles(hall: FakeHall) -> None:
    """UX-12: a title of its own for each page and question."""
    titles: dict[str, str] = {}
    for name, way in STATIONS.items():
        if "." in name:
            continue
        hall = FakeHall()
        touch = Touches(kiosk_app(hall).test_client())
        way(touch, hall)
        titles[touch.model["title"]] = name
    assert len(titles) == len({name for name in STATIONS if "." not in name})


def test_large_print_is_a_quarter_larger(showcases: Showcases) -> None:
    """UX-11."""
    hall = FakeHall()
    touch = Touches(kiosk_app(hall).test_client())
    STATIONS["documents"](touch, hall)
    sizes = """() => Object.fromEntries(["h1", ".group", ".row b", ".row-keys .key", ".primary", ".help", ".service", ".brand"]
        .map((part) => [part, parseFloat(getComputedStyle(document.querySelector(part)).fontSize)]))"""
    usual = showcases(LYING).show(wear(touch)).evaluate(sizes)
    large = showcases(LYING).show(wear(touch, elder=True)).evaluate(sizes)
    assert {part: large[part] / usual[part] >= 1.25 - 1e-6 for part in usual} == dict.fromkeys(usual, True)
