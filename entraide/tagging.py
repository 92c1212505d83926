"""Finds of which software and which themes a document speaks, by the registers of the FAQ.

In: the registers, then texts. Out: tags that keep the words of the text: a report on a program of the past is not filed under
the one that replaced it. Knows no page and no index.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from entraide.faq import Faq, Software, Theme
from search import fold

_OFTEN = 2
"""Times that a theme's words must stand in a text of which they are not in a heading."""
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareTag:
    """A program that is named."""

    software: Software
    said: str
    """Its name as it stands there first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a document speaks of, each in the order of the register."""

    software: tuple[SoftwareTag, ...] = ()
    themes: tuple[Theme, ...] = ()


class Tagger:
    """The registers, ready to be looked for in texts."""

    def __init__(self, faq: Faq) -> None:
        self._software = {name: entry for entry in reversed(tuple(faq.software.values())) for name in _names(entry)}
        self._by_fold = {
            fold(name): entry for entry in faq.software.values() for name in (entry.id, entry.name, *entry.aliases)
        }
        self._themes = {theme.id: (theme, tuple(_terms(theme, faq))) for theme in faq.themes.values()}
        self._order = {entry.id: place for place, entry in enumerate(faq.software.values())}
        names = sorted(self._software, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None
        rules = repr((names, self._by_fold, self._themes))
        self.version = hashlib.sha256(rules.encode()).hexdigest()[:16]
        """Changes with what may be found."""

    def tags(self, title: str, headings: Iterable[str], text: str, named: Iterable[str] = ()) -> Tags:
        """What the document speaks of; `named` is the software that somebody wrote beside it."""
        heads = "\n".join((title, *headings))
        return Tags(software=self._find_software(f"{heads}\n{text}", named), themes=self._find_themes(heads, text))

    def _find_software(self, text: str, named: Iterable[str]) -> tuple[SoftwareTag, ...]:
        found: dict[str, SoftwareTag] = {}
        for name in named:
            if entry := self._by_fold.get(fold(name)):
                found.setdefault(entry.id, SoftwareTag(software=entry, said=entry.name if name == entry.id else name))
        for match in self._pattern.finditer(text) if self._pattern else ():
            entry = self._software[match[0]]
            found.setdefault(entry.id, SoftwareTag(software=entry, said=match[0]))
        return tuple(sorted(found.values(), key=lambda tag: self._order[tag.software.id]))

    def _find_themes(self, heads: str, text: str) -> tuple[Theme, ...]:
        in_heads, in_text = _singular(heads), _singular(text)
        return tuple(
            theme
            for theme, terms in self._themes.values()
            if any(term in in_heads for term in terms) or sum(in_text.count(term) for term in terms) >= _OFTEN
        )


def _names(entry: Software) -> Iterator[str]:
    """What can only be a name, since it has a capital; a single word may be written in capitals throughout."""
    for name in (entry.name, *entry.aliases):
        if name != name.lower():
            yield name
            if name.isalpha():
                yield name.upper()


def _terms(theme: Theme, faq: Faq) -> Iterator[str]:
    """The theme's label and what means the same."""
    label = _singular(theme.label)
    yield label
    for group in faq.equivalents:
        terms = [_singular(term) for term in group]
        if label in terms:
            yield from (term for term in terms if term != label)


def _singular(text: str) -> str:
    """Folded words without the mark of a plural, between spaces, so that whole words are found only."""
    return f" {' '.join(word[:-1] if len(word) > 3 and word[-1] in 'sx' else word for word in _WORDS.findall(fold(text)))} "  # noqa: PLR2004
