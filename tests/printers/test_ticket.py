"""The number slip as it lies in the citizen's hand: large, whole, readable by eye and by telephone, without a word on who he is.

Source: domain.md 7.1, guarantees A5, UX-18, UX-19.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from printers.blocks import Size, words_of
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.layout import compose
from printers.paper import PAPER_58, PAPER_80, Paper
from printers.qr import DOTS_PER_MM, CodeTooLong, modules_of
from printers.raster import Picture, Placed, draw
from printers.rendering import Mode
from tests.printers import samples
from tests.printers.conftest import Printed
from tests.printers.scanning import scan

PAPERS = [PAPER_80, PAPER_58]
BOTH_PAPERS = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: f"{paper.roll_mm}mm")
BOTH_LANGUAGES = pytest.mark.parametrize("lang", ["zh-CN", "en"])


def drawn(job: dict[str, Any], paper: Paper, typeface: Typeface) -> Picture:
    (sheet,) = compose(job_from_json(job))
    return draw(sheet, paper, typeface)


def ink_box(picture: Picture, placed: Placed) -> tuple[int, int, int, int] | None:
    """The black dots inside the box that a text was given."""
    return picture.image.crop(placed.box).convert("L").point([255, *[0] * 255]).getbbox()


def words(job: dict[str, Any]) -> str:
    return "\n".join(text for sheet in compose(job_from_json(job)) for block in sheet for text in words_of(block))


@BOTH_PAPERS
@pytest.mark.parametrize("number", ["A012", "Z007", "A1", "D1234", "AB-12345"])
def test_the_number_is_at_least_12_mm_high(number: str, paper: Paper, typeface: Typeface) -> None:
    picture = drawn(samples.job("TICKET", number=number), paper, typeface)
    lines = [one for one in picture.placed if one.size is Size.NUMBER]
    assert "".join(one.text for one in lines) == number
    for line in lines:
        box = ink_box(picture, line)
        assert box is not None
        assert box[3] - box[1] >= 12 * DOTS_PER_MM


def test_a_number_too_long_for_the_paper_breaks_and_stays_12_mm_high(typeface: Typeface) -> None:
    picture = drawn(samples.job("TICKET", number="ABCDEFGH12345678"), PAPER_58, typeface)
    lines = [one for one in picture.placed if one.size is Size.NUMBER]
    assert len(lines) > 1
    assert "".join(one.text for one in lines) == "ABCDEFGH12345678"
    assert all(one.box[0] >= 0 and one.box[2] <= PAPER_58.width_dots for one in lines)


@BOTH_PAPERS
def test_the_code_is_at_least_25_mm_wide_with_four_white_modules_around(paper: Paper, typeface: Typeface) -> None:
    picture = drawn(samples.job("TICKET"), paper, typeface)
    modules = modules_of(samples.STATUS_URL)
    dots = modules.dots_per_module(paper.width_dots)
    side = modules.side * dots
    assert side >= 25 * DOTS_PER_MM
    left = (paper.width_dots - side) // 2
    finder = _first_finder(picture.image, left)
    quiet = 4 * dots
    white = picture.image.crop((left - quiet, finder - quiet, left + side + quiet, finder + side + quiet)).convert("L")
    ink = white.point([255, *[0] * 255]).getbbox()
    assert ink == (quiet, quiet, quiet + side, quiet + side)


def _first_finder(image: Image.Image, left: int) -> int:
    """The row where the code's top left corner begins: the first with seven black modules in a row at that place."""
    for row in range(image.height):
        if all(image.getpixel((left + dot, row)) == 0 for dot in range(7 * 6)) and image.getpixel((left - 1, row)):
            below = image.crop((left, row, left + 1, row + 40))
            if not below.convert("L").getextrema()[1]:
                return row
    raise AssertionError("no code on the slip")


@BOTH_PAPERS
@BOTH_LANGUAGES
@pytest.mark.parametrize("kind", ["TICKET", "CONSULT_TICKET"])
def test_the_code_is_read_from_the_paper_sharp_and_blurred(
    kind: str, lang: str, paper: Paper, print_out: Printed
) -> None:
    (slip,) = print_out(samples.job(kind, lang), paper=paper).slips
    picture = slip.picture().convert("L")
    assert scan(picture) == [samples.STATUS_URL]
    module = modules_of(samples.STATUS_URL).dots_per_module(paper.width_dots)
    assert scan(picture.filter(ImageFilter.GaussianBlur(0.2 * module))) == [samples.STATUS_URL]
    from_afar = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BILINEAR)
    assert scan(from_afar) == [samples.STATUS_URL]


def test_a_code_that_does_not_fit_the_paper_is_refused_and_not_shrunk(typeface: Typeface) -> None:
    long_one = "https://hall.example/t/" + "x" * 177
    assert drawn(samples.job("TICKET", status_url=long_one), PAPER_80, typeface)
    with pytest.raises(CodeTooLong):
        modules_of("x" * 900).dots_per_module(PAPER_58.width_dots)


def test_the_slip_says_what_a_ticket_must_say() -> None:
    said = words(samples.job("TICKET"))
    for text in (
        "漯河市房屋登记大厅", "立等可取专窗", "A012", "二手房过户（存量房转移登记）", "前面等候", "5 人", "预计等候",
        "约 20–30 分钟", "取号时间：", "2014-10-13 09:12", "预审编号：", "20141013-P0047", "等候地点：",
        "请留意叫号屏和语音。", "过号请到导引台恢复一次。", "承诺时限：受理后 2 个工作小时内可领证",
        "（午休、节假日、补正和缴税时间不计）", "本号当日有效", "监督电话：0395-0000000",
    ):
        assert text in said


def test_an_english_ticket_says_the_same_under_the_chinese() -> None:
    said = words(samples.job("TICKET", "en"))
    assert set(words(samples.job("TICKET")).split("\n")) <= set(said.split("\n"))
    for text in (
        "House Registration Hall, Luohe", "Instant service windows", "Second-hand house (Transfer of existing housing)",
        "Ahead of you", "Estimated wait", "about 20–30 min", "Number taken: ", "Pre-review no.: ",
        "Please watch the screen and listen.", "If you miss your call, the guide desk can restore your place once.",
        "Promise: certificate ready within 2 working hours after acceptance",
        "(lunch break, holidays, supplementing and tax time excluded)", "Valid today", "Supervision hotline: 0395-0000000",
    ):
        assert text in said


def test_outside_the_instant_lane_the_legal_limit_stands_in_place_of_the_promise() -> None:
    said = words(samples.job("TICKET", number="D003", promise_minutes=None, limit_working_days=30))
    assert "法定时限：受理后 30 个工作日内办结" in said
    assert "承诺" not in said


def test_without_an_estimate_no_figure_is_invented() -> None:
    said = words(samples.job("TICKET", wait=None))
    assert "请看叫号屏" in said
    assert "分钟" not in said


@pytest.mark.parametrize("kind", ["TICKET", "CONSULT_TICKET", "PRE_REVIEW_SLIP"])
@BOTH_LANGUAGES
@pytest.mark.parametrize("mode", [Mode.TEXT, Mode.RASTER])
def test_nothing_on_a_waiting_slip_says_who_the_citizen_is(kind: str, lang: str, mode: Mode, print_out: Printed) -> None:
    (slip,) = print_out(samples.job(kind, lang), mode).slips
    said = words(samples.job(kind, lang)) + slip.text + " ".join(scan(slip.picture()))
    assert not re.search(r"(?<!\d)(?:\d{15}|\d{17}[\dXx])(?!\d)", said)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", said)
    for name in ("张三丰", "欧阳测试", "阿依古丽·测试", "交通路 99 号"):
        assert name not in said


@BOTH_LANGUAGES
@pytest.mark.parametrize("mode", [Mode.TEXT, Mode.RASTER])
@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_reprint_says_so_and_when(kind: str, lang: str, mode: Mode, print_out: Printed) -> None:
    first, again = samples.job(kind, lang), samples.job(kind, lang, reprinted_at="2014-10-13T09:30:00+08:00")
    assert "补打" not in words(first)
    assert words(again).startswith("补打\n")
    assert "补打时间 2014-10-13 09:30" in words(again)
    assert ("REPRINT" in words(again)) == (lang == "en")
    (plain,), (marked,) = print_out(first, mode).slips, print_out(again, mode).slips
    assert marked.rows > plain.rows
    assert mode is Mode.RASTER or "补打" in marked.text


@BOTH_PAPERS
@BOTH_LANGUAGES
@pytest.mark.parametrize("kind", samples.KINDS)
def test_every_text_of_every_slip_lies_on_the_paper_with_ink_in_it(
    kind: str, lang: str, paper: Paper, typeface: Typeface
) -> None:
    picture = drawn(samples.job(kind, lang, reprinted_at="2014-10-13T09:30:00+08:00"), paper, typeface)
    assert picture.image.mode == "1"
    assert picture.image.width == paper.width_dots
    for placed in picture.placed:
        left, top, right, bottom = placed.box
        assert left >= -2 and top >= 0  # a bearing of a dot or two left of the first letter is white
        assert right <= paper.width_dots + 1 and bottom <= picture.image.height, placed.text
        assert ink_box(picture, placed) is not None, placed.text
    told = re.sub(r"\s", "", words(samples.job(kind, lang, reprinted_at="2014-10-13T09:30:00+08:00")))
    shown = re.sub(r"\s", "", "".join(one.text for one in picture.placed))
    assert sorted(told) == sorted(shown)


@BOTH_PAPERS
def test_the_emulated_head_prints_exactly_the_preview(paper: Paper, print_out: Printed, typeface: Typeface) -> None:
    (slip,) = print_out(samples.job("TICKET"), paper=paper).slips
    picture = drawn(samples.job("TICKET"), paper, typeface).image
    printed = slip.picture().crop((0, 0, paper.width_dots, picture.height))
    different = ImageChops.logical_xor(printed, picture).convert("L").histogram()[255]
    assert different <= 40  # dots added where the picture would have read as a command to the head
    assert slip.cut


RARE = "𠮷䶮㑇𬭚"


@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_is_seen_on_paper(character: str, typeface: Typeface) -> None:
    picture = drawn(samples.job("ONE_TIME_NOTICE", applicant=character), PAPER_80, typeface)
    assert picture.missing == frozenset()
    (placed,) = [one for one in picture.placed if one.text == f"{character}："]
    other = drawn(samples.job("ONE_TIME_NOTICE", applicant="〓"), PAPER_80, typeface)
    (box,) = [one for one in other.placed if one.text == "〓："]
    assert picture.image.crop(placed.box).tobytes() != other.image.crop(box.box).tobytes()


def test_a_character_no_font_has_is_a_visible_box_and_a_warning(
    typeface: Typeface, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = "\U000f1234"  # private use: no font gives it a shape
    picture = drawn(samples.job("ONE_TIME_NOTICE", applicant=f"王{unknown}"), PAPER_80, typeface)
    assert picture.missing == {unknown}
    assert "王〓：" in [one.text for one in picture.placed]
    assert "1 characters that the font" in caplog.text
    assert "王" not in caplog.text
