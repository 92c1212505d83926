"""An RSS or Atom feed as a Source: each entry a bulletin.

Comes in: the address of a feed. Goes out: Bulletins that refer to the page of their entry. Knows neither XML nor HTTP.
"""

import hashlib
import html
import re
from urllib.parse import unquote, urlsplit

import msgspec

from forum_sync.bulletins.make import VERSION, make_bulletin
from forum_sync.bulletins.web import Fetched, Validators, fetch_page
from forum_sync.errors import ItemError, SourceError
from forum_sync.extract import ExtractError, Facts
from forum_sync.extract.feed import MAX_HTML, Entry, read_feed
from forum_sync.extract.page import make_page
from forum_sync.html.masks import NOBODY
from forum_sync.html.tracking import plain_address
from forum_sync.model import Bulletin, Cursor, Page, Summary
from forum_sync.words import slug_of

_MAX_SLUG = 60
_TAG = re.compile(r"<[^>]*>")
_START = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}$", re.IGNORECASE)
_SPEAKING = re.compile(r"(?:^|-)[a-z]{3,}-(?:[a-z0-9]+-)*[a-z]{3,}(?:-|$)")
"""At least two words: `club-utilisateurs-mars`, not `spip` or `3f2a-77bc`."""


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a cursor holds: what the server said of the feed, when what was made of it depended on `basis`."""

    basis: str
    validators: Validators


class FeedSource:
    """The entries of the feed at `url`. One that the feed lists no more stays: feeds only list what is new."""

    def __init__(self, name: str, kind: str, url: str, *, agent: str, public: frozenset[str] = NOBODY) -> None:
        self.name = name
        self.kind = kind
        self._url = url
        self._agent = agent
        self._public = public
        self._basis = _digest(VERSION, kind, *sorted(public))
        self._entries: dict[str, Entry] | None = None

    def fetch(self, cursor: Cursor) -> Page:
        """All entries on one page, or none when the feed is the one of `cursor`."""
        fetched = fetch_page(self._url, name=self.name, agent=self._agent, known=self._known(cursor))
        if fetched is None:
            return Page(summaries=(), complete=False, resume=cursor)
        self._entries = self._parse(fetched)
        seen = _Seen(basis=self._basis, validators=fetched.validators)
        return Page(
            summaries=tuple(Summary(id=item, signature=self._signature(entry)) for item, entry in self._entries.items()),
            complete=False,
            resume=Cursor(value=msgspec.json.encode(seen).decode()) if fetched.validators != Validators() else None,
        )

    def read(self, item_id: str) -> Bulletin:
        """The entry. Raises ItemError when the feed has it no more or it cannot be shown, SourceError as `fetch` does."""
        if self._entries is None:
            fetched = fetch_page(self._url, name=self.name, agent=self._agent, known=Validators())
            self._entries = self._parse(fetched) if fetched else {}
        entry = self._entries.get(item_id)
        if entry is None:
            raise ItemError(f"{item_id}: not in the feed")
        if len(entry.html) > MAX_HTML:
            raise ItemError(f"{item_id}: holds too much text")
        try:
            return make_bulletin(
                make_page(entry.title, _body(entry)),
                item_id=item_id,
                kind=self.kind,
                name=_readable(entry.id) or entry.title,
                facts=Facts(title=entry.title, day=entry.day),
                origin=entry.link,
                public=self._public,
            )
        except (ExtractError, ValueError) as error:
            raise ItemError(f"{item_id}: {error}") from error

    def _known(self, cursor: Cursor) -> Validators:
        try:
            seen = msgspec.json.decode(cursor.value or "null", type=_Seen | None)
        except msgspec.MsgspecError:
            return Validators()
        return seen.validators if seen and seen.basis == self._basis else Validators()

    def _parse(self, fetched: Fetched) -> dict[str, Entry]:
        """Entries by item id; of two with the same id, the first, which is the newer one."""
        try:
            entries = read_feed(fetched.data, base=fetched.url.partition("?")[0])
        except ExtractError as error:
            raise SourceError(f"{self.name}: the feed: {error}") from error
        found: dict[str, Entry] = {}
        for entry in entries:
            plain = msgspec.structs.replace(entry, link=plain_address(entry.link) or entry.link)
            found.setdefault(self._item_id(entry), plain)
        return found

    def _item_id(self, entry: Entry) -> str:
        """From the entry's own id alone, which stays when title, date and text are edited."""
        digest, slug = _digest(_START.sub("", entry.id))[:8], _readable(entry.id)
        return f"{self.name}/{slug}-{digest}" if slug else f"{self.name}/{digest}"

    def _signature(self, entry: Entry) -> str:
        return _digest(self._basis, entry.title, str(entry.day), entry.html, entry.link)


def _body(entry: Entry) -> str:
    """Its HTML; when that says no more than the title, the address where more is to be read."""
    words = " ".join(html.unescape(_TAG.sub(" ", entry.html)).split())
    if not entry.link or (words and words.casefold() != entry.title.casefold()):
        return entry.html
    address = html.escape(entry.link)
    return f'<p><a href="{address}">{address}</a></p>'


def _readable(address: str) -> str:
    """The last part of an address as words, empty when it says nothing to a reader."""
    if not _START.match(address):
        return ""
    try:
        last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
    slug = slug_of(unquote(_EXTENSION.sub("", last)))
    if not _SPEAKING.search(slug):
        return ""
    return slug if len(slug) <= _MAX_SLUG else slug[: _MAX_SLUG + 1].rpartition("-")[0] or slug[:_MAX_SLUG]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()
