"""The results page: the built page with what was asked in its title and field, and the answer in the place left for it.

In: the built page and what is asked, with its results or without when there are none to be had. Out: HTML. Knows no request.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from html import escape, unescape
from urllib.parse import urlencode

import jinja2

from entraide.site.new_topic import new_topic
from entraide.site.typography import space
from entraide.web.asking import Asked
from search import FACETS, Results, Sort, fold, parse

_PLACE = re.compile(r"<!--resultats-->.*?<!--/resultats-->", re.DOTALL)
"""What the built page says where no service answers."""
_NEXT = re.compile(r"<!--suites-->.*?<!--/suites-->", re.DOTALL)
"""Where the built page offers help, for who finds nothing."""
_ASK = re.compile(r'data-ask="([^"]*)" href="[^"]*"')
_HAND = re.compile(r'data-hand href="([^"]*)"')
"""Links to the request forms, to which what was typed is handed along."""
_FIELD = 'name="q"'
_TITLE = "<title>"
_WORD = re.compile(r"[^\s«»\"“”,;:!?()]+")
_CODE = re.compile(r"(?=.*\d)[\w.\-/]{3,}")
"""One word with a digit in it: a code or the number of an error."""
_OLD = 3
"""Years from which on a result says its year and its age only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A link to other results of the same search."""

    value: str
    address: str
    count: int = 0
    current: bool = False


def results_page(page: str, asked: Asked, results: Results, today: date) -> str:
    """`page` with one page of results, and links to those before and after, to other orders and to parts of them."""
    text = results.query.text
    if not (text or asked.chosen) or (results.total and not results.relaxed):
        page = _NEXT.sub("", page, count=1)
    before, after = _before(asked, results), _after(asked, results)
    kept, lost = _kept_and_lost(results)
    rows = _template().render(
        asked=asked,
        text=text,
        results=results,
        is_code=_CODE.fullmatch(text) is not None,
        kept=kept,
        lost=lost,
        age=partial(_age, today=today),
        sorts=_sorts(asked, text),
        chosen=list(_chosen(asked, text)),
        facets=_facets(asked, results),
        corrected=asked.at(0).address(results.correction),
        everywhere=Asked(text=text, chosen={}).address(text),
        before=None if before is None else asked.at(before).address(text),
        after=None if after is None else asked.at(after).address(text),
    )
    return _filled(page, text, rows)


def facet_words() -> Mapping[str, Mapping[str, str]]:
    """The words of the page for facets, kinds and orders, for a page that makes its results by itself."""
    words = _environment().get_template("results_words.html").module
    return {name: getattr(words, name) for name in ("facet_names", "kinds", "sort_names")}


def unavailable_page(page: str, asked: Asked) -> str:
    """`page` with a notice that the search does not answer now."""
    return _filled(page, asked.query.text, _template().render(results=None))


def _filled(page: str, text: str, rows: str) -> str:
    if text:
        shown = escape(text)
        page = page.replace(_TITLE, f"{_TITLE}{shown} - ", 1).replace(_FIELD, f'{_FIELD} value="{shown}"', 1)
        page = _ASK.sub(lambda match: _asking(match[1], text), page, count=1)
        page = _HAND.sub(lambda match: f'data-hand href="{match[1]}?{escape(urlencode({"titre": text}))}"', page)
    return _PLACE.sub(lambda _: rows, page, count=1)


def _asking(forum: str, words: str) -> str:
    """The attributes of the link to a new topic under the title `words`; `forum` is its address as it stands in the page."""
    return f'data-ask="{forum}" href="{escape(new_topic(unescape(forum), title=words))}"'


def _before(asked: Asked, results: Results) -> int | None:
    """Where the results before these start; from beyond the end, the last ones."""
    return max(0, min(asked.offset, results.total) - asked.limit) if asked.offset and results.total else None


def _after(asked: Asked, results: Results) -> int | None:
    end = asked.offset + len(results.hits)
    return end if results.hits and end < results.total else None


def _kept_and_lost(results: Results) -> tuple[list[str], list[str]]:
    """The words asked, as they were typed or else corrected: those that count and those given up."""
    text = results.correction or results.query.text
    typed = {fold(word): word for word in _WORD.findall(text)}
    words = [(word, typed.get(word, word)) for word in parse(text).words]
    dropped = set(map(fold, results.dropped))
    return [word for key, word in words if key not in dropped], [word for key, word in words if key in dropped]


def _sorts(asked: Asked, text: str) -> list[Choice]:
    orders: tuple[Sort, ...] = ("relevance", "date")
    return [Choice(value=sort, address=asked.sorted_by(sort).address(text), current=asked.sort == sort) for sort in orders]


def _chosen(asked: Asked, text: str) -> Iterator[tuple[str, Choice]]:
    """Each chosen value with its facet's name; its link leaves it out."""
    for name in FACETS:
        for value in asked.chosen.get(name, ()):
            yield name, Choice(value=value, address=asked.without(name, value).address(text))


def _facets(asked: Asked, results: Results) -> list[tuple[str, list[Choice]]]:
    """By facet, values that leave some of the results out; a facet of which a value is chosen offers no other."""
    text = results.query.text
    offered = {
        name: [
            Choice(value=facet.value, count=facet.count, address=asked.of(name, facet.value).address(text))
            for facet in results.facets.get(name, ())
            if 0 < facet.count < results.total
        ]
        for name in FACETS
        if name not in asked.chosen
    }
    if "year" in offered:
        offered["year"].sort(key=lambda choice: choice.value, reverse=True)
    return [(name, choices) for name, choices in offered.items() if choices]


def _age(day: date | None, *, today: date) -> int:
    """Whole years since `day` where they are many enough to be said, 0 otherwise."""
    if day is None:
        return 0
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return years if years >= _OLD else 0


def _template() -> jinja2.Template:
    return _environment().get_template("results.html")


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("entraide.web")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["space"] = space
    return environment
