"""The polls of a post, and the table of their results.

Comes in: the `polls` of a post as Discourse gives them, and the place of each in the parsed tree. Goes out: a static table.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.html.cooked_people import name_mentions
from forum_sync.html.emoji import show_symbols
from forum_sync.html.nodes import inner_first, make_node, put
from forum_sync.privacy import People
from forum_sync.words import line_of

_WITHOUT_NAME = "poll"
_MAX_OPTIONS = 100
_MAX_LENGTH = 5_000


class Option(msgspec.Struct, frozen=True):
    """What may be voted for; votes are missing while results are not to be seen."""

    id: str | None = ""
    html: str | None = ""
    votes: int | None = None


class Poll(msgspec.Struct, frozen=True):
    """A poll as Discourse gives it."""

    name: str | None = _WITHOUT_NAME
    status: str | None = ""
    title: str | None = ""
    options: list[Option] | None = None
    voters: int | None = None


def decode_polls(data: Any) -> tuple[Poll, ...]:
    """The polls of a post; none when they have another shape than is known, for the post can be read without."""
    try:
        return tuple(msgspec.convert(data, list[Poll] | None) or ())
    except msgspec.ValidationError:
        return ()


def show_polls(tree: LexborHTMLParser, polls: Iterable[Poll], people: People) -> None:
    """Put a table in place of each poll of the tree; one of which no result is known has its options alone."""
    known = {poll.name or _WITHOUT_NAME: poll for poll in polls}
    for node in inner_first(tree, "div.poll"):
        poll = known.get(node.attrs.get("data-poll-name") or _WITHOUT_NAME, Poll())
        title = node.css_first(".poll-title")
        given = poll.options or [Option(html=(item.html or "")[:_MAX_LENGTH]) for item in node.css("li[data-poll-option-id]")]
        options = [(_words(option.html, people), option.votes) for option in given[:_MAX_OPTIONS]]
        put(node, _table(tree, poll, options, _words(title.html if title else poll.title, people)))


def _table(tree: LexborHTMLParser, poll: Poll, options: list[tuple[str, int | None]], title: str) -> LexborNode:
    kind = "Sondage clos" if poll.status == "closed" else "Sondage"
    table = tree.create_node("table")
    table.insert_child(make_node(tree, "caption", f"{kind}\u00a0: {title}" if title else kind), move=True)
    counted = any(votes is not None for _, votes in options)
    table.insert_child(_group(tree, "thead", "th", [("Choix", "Résultat" if counted else "")]), move=True)
    rows = [(words, f"{votes or 0} voix" if counted else "") for words, votes in options]
    table.insert_child(_group(tree, "tbody", "td", rows), move=True)
    if poll.voters is not None:
        voters = f"{poll.voters} votant{'s' if poll.voters > 1 else ''}"
        table.insert_child(_group(tree, "tfoot", "td", [("Total", voters) if counted else (voters, "")]), move=True)
    return table


def _group(tree: LexborHTMLParser, group: str, cell: str, rows: list[tuple[str, str]]) -> LexborNode:
    """Rows of one or two cells, the second is left out when it is empty."""
    node = tree.create_node(group)
    for first, second in rows:
        row = tree.create_node("tr")
        for words in (first, second) if second else (first,):
            row.insert_child(make_node(tree, cell, words), move=True)
        node.insert_child(row, move=True)
    return node


def _words(html: str | None, people: People) -> str:
    """The text of an option or a title."""
    tree = LexborHTMLParser((html or "")[:_MAX_LENGTH])
    show_symbols(tree)
    name_mentions(tree, people)
    for image in inner_first(tree, "img"):
        image.replace_with(image.attrs.get("alt") or "")
    return line_of(tree.body.text() if tree.body else "")
