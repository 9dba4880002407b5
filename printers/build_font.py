"""Makes the hall's font at set-up: Noto Sans CJK SC without Korean, as woff2, with its coverage and its licence.

Never imported while a hall runs. Why not a ready web font: the one published for Simplified Chinese lacks a thousand common
characters, and a name that prints as "?" is a refused certificate. So the subset keeps every Han character the font has:
GBK, GB18030-2022 level 2 (with the rare name characters 㑇 䶮 𬭚) and 𠮷; Korean syllables are all that is left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from queue_server import contract

FONTS = Path(contract.__file__).resolve().parent / "web" / "static" / "fonts"
REGULAR = "lideng-sans-regular.woff2"
BOLD = "lideng-sans-bold.woff2"
COVERAGE = "coverage.json"
SOURCES = Path("/usr/share/fonts/opentype/noto")
LICENCE_SOURCE = Path("/usr/share/doc/fonts-noto-cjk/copyright")
FAMILY = "Noto Sans CJK SC"
KOREAN = ((0x1100, 0x11FF), (0x3130, 0x318F), (0x3200, 0x321F), (0x3260, 0x327F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
UNUSED_TABLES = ("BASE", "VORG", "vhea", "vmtx")
"""Tables for vertical setting, which no slip and no screen uses."""
MUST_HAVE = "0123456789ABCXYZ请号到窗口办理：「」、〇·—…“”（）¥€→●▲✓㑇䶮𬭚𠮷"
"""Without one of these the build stops: they are on every ticket, or were seen to be lost by others."""


class CannotBuild(Exception):
    """The font cannot be made here; the message says what to do."""


def build(target: Path = FONTS, sources: Path = SOURCES) -> dict[str, object]:
    """Make both weights (one process each), then ``OFL.txt`` and ``coverage.json`` last. Answers the coverage."""
    pairs = [(sources / "NotoSansCJK-Regular.ttc", REGULAR), (sources / "NotoSansCJK-Bold.ttc", BOLD)]
    for source, _ in pairs:
        if not source.is_file():
            raise CannotBuild(f"{source.name} is missing: install the Debian package fonts-noto-cjk")
    target.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        made = list(pool.map(subset, [source for source, _ in pairs], [target / name for _, name in pairs]))
    covered = set.intersection(*made)
    missing = [character for character in MUST_HAVE if ord(character) not in covered]
    if missing:
        raise CannotBuild(f"the font lacks {' '.join(missing)}: another edition of fonts-noto-cjk is needed")
    (target / "OFL.txt").write_text(licence_text(LICENCE_SOURCE), encoding="utf-8")
    coverage: dict[str, object] = {
        "family": FAMILY,
        "licence": "OFL-1.1, see OFL.txt",
        "characters": len(covered),
        "han_characters": sum(is_han(code) for code in covered),
        "gbk_missing": sorted(character for character in gbk() if ord(character) not in covered),
        "sha256": {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for _, name in pairs},
        "ranges": ranges(covered),
    }
    (target / COVERAGE).write_text(json.dumps(coverage, ensure_ascii=False) + "\n", encoding="utf-8")
    return coverage


def subset(source: Path, target: Path) -> set[int]:
    """Write the weight as woff2 and answer the code points it has.

    Of the layout features only kerning stays: the others carry thousands of Japanese, Korean and Taiwanese letter shapes.
    HarfBuzz cuts the 65,000 glyphs in a quarter of a second where fontTools needs half a minute; fontTools packs the woff2.
    """
    import uharfbuzz
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)), face_index(source))
    kept = {code for code in face.unicodes if not any(first <= code <= last for first, last in KOREAN)}
    wish = uharfbuzz.SubsetInput()
    wish.flags = uharfbuzz.SubsetFlags.NO_HINTING
    wanted = wish.sets(uharfbuzz.SubsetInputSets.UNICODE)
    wanted.clear()
    wanted.update(kept)
    features = wish.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.add(tag("kern"))
    dropped = wish.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG)
    dropped.update({tag(table) for table in UNUSED_TABLES})
    font = TTFont(io.BytesIO(uharfbuzz.subset(face, wish).blob.data), recalcTimestamp=False)
    font.flavor = "woff2"
    font.save(str(target))
    return kept


def tag(name: str) -> int:
    """A four-letter OpenType name as the number HarfBuzz wants."""
    return int.from_bytes(name.encode("ascii"), "big")


def face_index(source: Path) -> int:
    """Which face of the collection is the Simplified Chinese one. Raises CannotBuild when none is."""
    from fontTools.ttLib import TTCollection

    with TTCollection(str(source), lazy=True) as collection:
        for index, font in enumerate(collection.fonts):
            if str(font["name"].getDebugName(1)).startswith(FAMILY):
                return index
    raise CannotBuild(f"{source.name} holds no face named {FAMILY}")


def licence_text(source: Path) -> str:
    """The Open Font License as the Debian package carries it, without Debian's left margin."""
    if not source.is_file():
        raise CannotBuild("the licence text of fonts-noto-cjk is missing: reinstall the Debian package with its copyright file")
    found = re.search(r"^License: SIL-1\.1\n((?: .*\n)+)", source.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise CannotBuild(f"{source.name} of fonts-noto-cjk holds no OFL text: the font may not be shipped without it")
    lines = [line[1:] if line != " ." else "" for line in found.group(1).splitlines()]
    return "Noto Sans CJK SC (subset). Copyright 2014-2021 Adobe; 2010-2012 Google Corporation.\n\n" + "\n".join(lines) + "\n"


def gbk() -> set[str]:
    """Every character of GBK (the two-byte part of GB18030), without its private-use rows."""
    pairs = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    decoded = (pair.decode("gb18030", "ignore") for pair in pairs)
    return {character for character in decoded if len(character) == 1 and not is_private_or_ascii(ord(character))}


def is_private_or_ascii(code: int) -> bool:
    return code < 0x80 or 0xE000 <= code <= 0xF8FF


def is_han(code: int) -> bool:
    return code == 0x3007 or 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def ranges(codes: Iterable[int]) -> list[list[int]]:
    """The code points as [first, last] pairs in order."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def main(arguments: Sequence[str] = ()) -> int:
    """Build, and say in one sentence what was built or why it could not be."""
    try:
        coverage = build(*(Path(argument) for argument in arguments))
    except CannotBuild as problem:
        print(f"Font: {problem}", file=sys.stderr)
        return 1
    print(f"Font: {coverage['characters']} characters, {coverage['han_characters']} of them Han, two weights")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
