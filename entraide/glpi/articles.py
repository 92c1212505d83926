"""An article of GLPI's knowledge base, whatever it was read by: both APIs and files of either make the same value.

In: a row as GLPI writes it. Out: an Article. Knows no HTTP and no fiche.
"""

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import msgspec

_TAG = re.compile(r"<[a-zA-Z/!]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ENCODED = re.compile(r"&(?:lt|#0*60|#x0*3c);", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article."""

    id: int
    title: str
    html: str
    """With tags, even where GLPI keeps them as entities; not sanitised."""
    categories: tuple[str, ...]
    """Each from the root down: `Logiciel > Finances`."""
    is_faq: bool
    has_readers: bool
    """Whether somebody may see it in GLPI."""
    begins: date | None
    ends: date | None
    created: date | None
    modified: date | None

    def is_shown(self, today: date) -> bool:
        """Whether GLPI shows it to somebody that day."""
        return self.has_readers and (self.begins or today) <= today <= (self.ends or today)


class KnowledgeBase(Protocol):
    """Where articles come from; both methods raise GlpiError."""

    def articles(self) -> tuple[Article, ...]:
        """All of them, by id."""

    def file(self, document: int, *, limit: int) -> bytes:
        """The file of the document of that id, of at most `limit` bytes."""


class NamedCategory(msgspec.Struct):
    """What a row says of a category: a name or, better, its whole path."""

    id: int = 0
    name: str | None = ""
    completename: str | None = ""


class Row(msgspec.Struct):
    """A row of `KnowbaseItem` (legacy) or of `Knowledgebase/Article` (High-Level): what either calls what is used here."""

    id: int
    name: str | None = ""
    answer: str | None = None
    content: str | None = None
    is_faq: bool | None = False
    begin_date: str | None = None
    end_date: str | None = None
    date_begin: str | None = None
    date_end: str | None = None
    date_creation: str | None = None
    date_mod: str | None = None
    knowbaseitemcategories_id: int | str | None = None
    categories: list[NamedCategory | str] | None = None

    def article(self, categories: tuple[str, ...] | None = None, *, has_readers: bool = True) -> Article:
        """The article; `categories` when they are not in the row."""
        own = [one if isinstance(one, str) else one.completename or one.name or "" for one in self.categories or ()]
        return Article(
            id=self.id,
            title=" ".join(_CONTROL.sub(" ", html.unescape(self.name or "")).split()),
            html=_decoded(self.answer or self.content or ""),
            categories=tuple(map(_path, own if categories is None else categories)),
            is_faq=bool(self.is_faq),
            has_readers=has_readers,
            begins=_day(self.begin_date or self.date_begin),
            ends=_day(self.end_date or self.date_end),
            created=_day(self.date_creation),
            modified=_day(self.date_mod),
        )


def _decoded(text: str) -> str:
    """GLPI up to 10 keeps tags as entities."""
    return html.unescape(text) if _ENCODED.search(text) and not _TAG.search(text) else text


def _path(name: str) -> str:
    return " > ".join(part.strip() for part in html.unescape(name).split(">"))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
