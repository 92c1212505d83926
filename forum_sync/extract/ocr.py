"""Reads pages that are pictures, with tesseract where it is installed with French; each in a process of its own.

Comes in: a PDF and what was found in it. Goes out: the same with the text of its pictures. Knows no layout of PDFs.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

import msgspec

from forum_sync.extract.french import is_word
from forum_sync.extract.mend import Mended, mend
from forum_sync.extract.model import Extract, ExtractError
from forum_sync.extract.plain import to_html
from forum_sync.extract.repair import take_title
from forum_sync.extract.worker import run_worker

_MOST_PAGES = 60
_WALL = 120
"""Seconds that one page may take."""
_HEADING = re.compile(r"(?=<h[1-6][ >])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_KNOWN = 0.4
"""Share of known words under which what was read is a photograph, not a text."""


def read_pictures(data: bytes, extract: Extract) -> Extract:
    """The extract of the PDF `data`, with its unread pages read; those that cannot be read stay among them."""
    if not extract.unread_pages or not find_tesseract():
        return extract
    found = {page: mend(text) for page in extract.unread_pages[:_MOST_PAGES] if (text := _read(data, page))}
    return _with_pages(extract, found) if found else extract


@cache
def find_tesseract() -> str:
    """The path of tesseract; empty where there is none that reads French."""
    path = shutil.which("tesseract") or ""
    listed = subprocess.run([path, "--list-langs"], capture_output=True, text=True, check=False).stdout if path else ""  # noqa: S603
    return path if "fra" in listed.split() else ""


def _read(data: bytes, page: int) -> str:
    """What stands on the page; empty when it takes too long, fails, or is no French text."""
    try:
        text = msgspec.json.decode(run_worker(data, "picture", str(page), wall=_WALL), type=str)
    except ExtractError:
        return ""
    words = _WORD.findall(text)
    return text if words and sum(map(is_word, words)) >= _KNOWN * len(words) else ""


def _with_pages(extract: Extract, found: dict[int, Mended]) -> Extract:
    bodies = {page: to_html(mended.text) for page, mended in found.items()}
    title, first = "", min(bodies)
    if not extract.html and not extract.title:
        title, bodies[first] = take_title(bodies[first])
    parts = [*_parts(extract), *((page, re.sub(r"(</?h)1>", r"\g<1>2>", body)) for page, body in bodies.items())]
    parts.sort(key=lambda part: part[0])
    alternatives = (*extract.alternatives, *(word for mended in found.values() for word in mended.alternatives))
    return msgspec.structs.replace(
        extract,
        title=extract.title or title,
        html="\n".join(body.strip() for _, body in parts if body.strip()),
        pages=tuple(page for page, body in parts for _ in _HEADING.findall(body)),
        alternatives=tuple(dict.fromkeys(alternatives)),
        unread_pages=tuple(page for page in extract.unread_pages if page not in found),
    )


def _parts(extract: Extract) -> Iterator[tuple[int, str]]:
    """The HTML cut before each heading, with the page on which the part starts."""
    before, *parts = _HEADING.split(extract.html)
    if len(parts) != len(extract.pages):
        raise ValueError("an extract names the page of each heading")
    yield 0, before
    yield from zip(extract.pages, parts, strict=True)
