"""Boxes that Discourse builds around what people write: links with a preview, videos, spoilers, dates, tags, footnotes.

Comes in: a parsed tree. Goes out: the same tree with plain links, texts and `details`. Resolves no address.
"""

import re
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.html.nodes import inner_first, make_node, paragraph, put, rename
from forum_sync.words import line_of

SPOILER = "Texte masqué, à déplier"
_VIDEO = "Vidéo"
_VIDEO_BOXES = (
    "div.lazyYT, div.lazy-video-container, div.youtube-onebox, div.vimeo-onebox, div.tiktok-onebox, iframe, video, "
    ".video-placeholder-container"
)
_PLAYERS = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{1,40})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/([0-9]{1,20})"), "https://vimeo.com/{}"),
    (re.compile(r"(?:https?:)?//(?:www\.)?dailymotion\.com/embed/video/(\w{1,40})"), "https://www.dailymotion.com/video/{}"),
    (re.compile(r"(?:https?:)?//([\w.-]{1,253}/(?:w|videos/(?:embed|watch))/[\w-]{1,40})"), "https://{}"),  # PeerTube
)
_PROVIDERS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([\w.-]+)")
_VIDEO_ID = re.compile(r"[\w-]{1,40}")
_STYLES = {"bbcode-b": "strong", "bbcode-i": "em", "bbcode-u": "u", "bbcode-s": "s"}
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_ISO_TEXT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?Z?(?: UTC)?")
_HOME = "Europe/Paris"


def link_videos(tree: LexborHTMLParser) -> None:
    """Put a link in place of each player; one of an unknown site stays, for others to remove."""
    for box in inner_first(tree, _VIDEO_BOXES):
        address = _video_address(box)
        if address:
            title = line_of(_first(box, "data-video-title", "data-youtube-title", "title") or _portrait_title(box))
            host = _HOST.match(address)
            words = f"{_VIDEO}\u00a0: {title or (host[1] if host else address.rpartition('/')[2])}"
            link = make_node(tree, "a", words, {"href": address})
            put(box, link if box.tag == "iframe" else paragraph(tree, words, address))


def link_oneboxes(tree: LexborHTMLParser) -> None:
    """Keep the title of the page that a link leads to."""
    for onebox in inner_first(tree, "aside.onebox"):
        title = onebox.css_first("h3 a") or onebox.css_first("h4 a") or onebox.css_first("a")
        address = onebox.attrs.get("data-onebox-src") or (title and title.attrs.get("href")) or ""
        words = line_of(title.text()) if title else ""
        put(onebox, paragraph(tree, words or address, address))


def fold_spoilers(tree: LexborHTMLParser) -> None:
    """A block can be unfolded; a few words in a line stay as they are."""
    for spoiler in inner_first(tree, "div.spoiler, div.spoiled"):
        block = rename(spoiler, "details")
        summary, first = make_node(tree, "summary", SPOILER), block.first_child
        first.insert_before(summary, move=True) if first else block.insert_child(summary, move=True)


def show_lightboxes(tree: LexborHTMLParser) -> None:
    """Keep the image, and the address of its original as `data-original`."""
    for lightbox in inner_first(tree, "a.lightbox"):
        image = lightbox.css_first("img")
        if image is not None:
            image.attrs["data-original"] = lightbox.attrs.get("href") or ""
            lightbox.insert_before(image, move=True)
        lightbox.decompose()


def simplify_words(tree: LexborHTMLParser) -> None:
    """Hashtags, dates, styles and the way back from a footnote."""
    for hashtag in inner_first(tree, "a.hashtag, a.hashtag-cooked"):
        words = line_of(hashtag.text()).removeprefix("#")
        put(hashtag, make_node(tree, "a", f"#{words}", {"href": hashtag.attrs.get("href") or ""}))
    for span in inner_first(tree, "span.discourse-local-date"):
        if _ISO_TEXT.fullmatch(span.text().strip()):
            span.replace_with(_french_date(span) or span.text().strip())
    for span in inner_first(tree, "span[class^=bbcode-]"):
        tag = _STYLES.get(span.attrs.get("class") or "")
        if tag:
            rename(span, tag)
    for link in inner_first(tree, "a.footnote-backref"):
        link.decompose()


def _video_address(box: LexborNode) -> str:
    if box.tag == "iframe":
        source = box.attrs.get("src") or box.attrs.get("data-src") or ""
        found = ((pattern.match(source), address) for pattern, address in _PLAYERS)
        return next((address.format(match[1]) for match, address in found if match), "")
    inner = box.css_first("source[src]") or box.css_first("a[href]")
    own = _first(box, "data-video-src", "src") or (_first(inner, "src", "href") if inner else "")
    number, provider = _first(box, "data-video-id", "data-youtube-id"), box.attrs.get("data-provider-name") or "youtube"
    known = provider in _PROVIDERS and _VIDEO_ID.fullmatch(number)
    return own or (_PROVIDERS[provider].format(number) if known else "")


def _first(node: LexborNode, *attributes: str) -> str:
    return next(filter(None, (node.attrs.get(attribute) for attribute in attributes)), "")


def _portrait_title(box: LexborNode) -> str:
    image = box.css_first("img[title]")
    return (image.attrs.get("title") if image else "") or ""


def _french_date(span: LexborNode) -> str:
    """« 12 mars 2024 à 14 h 00 » in the author's time zone, which is told unless it is ours; empty when it is no date."""
    day, hour, zone = (span.attrs.get(f"data-{part}") or "" for part in ("date", "time", "timezone"))
    try:
        time = datetime.fromisoformat(f"{day}T{hour or '00:00'}")
    except ValueError:
        return ""
    words = f"{'1er' if time.day == 1 else time.day} {_MONTHS[time.month - 1]} {time.year}"
    if not hour:
        return words
    return f"{words} à {time.hour}\u00a0h\u00a0{time.minute:02d}{f' ({zone})' if zone not in {'', _HOME} else ''}"
