"""E-mail messages: the HTML part, else the text, of the message or of the one it forwards."""

import html
import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from forum_sync.extract.charset import decode
from forum_sync.extract.model import Extract, ExtractError


def extract(data: bytes) -> Extract:
    """Subject, date and body of the message. Raises ExtractError when it has no text at all."""
    message = message_from_bytes(data)
    return Extract(title=_header(message, "subject"), day=_day(message), html=_body(message))


def _body(message: Message) -> str:
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"]
    for part in parts:
        if part.get_content_type() == "text/html" and (text := _text(part)).strip():
            return text
    texts = [_text(part) for part in parts if part.get_content_type() == "text/plain"]
    if not any(texts):
        raise ExtractError("is a message without text")
    return "\n".join(_paragraphs("\n\n".join(texts)))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset("")) if isinstance(payload, bytes) else ""


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        if paragraph.strip():
            yield f"<p>{'<br>'.join(html.escape(line) for line in paragraph.strip().splitlines())}</p>"


def _day(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(_header(message, "date")).date()
    except (ValueError, IndexError, OverflowError):
        return None


def _header(message: Message, name: str) -> str:
    """The header's text; what stands in it undeclared is read as the body is."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    text = decode(str(raw).encode("ascii", "surrogateescape"))
    try:
        pieces = decode_header(re.sub(r"\r?\n(?=[ \t])", "", text))
    except HeaderParseError:
        return text
    return "".join(piece if isinstance(piece, str) else _decode_piece(piece, charset) for piece, charset in pieces)


def _decode_piece(piece: bytes, charset: str | None) -> str:
    return decode(piece, charset) if charset else piece.decode("raw-unicode-escape", "replace")
