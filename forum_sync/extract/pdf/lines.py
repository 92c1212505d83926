"""Lines of text with what tells where a paragraph ends: their place, and the edge that they could have reached.

Comes in: pages with their segments. Goes out: the lines of the document in reading order, gathered into clusters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from forum_sync.extract.pdf.order import read_lines
from forum_sync.extract.pdf.page import Page
from forum_sync.extract.pdf.segments import Segment

_CELL_GAP = 2.0
"""Width of blank, in em, between the cells of a table."""
_SAME_SIZE, _LIKE_SIZE = 0.06, 0.12
"""Difference of sizes: of two headings of one rank; of two lines of one paragraph, where names of files are set smaller."""
_WIDE_STEP = 1.25
"""Distance of lines, against the usual one, from which a paragraph ends."""
_USUAL = 0.3
"""Quantile of the distances that is taken for the one inside paragraphs."""
_LEADERS = re.compile(r"\s*(?:[.·_…]\s?){4,}(?=\s*\w{1,5}$)")
ENTRY = re.compile(r" … \s*\w{1,5}$")
"""The end of a line in a table of contents, whose dots are made one."""
BULLET = re.compile(r"[•▪▫◦‣●○■□◆➢➤✓✔→\uf0a7\uf0b7\uf0d8\uf0fc\uf076*–—-](?:\s|$)|o\s")
NUMBER = re.compile(r"(?:\d{1,2}[.)]|[a-z]\))(?:\s|$)")


class TextLine(msgspec.Struct):
    """A line of the document."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    heavy: bool
    text: str
    cells: tuple[float, ...]
    """Where pieces end and start that wide blanks leave: more than one piece where it is not empty."""
    aside: bool


Cluster = list[TextLine]


def read_document(pages: Sequence[Page]) -> list[TextLine]:
    """All lines in reading order; pages are numbered from 1."""
    return [
        line
        for number, page in enumerate(pages, 1)
        for lines, aside in ((read_lines(page.segments, page.height), False), ([[one] for one in page.asides], True))
        for line in (_line(number, segments, aside=aside) for segments in lines)
    ]


def _line(page: int, segments: Sequence[Segment], *, aside: bool) -> TextLine:
    longest = max(segments, key=lambda one: len(one.text))
    gaps = [(a.x1, b.x0) for a, b in pairwise(segments) if not (BULLET.match(a.text) or NUMBER.match(a.text))]
    return TextLine(
        page=page,
        x0=segments[0].x0,
        x1=max(one.x1 for one in segments),
        y=longest.y,
        size=longest.size,
        heavy=all(one.heavy for one in segments),
        text=_LEADERS.sub(" … ", " ".join(one.text.strip() for one in segments)),
        cells=tuple(edge for gap in gaps if gap[1] - gap[0] > _CELL_GAP * longest.size for edge in gap),
        aside=aside,
    )


def same_size(one: float, other: float) -> bool:
    """Whether two sizes are meant to be the same."""
    return abs(one - other) <= _SAME_SIZE * max(one, other)


def like_size(one: float, other: float) -> bool:
    """Whether two sizes may be found in one paragraph."""
    return abs(one - other) <= _LIKE_SIZE * max(one, other)


def in_one_table(one: TextLine, other: TextLine) -> bool:
    """Whether cells of two lines stand under each other."""
    return any(abs(a - b) < 1 for a in one.cells for b in other.cells)


def body_size(lines: Sequence[TextLine]) -> float:
    """The size of most of the text."""
    letters = Counter[float]()
    for line in lines:
        letters[round(line.size * 4) / 4] += len(line.text)
    return max(letters, key=letters.__getitem__, default=0.0)


def gather(lines: Sequence[TextLine]) -> Iterator[Cluster]:
    """Lines of about one size under each other without a wider step than usual; never across a column's or a page's end."""
    usual = _usual_steps(lines)
    cluster: Cluster = []
    for line in lines:
        if cluster and not _belongs(cluster[-1], line, usual.get(round(line.size), 0)):
            yield cluster
            cluster = []
        cluster.append(line)
    if cluster:
        yield cluster


def with_edges(clusters: Sequence[Cluster]) -> Iterator[tuple[Cluster, float]]:
    """Each cluster with the right edge that it shares with those under it, which is how far a heading could have reached."""
    edges = [max(line.x1 for line in cluster) for cluster in clusters]
    for number in reversed(range(len(clusters) - 1)):
        if _is_under(clusters[number][-1], clusters[number + 1][0]):
            edges[number] = max(edges[number], edges[number + 1])
    return zip(clusters, edges, strict=True)


def _belongs(before: TextLine, line: TextLine, usual: float) -> bool:
    if not _is_under(before, line) or not like_size(before.size, line.size):
        return False
    return before.y - line.y <= _WIDE_STEP * max(usual, line.size)


def _is_under(before: TextLine, line: TextLine) -> bool:
    same_place = before.page == line.page and before.aside == line.aside
    return same_place and before.y > line.y and line.x0 < before.x1 and before.x0 < line.x1


def _usual_steps(lines: Sequence[TextLine]) -> dict[int, float]:
    steps = defaultdict[int, list[float]](list)
    for before, line in pairwise(lines):
        if _is_under(before, line) and same_size(before.size, line.size):
            steps[round(line.size)].append(before.y - line.y)
    return {size: sorted(found)[int(len(found) * _USUAL)] for size, found in steps.items()}
