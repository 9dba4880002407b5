"""Papers of the office itself: the day's chain head for two signatures, and the printer's test page."""

from __future__ import annotations

from printers.blocks import Align, Size, Stroke
from printers.layouts.page import Page
from printers.slips import Bilingual
from printers.slips_case import DayHead, TestPage
from printers.words import say

HASH_GROUP = 8


def day_head(page: Page, slip: DayHead) -> None:
    """The hash in groups of eight for two pairs of eyes; the code holds ``hall/day/number/hash`` for a machine."""
    page.text(slip.hall, Size.BODY, align=Align.CENTER)
    page.text(say("day_head.title"), Size.LARGE, bold=True, align=Align.CENTER)
    page.rule(Stroke.THIN)
    page.field(say("day_head.business_day"), slip.business_day, bold=True)
    page.field(say("day_head.closed_at"), slip.closed_at)
    page.field(say("day_head.head_seq"), str(slip.head_seq))
    if slip.counts:
        page.rule()
        page.text(say("day_head.counts"), bold=True)
        page.table(
            (Bilingual(""), Bilingual("")), [(name, str(count)) for name, count in slip.counts.items()],
            (7, 3), (Align.LEFT, Align.RIGHT),
        )
    page.rule()
    page.text(say("day_head.head"), bold=True)
    page.text(_grouped(slip.head), Size.BODY, bold=True)
    page.space(1)
    page.text(say("day_head.previous"))
    page.text(Bilingual(_grouped(slip.previous_head)) if slip.previous_head else say("day_head.previous_none"), Size.SMALL)
    page.rule()
    page.text(say("day_head.explain"))
    page.code(f"{slip.hall_id}/{slip.business_day.isoformat()}/{slip.head_seq}/{slip.head}", say("day_head.scan"))
    for post in slip.signers:
        page.sign(say("day_head.signs", post=post))
        page.sign_time()
    page.space(3)
    page.copy_mark()


def _grouped(digest: str) -> str:
    return " ".join(digest[start:start + HASH_GROUP] for start in range(0, len(digest), HASH_GROUP))


def test_page(page: Page, slip: TestPage) -> None:
    page.text(slip.hall, Size.BODY, align=Align.CENTER)
    page.text(say("test.title"), Size.TITLE, bold=True, align=Align.CENTER)
    page.field(say("test.printer"), slip.printer, bold=True)
    page.field(say("test.place"), slip.place)
    page.field(say("test.printed_at"), slip.printed_at)
    page.text(say("test.line"))
    page.rule(Stroke.HEAVY)
    page.space(3)
    page.rule(Stroke.HEAVY)
    page.text(say("test.number"))
    page.number("A0123")
    for size in (Size.SMALL, Size.BODY, Size.LARGE, Size.TITLE):
        page.text(Bilingual(say("test.sizes").zh), size)
    for key in ("test.glyphs", "test.punctuation", "test.latin"):
        page.text(say(key))
    page.code(f"printer:{slip.printer}", say("test.scan"))
    page.text(say("test.done"), bold=True, align=Align.CENTER)


test_page.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever its name looks like to pytest
