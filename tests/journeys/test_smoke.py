"""`lideng smoke`: one citizen through a running demonstration hall by its API and sockets, as the technician runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.displays.halls import RunningHall

LIDENG = (sys.executable, "-m", "queue_server")


class Demonstration(RunningHall):
    """`lideng demo` of one hall on a free port."""

    def open(self, hall: str, folder: Path, *more: str) -> None:
        self.process = subprocess.Popen(
            [*LIDENG, "demo", "--hall", hall, "--port", str(self.port), "--data", str(folder), *more], stdout=subprocess.PIPE, text=True)
        self.until(lambda: self.get("/healthz"))


@pytest.mark.parametrize(("hall", "more"), [("luohe-2014", ()), ("county-2026", ("--empty",))], ids=["luohe-2014", "county-2026"])
def test_one_citizen_walks_through_a_running_hall(hall: str, more: tuple[str, ...], tmp_path: Path, free_port: Callable[[], int]) -> None:
    demonstration = Demonstration(free_port())
    try:
        demonstration.open(hall, tmp_path, *more)
        walked = subprocess.run([*LIDENG, "smoke", "--url", demonstration.url, "--access", str(tmp_path / "access.json"),
                                 "--board-seconds", "90", "--timeout", "90"], capture_output=True, text=True, check=False)
        assert (walked.returncode, walked.stdout.splitlines()[-1]) == (0, "the walk is whole"), walked.stdout + walked.stderr
    finally:
        demonstration.kill()
