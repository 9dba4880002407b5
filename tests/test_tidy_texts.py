"""Every text exists in every language, with the same gaps to fill: nobody at a kiosk reads a key instead of a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from queue_server.contract import LANGUAGES
from tests.house_rules import ROOT, files

CATALOGUE = re.compile(rf"(?P<folder>.*\btexts)/(?P<language>{'|'.join(LANGUAGES)})(?P<rest>(?:/.+)?\.toml)")
GAP = re.compile(r"\{(\w+)[^{}]*\}")
FIRST, OTHERS = LANGUAGES[0], LANGUAGES[1:]


def catalogues() -> dict[str, dict[str, str]]:
    """Catalogue name -> language -> path."""
    found: dict[str, dict[str, str]] = {}
    for path in files():
        if hit := CATALOGUE.fullmatch(path):
            found.setdefault(hit["folder"] + hit["rest"], {})[hit["language"]] = path
    return found


def flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its dotted key; list entries are counted."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flat(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from flat(inner, f"{key}[{place}]")
    else:
        yield key, str(value)


def faults_between(first: dict[str, str], other: dict[str, str], language: str) -> list[str]:
    """What the other language lacks, has too much, or fills differently; and texts left untranslated."""
    found = [f"{key} is missing in {language}" for key in first.keys() - other.keys()]
    found += [f"{key} exists in {language} only" for key in other.keys() - first.keys()]
    for key in first.keys() & other.keys():
        gaps, others = set(GAP.findall(first[key])), set(GAP.findall(other[key]))
        if gaps != others:
            found.append(f"{key}: {FIRST} fills {sorted(gaps)}, {language} fills {sorted(others)}")
        if bool(first[key].strip()) != bool(other[key].strip()):
            found.append(f"{key} is empty in one language")
        han, latin = (len(re.findall(letters, GAP.sub("", other[key]))) for letters in (r"[\u3400-\u9fff]", r"[A-Za-z]"))
        if language == "en" and han > max(latin, 4):
            found.append(f"{key} is not translated in {language}")
    return sorted(found)


@pytest.mark.parametrize("name", sorted(catalogues()))
def test_both_languages_say_the_same(name: str) -> None:
    paths = catalogues()[name]
    assert set(paths) == set(LANGUAGES), f"{name} exists in {sorted(paths)} only"
    read = {language: dict(flat(tomllib.loads((ROOT / path).read_text(encoding="utf-8")))) for language, path in paths.items()}
    assert read[FIRST], f"{paths[FIRST]} is empty"
    faults = [fault for language in OTHERS for fault in faults_between(read[FIRST], read[language], language)]
    assert not faults, f"{name}:\n" + "\n".join(faults)


def test_there_are_catalogues_to_compare() -> None:
    assert {name.split("/")[0] for name in catalogues()} >= {"queue_server", "printers"}


@pytest.mark.parametrize(
    ("chinese", "english", "sentence"),
    [
        ({"a": "号"}, {}, "a is missing in en"),
        ({}, {"a": "number"}, "a exists in en only"),
        ({"a": "请 {number} 号"}, {"a": "Number {ticket}"}, "fills ['number'], en fills ['ticket']"),
        ({"a": "等 {minutes:>2} 分"}, {"a": "wait"}, "fills ['minutes']"),
        ({"a": "号"}, {"a": " "}, "empty in one language"),
        ({"a": "请到导引台恢复排队"}, {"a": "请到导引台恢复排队"}, "is not translated"),
    ],
)
def test_a_planted_difference_is_found(chinese: dict[str, str], english: dict[str, str], sentence: str) -> None:
    assert [fault for fault in faults_between(chinese, english, "en") if sentence in fault]


def test_lists_and_sections_are_compared_by_place() -> None:
    assert dict(flat({"a": {"b": ["x", "y"]}})) == {"a.b[0]": "x", "a.b[1]": "y"}
