"""Turns TOML text into frozen dataclasses and refuses whatever it does not know, naming the file and the line.

Used for the catalogue and for hall.toml. It knows nothing of houses; it may not open files (the text is handed in).
`tomllib` tells no line numbers, so the text is scanned a second time for the line at which a key stands.
"""

from __future__ import annotations

import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any

from queue_server.domain.errors import Broken

Path = tuple[str | int, ...]


class BadData(Broken):
    """A data file of the hall says something the product does not know. ``file`` and ``line`` (from 1) say where."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}, line {line}: {what}.")
        self.file = file
        self.line = line
        self.what = what


class BadCatalogue(BadData):
    """A file of the catalogue is wrong."""


class BadConfig(BadData):
    """A hall's own settings are wrong."""


@dataclass(frozen=True)
class Source:
    """One TOML file: its name for messages, its text, and what the text says."""

    file: str
    text: str
    data: Mapping[str, Any]
    error: type[BadData] = BadData
    _lines: Mapping[Path, int] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, file: str, text: str, error: type[BadData] = BadData) -> Source:
        """Read TOML text. Raises the given error with the line when the text is not TOML."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            found = re.search(r"at line (\d+)", str(problem))
            line = int(found.group(1)) if found else max(1, len(text.splitlines()))
            raise error(file, line, f"this is not valid TOML: {re.sub(r' *.at .*', '', str(problem))}") from problem
        return cls(file=file, text=text, data=data, error=error, _lines=lines_of_keys(text))

    def line_of(self, path: Path, value: Any = None) -> int:
        """The line of a key; where it sits inside a longer value, the first line below the known key that shows it."""
        known: Path = path
        while known and known not in self._lines:
            known = known[:-1]
        start = self._lines.get(known, 1)
        if known == path and value is None:
            return start
        rest = path[len(known):]
        wanted = [str(value)] if isinstance(value, str | int) and not isinstance(value, bool) else []
        wanted += [part for part in reversed(rest) if isinstance(part, str)]
        lines = self.text.splitlines()
        for text in wanted:
            word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(text)}(?![A-Za-z0-9_])") if text else None
            for number in range(start, len(lines) + 1):
                if word and word.search(lines[number - 1].split("#")[0]):
                    return number
                if number > start and re.match(r"\s*\[", lines[number - 1]) and known in self._lines:
                    break
        return start

    def bad(self, path: Path, what: str, value: Any = None) -> BadData:
        """The error to raise for the thing at that path."""
        return self.error(self.file, self.line_of(path, value), what)


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_\-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_\-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_\-]+|"[^"]*"|'[^']*'""")


def lines_of_keys(text: str) -> dict[Path, int]:
    """For every table and key of TOML text the line (from 1) at which it stands; values in the middle are not listed."""
    found: dict[Path, int] = {}
    counted: dict[Path, int] = {}
    table: Path = ()
    open_brackets, in_text = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if open_brackets == 0 and not in_text:
            header = _HEADER.match(line)
            if header:
                table = _table_path(header.group(2), header.group(1) == "[[", counted)
                found.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key:
                found.setdefault(table + _parts(key.group(1)), number)
                line = line[key.end():]
        open_brackets, in_text = _still_open(line, open_brackets, in_text)
    return found


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _table_path(dotted: str, is_list: bool, counted: dict[Path, int]) -> Path:
    """The path of a table header; members of an array of tables are told apart by their place."""
    path: Path = ()
    parts = _parts(dotted)
    for place, part in enumerate(parts):
        path += (part,)
        last = place == len(parts) - 1
        if last and is_list:
            counted[path] = counted.get(path, -1) + 1
        if path in counted:
            path += (counted[path],)
    return path


def _still_open(line: str, brackets: int, in_text: str) -> tuple[int, str]:
    """How many brackets, or which multi-line text, remain open at the end of this line."""
    place = 0
    while place < len(line):
        if in_text:
            end = line.find(in_text, place)
            if end < 0:
                return brackets, in_text
            place, in_text = end + 3, ""
            continue
        mark = line[place]
        if line.startswith(('"""', "'''"), place):
            in_text, place = line[place:place + 3], place + 3
            continue
        if mark in "\"'":
            end = place + 1
            while end < len(line) and line[end] != mark:
                end += 2 if mark == '"' and line[end] == "\\" else 1
            place = end + 1
            continue
        if mark == "#":
            break
        brackets += (mark in "[{") - (mark in "]}")
        place += 1
    return brackets, in_text


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def read_as(kind: Any, value: Any, source: Source, path: Path = ()) -> Any:
    """Turn a TOML value into the given type: dataclass, enum, tuple, Mapping, date, time, str, int, bool, or X | None.

    Raises the source's error on an unknown key, a missing key, a wrong type or an unknown word of a closed set.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _read_union(arguments, value, source, path)
    if hasattr(kind, "from_toml"):
        try:
            return kind.from_toml(value)
        except ValueError as problem:
            raise source.bad(path, str(problem), value) from problem
    if is_dataclass(kind):
        return _read_dataclass(kind, value, source, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise source.bad(path, f"{_shown(path)} must be a list", value)
        return tuple(read_as(arguments[0], item, source, (*path, place)) for place, item in enumerate(value))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise source.bad(path, f"{_shown(path)} must be a table", value)
        return {
            read_as(arguments[0], key, source, (*path, key)): read_as(arguments[1], item, source, (*path, key))
            for key, item in value.items()
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise source.bad(path, f"{_shown(path)} = {value!r} is unknown; known are {known}", value) from None
    return _read_plain(kind, value, source, path)


def _read_union(arguments: tuple[Any, ...], value: Any, source: Source, path: Path) -> Any:
    choices = [choice for choice in arguments if choice is not type(None)]
    if value is None:
        return None
    for choice in choices[:-1]:
        if isinstance(choice, type) and type(value) is choice:
            return value
    return read_as(choices[-1], value, source, path)


def _read_plain(kind: Any, value: Any, source: Source, path: Path) -> Any:
    if kind is Any:
        return value
    fits = {
        str: isinstance(value, str),
        bool: isinstance(value, bool),
        int: isinstance(value, int) and not isinstance(value, bool),
        float: isinstance(value, int | float) and not isinstance(value, bool),
        date: isinstance(value, date) and not isinstance(value, datetime),
        datetime: isinstance(value, datetime),
        time: isinstance(value, time),
    }
    if kind not in fits:
        raise Broken(f"strict_reading cannot read the type {kind}")
    if not fits[kind]:
        word = {str: "text", bool: "true or false", int: "a whole number", float: "a number", date: "a day such as 2014-06-03",
                datetime: "a day with a time", time: "a time such as 15:30:00"}[kind]
        raise source.bad(path, f"{_shown(path)} must be {word}, not {value!r}", value)
    return value


def _read_dataclass(kind: Any, value: Any, source: Source, path: Path) -> Any:
    if not isinstance(value, dict):
        raise source.bad(path, f"{_shown(path)} must be a table", value)
    known = {f.name: f for f in fields(kind) if f.init and not f.metadata.get("not_in_file")}
    for key in value:
        if key not in known:
            near = _nearest(key, known)
            hint = f"; did you mean {near!r}?" if near else ""
            raise source.bad((*path, key), f"unknown key {key!r} in {_shown(path) or 'the file'}{hint}")
    read: dict[str, Any] = {}
    hints = _hints(kind)
    for name, its_field in known.items():
        if name in value:
            read[name] = read_as(hints[name], value[name], source, (*path, name))
        elif its_field.default is MISSING and its_field.default_factory is MISSING:
            raise source.bad(path, f"{_shown(path) or 'the file'} has no {name!r}")
    try:
        return kind(**read)
    except ValueError as problem:
        raise source.bad(path, str(problem)) from problem


def _nearest(key: str, known: Mapping[str, Any]) -> str | None:
    import difflib

    close = difflib.get_close_matches(key, list(known), n=1)
    return close[0] if close else None


def _shown(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
