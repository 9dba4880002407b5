"""The browser libraries as set-up made them: whole, licensed, and loadable under the hall's strict security policy."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from queue_server.domain.errors import Broken
from queue_server.web import build_assets
from queue_server.web.build_assets import VENDOR, vendor_import_map, vendor_manifest, vendor_style
from tests.browser import accessibility_faults
from tests.conftest import Screens

POLICY = "default-src 'none'; script-src 'self' 'nonce-n1'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'"
PAGE = f"""<!doctype html><html lang="en"><title>Libraries</title>
<script type="importmap" nonce="n1">{json.dumps(vendor_import_map())}</script>
<link rel="stylesheet" href="{vendor_style("uplot")}">
<main><h1>Libraries</h1><div id="app"></div><div id="plot"></div></main>
<script type="module" src="/page.js"></script>"""
SCRIPT = """
import { h, render } from "preact";
import { useState } from "preact/hooks";
import htm from "htm";
import { html as bound } from "htm/preact";
import { io } from "socket.io-client";
import uPlot from "uplot";
const html = htm.bind(h);
function Counter() {
  const [count, setCount] = useState(0);
  return html`<button onClick=${() => setCount(count + 1)}>请 A${String(count).padStart(3, "0")} 号</button>`;
}
render(html`<${Counter} />`, document.getElementById("app"));
new uPlot({ width: 200, height: 100, series: [{}, {}] }, [[1, 2, 3], [4, 5, 6]], document.getElementById("plot"));
window.loaded = [typeof h, typeof useState, typeof htm, typeof bound, typeof io, typeof uPlot];
try { new Function("return 1")(); window.evalWorks = true } catch { window.evalWorks = false }
"""
FAULTY = '<!doctype html><html lang="en"><title>Faults</title><main><h1>x</h1><img src="/x"><input></main>'


class Hall(BaseHTTPRequestHandler):
    """Serves two pages and the vendor folder, nothing else, under the policy."""

    def do_GET(self) -> None:
        path = VENDOR / self.path.removeprefix("/static/vendor/")
        if self.path == "/":
            self.answer(PAGE.encode(), "text/html; charset=utf-8")
        elif self.path == "/page.js":
            self.answer(SCRIPT.encode(), "text/javascript; charset=utf-8")
        elif self.path == "/faults":
            self.answer(FAULTY.encode(), "text/html; charset=utf-8")
        elif self.path.startswith("/static/vendor/") and path.is_file():
            self.answer(path.read_bytes(), "text/css" if path.suffix == ".css" else "text/javascript; charset=utf-8")
        else:
            self.answer(b"", "text/plain", 404)

    def answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hall) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_every_library_loads_and_works_without_eval(served: str, screens: Screens) -> None:
    shown = screens()
    shown.page.goto(served)
    button = shown.page.get_by_role("button")
    assert button.inner_text() == "请 A000 号"
    button.click()
    shown.page.get_by_role("button", name="请 A001 号").wait_for()
    assert shown.page.evaluate("window.loaded") == ["function"] * 6
    assert shown.page.locator("#plot canvas").count() == 1
    # The page itself tried eval: that it was stopped proves that the libraries did without.
    assert shown.page.evaluate("window.evalWorks") is False
    assert shown.forbidden == ["script-src eval"]
    shown.forbidden.clear()


def test_the_accessibility_check_finds_planted_faults_under_the_policy(served: str, screens: Screens) -> None:
    shown = screens()
    shown.page.goto(f"{served}/faults")
    found = " ".join(accessibility_faults(shown.page))
    assert "image-alt" in found
    assert "label" in found
    assert "image-alt" not in " ".join(accessibility_faults(shown.page, without_rules=["image-alt"]))


def test_the_manifest_names_version_licence_and_checksum_of_every_file() -> None:
    on_disk = {path.name for path in VENDOR.iterdir() if path.is_file()} - {"manifest.json"}
    assert {entry["file"] for entry in vendor_manifest()} == on_disk
    for entry in vendor_manifest():
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["version"] in entry["file"]
        assert entry["licence"] in {"MIT", "Apache-2.0"}
        for text in entry["licence_files"]:
            assert "opyright" in (VENDOR / text).read_text(encoding="utf-8")


def test_a_hall_without_its_libraries_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="make setup"):
        vendor_import_map(vendor=tmp_path)
    with pytest.raises(Broken, match="preact is not installed: run 'make setup'"):
        build_assets.build(node_modules=tmp_path, vendor=tmp_path / "vendor")
    with pytest.raises(Broken, match="htm brings no style sheet"):
        vendor_style("htm")


def test_a_library_that_moved_its_file_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "preact").mkdir()
    (tmp_path / "preact" / "package.json").write_text('{"version": "12.0.0", "license": "MIT"}', encoding="utf-8")
    with pytest.raises(Broken, match=r"preact 12\.0\.0 has no dist/preact\.mjs"):
        build_assets.build(node_modules=tmp_path, vendor=tmp_path / "vendor")
