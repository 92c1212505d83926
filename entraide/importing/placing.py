"""Which category of the FAQ an article belongs to, by what GLPI calls its categories.

In: paths such as `FAQ > Logiciel > Finances > Faq`. Out: a category of the FAQ, or None.
"""

from collections import defaultdict
from collections.abc import Iterable

from entraide.faq import Category, Faq
from search import fold

_LEAF = "faq"
"""A last part of a path that says nothing."""


class Places:
    """The categories of a FAQ by their labels, without accents and capitals."""

    def __init__(self, faq: Faq) -> None:
        self._ends: defaultdict[tuple[str, ...], list[Category]] = defaultdict(list)
        for category in faq.walk():
            labels = tuple(map(_key, category.labels))
            for start in range(len(labels)):
                self._ends[labels[start:]].append(category)

    def find(self, paths: Iterable[str]) -> Category | None:
        """The deepest category that one of the paths leads to; None when there is none."""
        found = [category for path in paths if (category := self._of(path))]
        return max(found, key=lambda category: len(category.labels), default=None)

    def _of(self, path: str) -> Category | None:
        """The whole path before its end alone, and a path before the one above it."""
        parts = [_key(part) for part in path.split(">")]
        if len(parts) > 1 and parts[-1] == _LEAF:
            parts.pop()
        for end in range(len(parts), 0, -1):
            for start in range(end):
                candidates = self._ends.get(tuple(parts[start:end]), [])
                whole = [one for one in candidates if len(one.labels) == end - start]
                if len(chosen := whole or candidates) == 1:
                    return chosen[0]
        return None


def _key(label: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(label)).split())
