"""Puts the segments of a page in the order in which they are read.

Comes in: segments in the order of the file. Goes out: lines, which are segments on one baseline. The order of the file is
right in most documents, and better than any geometry; where it betrays itself as wrong, the page is cut at its gutters.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

import msgspec

from forum_sync.extract.pdf.segments import Segment

_ZIGZAG = 0.15
"""Share of neighbours that jump sideways, above which a page was drawn across its columns."""
_LOOSE, _ALIKE = 4, 0.1
"""Widest blank of a justified line, in em, and how far its blanks differ."""
_APART, _END = 2.0, 0.1
"""Blank, in em of the largest text, around what stands in such a share of the height at the top or the bottom."""
_STEP = 4
"""Points between the places at which a gutter is looked for."""
_FACING = 3
"""Lines that must stand side by side."""
_TEXT_LENGTH, _TEXT_SHARE, _FULL = 12, 0.3, 0.85
"""Running text has lines of so many characters; this share of them begins small, and this share fills most of the width."""
_DENSE = 1.7
"""Leading in em, at most, of a column."""
_ALIGNED = 0.2
"""Share of the lines that start at the left edge of a column, where there may be more columns behind it."""

Line = list[Segment]


class Gutter(NamedTuple):
    """A blank between columns: how many lines face each other across it, less by what crosses it, and where it is."""

    facing: int
    not_crossing: int
    x: float


def read_lines(segments: Sequence[Segment], height: float) -> list[Line]:
    """The lines of a page of this height in reading order."""
    segments = list(_mend(segments))
    if is_drawn_in_disorder(segments):
        return [line for part in _without_ends(segments, height) for line in _cut(part)]
    return [list(line) for line in _on_one_line(segments)]


def _mend(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Put together what only the wide blanks of a justified line keep apart: they are alike in one line."""
    gaps = [b.x0 - a.x1 if _on_one_baseline(a, b) else -1 for a, b in pairwise(segments)]
    whole: Segment | None = None
    for number, segment in enumerate(segments):
        if whole and _is_blank_of_line(segments, gaps, number):
            text, heavy = f"{whole.text} {segment.text}", whole.heavy and segment.heavy
            whole = msgspec.structs.replace(whole, x1=segment.x1, heavy=heavy, text=text)
            continue
        if whole:
            yield whole
        whole = segment
    if whole:
        yield whole


def _is_blank_of_line(segments: Sequence[Segment], gaps: Sequence[float], number: int) -> bool:
    """Whether the gap before a segment is as wide as the blanks inside its neighbours, or as the gap beyond a single word."""
    before, after, gap = segments[number - 1], segments[number], gaps[number - 1]
    if not 0 < gap <= _LOOSE * after.size:
        return False
    beside = []
    if not before.blank and number > 1:
        beside.append(gaps[number - 2])
    if not after.blank and number < len(gaps):
        beside.append(gaps[number])
    return gap <= (1 + _ALIKE) * max(before.blank, after.blank) or any(abs(gap - other) < _ALIKE * gap for other in beside)


def is_drawn_in_disorder(segments: Sequence[Segment]) -> bool:
    """Whether the file draws across columns, or goes back up to the left: no reader does either."""
    sideways = sum(abs(a.y - b.y) < b.size and (b.x0 >= a.x1 or b.x1 <= a.x0) for a, b in pairwise(segments))
    goes_back = any(b.y > a.y + 2 * a.size and b.x0 < a.x0 - 2 * a.size and b.x1 < a.x1 for a, b in pairwise(segments))
    return goes_back or sideways > _ZIGZAG * max(len(segments) - 1, 1)


def _on_one_baseline(one: Segment, other: Segment) -> bool:
    return abs(one.y - other.y) < 0.4 * max(one.size, other.size)


def _on_one_line(segments: Iterable[Segment]) -> Iterator[Line]:
    line: Line = []
    for segment in segments:
        if line and not (_on_one_baseline(line[-1], segment) and segment.x0 >= line[-1].x1 - segment.size):
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


def _without_ends(segments: Sequence[Segment], height: float) -> Iterator[Sequence[Segment]]:
    """What stands apart at the top, the body, and what stands apart at the bottom: these run over all columns."""
    heights = sorted({one.y for one in segments})
    blanks = [(low + high) / 2 for low, high in pairwise(heights) if high - low > _APART * max(one.size for one in segments)]
    low = max((y for y in blanks if y < _END * height), default=0.0)
    high = min((y for y in blanks if y > (1 - _END) * height), default=height)
    yield [one for one in segments if one.y > high]
    yield [one for one in segments if low <= one.y <= high]
    yield [one for one in segments if one.y < low]


def _cut(segments: Sequence[Segment]) -> Iterator[Line]:
    gutter = _find_gutter(segments)
    if gutter is None:
        yield from _rows(segments)
        return
    downwards = sorted(segments, key=lambda one: -one.y)
    for crosses, band in groupby(downwards, key=lambda one: one.x0 < gutter.x < one.x1):
        if crosses:
            yield from _cut(list(band))
            continue
        sides = list(band)
        for side in ([one for one in sides if one.x1 <= gutter.x], [one for one in sides if one.x0 >= gutter.x]):
            if side:
                yield from _cut(side)


def _rows(segments: Iterable[Segment]) -> Iterator[Line]:
    row: Line = []
    for segment in sorted(segments, key=lambda one: (-one.y, one.x0)):
        if row and not _on_one_baseline(row[0], segment):
            yield sorted(row, key=lambda one: one.x0)
            row = []
        row.append(segment)
    if row:
        yield sorted(row, key=lambda one: one.x0)


def _find_gutter(segments: Sequence[Segment]) -> Gutter | None:
    if len(segments) < 2 * _FACING:
        return None
    downwards = sorted(segments, key=lambda one: -one.y)
    places = {round(one.x1 / _STEP + 0.5) * _STEP for one in segments}
    found = [gutter for gutter in (_measure(downwards, x) for x in places) if gutter.facing]
    return max(found, default=None)


def _measure(downwards: Sequence[Segment], x: float) -> Gutter:
    facing = crossing = 0
    lefts: Line = []
    rights: Line = []
    for crosses, band in groupby(downwards, key=lambda one: one.x0 < x < one.x1):
        sides = list(band)
        if crosses:
            crossing += len(sides)
            continue
        left, right = _face_to_face([one for one in sides if one.x1 <= x], [one for one in sides if one.x0 >= x])
        if min(len(left), len(right)) >= _FACING:
            facing += min(len(left), len(right))
            lefts += left
            rights += right
    if facing and not _are_columns(lefts, rights):
        facing = 0
    return Gutter(facing, -crossing, x)


def _face_to_face(left: Line, right: Line) -> tuple[Line, Line]:
    """What of two columns, given downwards, stands beside the other one."""
    if not left or not right:
        return [], []
    high, low = min(left[0].y, right[0].y), max(left[-1].y, right[-1].y)
    return tuple([one for one in side if low - one.size <= one.y <= high + one.size] for side in (left, right))  # type: ignore[return-value]


def _are_columns(lefts: Line, rights: Line) -> bool:
    """Whether the two sides are texts of their own, rather than the cells of a table."""
    return _is_aligned(rights) and _is_dense(lefts) and _is_dense(rights) and (_is_text(lefts) or _is_text(rights))


def _is_aligned(side: Line) -> bool:
    starts = Counter(round(one.x0 / 2) for one in side)
    return max(starts.values()) >= max(_FACING, _ALIGNED * len(side))


def _is_text(side: Line) -> bool:
    """Whether lines are long, some fill the column, and some begin inside a sentence."""
    small = sum(one.text[:1].islower() for one in side)
    widths = sorted(one.x1 - one.x0 for one in side)
    full = sum(width >= _FULL * widths[len(side) * 9 // 10] for width in widths)
    return min(small, full) >= _TEXT_SHARE * len(side) and median(len(one.text) for one in side) >= _TEXT_LENGTH


def _is_dense(side: Line) -> bool:
    """Whether lines follow each other closely, at least inside paragraphs."""
    steps = sorted(a.y - b.y for a, b in pairwise(side) if not _on_one_baseline(a, b))
    return bool(steps) and steps[len(steps) // 4] <= _DENSE * side[0].size
