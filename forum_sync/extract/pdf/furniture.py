"""Takes away what repeats at the top and the bottom of pages: running titles, page numbers.

Comes in and goes out: pages with their segments.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from forum_sync.extract.pdf.page import Page
from forum_sync.extract.pdf.segments import Segment

_MARGIN = 0.08
"""Share of a page's height, at the top and at the bottom."""
_OFTEN = 0.5
"""Share of the pages."""
_MASTHEAD = 12
"""Characters of a title that running titles repeat."""
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—|\s]*#[-–—|\s]*(?:(?:/|sur)\s*#)?|[ivxl]{1,6}", re.IGNORECASE)


def drop_furniture(pages: Sequence[Page]) -> None:
    """Remove from the pages what stands, but for its digits, in the margin of half of them; and page numbers.

    A running title may repeat what is set elsewhere on the first page; what stands beside it goes with it.
    """
    margins = [list(_margins(page)) for page in pages]
    often = _often(pages, margins)
    for page, margin in zip(pages, margins, strict=True):
        titles = [one.y for one in margin if _masked(one) in often and _LETTER.search(one.text)]
        dropped = {
            id(one) for one in margin if _masked(one) in often or _is_beside(one, titles) or _is_page_number(one, margin)
        }
        page.segments = [one for one in page.segments if id(one) not in dropped]


def _often(pages: Sequence[Page], margins: Sequence[Sequence[Segment]]) -> set[str]:
    seen = Counter(key for margin in margins for key in {_masked(one) for one in margin})
    if len(pages) > 1:
        masthead = {_masked(one) for one in pages[0].segments if len(one.text) >= _MASTHEAD}
        seen.update(masthead - {_masked(one) for one in margins[0]})
    return {key for key, times in seen.items() if times > 1 and times >= _OFTEN * len(pages)}


def _is_beside(segment: Segment, heights: Sequence[float]) -> bool:
    return any(abs(segment.y - height) < segment.size / 2 for height in heights)


def _is_page_number(segment: Segment, margin: Sequence[Segment]) -> bool:
    alone = not any(_is_beside(segment, [other.y]) for other in margin if other is not segment)
    return alone and bool(_PAGE_NUMBER.fullmatch(_masked(segment)))


def _margins(page: Page) -> Iterator[Segment]:
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    return (one for one in page.segments if not low < one.y < high)


def _masked(segment: Segment) -> str:
    return _DIGITS.sub("#", segment.text).casefold()
