"""`python -m kiosk`: a kiosk machine of its own, beside its reader."""

from __future__ import annotations

import subprocess
import sys
import urllib.request

import pytest

from kiosk.__main__ import main

CALL = ["--server", "http://127.0.0.1:9", "--kiosk", "kiosk-1", "--port", "0"]


def test_the_pages_are_served_though_the_hall_is_out_of_reach() -> None:
    machine = subprocess.Popen([sys.executable, "-m", "kiosk", *CALL], stdout=subprocess.PIPE, text=True)
    assert machine.stdout is not None
    try:
        with urllib.request.urlopen(machine.stdout.readline().strip(), timeout=30) as page:
            assert "kiosk-1" in page.read().decode()
    finally:
        machine.kill()
        machine.wait()
        machine.stdout.close()



@pytest.mark.parametrize("wrong", [["--reader", "http"], ["--reader", "http", "--reader-url", "http://10.0.0.8/card"], ["--px-per-mm", "90"]])
def test_what_cannot_be_is_said_in_a_sentence(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CALL, *wrong]) == 2
    assert "python -m kiosk: " in capsys.readouterr().err
