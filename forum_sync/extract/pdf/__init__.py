"""PDF documents: their text in the order in which it is read, with headings and lists.

Comes in: the bytes of a PDF. Goes out: an Extract. Knows pypdfium2's documents; pages, order and blocks are told apart in the
modules beside this one.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import count, takewhile

from forum_sync.extract.model import Extract, ExtractError
from forum_sync.extract.pdf.blocks import Block, read_blocks
from forum_sync.extract.pdf.furniture import drop_furniture
from forum_sync.extract.pdf.lines import read_document, same_size
from forum_sync.extract.pdf.page import Page, read_page
from forum_sync.extract.pdf.pdfium import PdfDocument, PdfiumError, pdfium

_LEVELS = 4
_ABOVE = 120
"""Characters (a date, a place) that may stand above the title on the first page."""
_NUMBERED = re.compile(r"(\d{1,2})[.)] +(.+)", re.DOTALL)
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|untitled.*|sans (?:titre|nom).*|(?:document|présentation|classeur)[ _-]?\d*"
    r"|.*\.(?:docx?|odt|odg|pdf|rtf|indd|pub|pptx?|xlsx?|qxp|tmp|html?)|[^a-zà-ÿ]*|\S*[_/\\]\S*",
    re.IGNORECASE,
)


def extract(data: bytes) -> Extract:
    """The text and its structure. Raises ExtractError when the file is damaged or locked, or has neither text nor pictures."""
    try:
        document = pdfium.PdfDocument(data)
    except PdfiumError as error:
        raise ExtractError(f"is no PDF that can be opened ({_reason(error)})") from error
    pages = list(_read_pages(document))
    unread = tuple(number for number, page in enumerate(pages, 1) if page.pictured)
    drop_furniture(pages)
    blocks = read_blocks(read_document(pages))
    if not blocks and not unread:
        raise ExtractError("holds no text")
    title = _title(document.get_metadata_value("Title"), blocks)
    headings = [block for block in blocks if block.heading]
    return Extract(
        title=title,
        day=None,
        html="\n".join(_elements(blocks)),
        pages=tuple(block.first.page for block in headings),
        alternatives=tuple(dict.fromkeys(word for block in blocks for word in block.alternatives)),
        unread_pages=unread,
    )


def _read_pages(document: PdfDocument) -> Iterator[Page]:
    """The pages; one that is damaged counts as a picture, unless no other page is there."""
    errors: list[Exception] = []
    for number in range(len(document)):
        try:
            yield read_page(document[number])
        except PdfiumError as error:
            errors.append(error)
            yield Page(height=0, segments=[], asides=[], pictured=True)
    if errors and len(errors) == len(document):
        raise ExtractError(f"is no PDF that can be opened ({_reason(errors[0])})") from errors[0]


def _title(stated: str, blocks: list[Block]) -> str:
    """The stated title when it is one, else the heading on top of the first page; taken out of the blocks."""
    stated = " ".join(stated.split())
    top = next((block for block in blocks if block.heading and block.first.page == 1), None)
    if top and sum(len(block.text) for block in blocks[: blocks.index(top)]) > _ABOVE:
        top = None
    if not _NO_TITLE.fullmatch(stated):
        if top and " ".join(top.text.split()).casefold() == stated.casefold():
            blocks.remove(top)
        return stated
    rivals = [block.first.size for block in blocks if block.heading and block is not top and block.first.page == 1]
    if top is None or any(size > top.first.size or same_size(size, top.first.size) for size in rivals):
        return ""
    blocks.remove(top)
    return top.text


def _elements(blocks: Sequence[Block]) -> Iterator[str]:
    levels, place = _levels(blocks), 0
    while place < len(blocks):
        tag, items = _list_at(blocks, place)
        if len(items) > 1:
            yield f"<{tag}>{''.join(f'<li>{html.escape(item, quote=False)}</li>' for item in items)}</{tag}>"
            place += len(items)
            continue
        block, place = blocks[place], place + 1
        tag = f"h{levels[round(block.first.size, 1)]}" if block.heading else "p"
        yield f"<{tag}>{html.escape(block.text, quote=False)}</{tag}>"


def _list_at(blocks: Sequence[Block], place: int) -> tuple[str, list[str]]:
    """The element and the items of the list that begins there: the same bullet again, or numbers one after the other."""
    first = blocks[place]
    if first.bullet:
        alike = takewhile(lambda block: block.bullet and block.text[0] == first.text[0], blocks[place:])
        return "ul", [block.text[1:].strip() for block in alike]
    numbered = zip(count(1), map(_numbered, blocks[place:]), strict=False)
    counted = takewhile(lambda pair: pair[1] and int(pair[1][1]) == pair[0], numbered)
    return "ol", [match[2] for _, match in counted if match]


def _numbered(block: Block) -> re.Match[str] | None:
    return None if block.heading else _NUMBERED.fullmatch(block.text)


def _levels(blocks: Sequence[Block]) -> dict[float, int]:
    """For each size of a heading, its level: 1 for the largest."""
    levels: dict[float, int] = {}
    level, before = 0, 0.0
    for size in sorted({round(block.first.size, 1) for block in blocks if block.heading}, reverse=True):
        if not same_size(size, before):
            level, before = level + 1, size
        levels[size] = min(level, _LEVELS)
    return levels


def _reason(error: Exception) -> str:
    reason = str(error).rpartition("PDFium: ")[2].rstrip(").")
    return "damaged" if reason == "Success" else reason
