"""Tells the format of a document by its content and has it extracted.

Comes in: bytes. Goes out: an Answer, or an ExtractError for a format that is not read. Knows no format's inside.
"""

import codecs
import re
from importlib import import_module

from msgspec.structs import replace

from forum_sync.extract.charset import decode
from forum_sync.extract.mend import mend_html, mend_line
from forum_sync.extract.model import Extract, ExtractError
from forum_sync.extract.worker import Answer
from forum_sync.extract.zipped import members

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "eml": "message/rfc822",
    "page": "text/plain",
    "text": "text/plain",
}
"""Module that reads the format, and the type under which the file itself is safe to serve: never as HTML."""
_HEADERS = re.compile(
    rb"^(?:from|to|date|subject|received|return-path|message-id|mime-version|content-type|delivered-to|x-[\w-]+):", re.MULTILINE
)
_HTML = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|title|meta|div|table|p|h1|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\ufeff?\s*<(?:\?xml|rss|feed|svg)\b", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER = {
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "an old Office format",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
}
_MAX_HTML = 2_000_000


def extract_any(data: bytes) -> Answer:
    """Extract a document of any format that is read. Raises ExtractError, or whatever the format's library raises."""
    name = sniff(data)
    extract: Extract = import_module(f"forum_sync.extract.{name}").extract(data)
    if len(extract.html) > _MAX_HTML:
        raise ExtractError("holds too much text")
    return Answer(content_type=CONTENT_TYPES[name], extract=extract if name == "text" else _mended(extract, name))


def _mended(extract: Extract, name: str) -> Extract:
    """With the characters of its HTML and title repaired; only fonts of a PDF break ligatures."""
    mended = mend_html(extract.html, broken=name == "pdf")
    return replace(extract, title=mend_line(extract.title), html=mended.text, unrepaired=extract.unrepaired or mended.before)


def sniff(data: bytes) -> str:
    """The name of the module that reads this document. Raises ExtractError when there is none."""
    if not data.strip():
        raise ExtractError("is empty")
    if data.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_format(data)
    for start, name in _OTHER.items():
        if data.startswith(start):
            raise ExtractError(f"is {name}, which is not read")
    head = data[:4096]
    if len(_CONTROLS.findall(head)) * 100 > len(head) and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ExtractError("is of no format that is read")
    return _text_format(data)


def _office_format(data: bytes) -> str:
    names = members(data)
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names and b"application/vnd.oasis.opendocument.text" in data[:200]:
        return "odt"
    raise ExtractError("is an archive of no format that is read")


def _text_format(data: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", data.lstrip()[:20_000], maxsplit=1)[0]
    if re.match(rb"From |[\w-]+:", head) and len(set(_HEADERS.findall(head.lower()))) > 1:
        return "eml"
    start = decode(data[:4096])
    if not _HTML.match(start) and _XML.match(start):
        raise ExtractError("is XML of no format that is read")
    return "page" if _HTML.match(start) else "text"
