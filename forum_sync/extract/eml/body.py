"""The text of a message: its parts in order, of each alternative the richest, of each message passed on its subject and text.

Comes in: a message of the standard library. Goes out: HTML, not sanitised. Knows no attachment.
"""

import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from selectolax.lexbor import LexborHTMLParser

from forum_sync.extract.charset import decode
from forum_sync.extract.eml.headers import charset_of, is_attached, is_forward, quietly, subject_of
from forum_sync.extract.eml.html_replies import html_without_replies
from forum_sync.extract.eml.replies import Passage, passages_of

_MAX_DEPTH = 20
_MAX_PARSED = 2_000_000
_ENCODED = {"base64", "quoted-printable"}


def body_of(message: Message) -> str:
    """HTML of all that the message says, its headers left out; may be empty."""
    return "\n".join(_pieces(message, forward=is_forward(message), depth=0))


def has_text(body: str) -> bool:
    """Whether anything is to be read in the HTML."""
    if len(body) > _MAX_PARSED:
        return True
    tree = LexborHTMLParser(body)
    for node in reversed(tree.css("script, style, title")):
        node.decompose()
    return bool(tree.body and tree.body.text().strip())


def payload_of(part: Message) -> bytes:
    """The content of a part that has no parts, decoded."""
    payload: object = quietly(lambda: part.get_payload(decode=True), None)
    return payload if isinstance(payload, bytes) else b""


def children_of(part: Message) -> list[Message]:
    """The parts of a part; of a message passed on, that message."""
    payload = part.get_payload()
    children = [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if part.get_content_type() == "message/rfc822" and len(children) == 1 and encoding in _ENCODED:
        return [_reopened(children[0], encoding)]
    return children


def _reopened(message: Message, encoding: str) -> Message:
    """A message that was encoded, which the standard forbids and programs do: the parser took the code for its text."""
    plain = Message()
    plain["Content-Transfer-Encoding"] = encoding
    plain.set_payload(message.get_payload())
    inner = message_from_bytes(payload_of(plain))
    return message if message.items() else inner


def _pieces(part: Message, *, forward: bool, depth: int) -> Iterator[str]:
    kind = part.get_content_type()
    if depth > _MAX_DEPTH or (is_attached(part) and kind != "message/rfc822"):
        return
    if kind == "message/rfc822":
        for message in children_of(part):
            yield f"<h2>{html.escape(subject_of(message))}</h2>"
            yield from _pieces(message, forward=is_forward(message), depth=depth + 1)
    elif kind == "multipart/alternative":
        yield from _best(part, forward=forward, depth=depth)
    elif part.get_content_maintype() == "multipart":
        for child in children_of(part):
            yield from _pieces(child, forward=forward, depth=depth + 1)
    elif kind == "text/html":
        yield html_without_replies(_text(part), forward=forward)
    elif kind == "text/plain":
        yield from map(_as_html, passages_of(_unflowed(part, _text(part)), forward=forward))


def _best(part: Message, *, forward: bool, depth: int) -> list[str]:
    """Of several forms of one text the HTML, unless it says nothing, else the first that says anything."""
    children = children_of(part)
    rich = [child for child in children if any(each.get_content_type() == "text/html" for each in child.walk())]
    forms = [list(_pieces(child, forward=forward, depth=depth + 1)) for child in (*rich, *children)]
    told = (form for form in forms if any(map(has_text, form)))
    return next(told, None) or next(filter(None, forms), [])


def _text(part: Message) -> str:
    return decode(payload_of(part), charset_of(part))


def _as_html(passage: Passage) -> str:
    paragraphs = re.split(r"\n\s*\n", "\n".join(passage.lines))
    shown = [f"<p>{'<br>'.join(map(html.escape, text.strip().splitlines()))}</p>" for text in paragraphs if text.strip()]
    return "\n".join([*([f"<h2>{html.escape(passage.heading)}</h2>"] if passage.heading else []), *shown])


def _unflowed(part: Message, text: str) -> str:
    """The text with the lines joined that `format=flowed` (RFC 3676) broke."""
    if _parameter(part, "format") != "flowed":
        return text
    glue = "" if _parameter(part, "delsp") == "yes" else " "
    joined: list[str] = []
    flows, depth = False, 0
    for line in text.splitlines():
        marks = re.match(r">*", line)[0]  # type: ignore[index]
        content = line[len(marks) :].removeprefix(" ")
        if flows and len(marks) == depth and content.rstrip() != "--":
            joined[-1] += glue + content.rstrip(" ")
        else:
            joined.append(f"{marks} {content.rstrip(' ')}" if marks else content.rstrip(" "))
        flows, depth = content.endswith(" ") and content != "-- ", len(marks)
    return "\n".join(joined)


def _parameter(part: Message, name: str) -> str:
    value: object = quietly(lambda: part.get_param(name), None)
    return str(value).lower()
