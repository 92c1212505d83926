"""One address of the web, asked for only if it changed.

Comes in: an address, and what its server said of the copy that is known. Goes out: bytes, or nothing new.
Knows no format.
"""

import ipaddress
import re
import socket
import time
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from forum_sync.errors import AccessError, BodyError, SourceError
from forum_sync.http_session import read_body
from forum_sync.words import line_of

_TIMEOUT = (10, 30)
_MOST_BYTES = 25_000_000
_REDIRECTS = 5
_MOST_WORDS = 60
_LONGEST_VALIDATOR = 1000
_GONE = (404, 410)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said by which it tells whether its document changed; empty where it said nothing."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document and what its server says of it."""

    data: bytes
    url: str
    """Where it stands in the end, after redirects."""
    charset: str = ""
    """As declared by the server; may be wrong."""
    validators: Validators = field(default_factory=Validators)


class MissingError(SourceError):
    """Nothing is at the address any more."""


def fetch_page(url: str, *, name: str, agent: str, known: Validators, wall: float = 60) -> Fetched | None:
    """What is at `url` within `wall` seconds and 25 MB; None when it is still the one of `known`. `name` is the source's.

    Raises AccessError when it is refused to visitors, MissingError when it is gone, SourceError for all else.
    """
    label = f"{name}: {_shown(url)}"
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
            session.headers.update({"User-Agent": agent, "Accept": "*/*"} | _conditions(known))
            with _follow(session, url, label, end := time.monotonic() + wall) as response:
                if response.status_code == requests.codes.not_modified and _conditions(known):
                    return None
                _check_status(response, label)
                return Fetched(
                    data=_body(response, label, end),
                    url=response.url,
                    charset=_charset(response),
                    validators=_validators(response),
                )
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise SourceError(f"{label}: cannot be reached ({type(error).__name__})") from error


def _follow(session: requests.Session, url: str, label: str, end: float) -> requests.Response:
    """The first answer that leads nowhere else, its body not yet read."""
    address = url
    for _ in range(_REDIRECTS + 1):
        if urlsplit(address).scheme not in {"http", "https"}:
            raise SourceError(f"{label}: leads to what is no web page")
        if _host(address) != _host(url) and _is_inside(_host(address)) and not _is_inside(_host(url)):
            raise SourceError(f"{label}: leads into a private network")
        response = _send(session, address)
        if not response.is_redirect:
            return response
        response.close()
        if time.monotonic() > end:
            raise SourceError(f"{label}: takes too long")
        address = urljoin(response.url, response.headers["location"])
    raise SourceError(f"{label}: leads in circles")


def _send(session: requests.Session, address: str) -> requests.Response:
    # Proxy and certificates of the environment, but not the passwords that are kept for other programs in ~/.netrc.
    with requests.Session() as other:
        environment = other.merge_environment_settings(address, {}, True, None, None)  # noqa: FBT003
    return session.get(address, timeout=_TIMEOUT, allow_redirects=False, **environment)


def _check_status(response: requests.Response, label: str) -> None:
    status = response.status_code
    if status in {requests.codes.unauthorized, requests.codes.forbidden}:
        raise AccessError(f"{label}: refused to visitors ({status})")
    if status in _GONE:
        raise MissingError(f"{label}: not there ({status})")
    if status != requests.codes.ok:
        later = line_of(response.headers.get("retry-after", ""), _MOST_WORDS)
        raise SourceError(f"{label}: the server answers {status}" + (f" (Retry-After: {later})" if later else ""))


def _body(response: requests.Response, label: str, end: float) -> bytes:
    try:
        return read_body(response, most=_MOST_BYTES, end=end)
    except BodyError as error:
        raise SourceError(f"{label}: {error}") from error


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {header: value for header, value in headers.items() if value}


def _validators(response: requests.Response) -> Validators:
    etag, modified = (response.headers.get(header, "") for header in ("etag", "last-modified"))
    return Validators(
        etag=etag if len(etag) <= _LONGEST_VALIDATOR else "", modified=modified if len(modified) <= _LONGEST_VALIDATOR else ""
    )


def _charset(response: requests.Response) -> str:
    found = _CHARSET.search(response.headers.get("content-type", ""))
    return found[1] if found else ""


def _shown(url: str) -> str:
    """Host and path; what comes before and after may be secret."""
    return f"{_host(url)}{line_of(urlsplit(url).path, _MOST_WORDS)}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _is_inside(host: str) -> bool:
    """Whether a host is this machine or one of a private network. One that only a proxy can find is taken for public."""
    found = (ipaddress.ip_address(address.partition("%")[0]) for address in _addresses(host))
    return any(not (getattr(address, "ipv4_mapped", None) or address).is_global for address in found)


def _addresses(host: str) -> set[str]:
    try:
        return {str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return set()
