"""Turns what Discourse makes of a post ("cooked" HTML) into simple HTML, in place, before it is sanitised.

Comes in: a parsed tree. Goes out: the same tree, with quotes, oneboxes, lightboxes, emoji and mentions as plain elements.
Knows no source: addresses stay those of the forum, a quoted message is `/t/<topic>/<post>`.
"""

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from forum_sync.html.cooked_blocks import fold_spoilers, link_oneboxes, show_lightboxes, simplify_words
from forum_sync.html.cooked_people import attribute_quotes, name_mentions, remove_quotes
from forum_sync.html.emoji import show_symbols
from forum_sync.html.nodes import inner_first
from forum_sync.html.polls import Poll, show_polls
from forum_sync.privacy import People

_NOISE = "img.avatar, .quote-controls, .lightbox-wrapper .meta, aside.onebox .site-icon, .cooked-selection-barrier"


def simplify(tree: LexborHTMLParser, people: People, polls: Iterable[Poll] = ()) -> None:
    """Rewrite the structures of Discourse."""
    if tree.css_first("[class]") is not None:
        remove_quotes(tree, people)
        for node in inner_first(tree, _NOISE):
            node.decompose()
        show_symbols(tree)
        show_polls(tree, polls, people)
        show_lightboxes(tree)
        link_oneboxes(tree)
        fold_spoilers(tree)
        simplify_words(tree)
        attribute_quotes(tree, people)
    name_mentions(tree, people)
