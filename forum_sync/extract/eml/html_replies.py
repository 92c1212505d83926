"""What an HTML message quotes of earlier ones, by the marks that mail programs leave, and what it passes on.

Comes in: HTML. Goes out: HTML, not sanitised. Knows no MIME.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forum_sync.extract.eml.replies import headers_of, is_forward_mark, starts_reply, subject_in
from forum_sync.html.nodes import inner_first, make_node, put

_HINT = re.compile(
    r"(?:é|&eacute;)crit|wrote|cite|_quote|signature|forward|transf|r(?:é|&eacute;)exp|(?:De|From)(?:</?\w+>|\s|&nbsp;)*:",
    re.IGNORECASE,
)
_QUOTES = "div.gmail_quote, blockquote[type=cite], .moz-cite-prefix, .yahoo_quoted, .protonmail_quote"
_SIGNATURES = ".gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature"
_BLOCKS = "p, div, table, td, li"
_LINES = {"br", "p", "div", "tr", "li"}
_HEADERS = ".moz-email-headers-table"
_FORWARDS = ".moz-forward-container"
_MAX_HEADERS = 1500
_MAX_PARSED = 2_000_000


def html_without_replies(html: str, *, forward: bool) -> str:
    """The HTML without quoted replies and signatures, which stay where nothing else would be left.

    `forward` says that the message passes on another: then the subject of that one takes the place of its headers.
    """
    if not _HINT.search(html) or len(html) > _MAX_PARSED:
        return html
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return html
    before = tree.html
    if forward or tree.css(_FORWARDS) or any(map(is_forward_mark, _lines(tree.body))):
        for node in [*tree.css(_HEADERS), *_blocks(tree)]:
            _put_subject(tree, node)
    else:
        _cut(tree)
    return tree.html or "" if tree.html != before and tree.body.text().strip() else html


def _put_subject(tree: LexborHTMLParser, node: LexborNode) -> None:
    """In place of a node that holds headers and nothing more."""
    lines = _lines(node)
    told = [line for line in lines if not is_forward_mark(line)]
    headers = headers_of(told)
    if headers and len(told) <= len(headers) + 1:
        put(node, make_node(tree, "h2", subject_in(headers)))


def _cut(tree: LexborHTMLParser) -> None:
    for node in inner_first(tree, f"{_QUOTES}, {_SIGNATURES}"):
        node.decompose()
    start = next((node for node in _blocks(tree) if starts_reply(_lines(node)[:6])), None)
    if start is not None and _stands_after_text(tree, start):
        _drop_from(start)
    elif start is not None:
        start.decompose()


def _blocks(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Short blocks of text that hold no other, in order."""
    for node in tree.css(_BLOCKS):
        if len(node.text()) <= _MAX_HEADERS and not any(child.mem_id != node.mem_id for child in node.css(_BLOCKS)):
            yield node


def _lines(node: LexborNode) -> list[str]:
    """The text as it is shown, without empty lines."""
    pieces = (_shown(each) for each in node.traverse(include_text=True))
    return [" ".join(line.split(" ")).strip() for line in "".join(pieces).split("\n") if line.strip()]


def _shown(node: LexborNode) -> str:
    if node.is_text_node:
        return " ".join(f"|{node.text_content or ''}|".split())[1:-1]
    return "\n" if node.tag in _LINES else ""


def _stands_after_text(tree: LexborHTMLParser, start: LexborNode) -> bool:
    for node in tree.body.traverse(include_text=True) if tree.body else ():
        if node.mem_id == start.mem_id:
            return False
        if node.is_text_node and (node.text_content or "").strip():
            return True
    return False


def _drop_from(start: LexborNode) -> None:
    """Remove the node and all that stands after it."""
    node: LexborNode | None = start
    while node is not None and node.tag != "body":
        while node.next is not None:
            node.next.decompose()
        node = node.parent
    start.decompose()
