"""The entries of an RSS or Atom feed.

Comes in: bytes. Goes out: Entries as the feed has them, newest first in nearly all. Knows no source; its address only as what
relative links start from.
"""

import codecs
import html
import io
import re
from calendar import timegm
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from selectolax.lexbor import LexborHTMLParser

from forum_sync.bulletins.dates import date_in
from forum_sync.extract.charset import decode
from forum_sync.extract.model import ExtractError
from forum_sync.extract.worker import run_worker
from forum_sync.words import line_of

MAX_HTML = 2_000_000
"""Characters of an entry that can be shown; one that has more is cut one character later."""
_MAX_ENTRIES = 500
_MAX_ALL = 30_000_000
_MAX_ID = 1000
_WALL = 30
_ZONE = ZoneInfo("Europe/Paris")
_NUMBERS_FIRST = re.compile(r"\D{0,12}\d\d?[-/.]\d\d?[-/.]\d{4}")
"""Day and month in French order, which feedparser takes for something else."""
_NESTED = re.compile(r"""<!ENTITY(?!\s+\w+\s+["'][^"'&%<]{0,100}["']\s*>)[^>]*>""", re.IGNORECASE)
"""Declaration of an entity that is more than a few letters: made of others, it can stand for gigabytes."""
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed."""

    id: str
    """As the feed gives it, else its link, else made of its title and date."""
    title: str
    """One line of plain text; may be empty."""
    link: str
    """Of the web, else empty."""
    day: date | None
    """In France."""
    html: str
    """Its content, else its summary; not sanitised."""


def read_feed(data: bytes, *, base: str = "") -> tuple[Entry, ...]:
    """The entries, read in a process of its own; at most 500. `base` is the feed's address. Raises ExtractError."""
    return msgspec.json.decode(run_worker(data, "feed", base, wall=_WALL), type=tuple[Entry, ...])


def parse_feed(data: bytes, base: str = "") -> tuple[Entry, ...]:
    """The same in this process. Raises ExtractError, or whatever feedparser raises."""
    # Here and not above: it takes a third of a second, which only the worker has to spend.
    feedparser = import_module("feedparser")
    # Bytes as they are would be taken for an address or a file name, and a charset declared wrongly for the right one.
    text = io.BytesIO(data if _is_wide(data) else _NESTED.sub("", decode(data)).encode("utf-8", "replace"))
    headers = {"content-type": "application/xml" + ("" if _is_wide(data) else "; charset=utf-8"), "content-location": base}
    parsed = feedparser.parse(text, response_headers=headers, sanitize_html=False, resolve_relative_uris=bool(base))
    if not (parsed.entries or parsed.get("version")):
        raise ExtractError("is no feed")
    entries = tuple(map(_entry, parsed.entries[:_MAX_ENTRIES]))
    if sum(len(entry.html) for entry in entries) > _MAX_ALL:
        raise ExtractError("holds too much text")
    return entries


def _entry(found: Any) -> Entry:
    title, link, day, body = _title(found), str(found.get("link") or "").strip(), _day(found), _html(found)
    own = str(found.get("id") or "").strip() or link or f"{title} {day or ''}".strip() or body
    return Entry(id=own[:_MAX_ID], title=title, link=link if _WEB.match(link) else "", day=day, html=body[: MAX_HTML + 1])


def _title(found: Any) -> str:
    text = str(found.get("title") or "")
    if "html" in _type(found.get("title_detail") or {}) and "<" in text:
        body = LexborHTMLParser(text).body
        return line_of(body.text() if body else "")
    return line_of(html.unescape(text))


def _html(found: Any) -> str:
    """Of several contents, the first in HTML, else the first; the summary where there is none."""
    parts = [part for part in (*found.get("content", ()), found.get("summary_detail") or {}) if part.get("value", "").strip()]
    rich = [str(part["value"]) for part in parts if "html" in _type(part)]
    plain = [f"<p>{html.escape(part['value'])}</p>" for part in parts if _type(part) == "text/plain"]
    return next(iter(rich + plain), "")


def _type(part: Any) -> str:
    return str(part.get("type") or "").lower()


def _day(found: Any) -> date | None:
    return next(_days(found), None)


def _days(found: Any) -> Iterator[date]:
    for name in ("published", "updated", "created"):
        words, moment = (dict.get(found, key) for key in (name, f"{name}_parsed"))
        if moment and not _NUMBERS_FIRST.match(words or ""):
            with suppress(ValueError, OverflowError):
                yield datetime.fromtimestamp(timegm(moment), UTC).astimezone(_ZONE).date()
        if day := date_in(words or ""):
            yield day


def _is_wide(data: bytes) -> bool:
    """Whether it is UTF-32, or UTF-16 without a mark, which feedparser knows by its first characters."""
    narrow = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE)
    return b"\0" in data[:4] and not narrow
