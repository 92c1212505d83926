"""Who may edit: everybody who sits at this machine in a trial, elsewhere those who know the password.

In: what is configured, a request, a clock. Out: the name of who edits, or the status that refuses. Knows no fiche.
"""

import binascii
import hmac
import re
from base64 import b64decode
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request

from entraide.web.security import is_from_here

CHALLENGE = 'Basic realm="Redaction des fiches", charset="UTF-8"'
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]+)?")
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_MOST_WRONG, _WINDOW_SECONDS, _REMEMBERED = 10, 300, 1000


class RefusedError(Exception):
    """The request may not edit; `status` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status
        super().__init__(status.phrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What is configured."""

    host: str
    """The address that the service listens on."""
    site_url: str
    password: str
    """'' for none: the editor is open in a trial, and closed otherwise."""

    @property
    def is_trial(self) -> bool:
        """Whether only this machine can be meant: behind a proxy the site would be published at another address."""
        return not self.password and self.host in _LOOPBACK and urlsplit(self.site_url).hostname in _LOOPBACK


class Door:
    """Lets requests in, or raises RefusedError. Keeps the addresses from where a wrong password came, for a few minutes."""

    def __init__(self, access: Access, monotonic: Callable[[], float]) -> None:
        self._access = access
        self._monotonic = monotonic
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def enter(self, request: Request) -> str:
        """The name of who asks, '' in a trial."""
        if request.method == "POST" and not is_from_here(request):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        if self._access.is_trial:
            return self._enter_trial(request)
        if not self._access.password:
            raise RefusedError(HTTPStatus.FORBIDDEN)
        return self._enter_with_password(request)

    def _enter_trial(self, request: Request) -> str:
        """Another name in the address is one that was made to lead here; a proxy says whom it speaks for."""
        named = _HOST.fullmatch(request.headers.get("host", ""))
        if named is None or named[1].strip("[]") not in _LOOPBACK or any(header in request.headers for header in _PROXIED):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        return ""

    def _enter_with_password(self, request: Request) -> str:
        client = request.client.host if request.client else ""
        since = self._monotonic() - _WINDOW_SECONDS
        wrong = self._wrong.setdefault(client, deque())
        self._wrong.move_to_end(client)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)
        while wrong and wrong[0] < since:
            wrong.popleft()
        if len(wrong) >= _MOST_WRONG:
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS)
        said = _said(request.headers.get("authorization", ""))
        if said is None:
            raise RefusedError(HTTPStatus.UNAUTHORIZED)
        name, password = said
        if not hmac.compare_digest(password.encode(), self._access.password.encode()):
            wrong.append(self._monotonic())
            raise RefusedError(HTTPStatus.UNAUTHORIZED)
        wrong.clear()
        return name


def _said(header: str) -> tuple[str, str] | None:
    """Name and password of a header, None when there are none."""
    scheme, _, coded = header.partition(" ")
    try:
        name, colon, password = b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None
