"""Makes paragraphs, headings and list items of lines.

Comes in: lines in reading order. Goes out: Blocks. Knows no HTML.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from forum_sync.extract.hyphens import HYPHENS, join
from forum_sync.extract.pdf.lines import (
    BULLET,
    ENTRY,
    NUMBER,
    Cluster,
    TextLine,
    body_size,
    gather,
    in_one_table,
    like_size,
    same_size,
    with_edges,
)

_LARGE = 1.12
"""Size of a heading, against the body's."""
_MAX_HEADING_LINES, _MAX_HEADING = 4, 180
_MAX_HEAVY = 100
"""Characters of a heading that only its weight tells."""
_INDENT = 0.8
"""In em."""
_RECENT = 4
"""Blocks (boxes, notes) that may stand between the two parts of a paragraph that a column's end cuts."""
_SENTENCE_END = re.compile(r"[.!?:;…»”][)\d\s]*$")
_CUT = re.compile(rf"[^\W_][{HYPHENS}]$")
_SMALL = re.compile(r"[«“(\s]*[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WEAK_MARKER = re.compile(r"[–—-]|\w")
"""What may also begin a line inside a sentence."""


class Block:
    """A paragraph, heading or list item in the making."""

    def __init__(self, line: TextLine, *, heading: bool = False) -> None:
        self.first = self.last = line
        self.heading = heading
        self.bullet = not heading and bool(BULLET.match(line.text))
        self.alternatives: list[str] = []
        self.height = 0
        self.pieces: list[str] = []
        """The text, cut at will."""
        self.add(line)

    def add(self, line: TextLine) -> None:
        """Go on with a line; a word that was cut is joined."""
        text, before = line.text, self.pieces[-1] if self.pieces else ""
        if _CUT.search(before):
            start, space, word = before[:-1].rpartition(" ")
            token, _, text = text.partition(" ")
            joined = join(word, token)
            self.pieces[-1] = start + space + joined.text
            self.alternatives += [joined.alternative] if joined.alternative else []
        if text or not self.pieces:
            self.pieces.append(text)
        self.last = line
        self.height += 1

    def extend(self, rest: "Block") -> None:
        """Go on with what stands after the end of a column or a page."""
        first, *others = rest.pieces
        self.add(msgspec.structs.replace(rest.first, text=first))
        self.pieces += others
        self.last = rest.last
        self.height += rest.height - 1
        self.alternatives += rest.alternatives

    @property
    def text(self) -> str:
        """The text in one line."""
        whole = " ".join(" ".join(self.pieces).split(" ")).strip()
        return whole.replace("\u00ad", "").replace("\ufffe", "-").replace("\u0002", "-")

    @property
    def is_open(self) -> bool:
        """Whether its last sentence has no end."""
        return not self.heading and not _SENTENCE_END.search(self.pieces[-1])

    @property
    def is_cut(self) -> bool:
        """Whether it ends inside a word."""
        return bool(_CUT.search(self.pieces[-1]))

    def drop_false_heading(self) -> None:
        """A heading is short and has words."""
        text = self.text
        if self.height > _MAX_HEADING_LINES or len(text) > _MAX_HEADING or not _LETTERS.search(text) or ENTRY.search(text):
            self.heading = False


def read_blocks(lines: Sequence[TextLine]) -> list[Block]:
    """The blocks of a document, in reading order."""
    body = body_size(lines)
    weights = [len(line.text) * (1 if line.heavy else -1) for line in lines if same_size(line.size, body)]
    blocks: list[Block] = []
    for cluster, edge in with_edges(list(gather(lines))):
        for block in _split(cluster, edge, _headings(cluster, body, heavy_counts=sum(weights) < 0)):
            whole = None if block.heading else _begun(blocks, block.first)
            if whole is None:
                blocks.append(block)
            else:
                whole.extend(block)
    for block in blocks:
        block.drop_false_heading()
    return blocks


def _headings(cluster: Cluster, body: float, *, heavy_counts: bool) -> list[bool]:
    found = [
        line.size >= _LARGE * body or (heavy_counts and line.size > 0.95 * body and _is_heavy_title(line)) for line in cluster
    ]
    right = max(line.x1 for line in cluster)
    for number, (before, line) in enumerate(pairwise(cluster)):
        if max(before.size, line.size) < _LARGE * body and found[number] != found[number + 1] and _goes_on(before, line, right):
            found[number] = found[number + 1] = False
    return found


def _is_heavy_title(line: TextLine) -> bool:
    return line.heavy and not line.cells and len(line.text) <= _MAX_HEAVY and not line.text.endswith((".", ";", ","))


def _split(cluster: Cluster, edge: float, headings: Sequence[bool]) -> Iterator[Block]:
    right = max(line.x1 for line in cluster)
    block = Block(cluster[0], heading=headings[0])
    for heading, line in zip(headings[1:], cluster[1:], strict=True):
        starts = _starts_title if heading else _starts_paragraph
        if heading != block.heading or starts(block, line, edge if heading else right):
            yield block
            block = Block(line, heading=heading)
        else:
            block.add(line)
    yield block


def _starts_title(block: Block, line: TextLine, right: float) -> bool:
    before = block.last
    centred = abs(before.x0 + before.x1 - line.x0 - line.x1) < line.size
    return (
        before.heavy != line.heavy
        or not same_size(before.size, line.size)
        or (_would_fit(before, line, right) and not _flows(line) and not centred)
    )


def _starts_paragraph(block: Block, line: TextLine, right: float) -> bool:
    before, goes_on = block.last, block.is_open and _flows(line)
    moved = abs(line.x0 - before.x0) > _INDENT * line.size
    fits = _would_fit(before, line, right)
    if BULLET.match(line.text) or NUMBER.match(line.text):
        return not _WEAK_MARKER.match(line.text) or fits or moved or not block.is_open
    if in_one_table(before, line) or ENTRY.search(before.text):
        return True
    hangs = line.x0 > before.x0 and before is block.first and (block.bullet or bool(NUMBER.match(before.text)))
    indented = line.x0 > before.x0 + _INDENT * line.size and not hangs
    outdented = block.bullet and line.x0 < before.x0 - _INDENT * line.size
    return not goes_on and (fits or indented or outdented)


def _would_fit(before: TextLine, line: TextLine, right: float) -> bool:
    """Whether the first word of a line had room on the one before, so that somebody chose to end it there."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * (len(word) + 1) / max(len(line.text), 1)
    return before.x1 + width + line.size / 2 < right and not _CUT.search(before.text)


def _goes_on(before: TextLine, line: TextLine, right: float) -> bool:
    return _flows(line) and not _would_fit(before, line, right)


def _flows(line: TextLine) -> bool:
    start = _SMALL.match(line.text)
    return start is not None and start[0][-1].islower() and not BULLET.match(line.text)


def _begun(blocks: Sequence[Block], line: TextLine) -> Block | None:
    """The paragraph that this line, the first of a cluster, goes on with after the end of a column or a page."""
    if not _flows(line) or line.aside:
        return None
    for distance, block in enumerate(reversed(blocks[-_RECENT:])):
        last = block.last
        if block.heading or not like_size(last.size, line.size):
            if distance == 0 and block.heading:
                return None
            continue
        broken = last.page != line.page or line.y > last.y or line.x0 > last.x1
        if block.is_open and line.page - last.page <= 1 and (broken or block.is_cut) and not last.aside:
            return block
    return None
