"""The kiosk's own door: who may use it, what it keeps, and what it never lets out."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask, request

from kiosk.app import PAGE_HEADER, KioskApp, create_app
from kiosk.settings import KioskSettings
from kiosk.speech import Speech
from queue_server.client import LocalHallClient
from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import Touches, kiosk_app


def test_a_foreign_page_cannot_press_anything(hall: FakeHall) -> None:
    """AB-17: without the page's own header, which no foreign page can send, nothing happens."""
    client = kiosk_app(hall).test_client()
    for name in ("visit", "move", "pulse", "card", "end"):
        assert client.post(f"/kiosk/api/{name}", json={}).status_code == 403


def test_looking_changes_nothing(hall: FakeHall) -> None:
    """AB-16: no address does anything on GET."""
    client = kiosk_app(hall).test_client()
    for name in ("visit", "move", "pulse", "card", "end"):
        assert client.get(f"/kiosk/api/{name}").status_code == 405
    assert hall.asked == []


def test_nothing_may_be_kept_by_the_browser(hall: FakeHall) -> None:
    """UX-07."""
    client = kiosk_app(hall).test_client()
    page = client.get("/kiosk/")
    model = client.post("/kiosk/api/visit", json={}, headers={PAGE_HEADER: "1"})
    for answer in (page, model):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_page_lets_nothing_in_from_elsewhere(hall: FakeHall) -> None:
    """AB-03, AB-04."""
    page = kiosk_app(hall).test_client().get("/kiosk/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    for part in ("form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
    assert page.get_data(as_text=True).count(f'nonce="{nonce}"') == 2


def test_every_page_has_a_nonce_of_its_own(hall: FakeHall) -> None:
    client = kiosk_app(hall).test_client()
    policies = {client.get("/kiosk/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_a_visit_is_only_for_whoever_holds_its_name(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    status, answer = touch.post("move", {"visit": "guess", "step": 3, "move": "next", "given": {}})
    assert (status, answer["error"]["code"]) == (410, "VISIT_GONE")


def test_a_new_visit_knows_nothing_of_the_former(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    touch("look", elder=True)
    touch("language", value="en")
    former = touch.model["visit"]
    touch.begin()
    assert touch.page == "home" and touch.model["lang"] == "zh-CN" and not touch.model["look"]["elder"]
    assert "张三丰" not in json.dumps(touch.model, ensure_ascii=False)
    status, _ = touch.post("pulse", {"visit": former})
    assert status == 410


def test_a_touch_too_large_is_refused(touch: Touches) -> None:
    status, _ = touch.post("move", {"visit": "x" * 70_000})
    assert status == 413


def test_no_number_and_no_name_stands_in_an_address(hall: FakeHall) -> None:
    """ASVS 14.2.1: everything travels in bodies."""
    app = kiosk_app(hall)
    asked: list[str] = []
    app.before_request(lambda: asked.append(request.full_path))
    touch = Touches(app.test_client())
    touch.to_check()
    touch("next")
    touch("take")
    assert asked and not any(OWNER in path or "%E5%BC%A0" in path or "?" in path.rstrip("?") for path in asked)


def test_a_browser_that_is_no_kiosk_is_turned_away(hall: FakeHall) -> None:
    app = create_app(
        KioskApp(
            LocalHallClient(hall), [KioskSettings("kiosk-1")], lambda: 1.0, speech=Speech(None), admit=lambda _: None
        )
    )
    client = app.test_client()
    assert client.get("/kiosk/").status_code == 403
    assert client.post("/kiosk/api/visit", json={}, headers={PAGE_HEADER: "1"}).status_code == 403
    assert hall.asked == []


def test_one_process_may_serve_several_kiosks(hall: FakeHall) -> None:
    kiosks = [KioskSettings("kiosk-1", low=False), KioskSettings("kiosk-2", low=True, px_per_mm=3.2)]
    ticks = iter(range(1000))
    app = create_app(KioskApp(LocalHallClient(hall), kiosks, lambda: float(next(ticks)), speech=Speech(None)))
    client = app.test_client()
    assert '"px_per_mm": 3.2' in client.get("/kiosk/at/kiosk-2/").get_data(as_text=True)
    assert client.get("/kiosk/at/kiosk-9/").status_code == 404
    second = Touches(client, "kiosk-2")
    assert second.model["look"]["low"]
    second("help")
    assert hall.helped == [{"kiosk": "kiosk-2"}]


def test_a_kiosk_hangs_into_any_app_under_any_name(hall: FakeHall) -> None:
    app = Flask("hall", static_folder=None)
    for number in (1, 2):
        kiosk = KioskApp(LocalHallClient(hall), [KioskSettings(f"kiosk-{number}")], lambda: 1.0, speech=Speech(None))
        app.register_blueprint(kiosk.blueprint(), url_prefix=f"/k{number}", name=f"kiosk-{number}")
    page = app.test_client().get("/k2/").get_data(as_text=True)
    assert 'data-api="/k2/"' in page and 'src="/k2/static/kiosk.js"' in page


@pytest.mark.parametrize(
    "settings", [{"kiosk_id": ""}, {"kiosk_id": "k", "px_per_mm": 0}, {"kiosk_id": "k", "reader": "x"}]
)
def test_a_kiosk_that_is_set_up_wrongly_does_not_start(hall: FakeHall, settings: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        kiosk_app(hall, **settings)


def test_a_kiosk_app_without_kiosks_does_not_start(hall: FakeHall) -> None:
    with pytest.raises(ValueError):
        KioskApp(LocalHallClient(hall), [], lambda: 1.0)
