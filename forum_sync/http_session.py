"""An HTTP session that is fit to run unattended: no cookie, no password of other programs, the proxy of the environment.

Bodies are read within a size and a time. In: an address and what the program calls itself; an answer. Out: a requests.Session
that is used for that host; bytes. Knows no API.
"""

import time
from http.cookiejar import DefaultCookiePolicy

import requests

from forum_sync.errors import BodyError, BodyTooBigError

_BLOCK = 65_536


def open_session(address: str, *, agent: str) -> requests.Session:
    """A session for the host of `address`; the caller closes it."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    # Proxy and certificates of the environment, looked up once instead of at each request; not ~/.netrc.
    environment = session.merge_environment_settings(address, {}, None, None, None)
    session.proxies, session.verify = environment["proxies"], environment["verify"]
    session.trust_env = False
    session.headers["User-Agent"] = agent
    return session


def read_body(response: requests.Response, *, most: int, end: float) -> bytes:
    """All of the body of a streamed answer, at most `most` bytes until `end` on the monotonic clock; BodyError says why not.

    It is read as it comes: a block that is waited for to be full can be drawn out for ever.
    """
    body = bytearray()
    while block := response.raw.read1(_BLOCK, decode_content=True):
        body += block
        if len(body) > most:
            raise BodyTooBigError(f"is bigger than {most // 1_000_000} MB")
        if time.monotonic() > end:
            raise BodyError("takes too long")
    if response.raw.length_remaining:
        raise BodyError("was cut short")
    return bytes(body)
