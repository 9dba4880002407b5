"""The slip as a PNG, exactly what is printed: for the kiosk's screen, the consoles, and whoever writes a layout.

It never touches a printer. Several copies stand below each other, with a dashed line where the paper is cut.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.layout import compose
from printers.paper import PAPER_80, Paper
from printers.raster import draw

MARGIN_DOTS = 32  # the 4 mm beside the head's dots that every roll has
DOTS_PER_INCH = 203


def png_of(job: object, paper: Paper = PAPER_80, typeface: Typeface | None = None) -> bytes:
    """The PNG of a job as JSON data. Raises SlipError, FontError or CodeTooLong."""
    face = typeface or Typeface.bundled()
    pictures = [draw(sheet, paper, face).image for sheet in compose(job_from_json(job))]
    return png_of_pictures(pictures)


def png_of_pictures(pictures: Sequence[Image.Image]) -> bytes:
    """Slips below each other on white paper with the roll's margins."""
    width = max(picture.width for picture in pictures) + 2 * MARGIN_DOTS
    height = sum(picture.height + 2 * MARGIN_DOTS for picture in pictures)
    paper = Image.new("1", (width, height), 1)
    pen = ImageDraw.Draw(paper)
    y = 0
    for picture in pictures:
        if y:
            for x in range(0, width, 12):
                pen.line((x, y, x + 5, y), 0)
        paper.paste(picture, (MARGIN_DOTS, y + MARGIN_DOTS))
        y += picture.height + 2 * MARGIN_DOTS
    kept = io.BytesIO()
    paper.save(kept, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return kept.getvalue()
