"""The font that set-up made has every character a name may have, in both weights, with its licence beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from PIL import ImageFont

from printers import build_font
from printers.build_font import BOLD, COVERAGE, FONTS, REGULAR, CannotBuild

RARE = "㑇䶮𬭚𠮷镕堃㛃㵑〇"


@pytest.fixture(scope="module")
def covered() -> set[int]:
    ranges = json.loads((FONTS / COVERAGE).read_text(encoding="utf-8"))["ranges"]
    return {code for first, last in ranges for code in range(first, last + 1)}


def test_every_character_of_gbk_but_one_mathematical_sign_can_be_drawn(covered: set[int]) -> None:
    assert len(build_font.gbk()) > 21_000
    assert {character for character in build_font.gbk() if ord(character) not in covered} == {"≒"}


def test_rare_name_characters_and_names_with_a_dot_can_be_drawn(covered: set[int]) -> None:
    assert [character for character in RARE + "阿依古丽·测试" if ord(character) not in covered] == []


def test_all_of_extension_a_that_a_card_may_carry_can_be_drawn(covered: set[int]) -> None:
    assert sum(0x3400 <= code <= 0x4DBF for code in covered) > 6_500
    assert sum(0x20000 <= code <= 0x3FFFF for code in covered) > 2_000


@pytest.mark.parametrize("name", [REGULAR, BOLD])
def test_a_rare_character_has_a_glyph_of_its_own_in_either_weight(name: str) -> None:
    font = ImageFont.truetype(str(FONTS / name), 32)
    nothing = bytes(font.getmask("\U0010ffff"))
    drawn = {bytes(font.getmask(character)) for character in RARE}
    assert len(drawn) == len(RARE)
    assert nothing not in drawn


def test_bold_is_bolder() -> None:
    regular, bold = (ImageFont.truetype(str(FONTS / name), 64).getmask("请号") for name in (REGULAR, BOLD))
    assert sum(bytes(bold)) > 1.2 * sum(bytes(regular))


def test_the_coverage_names_the_files_as_they_are_and_the_licence_travels_along() -> None:
    coverage = json.loads((FONTS / COVERAGE).read_text(encoding="utf-8"))
    for name, digest in coverage["sha256"].items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Adobe" in licence.splitlines()[0]


def test_a_machine_without_the_source_font_is_told_which_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="install the Debian package fonts-noto-cjk"):
        build_font.build(tmp_path / "fonts", tmp_path)
    assert build_font.main([str(tmp_path / "fonts"), str(tmp_path)]) == 1
    with pytest.raises(CannotBuild, match="licence text"):
        build_font.licence_text(tmp_path / "copyright")
    (tmp_path / "copyright").write_text("License: GPL-3+\n nothing\n", encoding="utf-8")
    with pytest.raises(CannotBuild, match="no OFL text"):
        build_font.licence_text(tmp_path / "copyright")


def test_ranges_are_whole_and_in_order() -> None:
    assert build_font.ranges({5, 1, 2, 3, 9}) == [[1, 3], [5, 5], [9, 9]]
