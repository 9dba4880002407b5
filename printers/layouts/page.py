"""The sheet under construction: puts Chinese first and, on an English slip, the English smaller beneath it."""

from __future__ import annotations

from datetime import date, datetime

from printers.blocks import (
    Align,
    Badge,
    Block,
    Code,
    Field,
    Figure,
    Figures,
    Rule,
    Seal,
    Sheet,
    SignLine,
    Size,
    Space,
    Stroke,
    Table,
    Text,
)
from printers.jobs import Job, Language
from printers.slips import Bilingual
from printers.words import say

TIME_TO_FILL_IN = "      年      月      日      时      分"
_SMALLER = {Size.TITLE: Size.BODY, Size.LARGE: Size.SMALL, Size.BODY: Size.SMALL, Size.SMALL: Size.SMALL}


class Page:
    """Collects the blocks of one copy of one slip. ``copy_nth`` counts from 1."""

    def __init__(self, job: Job, copy_nth: int) -> None:
        self.job = job
        self.copy_nth = copy_nth
        self.english = job.lang is Language.ENGLISH
        self._blocks: list[Block] = []
        if job.reprint:
            self.badge(say("common.reprint"))
            self.text(say("common.reprinted_at", at=job.reprinted_at), align=Align.CENTER)

    def done(self) -> Sheet:
        return tuple(self._blocks)

    def other(self, said: Bilingual) -> str:
        """The English to print beside the Chinese: "" on a Chinese slip, or where it would repeat it."""
        return said.en if self.english and said.en != said.zh else ""

    def both(self, said: Bilingual) -> str:
        """Both languages below each other in one cell."""
        other = self.other(said)
        return f"{said.zh}\n{other}" if other else said.zh

    # --- words --------------------------------------------------------------------------------------------------------

    def text(
        self, said: Bilingual | str, size: Size = Size.BODY, bold: bool = False, align: Align = Align.LEFT,
        indent: int = 0, first_indent: int = 0,
    ) -> None:
        if isinstance(said, str):
            said = Bilingual(said)
        self._blocks.append(Text(said.zh, size, bold, align, indent, first_indent))
        if self.other(said):
            self._blocks.append(Text(self.other(said), _SMALLER[size], False, align, indent))

    def number(self, number: str) -> None:
        self._blocks.append(Text(number, Size.NUMBER, True, Align.CENTER))

    def badge(self, said: Bilingual) -> None:
        self._blocks.append(Badge(said.zh, self.other(said)))

    def field(self, label: Bilingual, value: Bilingual | str | datetime | date, bold: bool = False) -> None:
        """``业务：二手房过户``, and on an English slip ``Business: Second-hand house`` beneath it."""
        if isinstance(value, datetime | date):
            value = say("common.value", value=value)
        if isinstance(value, str):
            value = Bilingual(value)
        self._blocks.append(Field(f"{label.zh}：", value.zh, bold))
        if self.other(label):
            self._blocks.append(Field(f"{label.en}: ", value.en or value.zh, size=Size.SMALL))

    def figures(self, *pairs: tuple[Bilingual, Bilingual]) -> None:
        self._blocks.append(Figures(tuple(
            Figure((caption.zh, self.other(caption)) if self.other(caption) else (caption.zh,), value.zh, self.other(value))
            for caption, value in pairs)))

    def table(
        self, head: tuple[Bilingual, ...], rows: list[tuple[Bilingual | str, ...]], shares: tuple[int, ...],
        aligns: tuple[Align, ...],
    ) -> None:
        self._blocks.append(Table(
            tuple(self.both(cell) for cell in head),
            tuple(tuple(cell if isinstance(cell, str) else self.both(cell) for cell in row) for row in rows),
            shares, aligns,
        ))

    # --- the rest of a sheet ------------------------------------------------------------------------------------------

    def rule(self, stroke: Stroke = Stroke.DASHED) -> None:
        self._blocks.append(Rule(stroke))

    def space(self, millimetres: int) -> None:
        self._blocks.append(Space(millimetres))

    def code(self, data: str, caption: Bilingual) -> None:
        captions = (caption.zh, self.other(caption)) if self.other(caption) else (caption.zh,)
        self._blocks.append(Code(data, captions))

    def sign(self, label: Bilingual, filled: str = "") -> None:
        self._blocks.append(SignLine(f"{label.zh}：", filled, self.other(label)))

    def sign_time(self) -> None:
        """Room for day and hour, with the marks of a Chinese form."""
        self.sign(say("common.sign_time"), TIME_TO_FILL_IN)

    def seal(self, words: str) -> None:
        self._blocks.append(Seal(say("common.seal", seal=words).zh))

    def copy_mark(self) -> None:
        """Which copy this is, where there are several: the applicant's, the registry's, or a plain count."""
        total = self.job.copies
        if total == 1:
            return
        if total == 2:
            which = say("common.copy_applicant" if self.copy_nth == 1 else "common.copy_registry")
        else:
            which = say("common.copy_nth", nth=self.copy_nth, total=total)
        self.text(which, Size.SMALL, align=Align.RIGHT)
