"""What hangs on the kiosk: the card reader, the voice; and the visits it keeps in memory."""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kiosk.desk import Desk, KeyRing
from kiosk.reader import READERS, Card, HttpReader, ReaderFault, make_reader
from kiosk.speech import CACHE_BYTES_MAX, Speech, find_engine
from kiosk.visit import Visit
from kiosk.visits import VISITS_MAX, Busy, VisitGone, Visits
from queue_server.client import LocalHallClient, SaidNo, Unavailable
from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import Touches, kiosk_app


class ReaderService:
    """The reader maker's service on this machine, answering what the test sets."""

    def __init__(self) -> None:
        self.answer: tuple[int, str] = (204, "")
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, text = owner.answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/card"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()


@pytest.fixture
def service() -> Iterator[ReaderService]:
    made = ReaderService()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def test_a_card_on_the_reader_is_read(service: ReaderService) -> None:
    service.answer = (200, '{"document_no": "990000198001010012", "name": "张三丰", "expires_on": "2099-01-01"}')
    assert make_reader("http", {"url": service.url}).read() == Card(OWNER, "张三丰", expires_on="2099-01-01")


def test_an_empty_reader_reads_nothing(service: ReaderService) -> None:
    assert HttpReader(service.url).read() is None


@pytest.mark.parametrize(
    "answer", [(500, ""), (200, "<html>"), (200, "[]"), (200, '{"name": "x"}'), (302, ""), (200, '{"document_no":"1","expires_on":"x"}')]
)  # fmt: skip
def test_a_reader_that_talks_nonsense_is_a_fault(service: ReaderService, answer: tuple[int, str]) -> None:
    service.answer = answer
    with pytest.raises(ReaderFault):
        HttpReader(service.url).read()


@pytest.mark.parametrize(
    "url", ["http://10.0.0.5/card", "https://example.org/", "file:///etc/passwd", "http://127.0.0.1@evil.example/", ""]
)
def test_card_data_never_crosses_a_network(url: str) -> None:
    """AB-23: a reader is on this machine or it is none."""
    with pytest.raises(ValueError, match="on this machine"):
        HttpReader(url)


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_made_by_its_name_and_refuses_options_it_does_not_know(name: str) -> None:
    options = {"url": "http://127.0.0.1:9/card"} if name == "http" else {}
    reader = make_reader(name, options)
    assert reader.automatic in (True, False) and reader.typed in (True, False)
    with pytest.raises((ValueError, TypeError)):
        make_reader(name, {**options, "colour": "red"})


def test_an_unknown_reader_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="known are none, keyboard, http, simulated"):
        make_reader("retina", {})


def card_at(hall: FakeHall, service: ReaderService, answer: tuple[int, str]) -> Touches:
    service.answer = answer
    app = kiosk_app(hall, reader="http", reader_options={"url": service.url})
    touch = Touches(app.test_client())
    STATIONS["document_no"](touch, hall)
    touch.status, model = touch.post("card", {"visit": touch.model["visit"], "step": touch.model["step"]})
    if touch.status == 200:
        touch.model = model
    return touch


def test_a_card_brings_number_and_name_and_spares_both_pages(hall: FakeHall, service: ReaderService) -> None:
    touch = card_at(
        hall, service, (200, '{"document_no": "990000198001010012", "name": "张三丰", "expires_on": "2099-01-01"}')
    )
    assert touch.page == "phone"
    touch("leave")
    assert touch.model["rows"][0]["name"] == "张三丰"


def test_an_expired_card_is_told_at_once(hall: FakeHall, service: ReaderService) -> None:
    """K03."""
    touch = card_at(
        hall, service, (200, '{"document_no": "990000198001010012", "name": "张三丰", "expires_on": "2014-10-12"}')
    )
    assert touch.page == "document_no" and touch.model["trouble"]["code"] == "K03"


def test_a_reader_that_is_broken_is_told(hall: FakeHall, service: ReaderService) -> None:
    """K01."""
    touch = card_at(hall, service, (500, ""))
    assert touch.model["trouble"]["code"] == "K01"
    assert touch.model["trouble"]["text"].startswith("未读到身份证")


def test_no_card_is_no_answer(hall: FakeHall, service: ReaderService) -> None:
    assert card_at(hall, service, (204, "")).status == 204


def test_a_card_is_only_read_on_the_page_that_asks_for_it(hall: FakeHall, service: ReaderService) -> None:
    touch = card_at(hall, service, (204, ""))
    touch("back")
    service.answer = (200, '{"document_no": "990000198001010012"}')
    status, _ = touch.post("card", {"visit": touch.model["visit"], "step": touch.model["step"]})
    assert status == 204


# --- the voice ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def speech() -> Speech:
    engine = find_engine()
    assert engine is not None, "espeak-ng is missing: run 'make setup'"
    return Speech(engine)


def seconds_of(clip: bytes | None) -> float:
    assert clip is not None
    with wave.open(io.BytesIO(clip)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        return sound.getnframes() / sound.getframerate()


@pytest.mark.parametrize(
    ("lang", "text"), [("zh-CN", "您好，请选择要办理的业务"), ("en", "Hello, please choose a service")]
)
def test_a_sentence_becomes_sound(speech: Speech, lang: str, text: str) -> None:
    (sentence,) = speech.offer(lang, [text])
    assert 1.0 < seconds_of(speech.clip(sentence)) < 6.0


def test_only_what_was_shown_can_be_heard(speech: Speech) -> None:
    assert speech.clip("0" * 32) is None


def test_markup_and_long_texts_are_read_as_they_stand_and_cut(speech: Speech) -> None:
    """AB-22."""
    (marked,) = speech.offer("en", ['<speak><audio src="http://x/"/>[[a]]</speak>'])
    assert seconds_of(speech.clip(marked)) > 1.0
    (long,) = speech.offer("en", ["a " * 5000])
    assert seconds_of(speech.clip(long)) < 60


def test_many_sentences_do_not_fill_the_memory() -> None:
    class Loud:
        def render(self, lang: str, text: str) -> bytes:
            return bytes(CACHE_BYTES_MAX // 3)

    speech = Speech(Loud())  # type: ignore[arg-type]
    ids = speech.offer("en", [str(n) for n in range(10)])
    for sentence in ids:
        speech.clip(sentence)
    assert speech._bytes <= CACHE_BYTES_MAX


def test_without_an_engine_the_page_says_so() -> None:
    speech = Speech(None)
    assert not speech.available
    with pytest.raises(Unavailable):
        speech.clip("0" * 32)


# --- visits in memory ---------------------------------------------------------------------------------------------------


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_visit_nobody_touches_is_forgotten_by_the_process_too() -> None:
    hands = Hands()
    visits = Visits(hands)
    visit = visits.begin(Visit("kiosk-1"))
    hands.now += 104
    assert visits.forget_abandoned(lambda _: 90) == []
    hands.now += 2
    assert visits.forget_abandoned(lambda _: 90) == [visit]
    with pytest.raises(VisitGone), visits.hold(visit.visit_id):
        pass


def test_a_touch_keeps_a_visit() -> None:
    hands = Hands()
    visits = Visits(hands)
    visit = visits.begin(Visit("kiosk-1"))
    hands.now += 100
    visits.touch(visit)
    hands.now += 100
    assert visits.forget_abandoned(lambda _: 90) == []


def test_the_memory_for_visits_has_an_end() -> None:
    hands = Hands()
    visits = Visits(hands)
    first = visits.begin(Visit("kiosk-1"))
    for _ in range(VISITS_MAX):
        hands.now += 1
        visits.begin(Visit("kiosk-1"))
    assert len(visits) == VISITS_MAX and visits.end(first.visit_id) is None


def test_two_touches_of_one_visit_wait_for_each_other() -> None:
    visits = Visits(Hands())
    visit = visits.begin(Visit("kiosk-1"))
    with visits.hold(visit.visit_id), pytest.raises(Busy), visits.hold(visit.visit_id, wait=False):
        pass


def test_an_abandoned_review_is_given_up(hall: FakeHall) -> None:
    hands = Hands()
    app = kiosk_app(hall, now=hands)  # type: ignore[arg-type]
    touch = Touches(app.test_client())
    touch.to_check()
    hands.now += 60 + 30 + 16
    Touches(app.test_client())
    assert hall.reviews["r1"].dropped


def test_a_wish_has_one_key_until_it_is_answered_with_no() -> None:
    hall, keys = FakeHall(), KeyRing()
    client = LocalHallClient(hall)
    hall.refuse = {"take_consult_ticket": "HALL_CLOSED"}
    seen: list[str] = []
    act = hall.act

    def remember(name: str, body: dict[str, Any], key: str, lang: str) -> Any:
        seen.append(key)
        return act(name, body, key, lang)

    hall.act = remember  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(SaidNo):
            Desk(client, keys, 1, "zh-CN").act_once("take_consult_ticket", review_id=None, reason="X")
    hall.refuse = {}
    for step in (1, 2, 3):
        Desk(client, keys, step, "zh-CN").act_once("take_consult_ticket", review_id=None, reason="X")
    assert len(set(seen[:2])) == 2 and len(set(seen[2:])) == 1 and len(hall.tickets) == 1
