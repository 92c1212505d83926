"""The members whom a post of Discourse names: mentions, links to their pages, quotes.

Comes in: a parsed tree, or sanitised HTML, and the People of the thread. Goes out: the same with the names to show.
"""

import re
from collections.abc import Collection
from html import escape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.html.nodes import inner_first, make_node, paragraph, put
from forum_sync.html.sanitise import pieces_of
from forum_sync.privacy import REMOVED, People
from forum_sync.words import line_of

QUOTE_LINE = "{author} a écrit\u00a0:"

_MEMBER_PAGE = re.compile(
    r"(?:(?:https?:)?//[^/?#]*)?(?:(?:/[\w-]+)?/u|/users)/"
    # /u/0/ is an account of a well-known office suite, and no member is called like a file.
    r"(?![0-9]{1,2}(?:[/?#]|$)|[^/?#]*\.(?:html?|php|png|jpe?g|gif|pdf|zip|docx?|xlsx?)(?:[?#]|$))([^/?#]+)",
    re.IGNORECASE,
)
_FORUM_PAGE = re.compile(r"/(?:t|p|badges)/")
_SHARED_BY = re.compile(r"(?<=[?&])u(?:sername)?=[^&#]*&?")
_NO_QUERY = re.compile(r"[?&](?=#|$)")
_AVATAR = re.compile(r"/user_avatar/[^/]+/([^/]+)/|/letter_avatar/([^/]+)/")
_RAW_MENTION = re.compile(r"(?<![\w@./+-])@(\w[\w.-]{0,59})")
_LONGEST = 300
_MENTION = '<span class="mention">'


def remove_quotes(tree: LexborHTMLParser, people: People) -> None:
    """Remove what was quoted of those who asked not to be mirrored."""
    for aside in inner_first(tree, "aside.quote") if people.privacy.opted_out else ():
        if any(people.privacy.is_out(name) for name in (*_quoted(aside), _portrayed(aside)) if name):
            aside.decompose()


def attribute_quotes(tree: LexborHTMLParser, people: People) -> None:
    """Make a block quote of each quote, which tells who wrote it and leads to it."""
    for aside in inner_first(tree, "aside.quote"):
        quote = aside.css_first("blockquote")
        if quote is not None:
            words, address = _source(aside, people)
            if words:
                line, first = paragraph(tree, words, address), quote.first_child
                first.insert_before(line, move=True) if first else quote.insert_child(line, move=True)
            quote.attrs["class"] = "quote"
            aside.insert_before(quote, move=True)
        aside.decompose()


def name_mentions(tree: LexborHTMLParser, people: People) -> None:
    """Name the members that are mentioned or linked, without a link to their pages."""
    for node in inner_first(tree, "a, span.mention"):
        classes, address = (node.attrs.get("class") or "").split(), (node.attrs.get("href") or "").strip()
        page = _MEMBER_PAGE.match(address)
        if "mention-group" in classes:
            put(node, make_node(tree, "span", line_of(node.text()[:_LONGEST]), {"class": "mention"}))
        elif page or "mention" in classes:
            user = unquote(page[1]).removesuffix(".json") if page else line_of(node.text()[:_LONGEST]).removeprefix("@")
            put(node, make_node(tree, "span", f"@{people.shown(user)}", {"class": "mention"}))
        elif _FORUM_PAGE.search(address):
            node.attrs["href"] = _NO_QUERY.sub("", _SHARED_BY.sub("", address))
    for node in tree.css("[alt], [title]") if people.hidden else ():
        _rename_in_attributes(node, people)


def name_raw_mentions(html: str, people: People) -> str:
    """Sanitised HTML that names those who are mentioned as « @user » in its text; code stays as it is."""
    if "@" not in html:
        return html
    pieces, in_code = pieces_of(html), 0
    for number, piece in enumerate(pieces):
        if number % 2:
            in_code += piece.startswith(("<code", "<pre")) - piece.startswith(("</code", "</pre"))
        elif "@" in piece and not in_code and (number == 0 or pieces[number - 1] != _MENTION):
            pieces[number] = _RAW_MENTION.sub(lambda match: _name_raw_mention(match, people), piece)
    return "".join(pieces)


def forget_people(tree: LexborHTMLParser, names: Collection[str]) -> None:
    """The other way round, in sanitised HTML: quotes of the members shown as `names` go, mentions of them name nobody."""
    lines = {QUOTE_LINE.format(author=name) for name in names}
    for quote in inner_first(tree, "blockquote.quote"):
        first = quote.css_first("p")
        if first is not None and first.text().strip() in lines:
            quote.decompose()
    for mention in inner_first(tree, "span.mention"):
        if mention.text().strip().removeprefix("@") in names:
            mention.replace_with(make_node(tree, "span", f"@{REMOVED}", {"class": "mention"}))


def name_in_line(text: str, people: People) -> str:
    """A plain text, such as a title, that names those who are mentioned in it."""
    return _RAW_MENTION.sub(lambda match: "".join(_name_raw(match, people)), text)


def _name_raw_mention(match: re.Match[str], people: People) -> str:
    mention, rest = _name_raw(match, people)
    return f"{_MENTION}{escape(mention, quote=False)}</span>{rest}" if mention else rest


def _name_raw(match: re.Match[str], people: People) -> tuple[str, str]:
    """The mention of one who wrote in the thread, if it is one, and what follows it."""
    user = match[1].rstrip(".-")
    if user.casefold() not in people.names and not people.privacy.is_out(user):
        return "", match[0]
    return f"@{people.shown(user)}", match[1][len(user) :]


def _source(aside: LexborNode, people: People) -> tuple[str, str]:
    """What to say above the quote, and where it comes from; a discussion that is shown as a whole has its title."""
    topic, post = aside.attrs.get("data-topic"), aside.attrs.get("data-post")
    address = f"/t/{topic}/{post}" if topic and post else ""
    user, name = _quoted(aside)
    if user or name:
        return QUOTE_LINE.format(author=people.shown(user or name, name)), address
    link = aside.css_first("div.title a")
    return (line_of(link.text()), address or link.attrs.get("href") or "") if link else ("", "")


def _quoted(aside: LexborNode) -> tuple[str, str]:
    """User name and name as they are told; the title of a quote from elsewhere is a link, and no name."""
    title = aside.css_first("div.title")
    name = line_of(title.text()[:_LONGEST]).removesuffix(":").strip() if title and not title.css("a") else ""
    return aside.attrs.get("data-username") or "", name


def _portrayed(aside: LexborNode) -> str:
    """User name that is told by the portrait beside a quote without author."""
    image = aside.css_first("img.avatar")
    match = _AVATAR.search(image.attrs.get("src") or "") if image else None
    return unquote(match[1] or match[2]) if match else ""


def _rename_in_attributes(node: LexborNode, people: People) -> None:
    for attribute in ("alt", "title"):
        words = node.attrs.get(attribute) or ""
        for name, shown in people.names.items():
            if name in words.casefold():
                words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", shown.replace("\\", r"\\"), words, flags=re.IGNORECASE)
        if words:
            node.attrs[attribute] = words
