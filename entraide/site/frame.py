"""What stands around a page's own content: menu, doors, breadcrumb, neighbours, table of contents.

In: Content and the options of the plugin. Out: frozen values for the templates. Knows no MkDocs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from entraide.faq import Category, Fiche
from entraide.site.content import Content
from entraide.site.listings import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A label and an absolute address on the site."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The light navigation of a page: the way down to it, its siblings (itself among them), its children."""

    ancestors: tuple[Link, ...]
    siblings: tuple[Link, ...]
    children: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What leads to the service: the label of a link, and the context by which its fiche below `category` is found."""

    label: str
    context: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The same on all pages of a build."""

    site_name: str
    menu: tuple[Link, ...]
    """Between the home page and the right margin: the FAQ, the sources, some categories."""
    doors: tuple[Link, ...]
    roots: tuple[Link, ...]
    forum: str
    """Address of the forum where questions are asked, '' when there is none."""

    def current(self, url: str) -> str:
        """The address in the menu that is the nearest above `url`, '' for none."""
        return max((link.url for link in self.menu if url.startswith(link.url)), key=len, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One page, ready for the theme."""

    url: str
    title: str
    description: str
    canonical: str
    layout: str
    """Class of the page: `home`, `wide`, `narrow`, or `article`, which has the side navigation and a table of contents."""
    content: Markup
    search: bool = True
    """Whether the header has the search field; False for a page that has its own."""
    side: Side | None = None
    toc: tuple[Link, ...] = ()
    moved_to: str = ""
    """The address to which browsers go on from here."""
    listed: bool = True
    """Whether search engines may show it."""


def make_surroundings(
    content: Content, listings: Iterable[Listing], *, faq_label: str, categories: Iterable[str], doors: Iterable[Door]
) -> Surroundings:
    """Menu and doors; `categories` are paths that stand in the menu, and those without a category or fiche are left out."""
    found = [category for path in categories if (category := content.category(path))]
    sources = [Link(label=listing.source.label, url=listing.url) for listing in listings]
    return Surroundings(
        site_name=content.settings.site.name,
        menu=(Link(label=faq_label, url="/faq/"), *sources, *map(category_link, found)),
        doors=tuple(Link(label=door.label, url=fiche.url) for door in doors if (fiche := _behind(door, content))),
        roots=tuple(map(category_link, content.faq.categories)),
        forum=content.forum,
    )


def category_url(category: Category) -> str:
    """The address of the page of `category`."""
    return f"/faq/{category.path}/"


def category_link(category: Category) -> Link:
    """A link to `category` under its own label."""
    return Link(label=category.label, url=category_url(category))


def trail(category: Category) -> tuple[Link, ...]:
    """The categories from the root down to `category`, for a breadcrumb."""
    names = category.path.split("/")
    return tuple(Link(label=label, url=f"/faq/{'/'.join(names[: depth + 1])}/") for depth, label in enumerate(category.labels))


def side_of_category(content: Content, category: Category) -> Side:
    """Categories above, beside and below `category`."""
    parent = content.category(category.path.rpartition("/")[0])
    return Side(
        ancestors=trail(category)[:-1],
        siblings=tuple(map(category_link, parent.children if parent else content.faq.categories)),
        children=tuple(map(category_link, category.children)),
    )


def side_of_fiche(content: Content, fiche: Fiche) -> Side:
    """The categories of `fiche` and the fiches beside it."""
    siblings = content.fiches_in(fiche.category)
    return Side(ancestors=trail(fiche.category), siblings=tuple(Link(label=other.title, url=other.url) for other in siblings))


def _behind(door: Door, content: Content) -> Fiche | None:
    """The fiche that says most closely what the door is about: of those with its context, the one with the fewest others."""
    fiches = [f for f in content.faq.fiches if door.context in f.contexts and f.id.startswith(f"{door.category}/")]
    return min(fiches, key=lambda fiche: len(fiche.contexts), default=None)
