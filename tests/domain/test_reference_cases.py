"""Concrete cases worked out by hand (reference_cases.toml): exactly these papers, these checks, this outcome and lane."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.prereview import RegisterState, documents_needed
from tests.domain.houses import Review, hall, house, parties

REFERENCE = tomllib.loads((Path(__file__).parent / "reference_cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = REFERENCE["cases"]
CHECKS: dict[str, list[str]] = REFERENCE["checks"]
BY_NAME = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])


def review_of(case: dict[str, Any]) -> Review:
    folio = house(
        case.get("owners", ()), case.get("mortgages", ()), case.get("notes", ()),
        **{key: case[key] for key in ("facility", "building_state") if key in case},
    )
    return Review(
        case["type"], case["ruleset"], applicants=parties(*case["parties"]), yes=case.get("yes", ()),
        register=RegisterState.NOT_FOUND if case.get("unregistered") else folio, open_cases=case.get("open_cases", ()),
    )


@BY_NAME
def test_a_case_needs_exactly_the_papers_of_the_reference(case: dict[str, Any]) -> None:
    review = review_of(case)
    needed = documents_needed(review.rules, review.parties, review.facts)
    assert sorted(d.key for d in needed if d.state == "NEEDED") == sorted(case["documents"])
    assert [d.key for d in needed if d.state == "UNKNOWN"] == []
    assert sorted(d.key for d in needed if d.shared) == sorted(case.get("shared", []))


@BY_NAME
def test_the_register_says_against_a_case_what_the_reference_says(case: dict[str, Any]) -> None:
    assert sorted(review_of(case).effects()) == sorted(case.get("findings", []))


@BY_NAME
def test_with_all_papers_in_hand_a_case_ends_as_the_reference_says(case: dict[str, Any]) -> None:
    decision = review_of(case).with_all_papers().decided()
    assert (decision.outcome, decision.lane) == (case["outcome"], case["lane"]), decision


@BY_NAME
def test_without_any_paper_a_case_lists_every_paper_the_citizen_must_bring(case: dict[str, Any]) -> None:
    review = review_of(case)
    decision = review.decided()
    asked = [d.key for d in documents_needed(review.rules, review.parties, review.facts) if d.asked]
    listed = [item.key for item in (*decision.missing, *decision.correct_now) if item.kind != "MATTER"]
    assert sorted(listed) == sorted(asked)


@pytest.mark.parametrize("type_no", CHECKS)
def test_a_type_makes_exactly_the_checks_of_the_reference(type_no: str) -> None:
    kind = hall("CN-2026").catalogue.type(type_no)
    assert [check.code[:3] for check in kind.checks] == CHECKS[type_no]


def test_the_reference_covers_every_type_and_both_rule_sets() -> None:
    types = {case["type"] for case in CASES}
    assert types == set(hall("CN-2026").catalogue.types) == set(CHECKS)
    assert Counter(case["ruleset"] for case in CASES).keys() == {"CN-2014", "CN-2026"}
    assert len(CASES) >= 45
    assert len({case["name"] for case in CASES}) == len(CASES)
