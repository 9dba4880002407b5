"""What the journeys share: a served hall that the test steers, its log and register read beside it, and members of staff by the API."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from queue_server.config import load_hall
from queue_server.domain.folio import Folio
from queue_server.hall import event_of
from queue_server.log import Log
from queue_server.register import Register
from queue_server.smoke_places import Seat

ROOT = Path(__file__).resolve().parents[2]
ANSWER_SECONDS = 60.0


@dataclass
class SteeredHall:
    """One hall in a process of its own. ``folder`` holds its database and what its printers printed."""

    url: str
    folder: Path
    template: str
    process: subprocess.Popen[str]

    @cached_property
    def config(self) -> Any:
        return load_hall(self.template)

    @cached_property
    def told(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "told.json").read_text(encoding="utf-8")))

    @cached_property
    def log(self) -> Log:
        return Log(f"sqlite:///{self.folder / 'hall.db'}")

    @cached_property
    def _seats(self) -> dict[str, Seat]:
        return {}

    def order(self, do: str, **what: Any) -> dict[str, Any]:
        """Steer the hall: ``pass`` time, show a ``card``, close the ``register``."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    @property
    def now(self) -> str:
        """The hall's own time."""
        return str(self.order("tell")["at"])

    def seat(self, name: str) -> Seat:
        """The member of staff at that seat, signed in once."""
        if name not in self._seats:
            self._seats[name] = Seat(
                self.url, {"seat": name, "staff_no": self.told["staff_no"][name], "password": self.told["password"]}, ANSWER_SECONDS)
        return self._seats[name]

    def seat_anew(self, name: str) -> Seat:
        """The same, signed in at this moment: whoever was there before has been away too long."""
        self._seats.pop(name, None)
        return self.seat(name)

    def tax_clerk(self) -> Seat:
        """Whoever speaks for the tax office: its own window, or where one window takes all, an acceptor."""
        seats = {role: [m.seat for m in self.config.staff if role in m.roles and m.seat] for role in ("TAX_CLERK", "ACCEPTOR")}
        return self.seat((seats["TAX_CLERK"] or seats["ACCEPTOR"])[0])

    def houses(self, scenario: str) -> list[dict[str, Any]]:
        return [house for house in self.told["houses"] if house["scenario"] == scenario]

    # --- what is on record ----------------------------------------------------------------------------------------------

    @property
    def head(self) -> int:
        """How many events there are."""
        with self.log.connection():
            return self.log.head(self.config.hall.id)[0]

    def events(self, since: int = 0, *kinds: str) -> list[Any]:
        """What happened since, oldest first, of these kinds if any are named."""
        with self.log.connection():
            rows = list(self.log.after(self.config.hall.id, since))
        return [event_of(row)[0] for row in rows if not kinds or row.kind in kinds]

    def last(self, kind: str, since: int = 0) -> Any:
        """The newest event of a kind. Fails the test where there is none."""
        found = self.events(since, kind)
        assert found, f"there is no {kind} after event {since}: {[type(e).__name__ for e in self.events(since)]}"
        return found[-1]

    def hands(self, case_id: str) -> dict[str, str]:
        """Who did what to a case, as the log signed it: kind of event -> person."""
        with self.log.connection():
            rows = [event_of(row) for row in self.log.about(self.config.hall.id, case_id)]
        return {type(event).__name__: stamp.person_id for event, stamp in rows if stamp.person_id}

    def folio(self, unit_id: str) -> Folio:
        register = Register(self.log.db, self.config.hall.area_code, self.config.numbers.write)
        with self.log.connection():
            folio = register.folio(unit_id)
        assert folio is not None
        return folio


@contextmanager
def steered_hall(folder: Path, template: str, at: str) -> Iterator[SteeredHall]:
    """Serve a hall until the tests are through with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, str(ROOT / "tests/journeys/serve_steered.py"), str(port), str(folder), template, at]
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors, subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready", (folder / "errors.txt").read_text(encoding="utf-8")
        hall = SteeredHall(f"http://127.0.0.1:{port}", folder, template, process)
        try:
            yield hall
        finally:
            hall.log.close()
            process.terminate()
            process.wait(timeout=60)


def names_of(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The codes of a decision's rows."""
    return {str(row["code"]) for row in rows}
