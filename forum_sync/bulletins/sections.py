"""The sections of a bulletin: what stands under each of its headings, to be found and linked on its own.

Comes in: a Bulletin. Goes out: Sections with anchors that last as long as the words of their headings.
Knows no page and no index.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forum_sync.html.clean import text_of
from forum_sync.html.sanitise import pieces_of
from forum_sync.model import Bulletin
from forum_sync.words import line_of, slug_of

_HEADING = re.compile(r"<h([1-6])\b")
_MAX_ANCHOR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of a bulletin and the text up to the next one."""

    anchor: str
    """Unique in its bulletin."""
    title: str
    level: int
    """1 to 6, as in the document."""
    page: int | None
    """Of the original, from 1; None where there are no pages."""
    text: str
    """One block per line, its heading left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A bulletin as its headings divide it."""

    opening: str
    """The text before the first heading."""
    sections: tuple[Section, ...]
    """One for each heading, in order."""


def outline_of(bulletin: Bulletin) -> Outline:
    """The bulletin's sections, none when it has no heading."""
    opening, *parts = _parts(bulletin.html)
    anchors: set[str] = set()
    sections = []
    for number, (level, heading, html) in enumerate(parts):
        title = line_of(text_of(heading))
        page = bulletin.pages[number] if number < len(bulletin.pages) else None
        sections.append(Section(anchor=_anchor(title, anchors), title=title, level=level, page=page, text=text_of(html)))
    return Outline(opening=text_of(opening[2]), sections=tuple(sections))


def _parts(html: str) -> Iterator[tuple[int, str, str]]:
    """Level, heading and what follows, as HTML; level 0 before the first heading."""
    level, heading, inside = 0, "", False
    body: list[str] = []
    for place, piece in enumerate(pieces_of(html)):
        match = _HEADING.match(piece) if place % 2 else None
        if match:
            yield level, heading, "".join(body)
            level, heading, body, inside = int(match[1]), "", [], True
        elif inside and piece == f"</h{level}>":
            inside = False
        elif inside:
            heading += piece
        else:
            body.append(piece)
    yield level, heading, "".join(body)


def _anchor(title: str, taken: set[str]) -> str:
    """`section-` and the words of the title, numbered where two are the same."""
    base = f"section-{slug_of(title)[:_MAX_ANCHOR].strip('-')}".rstrip("-")
    anchor, number = base, 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor
