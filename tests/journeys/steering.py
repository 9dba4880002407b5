"""Orders to a served hall: lines of JSON on its input, each answered by a line. And the test's end of it.

Not a test. A story's server calls `obey` with a table of what it can be told; the test starts it with `told_what_to_do`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
WAIT_MS = 60_000
Screens = Callable[..., Any]


def obey(table: Mapping[str, Callable[..., Any]]) -> None:
    """Carry out orders until the input ends. Runs in the served process, in a greenlet of its own."""
    from gevent.fileobject import FileObjectThread

    for line in FileObjectThread(sys.stdin.buffer):
        order = json.loads(line)
        try:
            said = {"answer": table[order.pop("do")](**order)}
        except Exception as problem:
            said = {"problem": repr(problem)}
            raise
        finally:
            print(json.dumps(said, ensure_ascii=False), flush=True)


@dataclass
class Story:
    """A served hall of which the test is the clock, the carrier and the visitors."""

    url: str
    told: dict[str, Any]
    folder: Path
    screens: Screens
    process: subprocess.Popen[str]

    def order(self, do: str, **what: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert "answer" in said, f"{do} {what}: {said}"
        return said["answer"]

    def at(self, seat: str) -> Page:
        """Somebody who signs in at his seat now, by a link that was made for him."""
        page: Page = self.screens(width=1440, height=900).page
        page.goto(self.url + self.order("link", seat=seat))
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        return page

    @property
    def written(self) -> str:
        """What the served process wrote into its own log."""
        return (self.folder / "errors.txt").read_text(encoding="utf-8")


@contextmanager
def told_what_to_do(script: str, port: int, folder: Path, screens: Screens, story: str) -> Iterator[Story]:
    """Serve one story until the test is through with it."""
    command = [sys.executable, str(ROOT / "tests/journeys" / script), str(port), str(folder), story]
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors, subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready", (folder / "errors.txt").read_text(encoding="utf-8")
        told = json.loads((folder / "links.json").read_text(encoding="utf-8"))
        try:
            yield Story(f"http://127.0.0.1:{port}", told, folder, screens, process)
        finally:
            process.terminate()
            process.wait(timeout=60)
