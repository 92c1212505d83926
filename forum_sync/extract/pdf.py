"""PDF documents: the text of each page as paragraphs, in the order in which the file draws it.

Columns, headings and repeated headers are not told apart yet.
"""

import html
import re
from collections.abc import Iterator

import pypdfium2

from forum_sync.extract.model import Extract, ExtractError

_HYPHEN = re.compile(r"(?<=\w)(?:[\u00ad\u0002\ufffe]\s*|[-\u2010] *\r?\n *(?=[a-zà-öø-ÿ]))")
"""A hyphen that only cuts a word: one that pdfium marks, or one at a line's end before a small letter."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BULLET = re.compile(r"(?:[•▪◦‣–—-]|\d{1,2}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?:;…»”]$")
_FULL_LINE = 0.75
"""Share of the usual length under which a line is the last of its paragraph."""


def extract(data: bytes) -> Extract:
    """The text page by page. Raises ExtractError when it is damaged, locked, or pictures only."""
    try:
        document = pypdfium2.PdfDocument(data)  # type: ignore[no-untyped-call]
    except pypdfium2.PdfiumError as error:
        raise ExtractError(f"is no PDF that can be opened ({_reason(error)})") from error
    paragraphs = [paragraph for page in document for paragraph in _paragraphs(page.get_textpage().get_text_range())]
    if not paragraphs:
        raise ExtractError("holds no text, only pictures of it")
    title = document.get_metadata_value("Title")  # type: ignore[no-untyped-call]
    return Extract(title=title, day=None, html="\n".join(f"<p>{html.escape(text)}</p>" for text in paragraphs))


def _paragraphs(text: str) -> Iterator[str]:
    joined = _HYPHEN.sub("", text.translate(_LIGATURES))
    lines = [" ".join(line.split()) for line in joined.splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    paragraph: list[str] = []
    for line in lines:
        if paragraph and _starts_paragraph(line, paragraph[-1], usual):
            yield " ".join(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
    if paragraph:
        yield " ".join(paragraph)


def _starts_paragraph(line: str, before: str, usual: int) -> bool:
    if not line or _BULLET.match(line) or len(before) < _FULL_LINE * usual:
        return True
    return bool(_SENTENCE_END.search(before)) and line[0].isupper()


def _reason(error: Exception) -> str:
    return str(error).rpartition("PDFium: ")[2].rstrip(").")
