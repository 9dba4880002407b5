"""Real processes, started as a technician starts them and killed as a power cut kills them: no number is lost, doubled or changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from queue_server.client import HttpHallClient
from queue_server.domain.errors import Unavailable
from queue_server.domain.scene import Actor
from queue_server.log import Log
from tests.bench.followers import Followers, display
from tests.house_rules import ROOT

from . import halls

KIOSKS = 3
REVIEWS = 9
AT = (halls.MONDAY + timedelta(minutes=5)).isoformat()


class Prepared:
    """A hall with passed reviews that wait for their numbers, each with the client of its kiosk."""

    def __init__(self, folder: Path, database: str) -> None:
        hall = halls.open_hall(folder, database)
        self.folder, self.database, self.hall_id = folder, database, hall.site.hall.hall_id
        self.tokens = [hall.site.accounts.enrol(f"kiosk-{n}", "KIOSK", hall.clock.now(), "") for n in range(KIOSKS)]
        self.reviews: list[tuple[int, str]] = []
        for n in range(REVIEWS):
            kiosk = Actor(role="KIOSK", device=f"kiosk-{n % KIOSKS}")
            case_id = hall.sale_review(hall.house(), kiosk)
            hall.show_papers(case_id, kiosk)
            hall.act(kiosk, "decide_review", review_id=case_id)
            self.reviews.append((n % KIOSKS, case_id))
        hall.site.log.close()

    def take(self, port: int, kiosk: int, case_id: str) -> str:
        """The number of a review; asked again with the same key it is the same number."""
        client = HttpHallClient(f"http://127.0.0.1:{port}", self.tokens[kiosk], tries=1, read_seconds=20.0)
        return str(client.act("take_ticket", review_id=case_id, here=["p1", "p2"], key=f"take/{case_id}")["number"])

    def on_record(self) -> list[str]:
        """The numbers the log holds, after a look at its chain."""
        with closing(Log(self.database)) as log:
            assert log.verify(self.hall_id) == []
            return sorted(json.loads(row.body)["label"] for row in log.of_kind(self.hall_id, ["TicketIssued"]))

    def head(self) -> int:
        with closing(Log(self.database)) as log:
            return log.head(self.hall_id)[0]


@contextmanager
def serving(hall: Prepared, port: int, name: str, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that serves the hall and answers; killed at the end, if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.server.serve_at", AT, "serve", "--data", str(hall.folder), "--database", hall.database, "--name", name,
         "--port", str(port), "--no-printers", *more], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=Retry(total=200, backoff_factor=0.05, backoff_max=0.3)))
            assert session.get(f"http://127.0.0.1:{port}/healthz", timeout=30).status_code == 200
        yield process
    finally:
        process.kill()
        process.wait()


def seq_of(text: str) -> int:
    """The event a board was drawn at; 0 for what is no snapshot."""
    said = json.loads(text[2:]) if text.startswith("42[") else ["", {}]
    return int(said[1].get("seq") or 0) if said[0] == "snapshot" else 0


@pytest.mark.parametrize("woken_by", ["log", "redis"])
def test_two_processes_serve_one_hall_and_the_other_goes_on_when_one_is_killed(
        tmp_path: Path, postgres_url: str, redis_url: str, free_port: Callable[[], int], woken_by: str) -> None:
    hall = Prepared(tmp_path / "hall", postgres_url)
    more = ("--redis", redis_url) if woken_by == "redis" else ()
    one, other = free_port(), free_port()
    with serving(hall, one, "one", *more) as first, serving(hall, other, "other", "--no-tick", *more):
        with Followers(lambda: display(other, "hall"), 1) as board, Followers(lambda: display(one, "hall"), 1) as first_board:
            numbers = [hall.take(one, *hall.reviews[0])]
            head = hall.head()
            board.until_last(lambda text: seq_of(text) >= head, 30)
            numbers.append(hall.take(other, *hall.reviews[1]))
            head = hall.head()
            first_board.until_last(lambda text: seq_of(text) >= head, 30)
        assert hall.take(other, *hall.reviews[0]) == numbers[0], "a retry that reaches the other process gets the first answer"

        def rush(n: int) -> str:
            try:
                return hall.take((one, other)[n % 2], *hall.reviews[n])
            except Unavailable:  # its process was killed: the kiosk asks again, and reaches the other
                return hall.take(other, *hall.reviews[n])
            finally:
                if n == 4:
                    first.kill()

        with ThreadPoolExecutor(KIOSKS) as kiosks:
            numbers += kiosks.map(rush, range(2, REVIEWS))
        assert first.wait(20) != 0
        assert len(set(numbers)) == REVIEWS
    assert hall.on_record() == sorted(numbers)


def test_a_killed_process_comes_back_with_every_number_it_gave(tmp_path: Path, sqlite_url: str, free_port: Callable[[], int]) -> None:
    hall = Prepared(tmp_path / "hall", sqlite_url)
    port = free_port()
    given: dict[str, str] = {}
    with serving(hall, port, "before") as process:

        def take(n: int) -> None:
            kiosk, case_id = hall.reviews[n]
            try:
                given[case_id] = hall.take(port, kiosk, case_id)
            except Unavailable:
                assert process.wait(20) != 0, "only the killed process may leave a kiosk without an answer"
            if n == 4:
                process.kill()

        with ThreadPoolExecutor(KIOSKS) as kiosks:
            list(kiosks.map(take, range(REVIEWS)))
    assert given
    port = free_port()
    with serving(hall, port, "after"):
        again = {case_id: hall.take(port, kiosk, case_id) for kiosk, case_id in hall.reviews}
    assert {case_id: again[case_id] for case_id in given} == given, "an acknowledged number is kept, and a retry gives it again"
    assert len(set(again.values())) == REVIEWS
    assert hall.on_record() == sorted(again.values())
