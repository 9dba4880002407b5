"""Whether what a view serves has every key its pages were written for: the pages' own small hall is the measure.

Not a test. Keys only; which values are right is said by the tests of the views.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def lacking(wanted: Any, real: Any, path: str = "") -> list[str]:
    """Paths of keys that ``wanted`` has and ``real`` lacks. What is null or empty on either side says nothing."""
    if isinstance(wanted, Mapping):
        if not isinstance(real, Mapping):
            return [] if real is None else [f"{path}: {type(real).__name__} where a record is read"]
        found = []
        for key, value in wanted.items():
            found += lacking(value, real[key], f"{path}.{key}") if key in real else [f"{path}.{key}"]
        return found
    if isinstance(wanted, list | tuple):
        if not isinstance(real, list | tuple):
            return [f"{path}: {type(real).__name__} where a list is read"]
        every = _merged(wanted)
        return sorted({line for row in real for line in lacking(every, row, f"{path}[]")}) if every else []
    return []


def _merged(rows: Any) -> dict[str, Any]:
    """The keys that every row of the sample has: one that only some rows have may be left out."""
    records = [row for row in rows if isinstance(row, Mapping)]
    if not records or len(records) < len(rows):
        return {}
    common = set.intersection(*(set(row) for row in records))
    return {key: records[0][key] for key in records[0] if key in common}


def texts_in(data: Any) -> Iterator[str]:
    """Every text of a JSON value, keys included."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from texts_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts_in(value)
    elif isinstance(data, str):
        yield data


def pairs_in(data: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every sentence that comes in two languages: where it stands, Chinese, English."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if str(key).endswith("_zh") and f"{str(key)[:-3]}_en" in data:
                yield f"{path}.{str(key)[:-3]}", value, data[f"{str(key)[:-3]}_en"]
            else:
                yield from pairs_in(value, f"{path}.{key}")
    elif isinstance(data, list | tuple):
        for value in data:
            yield from pairs_in(value, f"{path}[]")
