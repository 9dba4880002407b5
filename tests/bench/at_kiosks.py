"""Sixteen kiosks at once, each a client of the public API as a kiosk's machine is: whole pre-reviews, then the rush for numbers."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from queue_server.client import HallClient, HttpHallClient
from queue_server.clock import monotonic_seconds
from queue_server.domain.identity import fictional_citizen_id
from tests.bench.bare_commits import BareCommits
from tests.bench.figures import Bar, Row, percentile
from tests.bench.processes import served_hall

KIOSKS = 16
TYPE = "T03"
NUMBERS_OF_A_DEVICE = 10
"""The hall refuses a kiosk more than a dozen numbers a minute (AB-24); so after ten a client goes on under another device's name."""


def measure(folder: Path, numbers: int) -> Iterator[Row]:
    """Rows of pre-reviews and of numbers. ``numbers`` is rounded up to what sixteen kiosks give evenly."""
    each = -(-numbers // KIOSKS)
    numbers = each * KIOSKS
    devices = KIOSKS * -(-each // NUMBERS_OF_A_DEVICE)
    bare = BareCommits(folder)
    with served_hall(folder / "hall", numbers, devices) as hall:
        houses = deque(hall.access["houses"])
        clients = [HttpHallClient(hall.url, token) for token in hall.access["kiosks"]]
        bare.measure(numbers)
        reviews: deque[tuple[HallClient, str]] = deque()

        def review(kiosk: int, turn: int) -> None:
            client = clients[kiosk + KIOSKS * (turn // NUMBERS_OF_A_DEVICE)]
            reviews.append((client, passed_review(client, houses.popleft(), len(houses))))

        seconds, _ = all_at_once(each, review)
        yield Row("whole pre-reviews passed, 16 kiosks at once", numbers / seconds, "/s", bare.per_second, "bare durable commits",
                  numbers, seconds)
        bare.measure(numbers)
        given: list[str] = []

        def take(kiosk: int, turn: int) -> None:
            client, case_id = reviews.popleft()
            given.append(str(client.act("take_ticket", review_id=case_id, here=["p1", "p2"])["number"]))

        seconds, waits = all_at_once(each, take)
        if len(set(given)) != numbers:
            raise RuntimeError(f"{numbers} numbers were asked for, {len(set(given))} different ones given")
        bare.measure(numbers)
    yield Row("numbers issued, 16 kiosks at once (the issuing request, reviews passed before)", numbers / seconds, "/s", bare.per_second,
              "bare durable commits", numbers, seconds, (Bar("ratio", 0.2),))
    yield Row("the same, p95 of one request", percentile(waits, 0.95) * 1000, "ms", bare.p95_of_writers(KIOSKS, each) * 1000,
              "bare commits, 16 writers in turn", numbers, seconds, (Bar("figure", 500, at_least=False),))


def all_at_once(each: int, work: Callable[[int, int], None]) -> tuple[float, list[float]]:
    """Every kiosk does its work so many times. Answers the seconds from first to last and how long each piece took."""
    waits: list[float] = []
    failures: list[BaseException] = []
    start = threading.Barrier(KIOSKS + 1)

    def live(kiosk: int) -> None:
        start.wait()
        try:
            for turn in range(each):
                began = monotonic_seconds()
                work(kiosk, turn)
                waits.append(monotonic_seconds() - began)
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=live, args=(kiosk,)) for kiosk in range(KIOSKS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = monotonic_seconds()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return monotonic_seconds() - began, waits


def passed_review(client: HallClient, house: dict[str, Any], serial: int) -> str:
    """One sale through the pre-review, asking and answering what a kiosk's pages do."""
    case_id = str(client.act("open_review", type_code=TYPE, channel="KIOSK")["review_id"])
    buyer_no = fictional_citizen_id(date(1983, 1 + serial // 900 % 12, 1 + serial // 900 // 12 % 28), 100 + serial % 900)
    client.act("set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "TRANSFEROR", "name": house["name"], "document_no": house["document_no"], "phone": "16100000001"},
        {"party_id": "p2", "role": "TRANSFEREE", "name": "李买方", "document_no": buyer_no, "phone": "16100000002"}])
    client.act("look_up", review_id=case_id, certificate_no=house["certificate_no"])
    while asked := [row for row in reviewed(client, case_id)["questions"] if row.get("answer") is None]:
        client.act("answer", review_id=case_id, facts={name: False for row in asked for name in facts_of(row)})
    papers = reviewed(client, case_id)["documents"]
    client.act("answer", review_id=case_id, documents={row["key"]: "HAVE" for row in papers if row.get("state") != "SHARED"})
    outcome = client.act("decide_review", review_id=case_id)["outcome"]
    if outcome != "PASS":
        raise RuntimeError(f"the pre-review said {outcome}")
    return case_id


def reviewed(client: HallClient, case_id: str) -> dict[str, Any]:
    return dict(client.view("review", review_id=case_id)["data"]["review"])


def facts_of(row: dict[str, Any]) -> list[str]:
    parties = row.get("party_ids") or []
    return [f"{row['fact']}@{party}" for party in parties] or [str(row["fact"])]
