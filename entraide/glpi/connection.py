"""Requests to one GLPI: time-outs, limits, another try for what only reads, errors in our tree that hold no secret.

In: an address and what is asked of it. Out: status, headers and body of an answer that is fine, or a GlpiError. Knows
neither API.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from entraide.errors import ConfigError, GlpiAccessError, GlpiAwayError, GlpiError
from forum_sync import BodyError, BodyTooBigError, open_session, read_body

_Shape = TypeVar("_Shape")
_TIMEOUT = (5, 30)
_WALL = 120
"""Seconds for one whole answer."""
_TRIES = 4
_LONGEST_REST = 60
_MOST_BYTES = 50_000_000
_PASSING = (429, 502, 503, 504)
_CODE = re.compile(rb"ERROR_[A-Z0-9_]{1,60}|\b(?:invalid|unauthorized|access)_[a-z_]{1,40}")
_ACCESS_CODES = (
    "LOGIN",
    "SESSION_TOKEN",
    "APP_TOKEN",
    "NOT_ALLOWED",
    "UNAUTHENTICATED",
    "RIGHT_MISSING",
    "invalid_",
    "access_",
)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that is fine."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def decode(self, shape: type[_Shape], label: str) -> _Shape:
        """The JSON of the body as `shape`; GlpiError that begins with `label` when it is something else."""
        try:
            return msgspec.json.decode(self.body, type=shape, strict=False)
        except msgspec.ValidationError as error:
            raise GlpiError(f"{label}: {error}") from error
        except (msgspec.DecodeError, RecursionError) as error:
            if self.body.lstrip()[:1] == b"<":
                raise GlpiAwayError(f"{label}: a web page instead of data (maintenance, or not the address of GLPI)") from error
            raise GlpiError(f"{label}: the answer is no JSON") from error


class Connection:
    """A context manager. `address` is GLPI's own, without `/apirest.php`; tries are `rest` seconds apart at first."""

    def __init__(self, address: str, *, agent: str, rest: float = 1) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ConfigError("GLPI: the address must look like https://glpi.example.fr")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ConfigError(f"GLPI: {parts.hostname}: the token would cross the network unencrypted: give an https address")
        self.address = address.rstrip("/")
        self.host = parts.hostname
        self._session = open_session(self.address, agent=agent)
        retry = Retry(
            total=_TRIES,
            status_forcelist=_PASSING,
            allowed_methods={"GET"},
            backoff_factor=rest,
            retry_after_max=_LONGEST_REST,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    def send(self, method: str, path: str, *, limit: int = _MOST_BYTES, **given: Any) -> Reply:
        """The answer at `path`, of at most `limit` bytes; `given` is what requests takes. What writes is sent once only."""
        label = self.label(path)
        try:
            with self._session.request(
                method, self.address + path, timeout=_TIMEOUT, stream=True, allow_redirects=False, **given
            ) as response:
                body = _body(response, limit, label)
                if response.is_redirect:
                    target = urlsplit(response.headers["location"])
                    raise GlpiError(f"{label}: leads elsewhere ({target.hostname or 'same host'}): give the final address")
                if not response.ok:
                    _refuse(label, response.status_code, body)
                return Reply(status=response.status_code, headers=response.headers, body=body)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise GlpiAwayError(f"{label}: cannot be reached ({type(error).__name__})") from None

    def label(self, path: str) -> str:
        """How messages call what is at `path`."""
        return f"GLPI {self.host}: {path.partition('?')[0]}"


def paged(ask: Callable[[int], Reply | None], shape: type[_Shape], label: str) -> Iterator[_Shape]:
    """All rows of a list that comes in parts; `ask` gives the part from a row on, None past the end.

    GLPI may give less than it was asked for, and says how many there are in all.
    """
    start = 0
    while reply := ask(start):
        rows = reply.decode(list[shape], label)  # type: ignore[valid-type]
        yield from rows
        start += len(rows)
        total = reply.headers.get("Content-Range", "").rpartition("/")[2]
        if not rows or (start >= int(total) if total.isdecimal() else reply.status == requests.codes.ok):
            return


def _body(response: requests.Response, limit: int, label: str) -> bytes:
    try:
        return read_body(response, most=limit, end=time.monotonic() + _WALL)
    except BodyTooBigError as error:
        raise GlpiError(f"{label}: {error}") from error
    except BodyError as error:
        raise GlpiAwayError(f"{label}: {error}") from error


def _refuse(label: str, status: int, body: bytes) -> NoReturn:
    """Raise what an answer that is not fine stands for; of its text only the code is told."""
    found = _CODE.search(body)
    code = found[0].decode() if found else ""
    said = f"{label}: GLPI answers {status}{f' ({code})' if code else ''}"
    if status in {401, 403} or any(word in code for word in _ACCESS_CODES):
        raise GlpiAccessError(said, code=code)
    if status in _PASSING or status >= requests.codes.server_error:
        raise GlpiAwayError(said, code=code)
    raise GlpiError(said, code=code or f"HTTP_{status}")
