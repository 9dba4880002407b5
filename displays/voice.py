"""What the hall says: a call becomes a list of clips and a text, by template only (domain.md 7.4, guarantees A4).

It never speaks free text and never a name: a number is letters and digits, a place is one of a closed list, and anything else
is refused. It makes no sound itself; ``displays.sound`` joins the clips.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from queue_server.contract import LANGUAGES

SPOKEN = Path(__file__).resolve().parent / "spoken"
CHIME = "chime"
GAP_LANGUAGES_MS = 400
GAP_REPEAT_MS = 700
GAP_CHIME_MS = 150
TIMES_MAX = 2
CALLS_MAX = 3

_NUMBER = re.compile(r"[A-Z]{0,2}[0-9]{1,4}")
_PLACE = re.compile(r"(?:[a-z]{1,16}-)?[1-9][0-9]?|[a-z]{1,16}")


class Kind(StrEnum):
    """What an announcement is about. CALL takes number, place and call_no; the others what their template names."""

    CALL = "CALL"
    MISSED = "MISSED"
    COLLECT = "COLLECT"
    WINDOW_PAUSED = "WINDOW_PAUSED"
    LUNCH = "LUNCH"
    CLOSING = "CLOSING"


class NotSpeakable(ValueError):
    """What was asked fits no template. Show it on the screens and let the chime sound alone."""


class Announcement(NamedTuple):
    """``id`` names it for ever (same id, same sound); ``clips`` are names for ``ClipSet.join``; ``texts`` go on the screen."""

    id: str
    clips: tuple[str, ...]
    texts: dict[str, str]


@dataclass(frozen=True)
class Template:
    text: str
    clips: tuple[str, ...]

    def takes(self, slot: str) -> bool:
        return "{" + slot + "}" in self.clips


@dataclass(frozen=True)
class Spoken:
    """One language as its file in ``spoken/`` gives it."""

    language: str
    words: Mapping[str, str]
    says: Mapping[str, Template]
    places: Mapping[str, Template]
    render: Mapping[str, Any]


@cache
def spoken(language: str) -> Spoken:
    """The words and templates of a language; ``zh`` stands for ``zh-CN``. Raises NotSpeakable when the hall has none for it."""
    name = next((known for known in LANGUAGES if language in (known, known.split("-")[0])), None)
    if name is None or not (SPOKEN / f"{name}.toml").is_file():
        raise NotSpeakable(f"the voice does not speak {language!r}; it speaks {', '.join(LANGUAGES)}")
    read = tomllib.loads((SPOKEN / f"{name}.toml").read_text(encoding="utf-8"))
    letters = {f"letter_{letter.lower()}": letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    return Spoken(
        language=name,
        words={**read["clips"], **letters},
        says={kind: Template(said["text"], tuple(said["clips"])) for kind, said in read["says"].items()},
        places={place: Template(said["text"], tuple(said["clips"])) for place, said in read["places"].items()},
        render=read["render"],
    )


def announcement(
    kind: Kind | str,
    number: str = "",
    window: str = "",
    call_no: int = 1,
    langs: Sequence[str] = ("zh-CN",),
    *,
    minutes: int = 0,
    times: int = 1,
    one_as_yao: bool = True,
    edition: str = "",
) -> Announcement:
    """One announcement: chime, then each language, all of it ``times`` times over.

    number      as on the slip, A012; letters and digits are read one by one
    window      "3", or a place of ``spoken/``: "tax-7", "consult" (``place_of`` makes it from a window's own name)
    call_no     1 to 3; the second and third say so
    minutes     1 to 99, for LUNCH and CLOSING
    one_as_yao  read the 1 of a number as 幺, as is usual for numbers in Chinese; a window's 1 is always 一
    edition     the clip set's own edition, so that other recordings get another id

    Raises NotSpeakable; nothing that is not in a template is ever spoken (guarantees AB-22).
    """
    kind = _one_of(Kind, kind)
    if not 1 <= call_no <= CALLS_MAX or not 1 <= times <= TIMES_MAX:
        raise NotSpeakable(f"call_no is 1 to {CALLS_MAX}, times is 1 to {TIMES_MAX}")
    languages = tuple(dict.fromkeys(spoken(language).language for language in langs))
    if not languages:
        raise NotSpeakable("no language was asked for")
    asked = _Asked(kind, number, window, call_no if kind is Kind.CALL else 1, minutes, one_as_yao and "zh-CN" in languages)
    asked = asked.only_what_is_taken()
    sayings = {language: _say(spoken(language), asked) for language in languages}

    clips = [CHIME, f"pause/{GAP_CHIME_MS}"]
    for time in range(times):
        for place, language in enumerate(languages):
            if time or place:
                clips.append(f"pause/{GAP_LANGUAGES_MS if place else GAP_REPEAT_MS}")
            clips += [f"{language}/{clip}" for clip in sayings[language][1]]
    fields = (kind, asked.number, asked.window, asked.call_no, asked.minutes, "_".join(languages), times, int(asked.one_as_yao))
    name = "~".join(str(field) for field in (*fields, *([edition] if edition else [])))
    return Announcement(name, tuple(clips), {language: said[0] for language, said in sayings.items()})


def announcement_of(announcement_id: str, edition: str = "") -> Announcement:
    """The announcement an id names, in today's edition: any process can answer for an id that another one made.

    If the answer's id differs from the one asked for, the recordings have changed since: redirect, do not cache.
    Raises NotSpeakable for an id that names nothing.
    """
    fields = announcement_id.split("~")
    if len(announcement_id) > 120 or len(fields) not in (8, 9):
        raise NotSpeakable("this id names no announcement")
    kind, number, window, call_no, minutes, languages, times, one_as_yao = fields[:8]
    if not all(re.fullmatch("[0-9]{1,2}", figure) for figure in (call_no, minutes, times, one_as_yao)):
        raise NotSpeakable("this id names no announcement")
    return announcement(
        kind, number, window, int(call_no), languages.split("_"),
        minutes=int(minutes), times=int(times), one_as_yao=one_as_yao == "1", edition=edition,
    )


def place_of(called_as: str, language: str = "zh-CN") -> str | None:
    """How ``announcement`` wants the window that the hall calls so: "7号税务窗口" is "tax-7".

    None when the voice has no words for it; say so at the start, and let calls to it sound the chime alone.
    """
    wanted = re.sub(r"\s", "", called_as)
    for key, place in spoken(language).places.items():
        pattern = re.escape(re.sub(r"\s", "", place.text)).replace(r"\{n\}", "([1-9][0-9]?)")
        if found := re.fullmatch(pattern, wanted):
            return f"{key}-{found.group(1)}" if found.groups() else key
    return None


def words_of(clips: Sequence[str]) -> str:
    """The words a list of clips speaks, without punctuation between them; for tests and for the log."""
    found: list[str] = []
    for clip in clips:
        folder, _, name = clip.partition("/")
        if name and folder != "pause":
            found.append(spoken(folder).words[name])
    return " ".join(found)


@dataclass(frozen=True)
class _Asked:
    kind: Kind
    number: str
    window: str
    call_no: int
    minutes: int
    one_as_yao: bool

    @property
    def template(self) -> str:
        return self.kind if self.call_no == 1 else f"{self.kind}_{self.call_no}"

    def only_what_is_taken(self) -> _Asked:
        """Checked, and without the fields its template does not speak, so that one announcement has one id."""
        template = spoken(LANGUAGES[0]).says[self.template]
        takes_number = template.takes("number")
        if takes_number and not _NUMBER.fullmatch(self.number):
            raise NotSpeakable("a number is at most two letters A to Z and one to four digits")
        if template.takes("place") and not _PLACE.fullmatch(self.window):
            raise NotSpeakable("a window is 1 to 99, or a place the voice has words for")
        if template.takes("minutes") and not 1 <= self.minutes <= 99:
            raise NotSpeakable("minutes are 1 to 99")
        return _Asked(
            self.kind,
            self.number if takes_number else "",
            self.window if template.takes("place") else "",
            self.call_no,
            self.minutes if template.takes("minutes") else 0,
            self.one_as_yao and takes_number and "1" in self.number,
        )


def _say(language: Spoken, asked: _Asked) -> tuple[str, list[str]]:
    """The text and the clips of one language."""
    template = language.says[asked.template]
    count = _COUNT[language.language]
    slots: dict[str, list[str]] = {}
    filled: dict[str, str] = {}
    if template.takes("number"):
        slots["number"] = [_digit(language, character, asked.one_as_yao) for character in asked.number]
        filled["number"] = asked.number if language.language == "zh-CN" else " ".join(asked.number)
    if template.takes("minutes"):
        slots["minutes"] = ["digit_liang"] if asked.minutes == 2 and "digit_liang" in language.words else count(asked.minutes)
        filled["minutes"] = str(asked.minutes)
    if template.takes("place"):
        filled["place"], slots["place"] = _place(language, asked.window, count)
    text = template.text.format(**filled).strip()
    return text[0].upper() + text[1:], _fill(template.clips, slots)


def _place(language: Spoken, window: str, count: Callable[[int], list[str]]) -> tuple[str, list[str]]:
    key, _, figure = window.rpartition("-") if window[-1].isdigit() else (window, "", "")
    place = language.places.get(key or "window")
    if place is None or place.takes("n") is not bool(figure):
        raise NotSpeakable(f"the voice has no place {window!r}; it has {', '.join(sorted(language.places))}")
    if not figure:
        return place.text, list(place.clips)
    return place.text.format(n=int(figure)), _fill(place.clips, {"n": count(int(figure))})


def _fill(clips: Sequence[str], slots: Mapping[str, list[str]]) -> list[str]:
    return [name for clip in clips for name in (slots[clip[1:-1]] if clip.startswith("{") else [clip])]


def _digit(language: Spoken, character: str, one_as_yao: bool) -> str:
    if character == "1" and one_as_yao and "digit_yao" in language.words:
        return "digit_yao"
    return f"digit_{character}" if character.isdigit() else f"letter_{character.lower()}"


def _count_zh(n: int) -> list[str]:
    """A quantity of 1 to 99: 七, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(n, 10)
    return [*([f"digit_{tens}"] if tens > 1 else []), *(["ten"] if tens else []), *([f"digit_{ones}"] if ones else [])]


def _count_en(n: int) -> list[str]:
    """A quantity of 1 to 99: seven, twelve, twenty, twenty one."""
    if n < 10:
        return [f"digit_{n}"]
    if n < 20:
        return [f"number_{n}"]
    return [f"number_{n - n % 10}", *([f"digit_{n % 10}"] if n % 10 else [])]


_COUNT: Mapping[str, Callable[[int], list[str]]] = {"zh-CN": _count_zh, "en": _count_en}


def _one_of(kinds: type[Kind], wanted: str) -> Kind:
    try:
        return kinds(wanted)
    except ValueError:
        raise NotSpeakable(f"there is no announcement of this kind; there are {', '.join(kinds)}") from None
