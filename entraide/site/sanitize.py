"""The border that HTML from forums, mails and documents passes, whatever cleaned it before: a list of what may stand.

In: any HTML. Out: HTML without scripts, styles, ids or anything fetched from elsewhere. Knows no page.
"""

import re

import nh3
from markupsafe import Markup

from entraide.site.markup import split

_TAGS = nh3.ALLOWED_TAGS - {"area", "article", "footer", "header", "hgroup", "map", "nav"} | {"tfoot"}
"""Those of the library without landmarks, which are the page's own."""
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLASSES = {"blockquote": {"quote"}, "span": {"mention"}}
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_POST = re.compile(r"#post-(\d+)\Z")


def clean_html(html: str, *, top: int) -> Markup:
    """`html` fit to stand in a page of the site, its highest heading at level `top` (1 to 6)."""
    parts = split(_clean(html))
    parts[1::2] = map(_described, parts[1::2])
    return Markup("".join(_shifted(parts, top)))  # noqa: S704 - cleaned just above


def _described(tag: str) -> str:
    """An image without source goes; one without a text says that it has none."""
    if not tag.startswith("<img"):
        return tag
    if ' src="' not in tag:
        return ""
    return tag if ' alt="' in tag else tag.replace("<img", '<img alt=""', 1)


def _shifted(parts: list[str], top: int) -> list[str]:
    """Headings at consecutive levels from `top` on, never deeper by more than one than the heading before."""
    used = sorted({match[2] for part in parts[1::2] if (match := _HEADING.match(part))})
    level = top - 1
    for place in range(1, len(parts), 2):
        match = _HEADING.match(parts[place])
        if match and not match[1]:
            level = min(top + used.index(match[2]), level + 1, 6)
        if match:
            parts[place] = f"<{match[1]}h{level}>" if match[1] else _HEADING.sub(f"<h{level}", parts[place])
    return parts


def _allowed(tag: str, name: str, value: str) -> str | None:
    """Images only from the site itself, so that no page tells a third party who reads it; posts by their anchor here."""
    if (tag, name) == ("img", "src"):
        return value if value.startswith("/media/") else None
    if (tag, name) == ("a", "href") and value.startswith("/"):
        return _POST.sub(r"#message-\1", value)
    return value


_clean = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto", "tel"},
    attribute_filter=_allowed,
    link_rel="noopener noreferrer",
).clean
