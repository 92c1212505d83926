"""The files that come with a message: the pictures its HTML shows, the documents attached to it.

Comes in: a message of the standard library. Goes out: Files, their types told by their content. Reads no document.
"""

import html
import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import unquote

from forum_sync.extract.eml.body import children_of, payload_of
from forum_sync.extract.eml.headers import content_id_of, file_name_of
from forum_sync.extract.formats import CONTENT_TYPES, sniff
from forum_sync.extract.model import ExtractError, File
from forum_sync.media import image_type

_MAX_DEPTH = 40
_MAX_IMAGE = 5_000_000
_MAX_IMAGES = 30
_MAX_ATTACHMENTS = 10
_DOCUMENTS = frozenset({"pdf", "docx", "odt"})
_SHOWN = re.compile(r"cid:[^\s\"'<>)]+", re.IGNORECASE)


def images_of(message: Message, body: str) -> tuple[File, ...]:
    """The pictures in the message that `body` shows by `cid:` addresses, each under the address as it stands there."""
    addresses = {html.unescape(address): None for address in _SHOWN.findall(body)}
    if not addresses:
        return ()
    parts = {identity: part for part in _leaves(message) if (identity := content_id_of(part))}
    found = (_image(address, parts) for address in addresses)
    return tuple(image for image in found if image)[:_MAX_IMAGES]


def attachments_of(message: Message) -> tuple[File, ...]:
    """The documents among the files of the message, those of messages passed on included."""
    found = [file for part in _leaves(message) if (file := _document(part))]
    return tuple({file.data: file for file in reversed(found)}.values())[::-1][:_MAX_ATTACHMENTS]


def _leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    if not part.is_multipart():
        yield part
    elif depth < _MAX_DEPTH:
        for child in children_of(part):
            yield from _leaves(child, depth + 1)


def _image(address: str, parts: dict[str, Message]) -> File | None:
    identity = address[len("cid:") :]
    part = parts.get(identity) or parts.get(unquote(identity))
    data = payload_of(part) if part else b""
    kind = image_type(data)
    return File(name=address, content_type=kind, data=data) if kind and len(data) <= _MAX_IMAGE else None


def _document(part: Message) -> File | None:
    data = payload_of(part)
    try:
        kind = sniff(data)
    except ExtractError:
        return None
    if kind not in _DOCUMENTS:
        return None
    return File(name=file_name_of(part) or f"document.{kind}", content_type=CONTENT_TYPES[kind], data=data)
