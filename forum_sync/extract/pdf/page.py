"""Reads a page: what is written on it, turned upright, and whether a picture stands for the text.

Comes in: a page of pypdfium2. Goes out: a Page. Knows no reading order.
"""

import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from forum_sync.extract.pdf.pdfium import PdfPage, raw
from forum_sync.extract.pdf.segments import Segment, read_segments

_FEW = 50
"""Characters: a page with fewer is looked at for a picture of text."""
_BIG = 0.4
"""Share of the page that a picture of text takes."""


class Page(msgspec.Struct):
    """A page as drawn, in the order of the file; its origin is at the bottom left."""

    height: float
    segments: list[Segment]
    asides: list[Segment]
    """Text in another direction than most."""
    pictured: bool
    """Holds next to no text, but a picture of some."""


def read_page(page: PdfPage) -> Page:
    """Read a page and close it."""
    textpage = page.get_textpage()
    segments = [segment for segment in read_segments(textpage) if segment.text.strip()]
    textpage.close()
    letters = Counter[float]()
    for segment in segments:
        letters[segment.angle] += len(segment.text)
    main = max(letters, key=letters.__getitem__, default=0.0)
    left, bottom, right, top = _turn(page.get_bbox(), main)
    pictured = letters.total() < _FEW and _is_pictured(page)
    page.close()
    upright = [segment for segment in segments if segment.angle == main]
    for segment in upright:
        segment.x0, segment.x1, segment.y = segment.x0 - left, segment.x1 - left, segment.y - bottom
    width, height = right - left, top - bottom
    return Page(
        height=height,
        segments=[one for one in upright if 0 < (one.x0 + one.x1) / 2 < width and 0 < one.y < height],
        asides=[segment for segment in segments if segment.angle != main],
        pictured=pictured,
    )


def _turn(box: Sequence[float], angle: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    cosine, sine = math.cos(angle), math.sin(angle)
    corners = [(x * cosine + y * sine, y * cosine - x * sine) for x in (left, right) for y in (bottom, top)]
    across, upwards = zip(*corners, strict=True)
    return min(across), min(upwards), max(across), max(upwards)


def _is_pictured(page: PdfPage) -> bool:
    left, bottom, right, top = page.get_bbox()
    covered = 0.0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = image.get_bounds()
        covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    return bool(covered >= _BIG * (right - left) * (top - bottom))
