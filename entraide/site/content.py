"""What the pages of one build are made from, the mirror aside, and the selections that templates ask of it.

In: settings, the FAQ, the day. Knows no HTML and no MkDocs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest

from entraide.agenda import Session
from entraide.config import ForumSettings, Settings, SourceSettings
from entraide.dated.deadlines import Deadline
from entraide.dated.values import Series, series_of
from entraide.deadlines import Coming, coming_of_fiches, deadlines_of, is_past
from entraide.faq import Category, Faq, Fiche
from entraide.forms import Form
from entraide.site.history import Change
from entraide.site.new_topic import new_topic
from entraide.tagging import Tagger
from search import parse

Related = Callable[[Fiche], Sequence[str]]
"""For a fiche, addresses of what else answers its question, the nearest first of each kind; may name what is gone."""
_NEVER = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a build shows and that does not change until the next."""

    settings: Settings
    faq: Faq
    today: date
    """Decides which fiches are due for review, and which meetings are still to come."""
    tagger: Tagger
    agenda: tuple[Session, ...] = ()
    """All meetings of the clubs, by date."""
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """The last changes of fiches, by their id."""
    forms: tuple[Form, ...] = ()
    """The request forms, in order."""
    related: Related = lambda _: ()
    requests: Mapping[str, int] = field(default_factory=dict)
    """How often a normalised query was asked lately."""
    is_served: bool = False
    """Whether the pages are for our own service, which takes what forms send."""

    @property
    def coming(self) -> tuple[Session, ...]:
        """The meetings that are not over."""
        return tuple(session for session in self.agenda if session.day >= self.today)

    def canonical(self, url: str) -> str:
        """The whole address of the page at `url`, '' for a page without address of its own."""
        return self.settings.site.url.rstrip("/") + url if url else ""

    def count(self, category: Category) -> int:
        """Number of fiches in `category` and below."""
        return len(self.faq.under(category))

    def fiches_in(self, category: Category) -> tuple[Fiche, ...]:
        """Fiches of `category` itself."""
        return tuple(fiche for fiche in self.faq.fiches if fiche.category.path == category.path)

    def overdue(self, fiche: Fiche) -> bool:
        """Whether the fiche's review should have been made."""
        due = fiche.review_due()
        return due is not None and due < self.today

    def deadlines(self, fiche: Fiche) -> tuple[Deadline, ...]:
        """All deadlines of `fiche`, the earliest first."""
        return deadlines_of(fiche)

    def is_past(self, fiche: Fiche) -> bool:
        """Whether `fiche` has deadlines, and all are over."""
        return is_past(fiche, self.today)

    def coming_deadlines(self, others: Iterable[Coming]) -> list[Coming]:
        """The deadlines of fiches that are not over, and `others`, the earliest first."""
        return sorted([*coming_of_fiches(self.faq.fiches, self.today), *others], key=lambda its: its.rank)

    def series(self, fiche: Fiche) -> tuple[Series, ...]:
        """The dated values of `fiche`, by name."""
        return series_of(fiche.values)

    def recent_fiches(self, number: int) -> list[Fiche]:
        """The last reviewed or published, news and outdated ones aside."""
        fiches = [fiche for fiche in self.faq.fiches if not (fiche.is_news or fiche.is_outdated)]
        return nlargest(number, fiches, key=lambda fiche: fiche.reviewed or fiche.published or _NEVER)

    def news(self, number: int) -> list[Fiche]:
        """The last news, outdated ones aside."""
        fiches = [fiche for fiche in self.faq.fiches if fiche.is_news and not fiche.is_outdated]
        return nlargest(number, fiches, key=lambda fiche: fiche.published or _NEVER)

    def most_asked(self, texts: Sequence[str], number: int) -> list[str]:
        """Those of `texts` that readers ask most, in their own order where they ask none.

        What readers type is never shown itself: only searches that a technician has written down.
        """
        return sorted(texts, key=lambda text: -self.requests.get(" ".join(parse(text).words), 0))[:number]

    def category(self, path: str) -> Category | None:
        """The category of that path, None when there is none."""
        return next((category for category in self.faq.walk() if category.path == path), None)

    @property
    def forum(self) -> str:
        """The address of the first live forum, without last slash; '' when none is configured."""
        return next((source.url.rstrip("/") for source in self.settings.sources if isinstance(source, ForumSettings)), "")

    def ask(self, *, title: str = "", body: str = "", source: SourceSettings | None = None) -> str:
        """The address at which a question is asked on the forum of `source`, else on the first; '' where there is none."""
        forum = source.url if isinstance(source, ForumSettings) else self.forum
        return new_topic(forum, title=title, body=body)
