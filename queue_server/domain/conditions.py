"""Conditions of the catalogue: names, ``and``, ``or``, ``not``, parentheses and ``always``, evaluated with three values.

A fact that is not known makes the condition unknown (None) unless the known facts settle it either way; unknown is never
read as "no". Nothing else can be written in a condition: no calls, no numbers, no comparisons (domain.md 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

ALWAYS = "always"
Truth = bool | None
"""True, False, or None for "not known yet"."""

Facts = Mapping[str, Truth]
Tree = tuple[str, ...] | tuple[object, ...]

_TOKEN = re.compile(r"\s*([a-z][a-z0-9_]*|\(|\))")
_WORDS = frozenset({"and", "or", "not"})
# Above this many unknown facts the exact answer is not looked for any more; the careful answer is then "all of them matter".
_EXACT_NAMES_MAX = 10


class BadCondition(ValueError):
    """A condition that does not follow the grammar; the text says what is wrong with it."""


@dataclass(frozen=True)
class Condition:
    """A parsed condition. ``text`` is what the file says; two conditions with the same text are equal."""

    text: str

    def __post_init__(self) -> None:
        _parse(self.text)

    @classmethod
    def from_toml(cls, value: object) -> Condition:
        """The condition written in a data file. Raises BadCondition (a ValueError) saying what is wrong."""
        if not isinstance(value, str):
            raise BadCondition(f"a condition must be text, not {value!r}")
        return cls(value)

    @property
    def names(self) -> frozenset[str]:
        """The facts it asks about, without ``always``."""
        return _names(self.text)

    def evaluate(self, facts: Facts) -> Truth:
        """True or False where the known facts settle it, otherwise None."""
        known = {name: facts.get(name) for name in self.names}
        careful = _value(_parse(self.text), known)
        if careful is not None or not self.names:
            return careful
        values = set(self._possible(known))
        return values.pop() if len(values) == 1 else None

    def open_names(self, facts: Facts) -> frozenset[str]:
        """The unknown facts whose answer can still change the result; empty once it is settled."""
        known = {name: facts.get(name) for name in self.names}
        unknown = sorted(name for name, value in known.items() if value is None)
        if len(unknown) > _EXACT_NAMES_MAX:
            return frozenset(unknown) if self.evaluate(facts) is None else frozenset()
        tree = _parse(self.text)
        return frozenset(name for name in unknown if _turns(tree, known, unknown, name))

    def _possible(self, known: Mapping[str, Truth]) -> Iterator[Truth]:
        unknown = sorted(name for name, value in known.items() if value is None)
        if len(unknown) > _EXACT_NAMES_MAX:
            yield from (True, False)
            return
        tree = _parse(self.text)
        for answers in product((True, False), repeat=len(unknown)):
            yield _value(tree, {**known, **dict(zip(unknown, answers, strict=True))})

    def but_not(self, other: Condition | None) -> Condition:
        """This condition while the other does not hold."""
        return self if other is None else Condition(f"({self.text}) and not ({other.text})")


def _turns(tree: Tree, known: Mapping[str, Truth], unknown: list[str], name: str) -> bool:
    others = [other for other in unknown if other != name]
    for answers in product((True, False), repeat=len(others)):
        settled = {**known, **dict(zip(others, answers, strict=True))}
        if _value(tree, {**settled, name: True}) != _value(tree, {**settled, name: False}):
            return True
    return False


def _value(tree: Tree, facts: Mapping[str, Truth]) -> Truth:
    match tree:
        case ("name", str(name)):
            return True if name == ALWAYS else facts.get(name)
        case ("not", inner):
            value = _value(inner, facts)  # type: ignore[arg-type]
            return None if value is None else not value
        case (("and" | "or") as word, left, right):
            one, two = _value(left, facts), _value(right, facts)  # type: ignore[arg-type]
            settles = word == "or"
            if settles in (one, two):
                return settles
            return None if None in (one, two) else not settles
    raise AssertionError(tree)


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    found = set(re.findall(r"[a-z][a-z0-9_]*", text))
    return frozenset(found - _WORDS - {ALWAYS})


@lru_cache(maxsize=1024)
def _parse(text: str) -> Tree:
    tokens = _tokens(text)
    tree, rest = _parse_or(tokens)
    if rest:
        raise BadCondition(f"condition {text!r}: {rest[0]!r} is not expected there")
    return tree


def _tokens(text: str) -> tuple[str, ...]:
    found, place = [], 0
    while place < len(text.rstrip()):
        token = _TOKEN.match(text, place)
        if not token:
            raise BadCondition(f"condition {text!r}: {text[place:].strip()[:12]!r} may not stand in a condition")
        found.append(token.group(1))
        place = token.end()
    if not found:
        raise BadCondition("a condition must not be empty; write 'always'")
    return tuple(found)


Parser = Callable[[tuple[str, ...]], tuple[Tree, tuple[str, ...]]]


def _parse_chain(word: str, part: Parser, tokens: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
    tree, rest = part(tokens)
    while rest and rest[0] == word:
        right, rest = part(rest[1:])
        tree = (word, tree, right)
    return tree, rest


def _parse_or(tokens: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
    return _parse_chain("or", _parse_and, tokens)


def _parse_and(tokens: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
    return _parse_chain("and", _parse_not, tokens)


def _parse_not(tokens: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
    if not tokens:
        raise BadCondition("a condition ends too early")
    first, rest = tokens[0], tokens[1:]
    if first == "not":
        inner, rest = _parse_not(rest)
        return ("not", inner), rest
    if first == "(":
        inner, rest = _parse_or(rest)
        if not rest or rest[0] != ")":
            raise BadCondition("a parenthesis is not closed")
        return inner, rest[1:]
    if first in _WORDS or first == ")":
        raise BadCondition(f"{first!r} is not expected there")
    return ("name", first), rest
