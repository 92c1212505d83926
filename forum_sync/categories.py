"""The JSON of a forum's categories, flat or nested.

Comes in: the bytes of `/categories.json`. Goes out: labels of a category from the root down, and whether all may read it.
Knows no topic, no folder and no network.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from forum_sync.words import line_of


class Category(msgspec.Struct):
    """A category as Discourse gives it."""

    id: int
    name: str
    parent_category_id: int | None = None
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
    return Categories({category.id: category for category in _flatten(roots)})


def _flatten(categories: list[Category]) -> Iterator[Category]:
    for category in categories:
        yield category
        yield from _flatten(category.subcategory_list or [])
