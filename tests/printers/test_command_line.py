"""`python -m printers` at the hands of whoever sets up a kiosk: a preview, a look at a printer, an agent that runs and stops."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printers.__main__ import main
from printers.fonts import FONT_VARIABLE, FontError, Typeface, find_font
from tests.printers import samples
from tests.printers.emulator import Paper
from tests.printers.printer_server import PrinterServer, Script
from tests.printers.scanning import scan


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "slip.json"
    path.write_text(json.dumps(samples.job("TICKET"), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "dots"), [("80", 640), ("58", 448)])
def test_preview_draws_the_slip(width: str, dots: int, slip: Path, tmp_path: Path) -> None:
    assert main(["preview", str(slip), str(tmp_path / "out.png"), "--width", width]) == 0
    with Image.open(tmp_path / "out.png") as picture:
        assert picture.width == dots
        assert scan(picture) == [samples.STATUS_URL]


def test_preview_reads_and_writes_streams(slip: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "printers", "preview", "-", "-"], input=slip.read_bytes(), capture_output=True,
                          check=True)
    with Image.open(io.BytesIO(done.stdout)) as picture:
        assert scan(picture) == [samples.STATUS_URL]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"kind": "TICKET",', "the slip is not JSON: line 1"),
        ("{}", "data: is missing"),
        (json.dumps(samples.job("TICKET", number="")), "data.number: must not be empty"),
    ],
)
def test_a_wrong_slip_is_said_in_one_sentence(text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "slip.json").write_text(text, encoding="utf-8")
    assert main(["preview", str(tmp_path / "slip.json"), str(tmp_path / "out.png")]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_a_slip_or_font_that_is_not_there_is_said(slip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", str(tmp_path / "no.json"), "out.png"]) == 1
    assert main(["preview", str(slip), str(tmp_path / "out.png"), "--font", str(tmp_path / "no.otf")]) == 1
    said = capsys.readouterr().err
    assert "No such file" in said
    assert "does not exist" in said


def test_a_file_that_is_no_font_or_has_no_chinese_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.otf").write_bytes(b"this is no font")
    with pytest.raises(FontError, match="cannot be read as a font"):
        Typeface.bundled(tmp_path / "no.otf")
    import PIL

    latin = next(Path(PIL.__file__).parent.rglob("*.ttf"), None) or next(Path("/usr/share/fonts").rglob("*Mono*.ttf"))
    with pytest.raises(FontError, match="has no Chinese"):
        Typeface.bundled(latin)


def test_the_font_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FONT_VARIABLE, str(tmp_path / "gone.otf"))
    with pytest.raises(FontError, match=FONT_VARIABLE):
        find_font()
    monkeypatch.delenv(FONT_VARIABLE)
    assert find_font().is_file()


def test_probe_says_how_the_printer_is(printer_server: PrinterServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", printer_server.address]) == 0
    printer_server.scripts.append(Script(paper=Paper.OUT))
    assert main(["probe", printer_server.address]) == 1
    assert main(["probe", "lpt://1"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["OK", "PAPER_OUT paper-out"]
    assert "is no kind of printer" in said.err


class HallOverHttp(ThreadingHTTPServer):
    """The three addresses of a hall that an agent uses, with one job to hand out."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.jobs = [samples.job("TICKET", job_id="job/1")]
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.tokens: set[str | None] = set()
        self.reported = threading.Event()


class _Answers(BaseHTTPRequestHandler):
    server: HallOverHttp

    def do_GET(self) -> None:
        self.server.tokens.add(self.headers["X-Lideng-Device"])
        self._answer({"job": self.server.jobs[0] if self.server.jobs else None})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posts.append((self.path, body))
        self._answer({})
        if "/jobs/" in self.path:
            self.server.jobs.clear()
            self.server.reported.set()

    def _answer(self, answer: dict[str, Any]) -> None:
        sent = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hall() -> Iterator[HallOverHttp]:
    with HallOverHttp() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def test_the_agent_prints_the_halls_job_reports_it_and_stops_when_told(
    hall: HallOverHttp, printer_server: PrinterServer, tmp_path: Path
) -> None:
    agent = subprocess.Popen(
        [sys.executable, "-m", "printers", "agent", "--server", f"http://127.0.0.1:{hall.server_port}", "--printer", "entrance",
         "--device", printer_server.address, "--journal", str(tmp_path / "journal.sqlite")],
        env={**os.environ, "LIDENG_DEVICE_TOKEN": "token-of-the-entrance"}, stderr=subprocess.PIPE, text=True,
    )
    try:
        assert hall.reported.wait(30)
    finally:
        agent.send_signal(signal.SIGTERM)
        _, said = agent.communicate(timeout=30)
    assert agent.returncode == 0, said
    assert hall.posts == [
        ("/api/printers/entrance/status", {"status": "OK", "detail": ""}),
        ("/api/printers/entrance/jobs/job%2F1", {"outcome": "PRINTED", "detail": ""}),
    ]
    assert hall.tokens == {"token-of-the-entrance"}
    assert "token-of-the-entrance" not in said
    printer_server.settle()
    (slip,) = printer_server.printer.slips
    assert slip.cut
    assert scan(slip.picture()) == [samples.STATUS_URL]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"--device": "lpt://1"}, "is no kind of printer"),
        ({"--printer": "../entrance"}, "--printer must be"),
        ({"--spare": "network://"}, "needs a host"),
        ({"--journal": "/dev/null/journal"}, "name a writable file with --journal"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_an_agent_set_up_wrongly_says_what_is_wrong(
    changed: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"--server": "http://127.0.0.1:9", "--printer": "entrance", "--device": "screen:", "--journal": str(tmp_path / "j"),
             **changed}
    assert main(["agent", *[word for pair in asked.items() for word in pair]]) == 1
    assert says in capsys.readouterr().err
