"""The pages around the boards: which there are, what they may load, the spoken calls, and how a hall is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from displays.app import blueprint
from displays.screens import DISPLAYS, Place, geometry, language_of, page_for, read_hall
from displays.sound import ClipSet
from displays.voice import announcement, announcement_of
from queue_server.contract import LANGUAGES, Board
from queue_server.web.build_assets import vendor_import_map
from tests.displays import scenes
from tests.displays.conftest import Open, live, run, wait_for
from tests.displays.fake_hall import WEB_STATIC, read_texts
from tests.displays.halls import RunningHall

PLACES = {Place.NONE: "", Place.WINDOW: "/3", Place.ZONE: "/east"}


@pytest.fixture(scope="module")
def clips() -> ClipSet:
    return ClipSet.load()


@pytest.fixture
def client(clips: ClipSet) -> FlaskClient:
    app = Flask("test", static_folder=str(WEB_STATIC), static_url_path="/static")
    texts = {language: read_texts(language) for language in LANGUAGES}
    app.register_blueprint(
        blueprint(
            lambda: scenes.HALL_INFO,
            lambda: "abc123",
            vendor_import_map,
            texts=texts.__getitem__,
            ticket_status=lambda _token: None,
            allowed=lambda window_id: window_id == "3",
            clips=clips,
        )
    )
    return app.test_client()


@pytest.mark.parametrize("name", DISPLAYS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_display_opens_in_either_language(client: FlaskClient, name: str, lang: str) -> None:
    answer = client.get(f"/display/{name}{PLACES[DISPLAYS[name].place]}?lang={lang}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text
    assert "<title>" in answer.text


def test_the_language_is_chinese_unless_another_is_asked_for() -> None:
    assert [language_of(asked) for asked in (None, "", "fr", "zh", "zh-CN", "en")] == ["zh-CN"] * 5 + ["en"]


@pytest.mark.parametrize(
    "path",
    [
        "/display/nothing",
        "/display/window",
        "/display/window/99",
        "/display/hall/3",
        "/display/voice/nowhere",
        "/display/citizen/99",
    ],
)
def test_a_screen_that_does_not_exist_is_said_in_a_sentence(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这块屏幕" in answer.text


def test_a_citizens_screen_opens_only_on_its_paired_device(client: FlaskClient) -> None:
    assert client.get("/display/citizen/3").status_code == 200
    refused = client.get("/display/citizen/1")
    assert refused.status_code == 403
    assert "此设备没有绑定到这个窗口" in refused.text
    assert "citizen.js" not in refused.text


def test_no_page_may_run_or_load_what_it_was_not_told(client: FlaskClient) -> None:
    for name, display in DISPLAYS.items():
        answer = client.get(f"/display/{name}{PLACES[display.place]}")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'nonce-abc123'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for tag in re.findall(r"<script[^>]*>", answer.text):
            assert "src=" in tag or 'nonce="abc123"' in tag or 'type="application/json"' in tag
        assert not re.search(r"\son\w+=|style=", answer.text)


def test_a_hall_with_a_sly_name_cannot_break_out_of_its_page(clips: ClipSet) -> None:
    sly = "</script><script>alert(1)</script>"
    app = Flask("test", static_folder=None)
    texts = {language: read_texts(language) for language in LANGUAGES}
    app.register_blueprint(
        blueprint(
            lambda: {**scenes.HALL_INFO, "name_zh": sly, "name_en": sly},
            lambda: "n",
            lambda: {"imports": {}},
            texts=texts.__getitem__,
            ticket_status=lambda _token: None,
            allowed=lambda _window: True,
            clips=clips,
        )
    )
    assert sly not in app.test_client().get("/display/hall").text
    assert sly not in app.test_client().get("/display/").text


def test_the_list_of_screens_leads_to_every_screen(client: FlaskClient) -> None:
    index = client.get("/display/").text
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/display/[^"]+)"', index)}
    assert any("screen=hall-east" in link for link in links)
    assert len(links) > 15
    for link in links:
        assert client.get(link).status_code in (200, 403), link


# --- the spoken calls -------------------------------------------------------------------------------------------------


def test_a_spoken_call_may_be_kept_for_ever(client: FlaskClient, clips: ClipSet) -> None:
    said = announcement("CALL", "A012", "3", edition=clips.edition)
    answer = client.get(f"/announce/{said.id}.wav")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/wav"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == clips.join(said.clips)
    assert answer.data[:4] == b"RIFF"


def test_a_call_named_before_the_recordings_changed_leads_to_the_new_ones(client: FlaskClient, clips: ClipSet) -> None:
    old = announcement("CALL", "A012", "3", edition="former")
    answer = client.get(f"/announce/{old.id}.wav")
    assert answer.status_code == 302
    assert "immutable" not in answer.headers.get("Cache-Control", "")
    assert client.get(answer.headers["Location"]).data == clips.join(announcement_of(old.id, clips.edition).clips)


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "CALL~A012~nowhere~1~0~zh-CN~1~1",
        "CALL~张三~3~1~0~zh-CN~1~0",
        "CALL~A012~3~9~0~zh-CN~1~1",
        "..%2F..%2Fetc%2Fpasswd",
        "~" * 200,
    ],
)
def test_what_is_no_announcement_has_no_sound(client: FlaskClient, name: str) -> None:
    assert client.get(f"/announce/{name}.wav").status_code == 404


# --- how a hall is read -----------------------------------------------------------------------------------------------


def test_a_hall_that_says_little_gets_sensible_screens() -> None:
    hall = read_hall(
        {
            "name_zh": "厅",
            "name_en": "Hall",
            "windows": [
                {"window_id": "1", "window_label": "1号窗口", "zone": "east"},
                {"window_id": 2, "zone": "west"},
            ],
        }
    )
    assert [(window.window_id, window.label_zh) for window in hall.windows] == [("1", "1号窗口"), ("2", "2")]
    assert [zone.id for zone in hall.zones] == ["east", "west"]
    assert (hall.rows_max, hall.highlight_seconds, hall.spoken_times) == (5, 10, 2)


def test_rows_are_never_more_than_five() -> None:
    """A3: more would have to be smaller."""
    assert read_hall({**scenes.HALL_INFO, "display": {"rows_max": 9}}).rows_max == 5


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (10_000, 5_000, 1210)),
        ({"screen": "hall-near"}, (6_000, 3_000, 1210)),
        ({"screen": "hall-near", "distance_mm": "12000"}, (12_000, 3_000, 1210)),
        ({"screen": "unknown"}, (10_000, 5_000, 1210)),
        ({"distance_mm": "-3"}, (10_000, 5_000, 1210)),
        ({"distance_mm": "nan"}, (10_000, 5_000, 1210)),
        ({"distance_mm": "far"}, (10_000, 5_000, 1210)),
        ({"px_per_mm": "2"}, (10_000, 5_000, 960)),
        ({"distance_mm": "4000", "nearest_mm": "9000"}, (4_000, 4_000, 1210)),
    ],
)
def test_a_screens_size_and_distance_come_from_its_registration_and_its_address(
    asked: dict[str, str], expected: tuple[float, float, float]
) -> None:
    found = geometry(read_hall(scenes.HALL_INFO), asked)
    assert (found["distance_mm"], found["nearest_mm"], found["width_mm"]) == pytest.approx(expected)


def test_a_screen_follows_the_board_of_its_place() -> None:
    hall = read_hall(scenes.HALL_INFO)
    texts = {language: read_texts(language)["board"] for language in LANGUAGES}
    boards = {
        name: page_for(name, PLACES[display.place][1:], hall, texts, "zh-CN", {})["board"]
        for name, display in DISPLAYS.items()
    }
    assert boards == {
        "hall": Board.HALL,
        "window": "window:3",
        "pickup": Board.PICKUP,
        "citizen": "citizen:3",
        "voice": "voice:east",
    }


def test_a_board_with_a_zone_speaks_for_it() -> None:
    hall = read_hall(scenes.HALL_INFO)
    texts = {language: read_texts(language)["board"] for language in LANGUAGES}
    told = page_for("hall", "", hall, texts, "zh-CN", {"zone": "west"})
    assert told["voice"]["board"] == "voice:west"
    assert told["voice"]["volume"] == 0.6
    assert page_for("hall", "", hall, texts, "zh-CN", {})["voice"] is None


# --- the other boards -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("CLOSED", "本窗口未开放"),
        ("IDLE", "空闲"),
        ("ASSIGNED", "空闲"),
        ("CALLED", "请到本窗口"),
        ("SERVING", "正在办理"),
        ("PAUSED", "暂停服务"),
    ],
)
def test_a_window_says_its_state_in_words_and_with_an_icon(
    fake: RunningHall, opened: Open, state: str, said: str, now: datetime
) -> None:
    """UX-22."""
    fake.show("window:3", scenes.window(state, now=now))
    page = live(opened("/display/window/3", 1024, 600))
    assert said in page.locator(".state").inner_text()
    assert page.locator(".state .icon").first.is_visible()
    assert page.locator(".number").count() == (1 if state in ("CALLED", "SERVING") else 0)


def test_a_window_tells_the_second_and_third_call(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("window:3", scenes.window(now=now, call_no=2))
    page = live(opened("/display/window/3", 1024, 600))
    assert "第二次叫号" in page.locator(".state").inner_text()


OUT_OF_FRAME = """() => [...document.querySelectorAll('.state > *, .name > *, .foot > :not(.foot-hall)')].filter((one) => {
  const box = one.getBoundingClientRect(); const frame = one.parentElement.getBoundingClientRect();
  return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shape", [(1024, 600), (800, 480), (1280, 800), (1920, 540)])
def test_nothing_runs_out_of_a_window_screen(
    fake: RunningHall, opened: Open, now: datetime, shape: tuple[int, int], lang: str
) -> None:
    fake.show("window:3", scenes.window("CLOSED", now=now))
    page = live(opened(f"/display/window/3?lang={lang}", *shape))
    for state in ("CLOSED", "IDLE", "CALLED", "SERVING", "PAUSED"):
        fake.show(
            "window:3", scenes.window(state, number="B1012", now=now, **({"call_no": 3} if state == "CALLED" else {}))
        )
        page.locator(f"[data-state={state}]").wait_for()
        assert page.evaluate(OUT_OF_FRAME) == [], state


def test_every_ready_certificate_has_its_turn_on_the_pickup_board(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    fake.show("pickup", scenes.pickup(now, 30))
    page = live(opened("/display/pickup?screen=hall-west", moved=True))
    seen: set[str] = set()
    for _ in range(50):
        run(page, fake, 1)
        seen |= set(page.evaluate("[...document.querySelectorAll('[data-number]')].map((one) => one.dataset.number)"))
    assert seen == {f"A{place + 1:03}" for place in range(30)}


@pytest.mark.parametrize("distance_m", [6, 8, 10])
@pytest.mark.parametrize("shape", [(1920, 1080), (1080, 1920)])
def test_the_pickup_board_is_readable_and_nothing_is_cut_off(
    fake: RunningHall, opened: Open, now: datetime, distance_m: int, shape: tuple[int, int]
) -> None:
    """UX-21."""
    fake.show("pickup", scenes.pickup(now, 12))
    page = live(opened(f"/display/pickup?distance_mm={distance_m * 1000}", *shape))
    tall = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.ready .number')).fontSize) * 0.733")
    assert tall >= distance_m * 1000 / 150 * max(shape) / 1210 * 0.985
    cut = page.evaluate("""() => [...document.querySelectorAll('.ready, .title > *, .last > *')].filter((one) => {
      if (!one.checkVisibility()) return false;
      const box = one.getBoundingClientRect(); const frame = one.closest('.grid, .title, .last').getBoundingClientRect();
      if (one.matches('.hint') && box.top >= frame.bottom) return false; // fell off as a whole, as it should
      const runsOver = !one.matches('.last-numbers') && one.scrollWidth > one.clientWidth + 1;
      return runsOver || box.bottom > frame.bottom + 1 || box.right > frame.right + 1;
    }).map((one) => one.textContent)""")
    assert cut == []


@pytest.mark.parametrize("distance_m", [6, 8, 10])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_pickup_board_says_so_and_nothing_is_cut_off(
    fake: RunningHall, opened: Open, now: datetime, distance_m: int, lang: str
) -> None:
    fake.show("pickup", {"ready": [], "last": []})
    page = live(opened(f"/display/pickup?distance_mm={distance_m * 1000}&lang={lang}"))
    page.locator(".grid .panel").wait_for()
    assert page.evaluate("(() => { const grid = document.querySelector('.grid'); return grid.scrollHeight <= grid.clientHeight + 1; })()")
    assert page.locator(".last").count() == 0


def test_a_certificate_that_has_just_become_ready_is_marked_for_ten_seconds(
    fake: RunningHall, opened: Open, now: datetime
) -> None:
    fake.show("pickup", scenes.pickup(now, 3), at=scenes.iso(now))
    page = live(opened("/display/pickup", moved=True))
    fresh = "[...document.querySelectorAll('[data-fresh=true]')].map((one) => one.dataset.number).join()"
    assert page.evaluate(fresh) == "A001"
    run(page, fake, 12)
    assert page.evaluate(fresh) == ""


def test_pages_ask_nobody_outside_the_hall(fake: RunningHall, screens: Callable[..., Any], now: datetime) -> None:
    fake.show("hall", scenes.hall(now))
    shown = screens(width=1920, height=1080)
    shown.page.goto(fake.url + "/display/hall?zone=east")
    live(shown.page)
    wait_for(shown.page, "document.documentElement.dataset.sound === 'running'")
    assert shown.foreign == []
