"""Finds the font, opens it once, and knows which characters it lacks. A missing character is shown as 〓, never as `?`.

The set-up builds the font in two weights (`build_font.py`). Order of search: the path given, `LIDENG_FONT`, the built font,
Debian's Noto. It may not fall back to a font without Chinese.
"""

from __future__ import annotations

import importlib.util
import os
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path

from PIL import ImageFont

FONT_VARIABLE = "LIDENG_FONT"
MISSING_SHOWN_AS = "〓"
_BUILT = ("lideng-sans-regular.woff2", "lideng-sans-regular.otf")
_SYSTEM = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
_PROBE_DOTS = 24
_NEVER_IN_A_FONT = "\U0010ffff"  # a noncharacter: drawn as the font's own "no such glyph"


class FontError(RuntimeError):
    """No usable font. The message says what was looked for and what to do."""


class Weight:
    """One weight in all sizes. Every size is opened once and kept; each costs some 8 MB, as the file is packed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        try:
            self._face = _simplified_face(path)
            self.font(_PROBE_DOTS)
        except OSError as error:
            raise FontError(f"The font {path.name} cannot be read as a font: {error}") from error

    def font(self, dots: int) -> ImageFont.FreeTypeFont:
        if dots not in self._sizes:
            self._sizes[dots] = ImageFont.truetype(self._path, dots, index=self._face)
        return self._sizes[dots]


class Typeface:
    """The type of all slips: regular and bold. Where no bold file stands beside the regular one, both are regular."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._regular = Weight(path)
        bold = path.with_name(path.name.replace("Regular", "Bold").replace("regular", "bold"))
        self._bold = Weight(bold) if bold != path and bold.is_file() else self._regular
        self._known: dict[str, bool] = {}
        if self.missing("立等可取" + MISSING_SHOWN_AS):
            raise FontError(f"The font {path.name} has no Chinese; build the font with 'make setup'.")

    @classmethod
    def bundled(cls, path: str | Path | None = None) -> Typeface:
        """The type the set-up built, or the file asked for; opened once per file and process. Raises FontError."""
        return _opened(find_font(path))

    def font(self, dots: int, bold: bool = False) -> ImageFont.FreeTypeFont:
        return (self._bold if bold else self._regular).font(dots)

    @cached_property
    def _no_glyph(self) -> tuple[tuple[int, int], bytes]:
        return self._drawn(_NEVER_IN_A_FONT)

    def _drawn(self, character: str) -> tuple[tuple[int, int], bytes]:
        mask = self.font(_PROBE_DOTS).getmask(character)
        return mask.size, bytes(mask)

    def has(self, character: str) -> bool:
        """Whether the font can show that character. Spaces and marks that only change their neighbour count as shown."""
        if character not in self._known:
            blank = character.isspace() or unicodedata.category(character) in ("Mn", "Me")
            self._known[character] = blank or self._drawn(character) != self._no_glyph
        return self._known[character]

    def missing(self, text: str) -> frozenset[str]:
        return frozenset(character for character in text if not self.has(character))

    def showable(self, text: str) -> str:
        """The text with 〓 for every character that the font lacks."""
        return "".join(character if self.has(character) else MISSING_SHOWN_AS for character in text)


def _simplified_face(path: Path) -> int:
    """Which face of a collection is the Simplified Chinese one; 0 in a file with a single face."""
    with path.open("rb") as font:
        head = font.read(12)
    if head[:4] != b"ttcf":
        return 0
    for face in range(int.from_bytes(head[8:12], "big")):
        name, _ = ImageFont.truetype(path, _PROBE_DOTS, index=face).getname()
        if name and name.split()[-1] == "SC":
            return face
    return 0


def find_font(path: str | Path | None = None) -> Path:
    """The font file to use. A path that was asked for, here or in `LIDENG_FONT`, must exist. Raises FontError."""
    asked = path or os.environ.get(FONT_VARIABLE)
    if asked:
        if not Path(asked).is_file():
            raise FontError(f"The font {asked} does not exist. Correct {FONT_VARIABLE} or --font.")
        return Path(asked)
    for candidate in (*_built_fonts(), *_SYSTEM):
        if candidate.is_file():
            return candidate
    raise FontError(
        "No Chinese font was found. Run 'make setup', or install fonts-noto-cjk, "
        f"or name a font file in {FONT_VARIABLE} or with --font."
    )


def _built_fonts() -> list[Path]:
    """Where set-up puts the font: among the server's static files, whether or not a server runs on this machine."""
    server = importlib.util.find_spec("queue_server")
    places = list(server.submodule_search_locations or ()) if server else []
    return [Path(place) / "web" / "static" / "fonts" / name for place in places for name in _BUILT]


@lru_cache(maxsize=4)
def _opened(path: Path) -> Typeface:
    return Typeface(path)
