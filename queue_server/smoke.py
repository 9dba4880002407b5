"""Walk one citizen through a running hall, by nothing but its public API and its sockets: `lideng smoke --url … --access …`.

For the technician after an installation or a change: each step is printed with what was seen, and the first that is wrong ends the
walk with exit code 1. It works with the access file that the demonstration writes, sits at one quiet same-day window, and leaves
one finished case behind. It knows nothing of the hall but its addresses.
"""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import requests
import socketio

from . import contract
from .clock import monotonic_seconds
from .domain.identity import fictional_citizen_id
from .smoke_places import Board, Place, Seat, Wrong, read

WINDOW = "1"
POSTS = ("ACCEPTOR", "REGISTRAR", "CERT_CLERK", "CASHIER", "ISSUER")
"""Whom the walk needs: the first seat of each, the first two at the window."""
TYPE = "T03"
PNG = b"\x89PNG"


def smoke(options: argparse.Namespace) -> int:
    """Run the walk and print each step. Exit code 0 when all went well, 1 at the first that did not."""
    access = json.loads(options.access.read_text(encoding="utf-8"))
    walk = Walk(options.url.rstrip("/"), access, options.timeout, options.board_seconds)
    began = monotonic_seconds()
    try:
        for step in walk.steps():
            print(f"ok     {monotonic_seconds() - began:6.1f} s  {step}", flush=True)
    except (Wrong, requests.RequestException, socketio.exceptions.SocketIOError, KeyError, StopIteration) as problem:
        print(f"WRONG  {monotonic_seconds() - began:6.1f} s  {type(problem).__name__}: {problem}", flush=True)
        return 1
    finally:
        walk.leave()
    print("the walk is whole")
    return 0


class Walk:
    """One citizen, and the staff he meets."""

    def __init__(self, url: str, access: Mapping[str, Any], timeout: float, board_seconds: float) -> None:
        self.url, self.access, self.timeout, self.board_seconds = url, access, timeout, board_seconds
        self.boards: list[Board] = []
        self.number = self.token = self.case_id = self.ticket_id = ""

    def leave(self) -> None:
        for board in self.boards:
            board.close()

    def board(self, name: str, seat: Seat | None = None, device: str = "") -> Board:
        board = Board(self.url, name, self.timeout, seat=seat, device=device)
        self.boards.append(board)
        return board

    def steps(self) -> Iterator[str]:
        """Yields a line for each step that went well; raises Wrong at the first that did not."""
        health = read(requests.get(self.url + contract.HEALTH, timeout=self.timeout), "health")
        seq, head = int(health["log"]["seq"]), str(health["log"]["head"])
        yield f"health: version {health['version']}, hall {health['hall']}, event {seq}, head {head[:12]}"
        page = requests.get(f"{self.url}/kiosk/", timeout=self.timeout)
        if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
            raise Wrong(f"the kiosk page answered {page.status_code}")
        yield "the kiosk page is there"
        hall, pickup = self.board("hall"), self.board("pickup")
        yield "the hall board and the pickup board are followed over WebSocket"
        seats = {post: Seat(self.url, self._row(post), self.timeout) for post in POSTS}
        console = self.board(f"console:{seats['ACCEPTOR'].seat}", seat=seats["ACCEPTOR"])
        if console.data.get("window", {}).get("state") == "CLOSED":
            seats["ACCEPTOR"].act("open_window")
        yield f"{len(seats)} seats are taken, window {WINDOW} is open"
        yield from self._review()
        yield from self._ticket(hall)
        yield from self._window(seats["ACCEPTOR"], hall)
        yield from self._registrar(seats["REGISTRAR"], seats["ACCEPTOR"])
        yield from self._collection(seats, pickup)
        after = read(requests.get(self.url + contract.HEALTH, timeout=self.timeout), "health")["log"]
        if int(after["seq"]) <= seq or after["head"] == head:
            raise Wrong("the chain of events did not move")
        yield f"the chain moved by {int(after['seq']) - seq} events to {str(after['head'])[:12]}"

    def _row(self, post: str) -> Mapping[str, Any]:
        """The first seat of that post, at the window for whoever sits there. Raises Wrong when the file names none."""
        at_window = post in POSTS[:2]
        rows = [row for row in self.access["staff"] if row["post"] == post and (not at_window or row["seat"].startswith(f"{WINDOW}-"))]
        if not rows:
            raise Wrong(f"the access file names no seat for {post}")
        return rows[0]

    # --- at the kiosk ---------------------------------------------------------------------------------------------------

    def _review(self) -> Iterator[str]:
        self.kiosk = kiosk = Place(self.url, self.timeout, {contract.DEVICE_HEADER: self.access["devices"]["kiosk"]})
        self.case_id = str(kiosk.act("open_review", type_code=TYPE, channel="KIOSK")["review_id"])
        buyer_no = fictional_citizen_id(date(1983, 4, 25), secrets.randbelow(1000))
        for house in self.access["smoke_houses"]:
            kiosk.act("set_parties", review_id=self.case_id, parties=[
                {"party_id": "p1", "role": "TRANSFEROR", "name": house["name"], "document_no": house["document_no"], "phone": "16100000001"},
                {"party_id": "p2", "role": "TRANSFEREE", "name": "欧阳测试", "document_no": buyer_no, "phone": "16100000002"}])
            found = kiosk.act("look_up", review_id=self.case_id, certificate_no=house["certificate_no"])
            if found["state"] == "FOUND" and found["holder"]:
                break
        else:
            raise Wrong("every house of the access file is sold or gone: start a fresh demonstration")
        for _ in range(20):
            asked = [row for row in kiosk.view("review", review_id=self.case_id)["review"]["questions"] if row.get("answer") is None]
            if not asked:
                break
            kiosk.act("answer", review_id=self.case_id, facts={name: False for row in asked for name in _facts(row)})
        papers = kiosk.view("review", review_id=self.case_id)["review"]["documents"]
        kiosk.act("answer", review_id=self.case_id, documents={row["key"]: "HAVE" for row in papers if row.get("state") != "SHARED"})
        decided = kiosk.act("decide_review", review_id=self.case_id)
        if decided["outcome"] != "PASS":
            raise Wrong(f"the pre-review said {decided['outcome']}")
        yield f"kiosk: pre-review passed with {len(papers)} papers"

    def _ticket(self, hall: Board) -> Iterator[str]:
        given = self.kiosk.act("take_ticket", review_id=self.case_id, here=["p1", "p2"])
        self.number, self.ticket_id, self.token = str(given["number"]), str(given["ticket_id"]), str(given["token"])
        job = str(given.get("slip", {}).get("job_id") or given["job_id"])
        picture = requests.get(f"{self.url}/api/slips/{job}.png", headers=self.kiosk.headers(), timeout=self.timeout)
        if picture.status_code != 200 or not picture.content.startswith(PNG):
            raise Wrong(f"the slip's picture answered {picture.status_code}")
        yield f"number {self.number}, slip of {len(picture.content)} bytes"
        yield self._phone("with the number")
        self._until(lambda: self.console_ticket() == self.ticket_id, "the call at the console of window 1")
        self._seat_acknowledges()
        yield hall.await_text(self.number, self.board_seconds, f"the hall board shows {self.number}")
        yield self._phone("at the call")

    def console_ticket(self) -> str:
        console = next(b for b in self.boards if b.name == "console:1-a")
        return str((console.latest().get("ticket") or {}).get("ticket_id") or "")

    def _seat_acknowledges(self) -> None:
        console = next(b for b in self.boards if b.name == "console:1-a")
        assert console.seat is not None
        console.seat.act("acknowledge", ticket_id=self.ticket_id)

    def _until(self, holds: Any, what: str) -> None:
        until = monotonic_seconds() + self.timeout
        console = next(b for b in self.boards if b.name == "console:1-a")
        while not holds():
            if monotonic_seconds() > until:
                raise Wrong(f"{what} did not come within {self.timeout:g} seconds; is another window of the hall quicker?")
            console.wait(0.5)

    def _phone(self, when: str) -> str:
        page = requests.get(f"{self.url}{contract.TICKET_PAGE}/{self.token}", timeout=self.timeout)
        if page.status_code != 200 or self.number not in page.text:
            raise Wrong(f"the phone's page {when} answered {page.status_code} and does not show {self.number}")
        return f"phone page {when}: shows {self.number}"

    # --- at the window --------------------------------------------------------------------------------------------------

    def _window(self, acceptor: Seat, hall: Board) -> Iterator[str]:
        place = next(place for place in (WINDOW, acceptor.seat) if f"citizen:{place}" in self.access["devices"])  # a window, or its seat
        device = str(self.access["devices"][f"citizen:{place}"])
        screen = Place(self.url, self.timeout, {contract.DEVICE_HEADER: device})
        shown = self.board(f"citizen:{place}", device=device)
        acceptor.act("start_serving")
        yield "the window serves the number"
        for row in acceptor.view("ticket", ticket_id=self.ticket_id)["ticket"]["documents"]:
            acceptor.act("tick_document", ticket_id=self.ticket_id, key=row["key"], original=True, pages=2)
        acceptor.act("fill_application", ticket_id=self.ticket_id, details={
            "cause": "SALE", "price_yuan": "520000", "contract_no": "SMOKE-1", "contract_date": "2014-10-01", "co_ownership_kind": "SOLE",
            "certificate_copies": "1"})
        ticket = acceptor.view("ticket", ticket_id=self.ticket_id)["ticket"]
        answers = {row["id"]: {"co_owned": "SOLE", "dispute": False}.get(row["id"], True) for row in ticket["inquiry"]["questions"]}
        acceptor.act("record_inquiry", ticket_id=self.ticket_id, signed=True, answers=answers)
        acceptor.act("show_citizen", ticket_id=self.ticket_id, step="CHECK")
        shown.await_text("CHECK", self.board_seconds, "")
        if "990000" in json.dumps(shown.latest(), ensure_ascii=False):
            raise Wrong("the citizen's screen shows a document number that is not masked")
        screen.act("citizen_confirm", window_id=place)
        yield "the citizen read his screen, masked, and confirmed on it"
        accepted = acceptor.act("accept", ticket_id=self.ticket_id)
        yield f"accepted as {accepted['case_no']}, promised for {accepted['due_at']}"
        yield self._phone("after acceptance")

    # --- behind ---------------------------------------------------------------------------------------------------------

    def _registrar(self, registrar: Seat, acceptor: Seat) -> Iterator[str]:
        for row in registrar.view("case", case_id=self.case_id)["case"]["checks"]:
            registrar.act("answer_check", case_id=self.case_id, check=row["check"], ok=True)
        registrar.act("approve", case_id=self.case_id, opinion="符合登记条件，同意登记")
        yield "approved by another hand"
        if registrar.view("case", case_id=self.case_id)["case"]["tax"]["mode"] == "ONE_WINDOW":
            acceptor.act("set_tax", case_id=self.case_id, state="CLEARED", voucher_no="SMOKE-1")
            yield "the tax voucher is taken at the window"
        entered = registrar.act("enter_register", case_id=self.case_id)
        yield f"entered in the register, version {entered['version']}"
        yield self._phone("after the entry")

    def _collection(self, seats: Mapping[str, Seat], pickup: Board) -> Iterator[str]:
        registrar, clerk = seats["REGISTRAR"], seats["CERT_CLERK"]
        pages = int(registrar.view("case", case_id=self.case_id)["case"].get("pages") or 0) or 20
        registrar.act("hand_over_file", case_id=self.case_id, pages=pages)
        clerk.act("receive_file", case_id=self.case_id, pages=pages)
        yield f"the certificate is made on blank {self._certify(clerk)}"
        yield pickup.await_text(self.number, self.board_seconds, f"the pickup board shows {self.number}")
        yield self._phone("when it can be collected")
        taken = seats["CASHIER"].act("take_fee", case_id=self.case_id, means="CASH")
        yield f"the fee is taken: {taken['yuan']} yuan, receipt {taken['receipt_no']}"
        seats["ISSUER"].act("deliver", case_id=self.case_id, recipient_party_id="p2", id_checked=True,
                          signature={"kind": "PAPER", "reference": "smoke"})
        pickup.await_gone(self.number, self.board_seconds)
        yield "the certificate is collected, the pickup board is clear of it"
        yield self._phone("at the end")

    def _certify(self, clerk: Seat) -> str:
        """On the first blank of the drawer that is still unused; without a drawer on any number."""
        drawer = self.access.get("blanks", {}).get("ownership_certificate") or self.access.get("blanks", {}).get("title_certificate") or []
        for serial in [*drawer, str(secrets.randbelow(9 * 10 ** 7) + 10 ** 7)]:
            try:
                clerk.act("certify", case_id=self.case_id, blank_serial=serial)
            except Wrong as no:
                if no.code not in ("BLANK_USED", "BLANK_SPOILED"):
                    raise
                continue
            return str(serial)
        raise Wrong("the drawer of blank certificates is empty")


def _facts(row: Mapping[str, Any]) -> list[str]:
    """The facts one question fills: one for the case, or one for each party it is open for."""
    parties = row.get("party_ids") or []
    return [f"{row['fact']}@{party}" for party in parties] or [str(row["fact"])]
