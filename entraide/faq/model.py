"""The values of the FAQ: fiches, the tree of categories, themes, the software register, and problems found in them.

Pure data: reading is in `read`, rules are in `entraide.lint`, pages are in `entraide.site`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

STATUSES = ("publiee", "brouillon", "perimee")
"""Published; draft, on no page and in no index; kept for memory and shown as out of date."""


Level = Literal["erreur", "avertissement", "conseil"]
"""An error stops the build; a warning is to be looked at; a hint may be taken or left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a file of the FAQ; prints as `faq/…/x.md:12: [rule] text`, with its level unless it is an error."""

    file: str
    line: int
    rule: str
    text: str
    level: Level = "erreur"

    def __str__(self) -> str:
        level = "" if self.level == "erreur" else f"({self.level}) "
        return f"{self.file}:{self.line}: [{self.rule}] {level}{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A node of the tree of categories, which is a folder of the FAQ."""

    path: str
    """Folder names joined by `/`, for example `logiciel/finances`."""
    labels: tuple[str, ...]
    """Labels from the root down to this category, whose own label is the last."""
    summary: str
    icon: str
    """Name of a bundled Material icon, inherited from the parent when not given."""
    children: tuple["Category", ...]

    @property
    def label(self) -> str:
        """The last of the labels."""
        return self.labels[-1]

    def walk(self) -> Iterator["Category"]:
        """The category and all below it, parents first, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject that cuts across categories."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """An entry of the software register."""

    id: str
    name: str
    publisher: str
    aliases: tuple[str, ...]
    family: str
    status: str
    replaced_by: str
    category: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """One article: front matter and body, as checked by the loader."""

    id: str
    """Path below the FAQ folder without `.md`: address of the fiche, `/faq/<id>/`."""
    file: Path
    category: Category
    title: str
    type: str
    status: str
    software: tuple[Software, ...]
    themes: tuple[Theme, ...]
    keywords: tuple[str, ...]
    author: str
    published: date | None
    reviewed: date | None
    review_months: int
    sources: tuple[str, ...]
    summary: str
    contexts: tuple[str, ...]
    given_id: str
    """What the front matter calls it, '' for nothing."""
    former_ids: tuple[str, ...]
    """Addresses below `/faq/` that it had before, which lead to it."""
    topic_id: int | None
    """Number of a topic of the first forum, whose messages its page shows below the text; None for no topic."""
    glpi_id: int | None
    """Number of the article of GLPI that it was imported from, None for no article."""
    glpi_digest: str
    """What it was when it was imported; see `entraide.importing`."""
    body: str
    """Markdown, without front matter; starts at heading level 2."""
    body_line: int
    """Line of the file on which the body starts, from 1."""
    key_lines: Mapping[str, int]
    """Line of the file on which each key of the front matter stands, from 1."""
    sections: tuple[tuple[str, str], ...]
    """Level-2 headings with the Markdown under each, in order; text before the first heading has the heading ''."""

    @property
    def lasting_id(self) -> str:
        """What the search and its judgements know it by; stays when the file is moved, if the front matter gives it."""
        return self.given_id or self.id

    @property
    def url(self) -> str:
        """Absolute path on the site."""
        return f"/faq/{self.id}/"

    @property
    def is_news(self) -> bool:
        """Whether it is a dated piece of news."""
        return self.type == "actualite"

    @property
    def is_outdated(self) -> bool:
        """Whether it is kept for memory only."""
        return self.status == "perimee"

    @property
    def is_draft(self) -> bool:
        """Whether it is on no page and in no index."""
        return self.status == "brouillon"

    def section(self, heading: str) -> str:
        """Markdown under the level-2 heading `heading`, '' when there is none."""
        return dict(self.sections).get(heading, "")

    def review_due(self) -> date | None:
        """The day of the next review, at most the 28th of its month; None for a fiche that was never reviewed nor published."""
        last = self.reviewed or self.published
        if last is None:
            return None
        months = last.month - 1 + self.review_months
        return date(last.year + months // 12, months % 12 + 1, min(last.day, 28))


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """The whole FAQ, read and checked."""

    categories: tuple[Category, ...]
    """Roots of the tree, in order."""
    fiches: tuple[Fiche, ...]
    """All that are not drafts, by category in the order of the tree, then by title."""
    drafts: tuple[Fiche, ...]
    themes: Mapping[str, Theme]
    software: Mapping[str, Software]
    equivalents: tuple[tuple[str, ...], ...]
    """Groups of terms that mean the same."""
    implications: tuple[tuple[str, tuple[str, ...]], ...]
    """A term, and what searching for it finds as well, not the other way round."""
    left_out: tuple[Problem, ...] = ()
    """What is wrong in fiches that are not among these, for a build that was asked to go on without them."""

    def walk(self) -> Iterator[Category]:
        """All categories, parents first, in the order of the tree."""
        for root in self.categories:
            yield from root.walk()

    def under(self, category: Category) -> tuple[Fiche, ...]:
        """Fiches of `category` and of all below it."""
        inside = category.path + "/"
        return tuple(fiche for fiche in self.fiches if fiche.id.startswith(inside))
