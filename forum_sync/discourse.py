"""A Discourse forum over HTTP: pydiscourse's client with a transport that is fit to run unattended.

Comes in: an address and perhaps a key. Goes out: decoded shapes of `listed`, `topic` and `categories`. The only module that
knows pydiscourse and requests; knows no store. Facts about the API: docs/dev/forum.md.
"""

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from pydiscourse import DiscourseClient
from pydiscourse.exceptions import DiscourseClientError, DiscourseError, DiscourseRateLimitedError, DiscourseServerError

from forum_sync.errors import AccessError, GoneError, ItemError, SourceError
from forum_sync.http_session import open_session
from forum_sync.pacing import Pace

_Shape = TypeVar("_Shape")
_TIMEOUT = (5, 30)
_TRIES = 5
_LONGEST_WAIT = 900
"""Seconds; who asks for more is asked again at the next pass."""
_SHORTEST_WAIT = 5
_MOST_JSON = 30_000_000
_REDIRECTS = 3
_TOO_MANY = 429
_PASSING = (502, 503, 504)
_GONE = (403, 404, 410)
_LOGIN_PAGES = ("/login", "/session/")
_BLOCK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The read-only key of one ordinary account; its text is never shown."""

    username: str
    secret: str

    def __repr__(self) -> str:
        return "Key(…)"


class ForumClient(DiscourseClient):
    """One connection to a forum, one request at a time. `name` is the source's, for messages."""

    def __init__(self, name: str, url: str, *, pace: Pace, agent: str, key: Key | None = None) -> None:
        super().__init__(url.rstrip("/"), key.username if key else None, key.secret if key else None)  # type: ignore[no-untyped-call]
        self.name = name
        self._pace = pace
        self._session = open_session(self.host, agent=agent)
        self._session.headers["Accept"] = "application/json"
        self._key = {"Api-Username": key.username, "Api-Key": key.secret} if key else {}

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    @property
    def has_key(self) -> bool:
        """Whether the forum is read in the name of an account."""
        return bool(self._key)

    @property
    def fingerprint(self) -> str:
        """Another one for another key; it does not tell the key."""
        return hashlib.sha256(f"{self.host}\n{self._key}".encode()).hexdigest()[:16]

    def read(self, path: str, shape: type[_Shape], **parameters: Any) -> _Shape:
        """The answer at `path` as `shape`; raises SourceError, AccessError among them: without it nothing can be mirrored."""
        try:
            return msgspec.convert(self._get(path, **parameters), shape)  # type: ignore[no-untyped-call]
        except DiscourseError as error:
            raise self._whole(error, path) from error
        except msgspec.ValidationError as error:
            raise SourceError(f"{self.name}: {path}: {error}") from error

    def read_item(self, path: str, shape: type[_Shape], item: str, **parameters: Any) -> _Shape:
        """The same for one topic, named `item` in messages.

        Raises GoneError when it is not to be seen, ItemError when it alone cannot be read, SourceError for anything wider.
        """
        try:
            return msgspec.convert(self._get(path, **parameters), shape)  # type: ignore[no-untyped-call]
        except DiscourseError as error:
            status = _status(error)
            if status in _GONE and _error_type(error) != "not_logged_in":
                raise GoneError(f"{item}: not there ({status})") from error
            if isinstance(error, DiscourseServerError) and status not in _PASSING and status != requests.codes.ok:
                raise ItemError(f"{item}: the forum answers {status}") from error
            if isinstance(error, _BrokenError):
                raise ItemError(f"{item}: {error}") from error
            raise self._whole(error, path) from error
        except msgspec.ValidationError as error:
            raise ItemError(f"{item}: {error}") from error

    def file(self, address: str, limit: int) -> bytes | None:
        """The file at an absolute address; None when it is not there or bigger than `limit` bytes.

        Raises ItemError when that may pass. The key is sent to the forum's own host only.
        """
        own = urlsplit(address)[:2] == urlsplit(self.host)[:2]
        try:
            response, body = self._send("GET", address, {"headers": self._key if own else {}}, limit)
        except _UnreachableError as error:
            raise ItemError(f"{self.name}: an image cannot be reached") from error
        except DiscourseError:
            return None
        if response.status_code in (_TOO_MANY, *_PASSING):
            raise ItemError(f"{self.name}: an image cannot be had now")
        return body if response.status_code == requests.codes.ok else None

    def _request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        verb: str,
        path: str,
        params: Any = None,
        files: Any = None,
        data: Any = None,
        json: Any = None,
        override_request_kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """What pydiscourse calls: the decoded body, or one of its exceptions with the response attached."""
        given = {"params": params, "files": files, "data": data, "json": json, "headers": self._key}
        return self._send_patiently(verb, self.host + path, given | dict(override_request_kwargs or {}))

    def _send_patiently(self, verb: str, address: str, given: Mapping[str, Any]) -> Any:
        """One request, sent again after a rest when the forum is busy, restarting or cut short; writing is never repeated."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                response, body = self._send(verb, address, given, _MOST_JSON)
                return _decode(response, body)
            except (DiscourseRateLimitedError, _BrokenError, _UnreachableError, DiscourseServerError) as error:
                wait = _wait(error, _TRIES - 1 - left)
                passing = not isinstance(error, DiscourseServerError) or _status(error) in _PASSING
                if verb != "GET" or not left or not passing or wait > _LONGEST_WAIT:
                    raise
                self._pace.pause(wait)
        raise AssertionError("unreachable")

    def _send(self, verb: str, address: str, given: Mapping[str, Any], limit: int) -> tuple[requests.Response, bytes]:
        """The response and its body, after redirects on the same host."""
        for _ in range(_REDIRECTS + 1):
            self._pace.wait()
            try:
                options: dict[str, Any] = {"timeout": _TIMEOUT, "stream": True, "allow_redirects": False} | dict(given)
                with self._session.request(verb, address, **options) as response:
                    if not response.is_redirect:
                        return response, _body(response, limit)
                    target = urljoin(address, response.headers["location"])
                    host, path = urlsplit(target)[:2], urlsplit(target).path
            except DiscourseError:
                raise
            except (requests.RequestException, ValueError) as error:  # ValueError: it leads to what is no address
                raise _UnreachableError(type(error).__name__) from error
            if path.startswith(_LOGIN_PAGES):
                raise _LoginError("asks to log in", response=response)
            if host != urlsplit(address)[:2]:
                raise DiscourseClientError("leads to another host", response=response)
            address, given = target, {**given, "params": None}
        raise DiscourseClientError("leads in circles", response=response)

    def _whole(self, error: DiscourseError, path: str) -> SourceError:
        """What an error means for the whole source."""
        status = _status(error)
        if isinstance(error, _LoginError) or _error_type(error) == "not_logged_in":
            return AccessError(f"{self.name}: the forum is closed to visitors: it needs a key")
        if status in (401, 403):
            hint = "the key is refused (revoked, or of another forum)" if self.has_key else "refused to visitors"
            return AccessError(f"{self.name}: {path}: {hint}")
        if isinstance(error, DiscourseRateLimitedError):
            return SourceError(f"{self.name}: the forum asks to come back later")
        return SourceError(f"{self.name}: {path}: {error}")


class _BrokenError(DiscourseError):
    """The answer is no JSON."""


class _UnreachableError(DiscourseError):
    """No answer, or not to its end."""


class _LoginError(DiscourseClientError):
    """The forum shows its login page."""


def _body(response: requests.Response, limit: int) -> bytes:
    body = b""
    for block in response.iter_content(_BLOCK):
        body += block
        if len(body) > limit:
            raise DiscourseClientError("the answer is too big", response=response)
    return body


def _decode(response: requests.Response, body: bytes) -> Any:
    """The JSON of an answer that is fine; the error that stands for any other."""
    response._content = body  # noqa: SLF001 - errors carry the response, and its stream has been read
    status, kind = response.status_code, response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if status == _TOO_MANY:
        raise DiscourseRateLimitedError("too many requests", response=response)
    if status >= requests.codes.server_error:
        raise DiscourseServerError(f"the forum answers {status}", response=response)
    if status != requests.codes.ok:
        raise DiscourseClientError(f"the forum answers {status}", response=response)
    if kind == "text/html":
        raise DiscourseServerError(
            "the forum answers with a web page instead of data (maintenance, or a login page)", response=response
        )
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _BrokenError("the answer is no JSON") from error


def _wait(error: DiscourseError, tried: int) -> float:
    """Seconds to rest before the next try: what the forum asks for, else 2, 4, 8… up to 60."""
    if not isinstance(error, DiscourseRateLimitedError):
        return float(min(60, 2 * 2**tried))
    asked = max(_seconds(error.response.headers.get("retry-after", "")), _wait_seconds(error.response.content))
    return max(asked, _SHORTEST_WAIT) + random.random()  # noqa: S311 - only spreads clients in time


def _seconds(text: str) -> float:
    """A Retry-After header: seconds, or the date of the end of the wait."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return 0.0


class _Extras(msgspec.Struct):
    wait_seconds: float = 0.0


class _Refusal(msgspec.Struct):
    error_type: str = ""
    extras: _Extras = msgspec.field(default_factory=_Extras)


def _refusal(body: bytes) -> _Refusal:
    try:
        return msgspec.json.decode(body, type=_Refusal)
    except (msgspec.MsgspecError, RecursionError):
        return _Refusal()


def _wait_seconds(body: bytes) -> float:
    return _refusal(body).extras.wait_seconds


def _status(error: DiscourseError) -> int | None:
    response = getattr(error, "response", None)
    return None if response is None else response.status_code


def _error_type(error: DiscourseError) -> str:
    response = getattr(error, "response", None)
    return "" if response is None else _refusal(response.content).error_type
