"""Some pages of the web as a Source: each address a bulletin, of which only a part counts.

Comes in: addresses and a CSS selector. Goes out: Bulletins. Knows neither HTTP nor HTML: `web` fetches, a worker selects.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from forum_sync.bulletins.make import VERSION, make_bulletin
from forum_sync.bulletins.web import Fetched, MissingError, Validators, fetch_page
from forum_sync.errors import ItemError, SourceError
from forum_sync.extract import ExtractError
from forum_sync.extract.page import Part, make_page
from forum_sync.extract.worker import run_worker
from forum_sync.html.masks import NOBODY
from forum_sync.model import Bulletin, Cursor, Page, Summary
from forum_sync.words import slug_of

DEFAULT_SELECTOR = "article, main"
_MAX_SLUG = 80
_WALL = 30
_MOST_KEPT = 2_000_000
"""Bytes of a content that waits to be read; a bigger one is fetched again."""
_PAGE_EXTENSIONS = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|pdf|docx|odt)$", re.IGNORECASE)


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One page as it was."""

    validators: Validators
    digest: str
    """Of all bytes of the answer."""
    signature: str
    """Of what counts in it."""


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """What a cursor holds: pages by address, when what was made of them depended on `basis`."""

    basis: str
    pages: dict[str, _Seen]


class WebPageSource:
    """The pages at `urls`; of each, what the CSS `selector` matches."""

    def __init__(  # noqa: PLR0913 - what a page is, and how it is asked for
        self,
        name: str,
        kind: str,
        urls: Sequence[str],
        selector: str = DEFAULT_SELECTOR,
        *,
        agent: str,
        public: frozenset[str] = NOBODY,
    ) -> None:
        self.name = name
        self.kind = kind
        self._selector = selector
        self._agent = agent
        self._public = public
        self._basis = _digest(VERSION, kind, selector, *sorted(public))
        self._urls = _by_item(name, urls)
        self._contents: dict[str, bytes] = {}
        self._failures: dict[str, str] = {}

    def fetch(self, cursor: Cursor) -> Page:
        """All pages, each asked for only if it changed. Raises SourceError when none at all can be reached.

        A page that cannot be read is listed under a signature of its own, and `read` says why.
        """
        self._check_selector()
        known = self._known(cursor)
        self._contents, self._failures = {}, {}
        seen: dict[str, _Seen] = {}
        errors = []
        for item, url in self._urls.items():
            try:
                seen[url] = self._look(item, url, known.get(url))
            except (ExtractError, MissingError) as error:
                self._failures[item] = str(error)
            except SourceError as error:
                self._failures[item] = str(error)
                errors.append(error)
        if errors and len(errors) == len(self._urls):
            raise errors[0]
        state = _State(basis=self._basis, pages=seen)
        return Page(
            summaries=tuple(
                Summary(id=item, signature=self._signature(item, seen.get(url))) for item, url in self._urls.items()
            ),
            resume=Cursor(value=msgspec.json.encode(state).decode()),
        )

    def read(self, item_id: str) -> Bulletin:
        """The page. Raises ItemError when it is gone, holds nothing that counts or is broken, SourceError when out of reach."""
        if item_id not in self._urls:
            raise ItemError(f"{item_id}: no page of this source")
        if item_id in self._failures:
            raise ItemError(f"{item_id}: {self._failures[item_id]}")
        url = self._urls[item_id]
        try:
            content = self._contents.get(item_id) or self._content(self._fetch(url, Validators()))
            return make_bulletin(
                content,
                item_id=item_id,
                kind=self.kind,
                name=item_id.partition("/")[2],
                origin=url,
                public=self._public,
            )
        except (ExtractError, MissingError, ValueError) as error:
            raise ItemError(f"{item_id}: {error}") from error

    def _look(self, item: str, url: str, before: _Seen | None) -> _Seen:
        fetched = self._fetch(url, before.validators if before else Validators())
        if fetched is None and before:
            return before
        digest = hashlib.sha256(fetched.data if fetched else b"").hexdigest()
        if before and before.digest == digest:
            signature = before.signature
        else:
            content = self._content(fetched)
            signature = hashlib.sha256(content).hexdigest()
            if len(content) <= _MOST_KEPT:
                self._contents[item] = content
        return _Seen(validators=fetched.validators if fetched else Validators(), digest=digest, signature=signature)

    def _fetch(self, url: str, known: Validators) -> Fetched | None:
        return fetch_page(url, name=self.name, agent=self._agent, known=known)

    def _content(self, fetched: Fetched | None) -> bytes:
        """What counts of an answer: the part of a page, the whole of any other document."""
        if fetched is None:
            raise ExtractError("was not sent")
        printed = run_worker(fetched.data, "part", self._selector, fetched.url, fetched.charset, wall=_WALL)
        part = msgspec.json.decode(printed, type=Part)
        return fetched.data if part.html is None else make_page(part.title, part.html, part.day)

    def _signature(self, item: str, seen: _Seen | None) -> str:
        return _digest(self._basis, seen.signature if seen else self._failures[item])

    def _known(self, cursor: Cursor) -> Mapping[str, _Seen]:
        try:
            state = msgspec.json.decode(cursor.value or "null", type=_State | None)
        except msgspec.MsgspecError:
            return {}
        return state.pages if state and state.basis == self._basis else {}

    def _check_selector(self) -> None:
        try:
            LexborHTMLParser("<p>").css(self._selector)
        except SelectolaxError as error:
            raise SourceError(f"{self.name}: {self._selector!r} is no CSS selector") from error


def _by_item(name: str, urls: Sequence[str]) -> dict[str, str]:
    """Addresses by item id: the same for the same addresses in the same order."""
    found: dict[str, str] = {}
    for url in dict.fromkeys(urls):
        slug = _slug(url)
        found[next(item for each in _numbered(slug) if (item := f"{name}/{each}") not in found)] = url
    return found


def _slug(url: str) -> str:
    parts = urlsplit(url)
    path = PurePosixPath(_PAGE_EXTENSIONS.sub("", unquote(parts.path)))
    return slug_of(str(path))[:_MAX_SLUG].strip("-") or slug_of(parts.hostname or "") or "page"


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in range(2, 1_000_000))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()
