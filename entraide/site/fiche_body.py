"""The text of a fiche as its page shows it: raw HTML made harmless and closed, images that lead to themselves, tables in boxes.

In: HTML that Markdown gave, in which an author may have written anything. Out: HTML. Knows no fiche.
"""

import nh3
from markupsafe import Markup

from entraide.site.markup import split
from entraide.site.sanitize import box_table, zoom_image

_TAGS = (nh3.ALLOWED_TAGS | {"section"}) - {"area", "center", "map"}
_ANYWHERE = {"class", "dir", "id", "lang", "title"}
_ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href", "hreflang"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"reversed", "start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}


def show_fiche(html: str) -> Markup:
    """The body of the page of a fiche."""
    parts = split(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None))
    linked = 0
    for place in range(1, len(parts), 2):
        tag = parts[place]
        linked += tag.startswith("<a ") - (tag == "</a>")
        parts[place] = zoom_image(tag) if tag.startswith("<img") and not linked else box_table(tag)
    return Markup("".join(parts))  # noqa: S704 - cleaned just above
