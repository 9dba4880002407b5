"""The words of the paper: loads `texts/*.toml`, fills placeholders, and writes times and numbers the way each language does.

Chinese is always printed; with an English slip the English stands under it. Wording: domain.md 7.1 to 7.3.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from printers.jobs import Language
from printers.slips import Bilingual, Ruleset

HALL_ZONE = ZoneInfo("Asia/Shanghai")

_HAN_DIGITS = "零一二三四五六七八九"
_MONEY_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_MONEY_PLACES = ("", "拾", "佰", "仟")
_MONEY_GROUPS = ("", "万", "亿", "兆")
_ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                   "November", "December")


def han_number(number: int) -> str:
    """A number from 0 to 99 in Chinese, as decisions write their periods: 60 is 六十. Larger ones stay in digits."""
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _HAN_DIGITS[ones]
    return ("" if tens == 1 else _HAN_DIGITS[tens]) + "十" + ("" if ones == 0 else _HAN_DIGITS[ones])


def money_in_words(yuan: int) -> str:
    """Whole yuan in the capital characters of receipts: 80 is 捌拾元整, 1005 is 壹仟零伍元整."""
    if yuan == 0:
        return "零元整"
    groups: list[int] = []
    rest = yuan
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1_000):
            text += "零"
        text += _money_group(group) + _MONEY_GROUPS[place]
        gap = False
    return text + "元整"


def _money_group(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _MONEY_DIGITS[digit] + _MONEY_PLACES[place]
        gap = False
    return text


@dataclass(frozen=True)
class WorkingTime:
    """A promise in working minutes; whole hours are said in hours."""

    minutes: int

    def said(self, lang: Language) -> str:
        hours, rest = divmod(self.minutes, 60)
        if lang is Language.CHINESE:
            return f"{self.minutes} 个工作分钟" if rest else f"{hours} 个工作小时"
        if rest:
            return f"{self.minutes} working minutes"
        return f"{hours} working hour" + ("" if hours == 1 else "s")


class _Filler(string.Formatter):
    """Fills one language's template. Values are put in as they are; they are never templates themselves."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        chinese = self.lang is Language.CHINESE
        if isinstance(value, Bilingual):
            return value.zh if chinese else value.en or value.zh
        if isinstance(value, WorkingTime):
            return value.said(self.lang)
        if isinstance(value, datetime):
            return _moment(value.astimezone(HALL_ZONE), format_spec, chinese)
        if isinstance(value, date):
            return _day(value, format_spec, chinese)
        if isinstance(value, int) and format_spec in ("han", "times"):
            return _count(value, format_spec, chinese)
        return str(value)


def _moment(moment: datetime, spec: str, chinese: bool) -> str:
    if spec == "formal":
        return moment.strftime("%Y年%m月%d日%H时%M分") if chinese else f"{_english_day(moment)}, {moment:%H:%M}"
    if spec == "due":
        return f"{moment.month}月{moment.day}日 {moment:%H:%M}" if chinese else f"{moment:%H:%M} on {_english_day(moment)}"
    return f"{moment:%Y-%m-%d %H:%M}"


def _day(day: date, spec: str, chinese: bool) -> str:
    if spec == "formal":
        return f"{day:%Y年%m月%d日}" if chinese else _english_day(day)
    return day.isoformat()


def _english_day(day: date) -> str:
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def _count(number: int, spec: str, chinese: bool) -> str:
    if chinese:
        counted = "两" if spec == "times" and number == 2 else han_number(number)
        return counted + ("次" if spec == "times" else "")
    if spec == "times":
        return {1: "once", 2: "twice"}.get(number, f"{number} times")
    return str(number)


@cache
def texts(lang: Language) -> Mapping[str, str]:
    """All texts of a language by dotted key: ``ticket.promise``."""
    file = resources.files("printers") / "texts" / f"{lang.value}.toml"
    found: dict[str, str] = {}
    _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(table: Mapping[str, Any], above: str, found: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{above}{name}.", found)
        else:
            found[above + name] = value


def say(key: str, **values: Any) -> Bilingual:
    """The text under that key in both languages, filled. An unknown key or placeholder is a KeyError: our own mistake."""
    return Bilingual(
        zh=_Filler(Language.CHINESE).format(texts(Language.CHINESE)[key], **values),
        en=_Filler(Language.ENGLISH).format(texts(Language.ENGLISH)[key], **values),
    )


def law(ruleset: Ruleset, word: str) -> Bilingual:
    """A word that depends on the law in force: ``registration`` is 房屋登记 or 不动产登记."""
    return say(f"law.{ruleset.value}.{word}")
