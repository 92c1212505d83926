"""The values of the search for contradictions: texts as they are compared, claims, and two passages that disagree.

Pure data: where texts come from is in `texts`, what is claimed in `figures` and `wordings`.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from entraide.contradictions.words import Words

_LAW_YEAR = re.compile(r"(?:loi|décret|ordonnance)\s(?:n°\s?)?(\d{4})-\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of a fiche, of a message or of a document."""

    text: str
    day: date | None
    line: int = 0
    """Of the file, 0 where there is none."""
    heading: str = ""
    """What it stands under."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """A fiche, a thread or a bulletin."""

    id: str
    title: str
    url: str
    """Absolute path on the site."""
    kind: str
    paragraphs: tuple[Paragraph, ...]
    file: str = ""
    """As problems name it, '' for what is mirrored."""
    about: str = ""
    """What it says of its subject beside its title: keywords, the texts it relies on."""

    @cached_property
    def last_law(self) -> int:
        """The year of the newest law that it names, 0 for none."""
        texts = (self.about, *(paragraph.text for paragraph in self.paragraphs if "20" in paragraph.text))
        return max((int(year) for text in texts for year in _LAW_YEAR.findall(text)), default=0)

    @property
    def is_of_one_subject(self) -> bool:
        """Unlike a newsletter or a report."""
        return self.kind in {"fiche", "forum"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a sentence says of a subject."""

    source: Source
    paragraph: Paragraph
    sentence: str
    what: str
    """`taux`, `montant`, `date de début`, `date limite`, or the reference of an article."""
    value: str
    """Comparable."""
    shown: str
    """As it is written."""
    words: Words
    numbers: frozenset[str] = frozenset()
    """What else the sentence counts: on which condition it holds."""
    since: str = ""
    """From when on, '' where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One of two that disagree."""

    id: str
    title: str
    url: str
    kind: str
    place: str
    """`faq/…/x.md:12` for a fiche, the address on the site for what is mirrored."""
    day: date | None
    value: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two passages on one subject that cannot both hold."""

    what: str
    newer: Passage
    older: Passage
    """Probably out of date."""

    @property
    def key(self) -> str:
        """Names the pair as long as neither passage says anything else."""
        said = sorted(f"{side.id}\n{side.excerpt}" for side in (self.newer, self.older))
        return hashlib.sha256("\n\n".join(said).encode()).hexdigest()[:8]
