"""Servers in processes of their own, on a free port of this machine, ended by the one who started them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STOP_SECONDS = 20
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    url: str
    port: int
    access: dict[str, Any] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as wanted:
        wanted.bind(("127.0.0.1", 0))
        return int(wanted.getsockname()[1])


@contextmanager
def started(module: str, *arguments: object) -> Iterator[Served]:
    """Run a module that takes a port first and says "ready". Raises RuntimeError when it does not come up."""
    port = free_port()
    command = [sys.executable, "-m", module, str(port), *(str(a) for a in arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{module} did not come up")
        yield Served(f"http://127.0.0.1:{port}", port)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def served_hall(folder: Path, houses: int = 0, devices: int = 1) -> Iterator[Served]:
    """A hall on a throw-away folder, with so many houses in its register and devices at its kiosks."""
    folder.mkdir(parents=True)
    with started("tests.bench.serve", folder, houses, devices) as hall:
        yield Served(hall.url, hall.port, json.loads((folder / "access.json").read_text(encoding="utf-8")))
