"""The phone pages of appointments as a phone without script uses them: book, look, move, cancel, find again, and every wrong form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from queue_server.web.app import create_web
from queue_server.web.errors import sentence
from tests.server.halls import HallInTest, close_halls, open_hall

AT = "2014-10-14T09:30:00+08:00"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield open_hall(tmp_path)
    close_halls()


@pytest.fixture
def phone(hall: HallInTest) -> FlaskClient:
    return create_web(hall.site).app.test_client()


def filled(hall: HallInTest, **more: str) -> dict[str, str]:
    return {"type": "T03", "at": AT, "name": "李预约", "document_kind": "CITIZEN_ID", "document_no": hall.new_person_no(),
            "phone": "16100000009"} | more


@pytest.mark.parametrize(("lang", "words"), [("zh-CN", "哪一天？"), ("en", "Which day?")])
def test_a_citizen_books_moves_and_cancels_on_pages_without_script(hall: HallInTest, phone: FlaskClient, lang: str, words: str) -> None:
    first = phone.get(f"/book?lang={lang}").text
    assert f'href="/book?type=T03&amp;lang={lang}"' in first
    assert words in phone.get(f"/book?type=T03&lang={lang}").text
    sent = phone.post(f"/book?lang={lang}", data=filled(hall))
    page = sent.headers["Location"].partition("?")[0]
    assert sent.status_code == 303 and re.fullmatch(r"/book/[0-9a-f]{40}", page)
    shown = phone.get(f"{page}?lang={lang}").text
    assert "09:30" in shown and "李预约" not in shown and "<script" not in shown
    assert 'value="2014-10-15T10:00:00+08:00"' in phone.get(f"{page}?move=1&day=2014-10-15&lang={lang}").text
    assert phone.post(f"{page}/move?lang={lang}", data={"at": "2014-10-15T10:00:00+08:00"}).status_code == 303
    assert "10:00" in phone.get(f"{page}?lang={lang}").text
    assert phone.post(f"{page}/cancel?lang={lang}").headers["Location"].startswith("/book/cancelled")
    assert not hall.site.hall.state.appointments
    assert phone.get(page).status_code == 404


def test_a_form_that_is_sent_twice_books_once(hall: HallInTest, phone: FlaskClient) -> None:
    form = filled(hall)
    assert phone.post("/book", data=form).headers["Location"] == phone.post("/book", data=form).headers["Location"]
    assert len(hall.site.hall.state.appointments) == 1


def test_a_place_given_back_can_be_booked_again_with_the_same_form(hall: HallInTest, phone: FlaskClient) -> None:
    form, pages = filled(hall), set()
    for _ in range(3):
        page = phone.post("/book", data=form).headers["Location"].partition("?")[0]
        assert phone.get(page).status_code == 200
        assert phone.post("/book", data=form).headers["Location"].partition("?")[0] == page and len(hall.site.hall.state.appointments) == 1
        pages.add(page)
        phone.post(f"{page}/cancel")
    assert len(pages) == 3


def test_a_wrong_form_says_why_and_keeps_what_was_written(hall: HallInTest, phone: FlaskClient) -> None:
    said = phone.post("/book?lang=en", data=filled(hall, phone="123"))
    assert said.status_code == 409 and 'role="alert"' in said.text and 'value="李预约"' in said.text
    for wrong in ({"at": ""}, {"at": "soon"}, {"type": "T99"}, {"document_kind": "PASS"}, {"document_no": ""}, {"name": ""}):
        assert phone.post("/book", data=filled(hall, **wrong)).status_code == 409
    assert not hall.site.hall.state.appointments


def test_a_page_elsewhere_cannot_book_in_somebodys_name(hall: HallInTest, phone: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        assert phone.post("/book", data=filled(hall), headers=headers).status_code == 409
    assert not hall.site.hall.state.appointments
    assert phone.post("/book", data=filled(hall), headers={"Origin": "http://localhost"}).status_code == 303


def test_the_page_is_found_again_by_code_and_end_of_the_document(hall: HallInTest, phone: FlaskClient) -> None:
    form = filled(hall)
    page = phone.post("/book", data=form).headers["Location"].partition("?")[0]
    code = re.search(r"\d{4} \d{4}", phone.get(page).text)
    assert code is not None
    found = phone.post("/book/find", data={"code": code[0], "last_four": form["document_no"][-4:]})
    assert found.headers["Location"].startswith(page)
    assert phone.post("/book/find", data={"code": code[0], "last_four": "0000"}).status_code == 409


def test_an_address_sends_so_many_forms_and_no_more(hall: HallInTest, phone: FlaskClient) -> None:
    too_often = sentence("SLOW_DOWN", {}, "en")
    assert any(too_often in phone.post("/book?lang=en", data=filled(hall, name="")).text for _ in range(60))


def test_a_guessed_page_shows_nothing(phone: FlaskClient) -> None:
    for guess in ("0" * 40, "x", "A39"):
        assert phone.get(f"/book/{guess}").status_code == 404
        assert phone.post(f"/book/{guess}/cancel").status_code in (404, 409)
