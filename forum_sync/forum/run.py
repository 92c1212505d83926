"""One pass over one forum: what its loops share, and what they count.

Knows no loop; loops know no other loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

import msgspec

from forum_sync.categories import Categories, Category, categories_of
from forum_sync.errors import SourceError
from forum_sync.forum.rules import Rules
from forum_sync.forum_api import ForumApi
from forum_sync.forum_state import ForumState
from forum_sync.model import Quarantine, Remove, Summary
from forum_sync.store import Store
from forum_sync.words import line_of

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, how many there are."""
_Place = TypeVar("_Place")
_SPARED = 3
"""Topics that may vanish at once from any forum, however small."""
_MOST_VANISHED = 20
_SHARE_VANISHED = 0.05
_ALARMED = timedelta(hours=1)
"""Before topics of which too many are gone are looked up again."""
_MOST_FAILURES = 10
_REASON_LIMIT = 300


@dataclass(kw_only=True)
class Run:
    """A pass that is under way."""

    store: Store
    state: ForumState
    api: ForumApi
    rules: Rules
    clock: Callable[[], datetime]
    progress: Progress
    accept_removals: bool = False
    """Whether many topics may vanish at once."""
    renewed: bool = False
    """Whether the forum was asked for its categories in this pass."""
    warnings: list[str] = field(default_factory=list)
    """What a technician should know, and what stops nothing."""
    read: int = 0
    removed: int = 0
    swept: bool = False
    vanished: set[int] = field(default_factory=set)
    """Topics that the forum says are not there; erased at the end of the pass, unless there are too many."""
    failures: int = 0
    """Topics in a row that could not be read."""
    _open: tuple[Categories, frozenset[int], frozenset[int]] | None = None

    @property
    def name(self) -> str:
        """The name of the source."""
        return self.state.name

    def item(self, topic: int) -> str:
        """The id in the mirror of a topic."""
        return f"{self.name}/{topic}"

    @cached_property
    def categories(self) -> Categories:
        """The forum's categories as they were last seen."""
        if not self.state.recall("categories"):
            self.renew_categories()
        return categories_of(msgspec.json.decode(self.state.recall("categories"), type=list[Category]))

    def allows(self, topic: int, category: int | None) -> bool:
        """Whether a topic of that category may be mirrored."""
        allowed, describing = self._open_to_us()
        return category in allowed and topic not in describing

    @property
    def allowed(self) -> frozenset[int]:
        """Ids of the categories that may be mirrored."""
        return self._open_to_us()[0]

    def _open_to_us(self) -> tuple[frozenset[int], frozenset[int]]:
        """Ids of the categories that may be mirrored, and of the topics that only describe a category."""
        if self._open is None or self._open[0] is not self.categories:
            ids = self._named(self.categories).values()
            self._open = (self.categories, self.categories.under(ids), self.categories.describing())
        return self._open[1:]

    def renew_categories(self) -> None:
        """Ask the forum for its categories. Raises SourceError when one that is configured is not among them."""
        categories = self.api.categories()
        self.renewed = True
        named = self._named(categories)
        unknown = [name for name, number in named.items() if number not in categories.by_id]
        if unknown:
            raise SourceError(
                f"{self.name}: category {', '.join(unknown)} is not there (deleted, or closed to us); nothing was changed. "
                "If that is right, take it out of `categories`, and what was mirrored of it is erased"
            )
        closed = [name for name, number in named.items() if categories.is_restricted(number)]
        if closed:
            self.warnings.append(f"{self.name}: category {', '.join(closed)} is not open to everyone and is not mirrored")
        self.categories = categories
        self.keep_place("categories", list(categories.by_id.values()))
        self.keep_place("named", named)

    def _named(self, categories: Categories) -> dict[str, int]:
        """Ids of the configured categories; one whose slug is not there any more keeps the id that it had."""
        before = self.place("named", dict[str, int]) or {}
        found = {str(name): categories.named(name) for name in self.rules.categories}
        return {name: category.id if category else before.get(name, 0) for name, category in found.items()}

    def place(self, loop: str, shape: type[_Place]) -> _Place | None:
        """Where a loop was stopped; None when it begins."""
        known = self.state.recall(loop)
        return msgspec.json.decode(known, type=shape) if known else None

    def keep_place(self, loop: str, place: object) -> None:
        """Remember where to go on."""
        self.state.remember(loop, msgspec.json.encode(place).decode())

    def is_due(self, loop: str, every: timedelta) -> bool:
        """Whether `loop` was last finished longer ago than `every`, or never."""
        done = self.state.recall(f"{loop} done")
        return not done or self.clock() - datetime.fromisoformat(done) >= every

    def note_done(self, loop: str) -> None:
        """Remember that `loop` has just been finished."""
        self.state.remember(f"{loop} done", self.clock().isoformat())
        self.state.remember(loop, "")

    def too_many(self, number: int) -> str:
        """Why so many topics cannot have been deleted on purpose; empty when they can."""
        limit = max(_SPARED, min(_MOST_VANISHED, self.state.count() * _SHARE_VANISHED))
        if number <= limit or self.accept_removals:
            return ""
        return (
            f"{self.name}: {number} of {self.state.count()} topics are no longer there; none was erased, for a revoked key or "
            "a closed forum looks the same. If they were deleted: entraide sync --accept-removals"
        )

    def vanish(self, topic: int) -> None:
        """The forum says that the topic is not there. Raises SourceError when it says so of too many."""
        if self.store.item(self.item(topic)) is None:
            self.erase(topic)
            return
        self.vanished.add(topic)
        if reason := self.too_many(len(self.vanished)):
            self.state.postpone(self.vanished, self.clock() + _ALARMED)
            raise SourceError(self.state.recall("alarm") or reason)

    def erase(self, topic: int) -> None:
        """Leave nothing of the topic but that it was there."""
        with self.state.database.transaction():
            self.removed += self.store.item(self.item(topic)) is not None
            self.store.apply(self.name, [Remove(id=self.item(topic))])
            self.state.note_gone(topic, now=self.clock())

    def erase_vanished(self) -> None:
        """Erase what vanished in this pass. Raises AccessError when the key is refused: then all seems to be gone."""
        if self.vanished:
            self.api.check_account()
        for topic in sorted(self.vanished):
            self.erase(topic)
        self.vanished.clear()

    def fail(self, topic: int, error: Exception) -> None:
        """The topic cannot be read now: its old copy is kept, and it is tried again at the next pass."""
        summary = Summary(id=self.item(topic), signature="")
        self.store.apply(self.name, [Quarantine(summary=summary, reason=line_of(str(error), _REASON_LIMIT))])
        self.failures += 1
        if self.failures >= _MOST_FAILURES:
            raise SourceError(f"{self.name}: {self.failures} topics in a row cannot be read; the last: {error}") from error
