"""The headers of a message: whatever stands in them, reading one never raises.

Comes in: a message of the standard library. Goes out: text, names and days. Knows no body.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from forum_sync.extract.charset import decode
from forum_sync.words import line_of

_PARIS = ZoneInfo("Europe/Paris")
_YEARS = range(1980, 2100)
_FORWARD = r"(?:fwd?|tr)\s*:"
_PREFIXES = re.compile(rf"(?:\s*(?:{_FORWARD}|r[eé]p?\s*(?:\[\d+\])?\s*:|\[[^\]]{{1,60}}\]))+", re.IGNORECASE)
_MAX_NAME = 120

T = TypeVar("T")


def quietly(read: Callable[[], T], default: T) -> T:
    """What `read` gives, else `default`: the standard library raises many things on a header that makes no sense."""
    try:
        return read()
    except Exception:  # noqa: BLE001
        return default


def header_of(message: Message, name: str) -> str:
    """The text of the first header of that name, given in small letters; empty when there is none."""
    text = next(_values(message, name), "")
    return quietly(lambda: _decoded(text), text)


def subject_of(message: Message) -> str:
    """The subject in one line, without what programs put before it: `Fwd:`, `TR :`, `RE:`, `[liste]`."""
    subject = line_of(header_of(message, "subject"))
    return _PREFIXES.sub("", subject, count=1).strip() if _PREFIXES.match(subject) else subject


def is_forward(message: Message) -> bool:
    """Whether its subject says that the message passes on another one."""
    prefixes = _PREFIXES.match(line_of(header_of(message, "subject")))
    return bool(prefixes and re.search(rf"\b{_FORWARD}", prefixes[0], re.IGNORECASE))


def day_of(message: Message) -> date | None:
    """The day in France on which it was sent, else received for the first time; None when no header tells."""
    received = [value.rpartition(";")[2] for value in _values(message, "received")]
    days = (_day(value) for value in (*_values(message, "date"), *reversed(received)))
    return next(filter(None, days), None)


def charset_of(part: Message) -> str:
    """The charset that the part declares, which may be unknown or wrong; empty when it declares none."""
    return quietly(lambda: part.get_content_charset("") or "", "")


def is_attached(part: Message) -> bool:
    """Whether its sender wants the part beside the text and not in it."""
    return quietly(part.get_content_disposition, None) == "attachment"


def file_name_of(part: Message) -> str:
    """The name of the file in the part, in one line and without folders; empty when it has none."""
    plain = Message()
    for name in ("content-disposition", "content-type"):
        plain[name] = next(_values(part, name), "")
    given = quietly(lambda: plain.get_filename("") or "", "")
    last = re.split(r"[/\\]", quietly(lambda: _decoded(given), given))[-1]
    return line_of(last, _MAX_NAME).lstrip(".")


def content_id_of(part: Message) -> str:
    """By which the HTML of the message shows the part; empty when it cannot."""
    return next(_values(part, "content-id"), "").strip().strip("<>")


def _values(message: Message, name: str) -> Iterator[str]:
    """The values of all headers of that name, unfolded; what stands in them undeclared is read as the body is."""
    for key, value in message.raw_items():
        if key.lower() == name:
            yield re.sub(r"\r?\n(?=[ \t])", "", decode(str(value).encode("utf-8", "surrogateescape"))).strip()


def _decoded(text: str) -> str:
    """A header in which words may be encoded as RFC 2047 says."""
    pieces = decode_header(text)
    return "".join(piece if isinstance(piece, str) else _decode_piece(piece, charset) for piece, charset in pieces)


def _decode_piece(piece: bytes, charset: str | None) -> str:
    return decode(piece, charset) if charset else piece.decode("raw-unicode-escape", "replace")


def _day(text: str) -> date | None:
    moment = quietly(lambda: parsedate_to_datetime(text), None)
    if moment is None or moment.year not in _YEARS:
        return None
    return quietly(lambda: (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_PARIS).date(), None)
