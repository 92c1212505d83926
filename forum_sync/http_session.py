"""An HTTP session that is fit to run unattended: no cookie, no password of other programs, the proxy of the environment.

In: an address and what the program calls itself. Out: a requests.Session that is used for that host. Knows no API.
"""

from http.cookiejar import DefaultCookiePolicy

import requests


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
