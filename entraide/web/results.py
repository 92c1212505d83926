"""The results page: the built page with what was asked in its title and field, and the answer in the place left for it.

In: the built page and a query, with its results or without when there are none to be had. Out: HTML. Knows no request.
"""

import re
from functools import cache
from html import escape, unescape
from urllib.parse import urlencode

import jinja2

from entraide.site.new_topic import new_topic
from entraide.site.typography import space
from entraide.web.asking import ON_A_PAGE
from search import Query, Results

_PLACE = re.compile(r"<!--resultats-->.*?<!--/resultats-->", re.DOTALL)
"""What the built page says where no service answers."""
_NEXT = re.compile(r"<!--suites-->.*?<!--/suites-->", re.DOTALL)
"""Where the built page offers help, for who finds nothing."""
_ASK = re.compile(r'data-ask="([^"]*)" href="[^"]*"')
_FIELD = 'name="q"'
_TITLE = "<title>"


def results_page(page: str, results: Results) -> str:
    """`page` with one page of results, and links to the one before and the one after."""
    query = results.query
    if results.total or not query.text:
        page = _NEXT.sub("", page, count=1)
    addresses = {"before": _address(query, _before(results)), "after": _address(query, _after(results))}
    return _filled(page, query, _template().render(query=query, results=results, **addresses))


def unavailable_page(page: str, query: Query) -> str:
    """`page` with a notice that the search does not answer now."""
    return _filled(page, query, _template().render(query=query, results=None))


def _filled(page: str, query: Query, rows: str) -> str:
    if query.text:
        asked = escape(query.text)
        page = page.replace(_TITLE, f"{_TITLE}{asked} - ", 1).replace(_FIELD, f'{_FIELD} value="{asked}"', 1)
        page = _ASK.sub(lambda match: _asking(match[1], query.text), page, count=1)
    return _PLACE.sub(lambda _: rows, page, count=1)


def _asking(forum: str, words: str) -> str:
    """The attributes of the link to a new topic under the title `words`; `forum` is its address as it stands in the page."""
    return f'data-ask="{forum}" href="{escape(new_topic(unescape(forum), title=words))}"'


def _before(results: Results) -> int | None:
    """Where the results before these start; from beyond the end, the last ones."""
    query = results.query
    return max(0, min(query.offset, results.total) - query.limit) if query.offset and results.total else None


def _after(results: Results) -> int | None:
    end = results.query.offset + len(results.hits)
    return end if results.hits and end < results.total else None


def _address(query: Query, offset: int | None) -> str | None:
    if offset is None:
        return None
    limit = {"limit": query.limit} if query.limit != ON_A_PAGE else {}
    start = {"offset": offset} if offset else {}
    return "?" + urlencode({"q": query.text, "kind": sorted(query.kinds), **limit, **start}, doseq=True)


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("entraide.web")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["space"] = space
    return environment.get_template("results.html")
