"""Makes foreign HTML fit to be published, and plain text for the search.

Comes in: HTML from anyone, and what a source knows of its own links and images. Goes out: sanitised HTML, or text.
Knows no file, no network and no site: an address that the source cannot resolve is dropped and its words are kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync import cooked
from forum_sync.sanitise import sanitise

_MAX_LENGTH = 2_000_000
_MAX_TAGS = 30_000
_MAX_DEPTH = 256
_MAX_ENTITIES = 50_000
# An unclosed formatting tag is opened again in every later block, once for each different set of attributes: 30 kB can
# fill 1 GB. Without attributes, a parser keeps three of each at most.
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])[^>]*>", re.IGNORECASE)

_NO_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\f\r"}

_WEB = re.compile(r"(?:https?:|mailto:|tel:|//)", re.IGNORECASE)
_NEVER_SHOWN = (
    "iframe, math, noembed, noframes, noscript, object, plaintext, script, select, style, svg, template, textarea, title, xmp, "
    "[hidden]"
)
_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|max-height:0|font-size:0(?![.\d])", re.IGNORECASE)
_TRACKER = re.compile(r"/open\b|/o\.gif|/pixel|/track/|spacer", re.IGNORECASE)
_MAILING_LINK = re.compile(r"voir (?:\w+ )*dans (?:le|votre) navigateur|version en ligne|dés(?:inscri|abonn)", re.IGNORECASE)
_MAX_LABEL = 100
_BLOCKS = (
    "address, article, aside, blockquote, br, caption, dd, details, div, dl, dt, figcaption, figure, h1, h2, h3, h4, h5, h6, "
    "hr, li, ol, p, pre, summary, table, td, th, tr, ul"
)
_BLOCK_MARK = "\u2029"


def web_link(address: str) -> str | None:
    """An address that means the same everywhere (https, mailto, tel), None for one that is relative to its source."""
    address = "".join(address.split())
    if not _WEB.match(address):
        return None
    return f"https:{address}" if address.startswith("//") else address


def no_image(_address: str) -> None:
    """For a source that has no images: all become their alternative text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a source knows of the addresses and people that its HTML refers to."""

    link: Callable[[str], str | None] = web_link
    """Address in the source to address on the site or on the web, or None."""
    image: Callable[[str], str | None] = no_image
    """Address in the source to `/media/<name>`, or None."""
    names: Mapping[str, str] = field(default_factory=dict)
    """User name to the name that is shown."""


def clean(html: str, context: Context | None = None) -> str:
    """Sanitised HTML, its headings as they were. Raises ValueError when `html` is too big, too rich or too deep."""
    context = context or Context()
    tree = _parse(html)
    if tree.body is None:
        return ""
    _drop_hidden(tree)
    cooked.simplify(tree, context.names)
    _flatten_layout(tree)
    _place_images(tree, context)
    _place_links(tree, context)
    _drop_empty(tree)
    simple = tree.body.inner_html or ""
    if simple.count("&") > _MAX_ENTITIES:
        raise ValueError("too much HTML")
    return sanitise(simple).strip()


def text_of(html: str, *, without_quotes: bool = True) -> str:
    """Plain text of sanitised HTML, one block per line; words of different blocks never join."""
    tree = _parse(html)
    if tree.body is None:
        return ""
    for quote in cooked.inner_first(tree, "blockquote.quote") if without_quotes else ():
        quote.decompose()
    for block in tree.css(_BLOCKS):
        block.insert_before(_BLOCK_MARK)
        block.insert_after(_BLOCK_MARK)
    blocks = (" ".join(block.split()) for block in tree.body.text().split(_BLOCK_MARK))
    return "\n".join(filter(None, blocks))


def _parse(html: str) -> LexborHTMLParser:
    if len(html) > _MAX_LENGTH or html.count("<") > _MAX_TAGS:
        raise ValueError("too much HTML")
    end = html.rfind(">") + 1
    bare = _FORMATTING.sub(r"<\1>", html[:end]) + html[end:]
    tree = LexborHTMLParser(bare.translate(_NO_CONTROLS).encode("utf-8", "replace"))
    depths: dict[int, int] = {}
    for node in tree.root.traverse() if tree.root else ():
        depths[node.mem_id] = depth = depths.get(node.parent.mem_id, 0) + 1 if node.parent else 0
        if depth > _MAX_DEPTH:
            raise ValueError("HTML nested too deep")
    return tree


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in cooked.inner_first(tree, _NEVER_SHOWN):
        node.decompose()
    for node in cooked.inner_first(tree, "[style]"):
        if _HIDDEN.search("".join((node.attrs.get("style") or "").split())):
            node.decompose()
    for link in cooked.inner_first(tree, "a"):
        if _MAILING_LINK.search(link.text()[:_MAX_LABEL]):
            link.decompose()


def _flatten_layout(tree: LexborHTMLParser) -> None:
    """Turn the cells of tables that only place things into blocks: those without header or with a table inside."""
    for table in cooked.inner_first(tree, "table:not(:has(th)), table:has(table)"):
        for part in list(table.iter()):
            for row in list(part.iter()):
                for cell in list(row.iter()):
                    _free(cell)
                row.unwrap(delete_empty=True)
            part.unwrap(delete_empty=True)
        table.unwrap(delete_empty=True)


def _free(cell: LexborNode) -> None:
    if cell.text().strip() or cell.css("img"):
        cooked.rename(cell, "div")
    else:
        cell.decompose()


def _place_images(tree: LexborHTMLParser, context: Context) -> None:
    for image in cooked.inner_first(tree, "img"):
        sources = [source for name in ("src", "data-original") if (source := image.attrs.get(name))]
        if _is_tracker(image):
            image.decompose()
        elif local := next(filter(None, map(context.image, sources)), None):
            image.attrs["src"] = local
        else:
            image.replace_with(image.attrs.get("alt") or "")


def _is_tracker(image: LexborNode) -> bool:
    sides, source = {image.attrs.get("width"), image.attrs.get("height")}, image.attrs.get("src") or ""
    return bool(sides & {"0", "1", "0px", "1px"}) or (source.startswith("http") and bool(_TRACKER.search(source)))


def _place_links(tree: LexborHTMLParser, context: Context) -> None:
    for link in cooked.inner_first(tree, "a"):
        address = context.link((link.attrs.get("href") or "").strip())
        if address is None or not (link.text().strip() or link.css("img")):
            link.unwrap(delete_empty=True)
        else:
            link.attrs["href"] = address


def _drop_empty(tree: LexborHTMLParser) -> None:
    for block in cooked.inner_first(tree, "p, div"):
        if not (block.text().strip() or block.css("img, hr")):
            block.decompose()
