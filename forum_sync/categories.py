"""The JSON of a forum's categories, flat or nested.

Comes in: the bytes of `/categories.json`. Goes out: labels of a category from the root down, and whether all may read it.
Knows no topic, no folder and no network.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from forum_sync.words import line_of


class Category(msgspec.Struct):
    """A category as Discourse gives it."""

    id: int
    name: str
    parent_category_id: int | None = None
    slug: str | None = ""
    topic_url: str | None = ""
    """Of the topic that only describes the category."""
    read_restricted: bool | None = False
    subcategory_list: list["Category"] | None = None


class CategoryList(msgspec.Struct):
    """The inner part of the answer."""

    categories: list[Category]


class CategoryAnswer(msgspec.Struct):
    """The whole answer."""

    category_list: CategoryList


@dataclass(frozen=True, slots=True)
class Categories:
    """The tree of categories."""

    by_id: Mapping[int, Category]

    def labels(self, category_id: int | None) -> tuple[str, ...]:
        """Names from the root down to the category; empty when it is not known."""
        return tuple(line_of(category.name) for category in self._lineage(category_id))

    def is_restricted(self, category_id: int | None) -> bool:
        """Whether only some may read the category or one above it."""
        return any(category.read_restricted for category in self._lineage(category_id))

    def named(self, name: int | str) -> Category | None:
        """The category with that id or slug, the one nearest to the root when several have the slug."""
        found = [category for number, category in self.by_id.items() if name in {number, category.slug}]
        return min(found, key=lambda category: (len(self._lineage(category.id)), category.id), default=None)

    def under(self, roots: Iterable[int]) -> frozenset[int]:
        """Ids of the categories `roots` and of all below them, those aside that not everyone may read."""
        above = set(roots)
        ids = {number for number in self.by_id if above & {category.id for category in self._lineage(number)}}
        return frozenset(number for number in ids if not self.is_restricted(number))

    def roots(self, ids: Collection[int]) -> list[Category]:
        """Those of `ids` whose parent is not among them, by id."""
        return [self.by_id[number] for number in sorted(ids) if self.by_id[number].parent_category_id not in ids]

    def describing(self) -> frozenset[int]:
        """Ids of the topics that only describe a category."""
        ends = ((category.topic_url or "").rstrip("/").rpartition("/")[2] for category in self.by_id.values())
        return frozenset(int(end) for end in ends if end.isdecimal())

    def _lineage(self, category_id: int | None) -> list[Category]:
        lineage: list[Category] = []
        while (category := self.by_id.get(category_id or 0)) and category not in lineage:
            lineage.insert(0, category)
            category_id = category.parent_category_id
        return lineage


def decode_categories(data: bytes) -> Categories:
    """The categories in `data`. Raises ValueError, which names the field and quotes no content."""
    try:
        roots = msgspec.json.decode(data, type=CategoryAnswer).category_list.categories
    except RecursionError as error:
        raise ValueError("JSON is nested too deep") from error
    return categories_of(roots)


def categories_of(roots: Iterable[Category]) -> Categories:
    """The tree of categories that are given flat, nested or both; of two with one id the last counts."""
    return Categories({category.id: category for category in _flatten(roots)})


def _flatten(categories: Iterable[Category]) -> Iterator[Category]:
    for category in categories:
        yield category
        yield from _flatten(category.subcategory_list or [])
