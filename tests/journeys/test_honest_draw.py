"""A draw committed on the quality group's page, revealed at the close, and repeated by somebody else on another copy of the hall."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.steering import ROOT, WAIT_MS, Screens, told_what_to_do
from tests.server.test_draws import alter, drop_a_pick

CHECKER = "office-qc-a"
DAILY = "[data-draw='DAILY:2014-10-13']"


def lideng(*words: str) -> tuple[int, str]:
    """The command as somebody at another machine types it."""
    done = subprocess.run([sys.executable, "-m", "queue_server", *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_draw_seen_sealed_is_revealed_at_the_close_and_repeated_on_another_copy(
    tmp_path: Path, free_port: Callable[[], int], screens: Screens,
) -> None:
    with told_what_to_do("serve_draw.py", free_port(), tmp_path, screens, "morning") as hall:
        sealed = hall.at(CHECKER).locator(DAILY)
        expect(sealed).to_contain_text("种子封存", timeout=WAIT_MS)
        commitment = sealed.locator(".hash").first.inner_text()
        assert len(commitment) == 64

        hall.order("until", at="2014-10-13T19:00:00")
        page = hall.at(CHECKER)
        drawn = page.locator(DAILY)
        expect(drawn).not_to_contain_text("种子封存", timeout=WAIT_MS)
        hashes = drawn.locator(".hash").all_inner_texts()
        assert hashes[0] == commitment, "what was sealed in the morning is what is opened"

        copy, elsewhere, forged = tmp_path / "copy", tmp_path / "elsewhere", tmp_path / "forged"
        assert lideng("backup", str(copy), "--data", str(tmp_path / "data"))[0] == 0, "taken while the hall is open"
    for place in (elsewhere, forged):
        code, said = lideng("restore", str(copy), "--data", str(place))
        assert code == 0, said
    asked = ("draw", "--verify", "--level", "DAILY", "--period", "2014-10-13", "--data")
    code, said = lideng(*asked, str(elsewhere))
    assert code == 0 and "proven: 1 of 1" in said, said
    for shown in hashes:
        assert shown in said, "the page and the command say the same"

    alter(forged, "SampleDrawn", drop_a_pick)
    code, said = lideng(*asked, str(forged))
    assert code == 1 and "NOT PROVEN: 0 of 1" in said, said
