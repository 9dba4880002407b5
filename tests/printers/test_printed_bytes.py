"""What goes over the wire: pictures and text that a head understands, and no byte of a citizen's input as a command.

Source: guarantees AB-21; stack.md 4.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest
from PIL import Image

from printers import commands
from printers.blocks import Text, words_of
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.layout import compose
from printers.paper import PAPER_58, PAPER_80, Paper
from printers.preview import png_of
from printers.rendering import Head, Mode, render
from printers.textmode import head_can_print, text_bytes
from tests.printers import samples
from tests.printers.conftest import Printed
from tests.printers.emulator import EmulatedPrinter
from tests.printers.scanning import scan

EVIL = [
    "\x1bi", "\x1bm", "\x1dV\x00", "\x1bp\x00\x19\xfa", "\x10\x14\x01\x00\x05", "\x10\x05\x02", "\x10\x04\x01", "\x1b@",
    "\x1c.", "\x0c", "\r\n\n\n\n", "\x00", "\x9b", "\x18", "\x7f",
]
BOTH_PAPERS = pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])


def poisoned(value: Any, evil: str) -> Any:
    """The same data with the evil bytes in the middle of every free text."""
    if isinstance(value, dict):
        free = {"zh", "en", "name", "reason", "location", "location_short", "applicant", "authority", "document_no", "seal",
                "printer", "place", "number", "hotline", "window"}
        return {key: f"{item[:1]}{evil}{item[1:]}" if key in free and isinstance(item, str) and item else poisoned(item, evil)
                for key, item in value.items()}
    return [poisoned(item, evil) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("evil", "mode"), [*((evil, Mode.TEXT) for evil in EVIL), ("".join(EVIL), Mode.RASTER)],
    ids=lambda value: value.value if isinstance(value, Mode) else value.encode("latin-1").hex()[:12],
)
@pytest.mark.parametrize("kind", samples.KINDS)
def test_control_bytes_in_any_field_never_reach_the_printer(kind: str, evil: str, mode: Mode, print_out: Printed) -> None:
    clean_job = samples.job(kind)
    job = {**clean_job, "data": poisoned(clean_job["data"], evil)}
    assert job != clean_job
    printer = print_out(job, mode)
    assert len(printer.slips) == 1
    assert printer.slips[0].cut
    assert printer.asked == []
    assert printer.cleared == 0


def test_the_emulated_head_notices_when_control_bytes_do_reach_it() -> None:
    """The planted fault: what the test above would see if the cleaning were missing."""
    for evil in (b"\x1bi", b"\x10\x14\x01", b"\x0c", b"\x1bp\x00\x19\xfa"):
        printer = EmulatedPrinter()
        printer.receive(b"A" + evil + b"012\n" + commands.cut())
        printer.hang_up()
        assert printer.strange
    printer = EmulatedPrinter()
    assert printer.receive(b"A\x10\x04\x01012") == b"\x12"
    printer.receive(b"\x10\x05\x02")
    assert printer.cleared == 1


def test_a_picture_holds_no_pattern_that_a_head_obeys_in_real_time() -> None:
    chance = random.Random(7)
    ink = bytes(chance.choice(b"\x10\x04\x05\x14\x01\x02") for _ in range(200_000))
    assert re.search(rb"\x10[\x04\x05\x14]", ink)
    safe = commands.without_real_time(ink)
    assert not re.search(rb"\x10[\x04\x05\x14]", safe)
    assert len(safe) == len(ink)
    assert all(before == after or (before, after) == (0x10, 0x18) for before, after in zip(ink, safe, strict=True))


def test_a_picture_of_such_patterns_arrives_whole() -> None:
    picture = Image.frombytes("1", (576, 200), bytes([0xEF, 0xFB, 0xFE] * (72 * 200 // 3)))  # inverted: 10 04 01 ...
    printer = EmulatedPrinter()
    assert printer.receive(commands.INIT + commands.raster_bytes(picture) + commands.cut()) == b""
    printer.hang_up()
    assert printer.strange == []
    assert [event.rows for event in printer.slips[0].events] == [64, 64, 64, 8, 150]


def test_a_picture_that_is_not_whole_bytes_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="not whole bytes wide"):
        commands.raster_bytes(Image.new("1", (100, 10)))


@BOTH_PAPERS
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", samples.KINDS)
def test_text_mode_says_all_the_words_within_the_columns(kind: str, lang: str, paper: Paper, print_out: Printed) -> None:
    """`print_out` fails on a line wider than the paper; here every letter is counted: none is lost, none is new."""
    (slip,) = print_out(samples.job(kind, lang), Mode.TEXT, paper).slips
    (sheet,) = compose(job_from_json(samples.job(kind, lang)))
    told: Counter[str] = Counter()
    for block in sheet:
        texts = list(words_of(block))
        if all(head_can_print(text) for text in texts):
            told.update("".join(texts))
    printed = Counter(slip.text)
    lost, new = told - printed, printed - told
    assert set(lost) <= {" ", "\n"}
    assert set(new) <= set(" \n-_=：")  # rules, lines to sign on, and the colon between a figure and its caption


def test_text_mode_is_a_hundredth_of_the_bytes(typeface: Typeface) -> None:
    job = job_from_json(samples.job("TICKET"))
    text = render(job, Head(PAPER_80, Mode.TEXT), typeface).payload
    raster = render(job, Head(PAPER_80, Mode.RASTER), typeface).payload
    assert len(text) < 1_200
    assert len(raster) > 50 * len(text)


@BOTH_PAPERS
def test_text_mode_number_is_at_least_12_mm_high(paper: Paper, print_out: Printed) -> None:
    (slip,) = print_out(samples.job("TICKET"), Mode.TEXT, paper).slips
    (number,) = [event for event in slip.events if event.text == "A012"]
    head_figures_rows = 17  # of the 24 rows of the head's own 12 x 24 font, at least so many are filled by a figure
    assert number.style.high * head_figures_rows >= 96


@BOTH_PAPERS
def test_text_mode_lets_the_head_draw_the_code_and_it_is_read(paper: Paper, print_out: Printed) -> None:
    (slip,) = print_out(samples.job("TICKET"), Mode.TEXT, paper).slips
    assert slip.codes == [samples.STATUS_URL]
    assert scan(slip.picture()) == [samples.STATUS_URL]
    (code,) = [event for event in slip.events if event.kind == "CODE"]
    assert code.image is not None
    assert code.image.width >= 200


@pytest.mark.parametrize("name", ["王𠮷", "䶮", "张㑇", "𬭚"])
def test_text_mode_prints_a_name_the_head_has_not_got_as_a_picture(name: str, print_out: Printed) -> None:
    (slip,) = print_out(samples.job("ONE_TIME_NOTICE", applicant=name), Mode.TEXT).slips
    assert name not in slip.text
    assert "?" not in slip.text
    assert len([event for event in slip.events if event.kind == "PICTURE"]) == 1


@pytest.mark.parametrize(
    ("text", "can"),
    [("你好 A012", True), ("：「」、〇—…", True), ("㑇", False), ("䶮", False), ("𬭚", False), ("café", True), ("naïve ñ", False),
     ("阿依古丽·测试", True)],
)
def test_what_a_head_can_print_is_gbk(text: str, can: bool) -> None:
    assert head_can_print(text) is can


def test_every_two_byte_character_comes_back_as_it_was(typeface: Typeface) -> None:
    pairs = [bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF)]
    letters = [pair.decode("gbk", "ignore") for pair in pairs]
    alphabet = "".join(letter for letter in letters if len(letter) == 1 and head_can_print(letter) and letter.isprintable())
    assert len(alphabet) > 20_000
    printer = EmulatedPrinter()
    printer.receive(text_bytes((Text(alphabet),), PAPER_80, typeface))
    printer.hang_up()
    assert printer.strange == []
    assert printer.slips[0].text.replace("\n", "") == alphabet


def test_the_preview_is_a_png_of_every_copy(typeface: Typeface, tmp_path: Any) -> None:
    one, two = (png_of(samples.job("ONE_TIME_NOTICE", copies=copies), PAPER_80, typeface) for copies in (1, 2))
    files = []
    for name, png in (("one.png", one), ("two.png", two)):
        (tmp_path / name).write_bytes(png)
        with Image.open(tmp_path / name) as picture:
            files.append((picture.size, scan(picture)))
    ((width, height), codes), ((width_of_two, height_of_two), codes_of_two) = files
    assert width == width_of_two == 576 + 64
    assert height_of_two > 1.9 * height
    assert codes == ["N-2014-000045"]
    assert codes_of_two == ["N-2014-000045"] * 2
