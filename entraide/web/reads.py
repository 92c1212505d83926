"""Whether a request is that of a person who opens the page of a fiche.

In: a request's path and headers. Out: the id of the fiche or ''. Of the headers nothing is kept.
"""

import re

from starlette.datastructures import Headers

_PAGE = re.compile(r"/?faq/(?P<fiche>[a-z0-9-]{1,100}(?:/[a-z0-9-]{1,100}){0,9})/(?:index\.html)?")
_ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|archiver|monitor|preview|curl|wget|python|headless", re.IGNORECASE)


def opened_fiche(path: str, headers: Headers) -> str:
    """The fiche whose page a person opens; '' for another page, a script, a page fetched ahead, a robot that says so."""
    page = _PAGE.fullmatch(path)
    if page is None or "text/html" not in headers.get("accept", "") or "prefetch" in headers.get("sec-purpose", ""):
        return ""
    # Browsers do not name the aim of a request to a host without TLS.
    if headers.get("sec-fetch-dest", "document") != "document" or _ROBOT.search(headers.get("user-agent", "")):
        return ""
    return page["fiche"]
