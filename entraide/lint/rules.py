"""What a rule is: a name, a level and a small function from what it looks at to lines and what is wrong there.

In: a Scope. Out: problems. Knows no rule. Messages are French: they are what the author of a fiche reads.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from os.path import normpath

from entraide.faq import Faq, Level, Problem
from entraide.lint.text import Text

Found = Iterator[tuple[int, str]]
"""Lines of the file of a fiche, and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """All that rules look at."""

    faq: Faq
    texts: tuple[Text, ...]
    """Of all fiches, drafts included."""
    places: Mapping[str, Text]
    """The same, by the path of their file."""
    today: date | None
    """None when it does not matter."""
    public: frozenset[str]
    """Contacts that may be shown, in their plain form."""


@dataclass(frozen=True, slots=True)
class FicheRule:
    """Looks at fiches one by one."""

    name: str
    level: Level
    check: Callable[[Text, Scope], Found]

    def problems(self, scope: Scope) -> Iterator[Problem]:
        """What it finds."""
        for text in scope.texts:
            for line, reason in self.check(text, scope):
                yield Problem(file=text.file, line=line, rule=self.name, text=reason, level=self.level)


@dataclass(frozen=True, slots=True)
class FaqRule:
    """Compares fiches with each other."""

    name: str
    level: Level
    check: Callable[[Scope], Iterator[tuple[Text, int, str]]]

    def problems(self, scope: Scope) -> Iterator[Problem]:
        """What it finds."""
        for text, line, reason in self.check(scope):
            yield Problem(file=text.file, line=line, rule=self.name, text=reason, level=self.level)


Rule = FicheRule | FaqRule


def scope_of(faq: Faq, *, today: date | None, public: frozenset[str]) -> Scope:
    """What rules look at in a FAQ."""
    texts = tuple(map(Text, (*faq.fiches, *faq.drafts)))
    places = {normpath(text.fiche.file): text for text in texts}
    return Scope(faq=faq, texts=texts, places=places, today=today, public=public)
