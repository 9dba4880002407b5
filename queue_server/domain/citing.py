"""How the article behind a demand is written on a paper: full title, Chinese numerals, and only the law of the rule set.

A paper of one rule set never cites the law of another, and never a local rule of another place (domain.md 10).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from queue_server.domain.catalogue_records import Law

_ARTICLES = re.compile(r"第[\d、至]+条(?:第\d+[款项目])*")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Citation:
    """The article as the paper shows it, in Chinese and English; both empty where nothing may be cited."""

    zh: str = ""
    en: str = ""


def cite(text: str, ruleset: str, laws: Mapping[str, Law]) -> Citation:
    """The laws named in ``text`` that are law under the rule set, in the order of the text."""
    zh: list[str] = []
    en: list[str] = []
    for law, articles in _named(text, laws):
        if ruleset not in law.rulesets or law.local:
            continue
        title = law.title_zh if law.number else f"《{law.title_zh}》"
        zh.append(title + "、".join(_chinese(article) for article in articles))
        en.append(f"{law.title_en}{_english(articles)}")
    return Citation("；".join(zh), "; ".join(en))


def _named(text: str, laws: Mapping[str, Law]) -> list[tuple[Law, list[str]]]:
    """Each law the text names, longest name first so that no name is found inside another, with the articles after it."""
    names = "|".join(re.escape(name) for name in sorted(laws, key=len, reverse=True))
    if not names:
        return []
    found = list(re.finditer(names, text))
    ends = [match.start() for match in found[1:]] + [len(text)] if found else []
    return [
        (laws[match.group(0)], _ARTICLES.findall(text[match.end():end]))
        for match, end in zip(found, ends, strict=True)
    ]


def _chinese(article: str) -> str:
    return re.sub(r"\d+", lambda digits: numeral(int(digits.group(0))), article)


def numeral(number: int) -> str:
    """A whole number from 0 to 9999 in Chinese numerals: 34 is 三十四, 108 is 一百零八."""
    if number < 10:
        return _DIGITS[number]
    written, missing = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += ("零" if missing and written else "") + _DIGITS[digit] + unit
            missing = False
        else:
            missing = bool(written)
    return written.removeprefix("一") if 10 <= number < 20 else written


def _english(articles: list[str]) -> str:
    if not articles:
        return ""
    parts = []
    for article in articles:
        numbers = re.sub(r"至", "-", re.sub(r"、", ", ", re.sub(r"^第|条.*$", "", article)))
        rest = "".join(f"({part})" for part in re.findall(r"第(\d+)[款项目]", article.split("条", 1)[1]))
        parts.append(numbers + rest)
    joined = ", ".join(parts)
    plural = "," in joined or "-" in joined
    return f" {'arts.' if plural else 'art.'} {joined}"
