"""The pages of the FAQ before rendering: which template, which title, which Markdown.

In: Content. Out: one Sheet per page, by the name its source would have in MkDocs. Knows no HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from entraide.faq import Category, Fiche
from entraide.site.content import Content
from entraide.site.contexts import first_address
from entraide.site.frame import Side, category_url, side_of_category, side_of_fiche, trail

_NEAR = 4
"""Fiches of other categories that the page of a fiche leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page."""

    template: str
    title: str
    description: str
    layout: str
    url: str
    markdown: str = ""
    side: Side | None = None
    search: bool = True
    living: bool = False
    """Whether it shows something of the mirror."""
    shows: frozenset[str] = frozenset()
    """Addresses of the items of the mirror that it shows, if they are known and no others; empty for any."""
    moved_to: str = ""
    """The address to which browsers go on from here."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the template gets beside what all pages get."""


def faq_sheets(content: Content) -> dict[str, Sheet]:
    """The page of every category and of every fiche that is not a draft, by source name (`faq/…/x.md`)."""
    return {f"faq/{name}.md": sheet for name, sheet in _sheets(content)}


def _sheets(content: Content) -> Iterator[tuple[str, Sheet]]:
    for category in content.faq.walk():
        yield f"{category.path}/index", _category_sheet(content, category)
    fiches = {fiche.url: fiche for fiche in content.faq.fiches}
    for fiche in fiches.values():
        yield fiche.id, _fiche_sheet(content, fiche, fiches)
        for address in fiche.former_ids:
            yield address, _moved_sheet(fiche, address)


def _category_sheet(content: Content, category: Category) -> Sheet:
    return Sheet(
        template="pages/category.html",
        title=category.label,
        description=category.summary,
        layout="article",
        url=category_url(category),
        side=side_of_category(content, category),
        values={"category": category, "trail": trail(category)[:-1]},
    )


def _fiche_sheet(content: Content, fiche: Fiche, fiches: Mapping[str, Fiche]) -> Sheet:
    near = content.related(fiche)
    others = [other for url in near if (other := fiches.get(url)) and _is_elsewhere(other, fiche)]
    items = tuple(url for url in near if url not in fiches)
    return Sheet(
        template="pages/fiche.html",
        title=fiche.title,
        description=fiche.summary,
        layout="article",
        url=fiche.url,
        markdown=fiche.body,
        side=side_of_fiche(content, fiche),
        living=bool(items) or fiche.topic_id is not None,
        shows=frozenset(items) if fiche.topic_id is None else frozenset(),
        values={
            "fiche": fiche,
            "trail": trail(fiche.category),
            "near": others[:_NEAR],
            "near_items": items,
            "help_url": first_address(fiche),
        },
    )


def _is_elsewhere(other: Fiche, fiche: Fiche) -> bool:
    """The page lists those of its own category anyway."""
    return other.category.path != fiche.category.path and not other.is_outdated


def _moved_sheet(fiche: Fiche, former: str) -> Sheet:
    return Sheet(
        template="pages/moved.html",
        title=fiche.title,
        description=fiche.summary,
        layout="narrow",
        url=f"/faq/{former}/",
        moved_to=fiche.url,
        values={"fiche": fiche},
    )
