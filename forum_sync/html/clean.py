"""Makes foreign HTML fit to be published, and plain text for the search.

Comes in: HTML from anyone, and what a source knows of its own links and images. Goes out: sanitised HTML, or text.
Knows no file, no network and no site: an address that the source cannot resolve is dropped and its words are kept.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.html import cooked
from forum_sync.html.cooked_blocks import link_videos
from forum_sync.html.cooked_people import forget_people, name_raw_mentions
from forum_sync.html.masks import NOBODY, leads_to_someone, mask_html
from forum_sync.html.nodes import inner_first, make_node, put, rename
from forum_sync.html.polls import Poll
from forum_sync.html.sanitise import sanitise
from forum_sync.privacy import REAL_NAMES, People, Privacy

SEE_IMAGE = "Image à voir sur le forum"

_MAX_LENGTH = 2_000_000
_MAX_TAGS = 30_000
_MAX_DEPTH = 256
_MAX_ENTITIES = 50_000
# An unclosed formatting tag is opened again in every later block, once for each different set of attributes: 30 kB can
# fill 1 GB. Without attributes, a parser keeps three of each at most.
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])[^>]*>", re.IGNORECASE)

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")

_WEB = re.compile(r"(?:https?:|mailto:|tel:|//)", re.IGNORECASE)
_NEVER_SHOWN = (
    "iframe, math, noembed, noframes, noscript, object, plaintext, script, select, style, svg, template, textarea, title, xmp, "
    "[hidden]"
)
_HIDDEN = re.compile(r"display:none|visibility:hidden|max-height:0|(?<![-\w])opacity:0(?![.\d])", re.IGNORECASE)
_OUTLOOK_HIDDEN = re.compile(r"mso-hide:all", re.IGNORECASE)
"""Hidden in Outlook alone when on a link: the button that all others show."""
_SIZELESS = re.compile(r"font-size:0(?![.\d])", re.IGNORECASE)
_SIZED = re.compile(r"(?<![-\w])font(?:-size)?:(?!0(?![.\d]))", re.IGNORECASE)
_ONE_PIXEL = re.compile(r"(?<![-\w])(?:width|height):[01](?:px)?(?![.\d\w%])", re.IGNORECASE)
_GONE = dict.fromkeys(map(ord, "\u00ad\u034f\u061c\u200b\u200c\u200d\u2060\ufeff"))
"""With spaces, what mailing tools fill the first line with, so that no text shows beside the subject."""
_TRACKER = re.compile(r"/open\b|/o\.gif|/pixel|/track/|spacer", re.IGNORECASE)
_PRIVATE_IMAGE = re.compile(r"/secure-(?:media-)?uploads/")
_MAILING_LINK = re.compile(r"voir (?:\w+ )*dans (?:le|votre) navigateur|version en ligne|dés(?:inscri|abonn)", re.IGNORECASE)
_MAX_LABEL = 100
_LAYOUT = (
    "table:not(:has(th)), table:has(table), table[role=presentation], table[role=none], table:not(:has(td)):not(:has(thead))"
)
_BLOCKS = (
    "address, article, aside, blockquote, br, caption, dd, details, div, dl, dt, figcaption, figure, h1, h2, h3, h4, h5, h6, "
    "hr, li, ol, p, pre, summary, table, td, th, tr, ul"
)
_BLOCK_MARK = "\u2029"


def web_link(address: str) -> str | None:
    """An address that means the same everywhere (https, mailto, tel), None for one that is relative to its source."""
    address = "".join(address.split())
    try:
        urlsplit(address)
    except ValueError:
        return None
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
    """User name, in small letters, to the name that is shown."""
    privacy: Privacy = REAL_NAMES
    """How those are shown who are not in `names`."""
    masked: bool = False
    """Whether addresses, phone numbers and the like are hidden."""
    public: frozenset[str] = NOBODY
    """Contacts that stay even so; see `masks.plain_contact`."""
    polls: tuple[Poll, ...] = ()
    """Those of the post, with their results."""


def clean(html: str, context: Context | None = None) -> str:
    """Sanitised HTML, its headings as they were. Raises ValueError when `html` is too big, too rich or too deep."""
    context = context or Context()
    people = People(privacy=context.privacy, names=context.names)
    tree = parse_html(html)
    if tree.body is None:
        return ""
    link_videos(tree)
    _drop_hidden(tree)
    cooked.simplify(tree, people, context.polls)
    _flatten_layout(tree)
    _place_images(tree, context)
    _place_links(tree, context)
    _drop_empty(tree)
    simple = tree.body.inner_html or ""
    if simple.count("&") > _MAX_ENTITIES:
        raise ValueError("too much HTML")
    safe = sanitise(simple).strip()
    return name_raw_mentions(mask_html(safe, context.public) if context.masked else safe, people)


def without_people(html: str, names: Collection[str]) -> str:
    """Sanitised HTML without what is quoted of the members that are shown as `names`, and with no mention of them."""
    tree = parse_html(html)
    forget_people(tree, names)
    return sanitise((tree.body.inner_html if tree.body else "") or "").strip()


def text_of(html: str, *, without_quotes: bool = True) -> str:
    """Plain text of sanitised HTML, one block per line; words of different blocks never join."""
    tree = parse_html(html)
    if tree.body is None:
        return ""
    for quote in inner_first(tree, "blockquote.quote") if without_quotes else ():
        quote.decompose()
    for block in tree.css(_BLOCKS):
        block.insert_before(_BLOCK_MARK)
        block.insert_after(_BLOCK_MARK)
    blocks = (" ".join(block.split()) for block in tree.body.text().split(_BLOCK_MARK))
    return "\n".join(filter(None, blocks))


def parse_html(html: str) -> LexborHTMLParser:
    """The tree of HTML from anywhere. Raises ValueError when it is too big, too rich or too deep."""
    if len(html) > _MAX_LENGTH or html.count("<") > _MAX_TAGS:
        raise ValueError("too much HTML")
    end = html.rfind(">") + 1
    bare = _FORMATTING.sub(r"<\1>", html[:end]) + html[end:]
    tree = LexborHTMLParser(_CONTROLS.sub("", bare).encode("utf-8", "replace"))
    depths: dict[int, int] = {}
    for node in tree.root.traverse() if tree.root else ():
        depths[node.mem_id] = depth = depths.get(node.parent.mem_id, 0) + 1 if node.parent else 0
        if depth > _MAX_DEPTH:
            raise ValueError("HTML nested too deep")
    return tree


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in inner_first(tree, _NEVER_SHOWN):
        node.decompose()
    sized = _around_sized(tree)
    for node in inner_first(tree, "[style]"):
        if _is_hidden(node, sized):
            node.decompose()
    for link in inner_first(tree, "a"):
        if _MAILING_LINK.search(link.text()[:_MAX_LABEL]):
            link.decompose()


def _is_hidden(node: LexborNode, sized: Collection[int]) -> bool:
    """Whether its style hides it; letters without size do so unless something inside is in `sized`."""
    style = _style(node)
    if _HIDDEN.search(style) or (_OUTLOOK_HIDDEN.search(style) and node.tag != "a"):
        return True
    return bool(_SIZELESS.search(style)) and node.mem_id not in sized


def _around_sized(tree: LexborHTMLParser) -> set[int]:
    """The elements that hold an image or text with a size of its own."""
    found: set[int] = set()
    for node in tree.css("img, [style]"):
        above = node.parent if node.tag == "img" or _SIZED.search(_style(node)) else None
        while above and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _style(node: LexborNode) -> str:
    return "".join((node.attrs.get("style") or "").split()).lower()


def _flatten_layout(tree: LexborHTMLParser) -> None:
    """Turn the cells of tables that only place things into blocks: those without data, without header or around a table."""
    for table in inner_first(tree, _LAYOUT):
        for part in list(table.iter()):
            for row in list(part.iter()):
                for cell in list(row.iter()):
                    _free(cell)
                row.unwrap(delete_empty=True)
            part.unwrap(delete_empty=True)
        table.unwrap(delete_empty=True)


def _free(cell: LexborNode) -> None:
    if cell.text().strip() or cell.css("img"):
        rename(cell, "div")
    else:
        cell.decompose()


def _place_images(tree: LexborHTMLParser, context: Context) -> None:
    for image in inner_first(tree, "img"):
        sources = [source for name in ("src", "data-original") if (source := image.attrs.get(name))]
        if _is_tracker(image):
            image.decompose()
        elif any(_PRIVATE_IMAGE.search(source) for source in sources):
            _link_image(image, sources[-1], context)
        elif local := next(filter(None, map(context.image, sources)), None):
            image.attrs["src"] = local
        else:
            image.replace_with(image.attrs.get("alt") or "")


def _link_image(image: LexborNode, source: str, context: Context) -> None:
    """An image that is shown to members alone is theirs to see on the forum."""
    if context.link(source) is None:
        image.replace_with(image.attrs.get("alt") or "")
    elif image.parent and image.parent.tag == "a":
        image.replace_with(SEE_IMAGE)
    else:
        put(image, make_node(image.parser, "a", SEE_IMAGE, {"href": source}))


def _is_tracker(image: LexborNode) -> bool:
    sides, source = {image.attrs.get("width"), image.attrs.get("height")}, image.attrs.get("src") or ""
    if sides & {"0", "1", "0px", "1px"} or _ONE_PIXEL.search(_style(image)):
        return True
    return source.startswith("http") and bool(_TRACKER.search(source))


def _place_links(tree: LexborHTMLParser, context: Context) -> None:
    for link in inner_first(tree, "a"):
        address = context.link((link.attrs.get("href") or "").strip())
        if (
            address is None
            or (context.masked and leads_to_someone(address, context.public))
            or not (link.text().strip() or link.css("img"))
        ):
            link.unwrap(delete_empty=True)
        else:
            link.attrs["href"] = address


def _drop_empty(tree: LexborHTMLParser) -> None:
    for block in inner_first(tree, "p, div"):
        if not (block.text().translate(_GONE).strip() or block.css("img, hr")):
            block.decompose()
