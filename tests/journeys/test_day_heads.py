"""The heads of the last days in a real browser: what the director reads off his page proves the log, and another log it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_whole_page_accessible
from tests.journeys.serving import served_by

ROOT = Path(__file__).resolve().parents[2]
WAIT_MS = 60_000


@pytest.fixture
def director(tmp_path: Path, free_port: Callable[[], int], screens: Callable[..., Any]) -> Iterator[Page]:
    with served_by("serve_quality.py", free_port(), tmp_path) as (url, told):
        page: Page = screens(width=1440, height=900).page
        page.goto(f"{url}{told['links']['office-director']}")
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        yield page


def verify(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "queue_server", "verify", "--data", str(folder), *more], cwd=ROOT, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=300)


def test_the_head_on_the_directors_page_is_the_one_that_the_log_is_proven_by(director: Page, tmp_path: Path) -> None:
    rows = director.locator("#heads li")
    expect(rows).to_have_count(1, timeout=WAIT_MS)
    row = rows.first
    expect(row).to_contain_text("2014-10-13")
    expect(row).to_contain_text("待打印")  # no printer runs here: the page says so, and nobody signs what is not there
    expect(row).to_contain_text("已短信发给 1 人", timeout=WAIT_MS)
    seq, head = row.get_attribute("data-seq"), "".join((row.locator(".hash").inner_text()).split())
    assert seq and len(head) == 64
    agrees = verify(tmp_path, "--head", f"{seq}:{head}")
    assert agrees.returncode == 0 and f"agrees  event {seq}" in agrees.stdout, agrees.stdout + agrees.stderr
    other = verify(tmp_path, "--head", f"{seq}:{head[::-1]}")
    assert other.returncode == 1 and f"DIFFERS event {seq}" in other.stdout
    assert_whole_page_accessible(director)
