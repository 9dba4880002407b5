"""Lines break where a Chinese reader expects it, and nothing is ever cut off."""

from __future__ import annotations

import random

import pytest

from printers.linebreak import wrap, wrap_evenly
from printers.textmode import columns_of


def test_chinese_breaks_anywhere_but_not_before_a_closing_mark() -> None:
    assert wrap("请您备齐上述材料后，凭本告知书", columns_of, 18) == ["请您备齐上述材料", "后，凭本告知书"]


def test_an_opening_mark_does_not_end_a_line() -> None:
    assert wrap("依据《房屋登记办法》", columns_of, 6) == ["依据", "《房屋", "登记办", "法》"]


def test_words_and_figures_stay_whole() -> None:
    assert wrap("Please watch the screen", columns_of, 12) == ["Please watch", "the screen"]
    assert wrap("拨打监督电话0395-0000000。", columns_of, 16) == ["拨打监督电话", "0395-0000000。"]


@pytest.mark.parametrize("width", range(6, 30))
def test_a_figure_stays_with_what_it_counts(width: int) -> None:
    for line in wrap("前面等候 5 人，承诺 2 个工作小时，请到1至6号窗口", columns_of, width):
        assert not line.endswith(("5", "2", "6"))


def test_what_is_wider_than_the_line_is_broken_between_characters() -> None:
    assert wrap("X" * 25, columns_of, 10) == ["X" * 10, "X" * 10, "X" * 5]
    assert wrap("中中", columns_of, 1) == ["中", "中"]


def test_the_first_line_is_shorter_by_its_indent() -> None:
    assert wrap("您于今日就位于某处的房屋", columns_of, 10, first_indent=4) == ["您于今", "日就位于某", "处的房屋"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", columns_of, 10) == [""]


def test_a_line_feed_always_breaks() -> None:
    assert wrap("登记申请书\nApplication form", columns_of, 40) == ["登记申请书", "Application form"]


def test_centred_lines_are_of_like_length() -> None:
    assert wrap("房屋登记申请材料补正一次性告知书", columns_of, 30) == ["房屋登记申请材料补正一次性告知", "书"]
    assert wrap_evenly("房屋登记申请材料补正一次性告知书", columns_of, 30) == ["房屋登记申请材料", "补正一次性告知书"]
    assert wrap_evenly("短", columns_of, 30) == ["短"]


@pytest.mark.parametrize("seed", range(200))
def test_nothing_is_lost_and_no_line_is_too_wide(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = "中文字，。（）《》 ABC abc 0123 .-:;!?“”〔〕、"
    text = "".join(chance.choice(alphabet) for _ in range(chance.randrange(1, 120)))
    width = chance.randrange(2, 40)
    lines = wrap(text, columns_of, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns_of(line) <= width for line in lines)
