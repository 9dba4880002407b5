"""A measured figure with what it stands beside, and the one table of them. Knows nothing of the hall."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("name", "figure", "reference", "ratio", "bar", "met", "n", "seconds")


@dataclass(frozen=True)
class Bar:
    """What a figure must reach: ``of`` says of what ("ratio" or "figure"), ``most`` whether more is better or less."""

    of: str
    limit: float
    at_least: bool = True

    def met(self, figure: float, ratio: float) -> bool:
        value = ratio if self.of == "ratio" else figure
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        what = "" if self.of == "ratio" else f" {self.of}"
        return f"{'≥' if self.at_least else '≤'} {self.limit:,g}{what}"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``figure`` and ``reference`` are in ``unit``; ``seconds`` is how long the measuring took."""

    name: str
    figure: float
    unit: str
    reference: float
    against: str
    n: int
    seconds: float
    bars: tuple[Bar, ...] = ()

    @property
    def ratio(self) -> float:
        return self.figure / self.reference

    @property
    def met(self) -> bool:
        return all(bar.met(self.figure, self.ratio) for bar in self.bars)

    def cells(self) -> tuple[str, ...]:
        bar = ", ".join(str(bar) for bar in self.bars) or "-"
        met = ("yes" if self.met else "NO") if self.bars else "-"
        return (self.name, f"{short(self.figure)} {self.unit}", f"{short(self.reference)} {self.unit}: {self.against}",
                short(self.ratio), bar, met, f"{self.n:,}", f"{self.seconds:.1f}")


def short(value: float) -> str:
    """Three figures that mean something, and no more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(rows: Sequence[Row]) -> str:
    """The table in Markdown, its columns set under one another."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(HEADINGS))]
    told = ["| " + " | ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([told[0], "|" + "|".join("-" * (wide + 2) for wide in widths) + "|", *told[1:]])


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest measured value that at least ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)
