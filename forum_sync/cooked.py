"""Turns what Discourse makes of a post ("cooked" HTML) into simple HTML, in place, before it is sanitised.

Comes in: a parsed tree. Goes out: the same tree, with quotes, oneboxes, lightboxes, emoji and mentions as plain elements.
Knows no source: addresses stay those of the forum, a quoted message is `/t/<topic>/<post>`.
"""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

QUOTE_LINE = "{author} a écrit\u00a0:"

_NOISE = "img.avatar, .quote-controls, .lightbox-wrapper .meta, aside.onebox .site-icon"
_EMOJI = {
    "+1": "👍", "-1": "👎", "100": "💯", "bulb": "💡", "clap": "👏", "confused": "😕", "crossed_fingers": "🤞", "cry": "😢",
    "disappointed": "😞", "eyes": "👀", "fire": "🔥", "grin": "😁", "grinning": "😀", "heart": "❤️", "heart_eyes": "😍",
    "hugs": "🤗", "innocent": "😇", "joy": "😂", "laughing": "😆", "muscle": "💪", "ok_hand": "👌", "point_down": "👇",
    "point_right": "👉", "pray": "🙏", "rage": "😡", "raised_hands": "🙌", "rocket": "🚀", "rofl": "🤣", "roll_eyes": "🙄",
    "scream": "😱", "slight_frown": "🙁", "slight_smile": "🙂", "slightly_smiling_face": "🙂", "smile": "😄", "smiley": "😃",
    "smirk": "😏", "sob": "😭", "star": "⭐", "sunglasses": "😎", "sweat_smile": "😅", "tada": "🎉", "thinking": "🤔",
    "thumbsup": "👍", "upside_down_face": "🙃", "warning": "⚠️", "wave": "👋", "white_check_mark": "✅", "wink": "😉",
    "woman_shrugging": "🤷‍♀️", "man_shrugging": "🤷‍♂️", "x": "❌", "yum": "😋",
}  # fmt: skip


def simplify(tree: LexborHTMLParser, names: Mapping[str, str]) -> None:
    """Rewrite the structures of Discourse; `names` gives the name to show for a user name."""
    for node in inner_first(tree, _NOISE):
        node.decompose()
    for image in inner_first(tree, "img.emoji"):
        code = (image.attrs.get("alt") or "").strip(":")
        image.replace_with(_EMOJI.get(code.partition(":")[0], image.attrs.get("alt") or ""))
    for box in inner_first(tree, ".chcklst-box"):
        box.replace_with("☑" if "checked" in (box.attrs.get("class") or "").split() else "☐")
    for mention in inner_first(tree, "a.mention, a.mention-group, span.mention"):
        rename(mention, "span").attrs["class"] = "mention"
    for lightbox in inner_first(tree, "a.lightbox"):
        _show_image(lightbox)
    for onebox in inner_first(tree, "aside.onebox"):
        _link_onebox(tree, onebox)
    for quote in inner_first(tree, "aside.quote"):
        _attribute_quote(tree, quote, names)


def inner_first(tree: LexborHTMLParser, selector: str) -> Iterator[LexborNode]:
    """Matches, each before those that contain it: a node removed takes its children away, which must not be met later."""
    return reversed(tree.css(selector))


def rename(node: LexborNode, tag: str) -> LexborNode:
    """Put an element `tag` with the same children in place of `node`; attributes are not kept."""
    new = node.parser.create_node(tag)
    node.insert_before(new, move=True)
    for child in list(node.iter(include_text=True)):
        new.insert_child(child, move=True)
    node.decompose()
    return new


def _show_image(lightbox: LexborNode) -> None:
    image = lightbox.css_first("img")
    if image is not None:
        image.attrs["data-original"] = lightbox.attrs.get("href") or ""
        lightbox.insert_before(image, move=True)
    lightbox.decompose()


def _link_onebox(tree: LexborHTMLParser, onebox: LexborNode) -> None:
    title = onebox.css_first("h3 a") or onebox.css_first("h4 a") or onebox.css_first("a")
    address = onebox.attrs.get("data-onebox-src") or (title and title.attrs.get("href")) or ""
    words = " ".join(title.text().split()) if title else ""
    onebox.insert_before(_paragraph(tree, words or address, address), move=True)
    onebox.decompose()


def _attribute_quote(tree: LexborHTMLParser, aside: LexborNode, names: Mapping[str, str]) -> None:
    quote = aside.css_first("blockquote")
    if quote is not None:
        topic, post = aside.attrs.get("data-topic"), aside.attrs.get("data-post")
        author = _quoted_author(aside, names)
        if author:
            line = _paragraph(tree, QUOTE_LINE.format(author=author), f"/t/{topic}/{post}" if topic and post else "")
            first = quote.first_child
            first.insert_before(line, move=True) if first else quote.insert_child(line, move=True)
        quote.attrs["class"] = "quote"
        aside.insert_before(quote, move=True)
    aside.decompose()


def _quoted_author(aside: LexborNode, names: Mapping[str, str]) -> str:
    """The title gives the name to show, or the title of another topic as a link."""
    user = aside.attrs.get("data-username") or ""
    title = aside.css_first("div.title")
    shown = title.text().strip().removesuffix(":").strip() if title and not title.css("a") else user
    return names.get(user, user) if shown == user else shown


def _paragraph(tree: LexborHTMLParser, words: str, address: str) -> LexborNode:
    paragraph = tree.create_node("p")
    if address:
        link = tree.create_node("a")
        link.attrs["href"] = address
        link.insert_child(words)
        paragraph.insert_child(link, move=True)
    else:
        paragraph.insert_child(words)
    return paragraph
