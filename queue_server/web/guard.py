"""Keeping order at the doors: how often an address or a device may ask, what can be kept at all, and a log that never holds a number of a person.

In process only: a hall has one server; where there are several, each keeps its own count and the sum stays bounded.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask.json.provider import DefaultJSONProvider

from ..domain.leaks import redact

KEPT_MAX = 10_000
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many more each second."""

    burst: float
    per_second: float


PHONE_PAGES = Rate(burst=30, per_second=0.5)  # guessing tokens gets nowhere (AB-25)


class Buckets:
    """Token buckets by name; the least recently used are forgotten when there are too many."""

    def __init__(self, rate: Rate, now: Callable[[], float]) -> None:
        self.rate = rate
        self.now = now
        self.kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def may(self, name: str) -> bool:
        """Take one for that name, if there is one left."""
        at = self.now()
        left, since = self.kept.pop(name, (self.rate.burst, at))
        left = min(self.rate.burst, left + (at - since) * self.rate.per_second)
        allowed = left >= 1.0
        self.kept[name] = (left - 1.0 if allowed else left, at)
        while len(self.kept) > KEPT_MAX:
            self.kept.popitem(last=False)
        return allowed


class PatientJson(DefaultJSONProvider):
    """JSON that is nested deeper than anybody can mean is no JSON: a "no" to whoever sent it, and not a fault of the hall."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def storable(data: Any) -> bool:
    """Whether every string, key and value, can be kept by every database: none holds NUL or half a character. However deep it is nested."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and UNSTORABLE.search(one) is not None:
            return False
        if isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple)):
            waiting += one
    return True


class NoNumbers(logging.Filter):
    """Blots out what looks like a document or telephone number in any line of any log (AB-32)."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        clean = redact(said)
        if clean != said:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True


def keep_numbers_out() -> None:
    """Put the filter on every handler of the root logger."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(f, NoNumbers) for f in handler.filters):
            handler.addFilter(NoNumbers())
