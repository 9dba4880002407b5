"""Conditions of the catalogue: the grammar, three values, and that unknown is never read as no."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from queue_server.domain.conditions import BadCondition, Condition

NAMES = ("unit_co_owned", "party_by_agent", "state_asset", "area_changed")
FACTS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([True, False, None]))
TEXTS = st.recursive(
    st.sampled_from([*NAMES, "always"]),
    lambda inner: st.one_of(
        inner.map(lambda text: f"not {text}" if " " not in text else f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda part: f"({part[0]}) {part[1]} ({part[2]})"),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "facts", "truth"),
    [
        ("always", {}, True),
        ("unit_co_owned", {"unit_co_owned": True}, True),
        ("unit_co_owned", {"unit_co_owned": False}, False),
        ("unit_co_owned", {}, None),
        ("not unit_co_owned", {}, None),
        ("unit_co_owned or state_asset", {"state_asset": True}, True),
        ("unit_co_owned or state_asset", {"state_asset": False}, None),
        ("unit_co_owned and state_asset", {"state_asset": False}, False),
        ("unit_co_owned and state_asset", {"state_asset": True}, None),
        ("state_asset or not state_asset", {}, True),
        ("not unit_co_owned and state_asset", {"unit_co_owned": False, "state_asset": True}, True),
        ("not (unit_co_owned and state_asset)", {"unit_co_owned": False}, True),
        ("state_asset or area_changed and unit_co_owned", {"state_asset": True, "area_changed": False}, True),
        ("(state_asset or area_changed) and unit_co_owned", {"state_asset": True, "unit_co_owned": False}, False),
    ],
)
def test_a_condition_is_true_false_or_unknown(text: str, facts: dict[str, bool], truth: bool | None) -> None:
    assert Condition(text).evaluate(facts) is truth


@pytest.mark.parametrize(
    "text",
    ["", "   ", "and", "unit_co_owned and", "(unit_co_owned", "unit_co_owned)", "unit_co_owned state_asset", "not", "1 == 1",
     "__import__('os')", "unit_co_owned if state_asset else area_changed", "Unit_co_owned", "unit-co-owned", "f(x)", "a.b", "a, b"],
)
def test_anything_but_names_and_or_not_and_parentheses_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        Condition(text)


def test_only_the_unknown_facts_that_still_matter_are_open() -> None:
    condition = Condition("unit_co_owned and (state_asset or area_changed)")
    assert condition.open_names({}) == {"unit_co_owned", "state_asset", "area_changed"}
    assert condition.open_names({"state_asset": True}) == {"unit_co_owned"}
    assert condition.open_names({"unit_co_owned": False}) == frozenset()
    assert condition.open_names({"unit_co_owned": True, "area_changed": False}) == {"state_asset"}


def test_a_condition_that_names_no_fact_has_none_open() -> None:
    assert Condition("always").names == frozenset()
    assert Condition("always or unit_co_owned").open_names({}) == frozenset()


def test_many_unknown_facts_are_answered_with_care_instead_of_for_ever() -> None:
    condition = Condition(" or ".join(f"fact_{letter}" for letter in "abcdefghijklmnop"))
    assert condition.evaluate({}) is None
    assert len(condition.open_names({})) == 16
    assert condition.evaluate({"fact_c": True}) is True


Evaluate = Callable[[Condition, Mapping[str, bool | None]], bool | None]


def keeps_its_word(evaluate: Evaluate, text: str, facts: Mapping[str, bool | None]) -> bool:
    """Whatever the unknown facts turn out to be, a settled answer stays what it was."""
    condition = Condition(text)
    answer = evaluate(condition, facts)
    unknown = [name for name in condition.names if facts.get(name) is None]
    later = [evaluate(condition, {**facts, **dict.fromkeys(unknown, value)}) for value in (True, False)]
    return None not in later and (answer is None or all(answer is value for value in later))


@given(TEXTS, FACTS)
def test_an_unknown_fact_never_counts_as_no(text: str, facts: dict[str, bool | None]) -> None:
    assert keeps_its_word(Condition.evaluate, text, facts)


def test_an_evaluator_that_reads_unknown_as_no_is_found_out() -> None:
    """The planted bug of the rule above."""
    def careless(condition: Condition, facts: Mapping[str, bool | None]) -> bool | None:
        return condition.evaluate({name: bool(facts.get(name)) for name in condition.names})

    found = find(st.tuples(TEXTS, FACTS), lambda example: not keeps_its_word(careless, *example))
    assert keeps_its_word(Condition.evaluate, *found)


@given(TEXTS, FACTS)
def test_a_condition_is_settled_exactly_when_nothing_is_open(text: str, facts: dict[str, bool | None]) -> None:
    condition = Condition(text)
    assert (condition.evaluate(facts) is None) == bool(condition.open_names(facts))


@given(TEXTS, TEXTS, FACTS)
def test_but_not_holds_exactly_while_the_other_does_not(one: str, other: str, facts: dict[str, bool | None]) -> None:
    known = {name: bool(facts.get(name)) for name in NAMES}
    both = Condition(one).but_not(Condition(other))
    assert both.evaluate(known) is (Condition(one).evaluate(known) and not Condition(other).evaluate(known))
    assert Condition(one).but_not(None) == Condition(one)
