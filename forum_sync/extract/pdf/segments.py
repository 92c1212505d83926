"""The text of a page as segments: what stands in a row, without a wide blank.

Comes in: a text page of pypdfium2. Goes out: Segments, each in the axes of its own direction of writing, in the order of the
file. Knows no reading order.
"""

import unicodedata
from collections.abc import Iterator

import msgspec

from forum_sync.extract.ligatures import fold
from forum_sync.extract.pdf.glyphs import Glyphs, Piece, Style
from forum_sync.extract.pdf.pdfium import PdfTextPage

_GAP = 1.0
"""Width of blank, in em, that ends a segment."""
_UNSEEN = dict.fromkeys((*range(2), *range(3, 32), 0x7F, 0x200B, 0xFEFF, 0xFFFF))
"""Control characters, but for the mark of a hyphen, and what has no width."""


class Segment(msgspec.Struct):
    """Characters in a row; lengths in points, `y` is the baseline and grows upwards."""

    x0: float
    x1: float
    y: float
    size: float
    heavy: bool
    text: str
    blank: float = 0
    """The widest between its words."""
    angle: float = 0
    """Direction of writing, in radians; the axes of the other fields are turned by it."""


def read_segments(textpage: PdfTextPage) -> Iterator[Segment]:
    """What is written, in the order of the file, cut where the line, the direction or 1 em of blank ends a run."""
    glyphs = Glyphs(textpage)
    run = _Run()
    last = 0
    for piece in glyphs.pieces():
        if run.ends_before(piece):
            if run.text:
                yield run.segment(heavy=glyphs.heavy(run.first) and glyphs.heavy(last))
            run = _Run(piece.left, piece.start)
        elif piece.blank:
            run.text.append(" " if piece.blank in " \r\n\t\0" else piece.blank)
            run.blank = max(run.blank, piece.left - run.right)
        run.add(piece)
        last = piece.end - 1
    if run.text:
        yield run.segment(heavy=glyphs.heavy(run.first) and glyphs.heavy(last))


class _Run:
    """A segment in the making."""

    def __init__(self, left: float = 0, first: int = 0) -> None:
        self.left, self.right, self.first = left, left, first
        self.blank = 0.0
        self.text: list[str] = []
        self._last = Style(0, 0, 0)
        self._lengths: dict[int, int] = {}
        self._styles: dict[int, Style] = {}

    def ends_before(self, piece: Piece) -> bool:
        """Whether a piece is no part of this run."""
        if not self.text:
            return True
        style, last = piece.style, self._last
        size, gap = max(style.size, last.size), piece.left - self.right
        if gap > _GAP * size or gap < -size:
            return True
        return style is not last and (abs(style.y - last.y) > size / 2 or style.angle != last.angle)

    def add(self, piece: Piece) -> None:
        """Go on with a piece."""
        self._last = style = piece.style
        self._styles[id(style)] = style
        self._lengths[id(style)] = self._lengths.get(id(style), 0) + len(piece.text)
        self.text.append(piece.text)
        self.right = max(self.right, piece.right)

    def segment(self, *, heavy: bool) -> Segment:
        """The run as a segment, in the style of most of it."""
        style = self._styles[max(self._lengths, key=self._lengths.__getitem__)]
        text = _clean("".join(self.text))
        return Segment(self.left, self.right, style.y, style.size, heavy, text, self.blank, style.angle)


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return unicodedata.normalize("NFC", fold(whole.translate(_UNSEEN)))
