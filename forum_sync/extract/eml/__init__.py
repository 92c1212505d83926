"""E-mail messages: what their sender wrote, without the replies quoted below, with what they forward and attach.

Comes in: the bytes of one message. Goes out: an Extract, or an ExtractError. Nothing remote is ever fetched.
"""

import html
import time
from collections.abc import Iterator
from email import message_from_bytes

from forum_sync.extract.eml.body import body_of, has_text
from forum_sync.extract.eml.files import attachments_of, images_of
from forum_sync.extract.eml.headers import day_of, subject_of
from forum_sync.extract.formats import extract_any
from forum_sync.extract.model import Extract, ExtractError, File

_MAX_SECONDS = 5
"""Of processor time, after which no further attachment is read: the worker itself ends after ten."""
_MAX_HTML = 1_500_000
_MAX_TAGS = 20_000
"""An attachment that would bring the page above is not read: one that is too long must not cost the whole message."""


def extract(data: bytes) -> Extract:
    """Subject, day, body, pictures and attachments of the message. Raises ExtractError when it has no text at all."""
    try:
        message = message_from_bytes(data)
        body = body_of(message)
    except RecursionError:
        raise ExtractError("is nested too deep") from None
    images, attachments = images_of(message, body), attachments_of(message)
    if not (has_text(body) or images):
        body = ""
    extracts = list(_read(attachments, body))
    html = "\n".join(filter(None, [body, *(_section(file, found) for file, found in extracts)]))
    if not html:
        raise ExtractError("is a message without text")
    return Extract(
        title=subject_of(message),
        day=day_of(message),
        html=html.encode("utf-8", "replace").decode(),
        alternatives=tuple({word: None for _, found in extracts for word in found.alternatives}),
        unrepaired="\n".join(found.unrepaired for _, found in extracts if found.unrepaired),
        images=images,
        attachments=attachments,
    )


def _read(attachments: tuple[File, ...], body: str) -> Iterator[tuple[File, Extract]]:
    """Those attachments that can be read, with what is in them."""
    end, size, tags = time.process_time() + _MAX_SECONDS, len(body), body.count("<")
    for file in attachments:
        if time.process_time() > end:
            return
        try:
            found = extract_any(file.data).extract
        except Exception:  # noqa: BLE001, S112 - third parties raise anything on a broken file, which is kept as it is
            continue
        size, tags = size + len(found.html), tags + found.html.count("<")
        if size > _MAX_HTML or tags > _MAX_TAGS:
            return
        yield file, found


def _section(file: File, found: Extract) -> str:
    return f"<h2>Pièce jointe : {html.escape(file.name)}</h2>\n{found.html}"
