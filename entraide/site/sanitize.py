"""The border that HTML from forums, mails and documents passes, whatever cleaned it before.

In: any HTML. Out: HTML without scripts, styles, ids or anything fetched from elsewhere, its headings in order. Knows no page.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from markupsafe import Markup

from entraide.site.markup import split
from forum_sync import sanitise

_CHANGED = re.compile(r"<(?:a|h[1-6]|img|table)\b")
"""Tags that are shown otherwise than they come; most messages have none."""
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_ADDRESS = re.compile(r'(<a(?: [a-z-]+="[^"]*")*? href=")([^"]*)')
"""Attribute by attribute: a title may hold what looks like one."""
_SOURCE = re.compile(r'\ssrc="([^"]+)"')
_TEXT = re.compile(r'\salt="([^"]*)"')
_BOX, _END_OF_BOX = '<div class="table" role="group" aria-label="Tableau" tabindex="0">', "</div>"
"""Around a table: a wide one scrolls in it, and the keyboard reaches it."""


def clean_html(html: str, *, top: int) -> Markup:
    """`html` fit to stand in a page of the site, its highest heading at level `top` (1 to 6)."""
    return Markup("".join(_described(sanitise(html), top)))  # noqa: S704 - cleaned just above


def shown_html(html: str, *, top: int, link: Callable[[str], str]) -> Markup:
    """Clean HTML whose links lead where `link` says, given their address; tables have a box, images lead to themselves."""
    clean = sanitise(html)
    if not _CHANGED.search(clean):
        return Markup(clean)  # noqa: S704 - cleaned just above
    parts, linked = _described(clean, top), 0
    for place in range(1, len(parts), 2):
        tag = parts[place]
        linked += tag.startswith(("<a ", "<a>")) - (tag == "</a>")
        if tag.startswith("<img") and not linked:
            parts[place] = zoom_image(tag)
        elif tag.startswith("<a "):
            parts[place] = _ADDRESS.sub(lambda match: match[1] + escape(link(unescape(match[2]))), tag, count=1)
        else:
            parts[place] = box_table(tag)
    return Markup("".join(parts))  # noqa: S704 - cleaned just above


def box_table(tag: str) -> str:
    """The tag, within a box's own when a table begins or ends with it."""
    if tag.startswith("<table"):
        return _BOX + tag
    return tag + _END_OF_BOX if tag == "</table>" else tag


def zoom_image(tag: str) -> str:
    """The image as a link to itself, which assets/shared.js opens above the page."""
    source, text = _SOURCE.search(tag), _TEXT.search(tag)
    if not source:
        return ""
    name = escape(f"Agrandir l’image{f' : {unescape(text[1])}' if text and text[1] else ''}")
    shown = tag if text else tag.replace("<img", '<img alt=""', 1)
    return f'<a class="zoom" href="{source[1]}" aria-label="{name}" data-zoom>{shown}</a>'


def _described(clean: str, top: int) -> list[str]:
    """Text and tags in turn, images with a text, headings in order."""
    parts = split(clean)
    parts[1::2] = map(_with_text, parts[1::2])
    return _shifted(parts, top)


def _with_text(tag: str) -> str:
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
