"""Reads a slip's JSON into frozen dataclasses, strictly, and cleans every string on its way in.

This is the one place where text enters the printing side, so it is the one place where control bytes are taken out
(guarantees AB-21). Its errors name the field and never the value: a value may be a person's name.
"""

from __future__ import annotations

import types
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

TEXT_CHARACTERS_MAX = 2_000
LIST_ITEMS_MAX = 300

_BECOMES_SPACE = frozenset("\t\n\v\f\r\x85\u2028\u2029")
# Control, format (direction marks, zero-width joiners, byte order marks) and half surrogates: nothing a slip can show.
_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cs"})

Slip = TypeVar("Slip")


class SlipError(ValueError):
    """A slip's data is not what its kind needs. Says which field and what is wrong with it, never what stood there."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where or 'slip'}: {what}")
        self.where = where
        self.what = what


def clean(text: str) -> str:
    """One line of printable characters: breaks become a space, control and format characters vanish (AB-21).

    What remains cannot hold ESC, GS, DLE or a line feed, in Unicode nor in GB18030.
    """
    spaced = "".join(" " if character in _BECOMES_SPACE else character for character in text)
    kept = "".join(character for character in spaced if unicodedata.category(character) not in _NEVER_PRINTED)
    while "  " in kept:
        kept = kept.replace("  ", " ")
    return kept.strip(" ")


def read(kind: type[Slip], data: object, where: str = "") -> Slip:
    """Turn a JSON object into the given frozen dataclass.

    Raises SlipError on an unknown field, a missing field, a wrong type, an empty text that may not be empty, a time
    without zone, or what the dataclass itself refuses.
    """
    if not isinstance(data, Mapping):
        raise SlipError(where, "must be an object")
    known: dict[str, Field[Any]] = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise SlipError(_below(where, str(name)[:40]), "is unknown")
    hints = _hints(kind)
    values: dict[str, Any] = {}
    for name, its in known.items():
        has_default = its.default is not MISSING or its.default_factory is not MISSING
        if name in data:
            values[name] = _value(hints[name], data[name], _below(where, name), may_be_empty=has_default)
        elif not has_default:
            raise SlipError(_below(where, name), "is missing")
    try:
        return kind(**values)
    except SlipError as error:
        raise SlipError(_below(where, error.where), error.what) from None


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where and name else where or name


def _value(kind: Any, value: object, where: str, may_be_empty: bool) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        (kind,) = (choice for choice in typing.get_args(kind) if choice is not type(None))
        return _value(kind, value, where, may_be_empty)
    if origin is tuple:
        return _items(typing.get_args(kind)[0], value, where)
    if origin is not None and issubclass(origin, Mapping):
        return _table(kind, value, where)
    if is_dataclass(kind):
        return read(typing.cast(type, kind), value, where)
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise SlipError(where, "must be one of " + ", ".join(str(one.value) for one in kind)) from None
    if kind is str:
        return _text(value, where, may_be_empty)
    if kind is datetime:
        return _instant(value, where)
    if kind is date:
        return _day(value, where)
    if kind is bool:
        if not isinstance(value, bool):
            raise SlipError(where, "must be true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise SlipError(where, "must be a whole number")
    return value


def _items(kind: Any, value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise SlipError(where, "must be a list")
    if len(value) > LIST_ITEMS_MAX:
        raise SlipError(where, f"has more than {LIST_ITEMS_MAX} items")
    return tuple(_value(kind, item, f"{where}[{place}]", may_be_empty=False) for place, item in enumerate(value))


def _table(kind: Any, value: object, where: str) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise SlipError(where, "must be an object")
    of_key, of_value = typing.get_args(kind)
    return {
        _value(of_key, key, f"{where} (name)", may_be_empty=False): _value(of_value, item, where, may_be_empty=False)
        for key, item in value.items()
    }


def _text(value: object, where: str, may_be_empty: bool) -> str:
    if not isinstance(value, str):
        raise SlipError(where, "must be text")
    if len(value) > TEXT_CHARACTERS_MAX:
        raise SlipError(where, f"is longer than {TEXT_CHARACTERS_MAX} characters")
    text = clean(value)
    if not text and not may_be_empty:
        raise SlipError(where, "must not be empty")
    return text


def _instant(value: object, where: str) -> datetime:
    wrong = SlipError(where, "must be a time with zone, such as 2014-10-13T09:12:00+08:00")
    if not isinstance(value, str):
        raise wrong
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise wrong from None
    if instant.tzinfo is None:
        raise wrong
    return instant


def _day(value: object, where: str) -> date:
    wrong = SlipError(where, "must be a day, such as 2014-10-13")
    if not isinstance(value, str) or len(value) != 10:
        raise wrong
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong from None
