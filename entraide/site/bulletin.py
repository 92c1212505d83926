"""A bulletin ready for its template: its text cut at its headings, which can be linked, its contents, what it speaks of.

In: a Bulletin and the tagger. Out: a Document for the template, which has the words. Knows no address but anchors.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from entraide.site.frame import Link
from entraide.site.markup import split
from entraide.site.sanitize import shown_html
from entraide.tagging import Tagger, Tags
from forum_sync import Bulletin, Section, outline_of

_TOP_HEADING = 2
_LEVELS = 2
"""Levels of headings that the contents list."""
_FEWEST = 3
"""Headings that are worth a table of contents."""
_OPEN, _CLOSE = re.compile(r"<h[1-6]\b"), re.compile(r"</h[1-6]>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the text, up to the end of a heading or of the document."""

    html: Markup
    page: int | None
    """Page of the original on which the heading at its end stands, where it is another one than that of the heading before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBulletin:
    """All that the page of a bulletin shows of it."""

    parts: tuple[Part, ...]
    contents: tuple[Link, ...]
    tags: Tags


def show_bulletin(bulletin: Bulletin, tagger: Tagger, link: Callable[[str], str]) -> ShownBulletin:
    """The bulletin; `link` gives the address on the site for an address in its text."""
    sections = outline_of(bulletin).sections
    return ShownBulletin(
        parts=_parts(shown_html(bulletin.html, top=_TOP_HEADING, link=link), sections),
        contents=_contents(sections),
        tags=tagger.tags(bulletin.title, (section.title for section in sections), bulletin.text, bulletin.software),
    )


def _parts(html: str, sections: tuple[Section, ...]) -> tuple[Part, ...]:
    pieces, number, cuts = split(html), 0, [0]
    for place in range(1, len(pieces), 2):
        if _OPEN.match(pieces[place]) and number < len(sections):
            pieces[place] = f'{pieces[place][:3]} id="{sections[number].anchor}"{pieces[place][3:]}'
        elif _CLOSE.match(pieces[place]) and number < len(sections):
            number += 1
            cuts.append(place + 1)
    cuts.append(len(pieces))
    pages = [section.page for section in sections[:number]]
    changes = [page if page != before else None for before, page in zip([None, *pages], pages, strict=False)]
    texts = ["".join(pieces[start:end]) for start, end in pairwise(cuts)]
    return tuple(
        Part(html=Markup(text), page=page)  # noqa: S704 - cleaned by `shown_html`
        for text, page in zip(texts, [*changes, None], strict=True)
    )


def _contents(sections: tuple[Section, ...]) -> tuple[Link, ...]:
    top = min((section.level for section in sections), default=1)
    listed = [section for section in sections if section.level < top + _LEVELS and section.title]
    return tuple(Link(label=section.title, url=f"#{section.anchor}") for section in listed) if len(listed) >= _FEWEST else ()
