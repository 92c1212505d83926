"""The words of a page as pdfium places them.

Comes in: a text page of pypdfium2. Goes out: Pieces, in the order of the file. Knows no lines.
"""

import ctypes
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from forum_sync.extract.pdf.pdfium import PdfTextPage, raw

_BOLD = re.compile(r"bold|black|heavy|demi|gras", re.IGNORECASE)
_HEAVY = 600
BLANK = frozenset(" \r\n\t\u00a0\u2002\u2003\u2009\u202f\0")
_WORD = re.compile(r"[^ \r\n\t\u00a0\u2002\u2003\u2009\u202f\0\u0002\ufffe]+[\u0002\ufffe]?|[\u0002\ufffe]")


class Style(msgspec.Struct):
    """Of characters that follow each other on one baseline."""

    y: float
    size: float
    angle: float


class Piece(NamedTuple):
    """A word, or a character of one that does not stand on one line."""

    start: int
    end: int
    text: str
    blank: str
    """What stands before it: a blank, or nothing."""
    left: float
    right: float
    style: Style


class Glyphs:
    """The questions to pdfium about a page; a call costs about 1 us, so that most are asked once a word or a line."""

    def __init__(self, textpage: PdfTextPage) -> None:
        self._page = textpage.raw
        self._rect = raw.FS_RECTF()
        self._rect_pointer = ctypes.byref(self._rect)
        self._fonts: dict[int | None, bool] = {}

    def pieces(self) -> Iterator[Piece]:
        """The words; pdfium puts a blank wherever the line or the column ends, or a mark of a hyphen."""
        text = self._characters()
        rect, pointer, page, ask = self._rect, self._rect_pointer, self._page, raw.FPDFText_GetLooseCharBox
        low = high = 0.0
        style = Style(0, 0, 0)
        for match in _WORD.finditer(text):
            start, end = match.span()
            blank = text[start - 1 : start]
            blank = blank if blank in BLANK else ""
            ask(page, start, pointer)
            left, right = rect.left, rect.right
            if rect.bottom != low or rect.top != high:
                low, high, style = rect.bottom, rect.top, self._style(start)
            if end - start > 1:
                ask(page, end - 1, pointer)
                right = rect.right
            if rect.bottom == low and rect.top == high and right >= left and not style.angle:
                yield Piece(start, end, match[0], blank, left, right, style)
            else:
                yield from self._one_by_one(text, start, end, blank)
                low = high = 0.0

    def _one_by_one(self, text: str, start: int, end: int, blank: str) -> Iterator[Piece]:
        for index in range(start, end):
            style = self._style(index)
            if style.angle:
                left, right = self._turned(index, style.angle)
            else:
                raw.FPDFText_GetLooseCharBox(self._page, index, self._rect_pointer)
                left, right = self._rect.left, self._rect.right
            yield Piece(index, index + 1, text[index], blank if index == start else "", left, right, style)

    def _characters(self) -> str:
        count = max(raw.FPDFText_CountChars(self._page), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        raw.FPDFText_GetText(self._page, 0, count, buffer)
        text = bytes(buffer).decode("utf-16-le", "replace")[:-1]
        if len(text) == count and "\0" not in text:
            return text
        return "".join(chr(raw.FPDFText_GetUnicode(self._page, index)) for index in range(count))

    def _style(self, index: int) -> Style:
        matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        scale, angle = 1.0, 0.0
        if raw.FPDFText_GetMatrix(self._page, index, matrix):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            angle = round(math.atan2(matrix.b, matrix.a), 2)
        height = y.value * math.cos(angle) - x.value * math.sin(angle)
        return Style(height, raw.FPDFText_GetFontSize(self._page, index) * scale, angle)

    def _turned(self, index: int, angle: float) -> tuple[float, float]:
        """Left and right of a character along its own direction of writing."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        corners = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(self._page, index, *corners)
        left, right, bottom, top = (corner.value for corner in corners)
        cosine, sine = math.cos(angle), math.sin(angle)
        return x.value * cosine + y.value * sine, max(a * cosine + b * sine for a in (left, right) for b in (bottom, top))

    def heavy(self, index: int) -> bool:
        """Whether the font is bold, by its weight or else by its name."""
        thing = raw.FPDFText_GetTextObject(self._page, index)
        font = raw.FPDFTextObj_GetFont(thing) if thing else None
        if not font:
            return False
        address = ctypes.cast(font, ctypes.c_void_p).value
        if address not in self._fonts:
            name = ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            self._fonts[address] = raw.FPDFFont_GetWeight(font) >= _HEAVY or bool(
                _BOLD.search(name.value.decode(errors="replace"))
            )
        return self._fonts[address]
