"""Web pages and HTML newsletters: the main part of the page, or a part that is asked for, without navigation.

Comes in: bytes. Goes out: an Extract, or a Part. Knows no site: which part counts is told by a CSS selector.
"""

import html
import re
from datetime import date
from urllib.parse import urljoin

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.bulletins.dates import date_in
from forum_sync.extract.charset import decode
from forum_sync.extract.formats import sniff
from forum_sync.extract.model import Extract, ExtractError
from forum_sync.extract.repair import take_title
from forum_sync.words import line_of

_NEVER_READ = "script, style, template, noscript, nav, form"
_NOISE = f"{_NEVER_READ}, body > header, body > footer"
_DATES = (
    ("meta[property='article:published_time'], meta[name='date'], meta[name='dcterms.date' i]", "content"),
    ("time[datetime]", "datetime"),
)
_MOST_OF_IT = 0.4
"""Share of the text from which the only article of a page is its content, and not a picture with its caption."""
_UNFILLED = re.compile(r"\*\||\{\{|\[\[|%%")
"""A title that a mailing tool should have filled in."""
_LASTING = frozenset(
    {
        *("alt", "cite", "colspan", "datetime", "dir", "height", "hidden", "href", "lang", "open", "reversed", "role"),
        *("rowspan", "scope", "src", "start", "style", "title", "type", "width"),
    }
)
"""Attributes that say something to a reader; others, as tokens and numbers of views, may differ at each visit."""
_WRAPPERS = frozenset({"article", "body", "div", "main", "section"})
_MARKUP = re.compile(rb"<(?:html|body|div|p|main|section|article|h[1-6])\b", re.IGNORECASE)
_MAIN_PARTS = re.compile(r"(</?)(?:article|main|body)\b", re.IGNORECASE)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for of a page."""

    title: str = ""
    day: date | None = None
    html: str | None = None
    """Not sanitised, its links absolute. None when the document is of another format, and to be read as it is."""


def extract(data: bytes) -> Extract:
    """The page's article, else its main part, else all of it; date and title from its head."""
    tree = LexborHTMLParser(decode(data))
    title, day = _title(tree), _day(tree)
    for node in reversed(tree.css(_NOISE)):
        node.decompose()
    part = _main_part(tree)
    heading, rest = take_title(part.inner_html or "" if part else "")
    return Extract(title=heading or title or _only_heading(part), day=day, html=rest)


def extract_part(data: bytes, selector: str, base: str = "", charset: str = "") -> Part:
    """What `selector` matches on the page at `base`. Raises ExtractError when it matches nothing."""
    if sniff(data) not in {"page", "text"} or not _MARKUP.search(data):
        return Part()
    tree = LexborHTMLParser(decode(data, charset))
    title, day = _title(tree), _day(tree)
    for node in reversed(tree.css(_NEVER_READ)):
        node.decompose()
    found = _outermost(tree.css(selector))
    if not any(node.text().strip() for node in found):
        raise ExtractError(f"nothing on the page matches {selector}")
    origin = tree.css_first("base[href]")
    base = urljoin(base, (origin.attributes.get("href") if origin else "") or "")
    for node in found:
        _settle(node, base)
    one = found[0] if len(found) == 1 and found[0].tag in _WRAPPERS else None
    text = one.inner_html if one else "\n".join(node.html or "" for node in found)
    return Part(title=(_only_heading(one) if one else "") or title, day=day, html=text or "")


def make_page(title: str, body: str, day: date | None = None) -> bytes:
    """A document from which `extract` takes all of `body`."""
    whole = _MAIN_PARTS.sub(r"\1div", body)
    dated = f'<meta name="date" content="{day.isoformat()}">' if day else ""
    return f"<!doctype html><meta charset=utf-8>{dated}<title>{html.escape(title)}</title><main>{whole}</main>".encode()


def _main_part(tree: LexborHTMLParser) -> LexborNode | None:
    around, articles = tree.css_first("main") or tree.body, tree.css("article")
    if around is None or len(articles) != 1:
        return around
    return articles[0] if len(articles[0].text()) >= _MOST_OF_IT * len(around.text()) else around


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title")
    title = line_of(node.text()) if node else ""
    return "" if _UNFILLED.search(title) else title


def _only_heading(part: LexborNode | None) -> str:
    headings = part.css("h1") if part else []
    return line_of(headings[0].text()) if len(headings) == 1 else ""


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Those that are in no other one, of nodes in the order of the page."""
    found, inner = [], set[int]()
    for node in nodes:
        if node.mem_id not in inner:
            found.append(node)
            inner |= {each.mem_id for each in node.css("*")}
    return found


def _settle(part: LexborNode, base: str) -> None:
    """Leave nothing that depends on the visit or on the page's address."""
    for node in part.css("*"):
        for name in node.attributes.keys() - _LASTING:
            del node.attrs[name]
    for link in part.css("a[href]"):
        try:
            link.attrs["href"] = urljoin(base, (link.attributes.get("href") or "").strip())
        except ValueError:
            del link.attrs["href"]


def _day(tree: LexborHTMLParser) -> date | None:
    for selector, attribute in _DATES:
        for node in tree.css(selector):
            if day := date_in(node.attributes.get(attribute) or ""):
                return day
    return None
