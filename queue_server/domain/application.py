"""The application form of a type: its fields, and whether what was typed can stand (data: catalogue/application.toml).

Pure. Values are kept as text the way the register wants them: whole yuan, ISO days, codes of the choices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .checked_text import tidy
from .errors import Refused

KINDS = frozenset({"text", "money", "date", "choice", "number", "record"})
TEXT_LENGTH_MAX = 200


@dataclass(frozen=True)
class Field:
    key: str
    kind: str
    label_zh: str
    label_en: str
    choices: tuple[tuple[str, str, str], ...] = ()
    optional: bool = False
    default: str = ""
    of: str = ""
    rulesets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question of the inquiry record. ``must_be`` is the answer without which nothing can be accepted; "" = any."""

    id: str
    text_zh: str
    text_en: str
    must_be: str = "YES"
    when: str = ""
    choices: tuple[tuple[str, str, str], ...] = (("YES", "是", "Yes"), ("NO", "否", "No"))


@dataclass(frozen=True)
class Forms:
    fields: Mapping[str, Field]
    types: Mapping[str, tuple[str, ...]]
    inquiry: tuple[Question, ...]

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Forms:
        """Read the parsed file. Raises ValueError naming the field that is not right."""
        fields = {key: _field(key, row) for key, row in data["fields"].items()}
        types = {no: tuple(keys) for no, keys in data["types"].items()}
        for no, keys in types.items():
            for key in keys:
                if key not in fields:
                    raise ValueError(f"application.toml: type {no} names the field {key}, which is not described")
        inquiry = tuple(
            Question(**{**row, "id": key, **({"choices": tuple((c[0], c[1], c[2]) for c in row["choices"])} if "choices" in row else {})})
            for key, row in data["inquiry"].items()
        )
        return Forms(fields=fields, types=types, inquiry=inquiry)

    def of_type(self, type_no: str, ruleset: str) -> tuple[Field, ...]:
        found = (self.fields[key] for key in self.types.get(type_no, ()))
        return tuple(f for f in found if not f.rulesets or ruleset in f.rulesets)

    def questions(self, facts: Mapping[str, bool]) -> tuple[Question, ...]:
        """The questions of the inquiry record for these facts; a conditional one is asked unless its fact is known to be false."""
        return tuple(q for q in self.inquiry if not q.when or facts.get(q.when, False))


def _field(key: str, row: Mapping[str, Any]) -> Field:
    known = {"kind", "label_zh", "label_en", "choices", "optional", "default", "of", "rulesets"}
    unknown = set(row) - known
    if unknown or row["kind"] not in KINDS:
        raise ValueError(f"application.toml: the field {key} has {', '.join(sorted(unknown)) or row['kind']}, which nobody knows")
    return Field(key=key, kind=row["kind"], label_zh=row["label_zh"], label_en=row["label_en"],
                 choices=tuple((c[0], c[1], c[2]) for c in row.get("choices", ())), optional=row.get("optional", False),
                 default=row.get("default", ""), of=row.get("of", ""), rulesets=tuple(row.get("rulesets", ())))


def checked_value(field: Field, value: Any) -> str | None:
    """The value in the form the register keeps, None to clear it. Raises Refused("FIELD_BAD", field, kind)."""
    if value is None or str(value).strip() == "":
        return None
    text = tidy(str(value))
    match field.kind:
        case "money":
            number = text.replace(",", "").replace("，", "").removesuffix(".00").removesuffix(".0")
            if re.fullmatch(r"\d{1,12}", number) and int(number) > 0:
                return str(int(number))
        case "number":
            if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 20:
                return str(int(text))
        case "date":
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                pass
        case "choice":
            if text in {c[0] for c in field.choices}:
                return text
        case "record":
            if re.fullmatch(r"[\w./:-]{1,80}", text):
                return text
        case _:
            if len(text) <= TEXT_LENGTH_MAX:
                return text
    raise Refused("FIELD_BAD", field=field.key, kind=field.kind)


def details_of(fields: tuple[Field, ...], typed: Mapping[str, Any]) -> dict[str, str | None]:
    """What was typed, checked field by field. Raises Refused("FIELD_UNKNOWN") for a key the form does not have."""
    by_key = {f.key: f for f in fields}
    unknown = sorted(set(typed) - set(by_key))
    if unknown:
        raise Refused("FIELD_UNKNOWN", field=unknown[0])
    return {key: checked_value(by_key[key], value) for key, value in typed.items()}


def missing_fields(fields: tuple[Field, ...], details: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys that must be filled and are not, periods that end before they begin included."""
    empty = [f.key for f in fields if not f.optional and not (details.get(f.key) or f.default)]
    for start, end in (("debt_from", "debt_to"), ("claim_from", "claim_to")):
        if details.get(start) and details.get(end) and str(details[end]) < str(details[start]):
            empty.append(end)
    return tuple(empty)
