"""Records and events as plain JSON values and back, by their type hints.

Reading is tolerant on purpose: a field that is not known any more is passed over, one that is missing takes its default,
so that an event of today folds in ten years. Instants are ISO text with offset, days are ISO days.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from .errors import Broken
from .events import EVENTS
from .state import TABLES, DayRecord, HallState

T = TypeVar("T")
HALL_ZONE = ZoneInfo("Asia/Shanghai")
Read = Callable[[Any], Any]
AS_THEY_ARE = frozenset({type(None), str, int, float, bool})


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def plain(value: Any) -> Any:
    """The value as JSON knows it: dataclasses become objects, tuples arrays, instants and days text."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names_of(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    raise Broken(f"a {type(value).__name__} cannot be put on record")


def typed(kind: type[T], value: Any) -> T:
    """A plain value read as that type. Raises Broken when a field without default is missing or cannot be read."""
    try:
        return typing.cast(T, _reader(typing.cast(Any, kind))(value))
    except (KeyError, TypeError, ValueError) as problem:
        raise Broken(f"{kind} cannot be read: {problem!r}") from problem


def read_event(kind: str, body: Mapping[str, Any]) -> Any:
    """An event from its name and body. Raises Broken for a name nobody lists."""
    if kind not in EVENTS:
        raise Broken(f"event kind {kind} is not known")
    return typed(EVENTS[kind], body)


def read_record(table: str, body: Mapping[str, Any]) -> Any:
    return typed(TABLES[table], body) if table in TABLES else body


def plain_state(state: HallState) -> dict[str, Any]:
    """A whole hall as plain values: what a snapshot holds."""
    return {f.name: plain(getattr(state, f.name)) for f in fields(state)}


def read_state(body: Mapping[str, Any]) -> HallState:
    known: dict[str, Any] = {}
    for f in fields(HallState):
        if f.name not in body:
            continue
        value = body[f.name]
        if f.name in TABLES:
            known[f.name] = {key: read_record(f.name, row) for key, row in value.items()}
        elif f.name == "day":
            known[f.name] = typed(DayRecord, value) if value else None
        else:
            known[f.name] = dict(value) if isinstance(value, Mapping) else value
    return HallState(**known)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(HALL_ZONE)


def _as_is(value: Any) -> Any:
    """A value nobody typed: arrays become tuples, so that a folded record equals the one that was written."""
    if isinstance(value, list):
        return tuple(_as_is(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _as_is(item) for key, item in value.items()}
    return value


@cache
def _reader(kind: Any) -> Read:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return _as_is
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(a for a in arguments if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            item = _reader(arguments[0])
            return lambda value: tuple(item(v) for v in value)
        parts = [_reader(a) for a in arguments]
        return lambda value: tuple(part(v) for part, v in zip(parts, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        item = _reader(arguments[1]) if arguments else _as_is
        return lambda value: {key: item(v) for key, v in value.items()}
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind is datetime:
        return _instant
    if kind is date:
        return date.fromisoformat
    if kind is time:
        return time.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda value: value


def _dataclass_reader(kind: Any) -> Read:
    hints = typing.get_type_hints(kind)
    plan = [
        (f.name, _reader(hints[f.name]), f.default is not MISSING or f.default_factory is not MISSING) for f in fields(kind)
    ]

    def read(value: Mapping[str, Any]) -> Any:
        known: dict[str, Any] = {}
        for name, reader, optional in plan:
            if name in value:
                known[name] = reader(value[name])
            elif not optional:
                raise KeyError(name)
        return kind(**known)

    return read
