"""What an address asks of the search: strictly for scripts, which are told their mistakes, leniently for readers.

In: the parameters of an address. Out: what is asked, its Query, and the addresses of what might be asked next. Knows no engine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from search import FACETS, KINDS, Query, Sort, parse

LIMIT_MAX = 50
OFFSET_MAX = 10_000
ON_A_PAGE = 20
"""Results on one results page, unless the address says otherwise."""
_IN_AN_ANSWER = 10
_SORTS: dict[str, Sort] = {name: name for name in get_args(Sort)}
_MOST_VALUES, _LONGEST_VALUE = 10, 100
_NUMBER = re.compile(r"[0-9]{1,5}")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as its address says it: what is typed in the field, and what is chosen beside it."""

    text: str
    chosen: Mapping[str, tuple[str, ...]]
    """Values by name in FACETS; a name without values is left out."""
    sort: Sort = "relevance"
    with_facets: bool = False
    limit: int = ON_A_PAGE
    offset: int = 0

    @property
    def query(self) -> Query:
        """The query for an engine, made anew; its last word may be unfinished."""
        return parse(
            self.text,
            kinds=self.chosen.get("kind", ()),
            filters={name: values for name, values in self.chosen.items() if name != "kind"},
            sort=self.sort,
            with_facets=self.with_facets,
            limit=self.limit,
            offset=self.offset,
            prefix=True,
        )

    def at(self, offset: int) -> Self:
        """Another page of the same results."""
        return replace(self, offset=offset)

    def sorted_by(self, sort: Sort) -> Self:
        """The same results in another order, from the first."""
        return replace(self, sort=sort, offset=0)

    def of(self, name: str, value: str | None) -> Self:
        """From the first, the results that have this value of a facet alone; any value of it when None."""
        others = {other: values for other, values in self.chosen.items() if other != name}
        return replace(self, chosen=others | ({} if value is None else {name: (value,)}), offset=0)

    def without(self, name: str, value: str) -> Self:
        """From the first, the results when a chosen value is chosen no more."""
        rest = tuple(other for other in self.chosen[name] if other != value)
        chosen = {other: rest if other == name else values for other, values in self.chosen.items()}
        return replace(self, chosen={other: values for other, values in chosen.items() if values}, offset=0)

    def address(self, text: str) -> str:
        """The address of the results page that asks this of `text`, relative to that page."""
        chosen = {name: sorted(self.chosen[name]) for name in FACETS if name in self.chosen}
        sort = {"sort": self.sort} if self.sort != "relevance" else {}
        limit = {"limit": self.limit} if self.limit != ON_A_PAGE else {}
        start = {"offset": self.offset} if self.offset else {}
        return "?" + urlencode({"q": text, **chosen, **sort, **limit, **start}, doseq=True)


def asked_by_script(parameters: QueryParams) -> Asked:
    """What `GET /api/search` asks; raises HTTPException 400 that names the parameter which is wrong."""
    chosen = _chosen(parameters)
    for name, values in chosen.items():
        if len(values) > _MOST_VALUES or not all(_is_value(name, value) for value in values):
            raise HTTPException(400, f"{name}: {_EXPECTED.get(name, _EXPECTED_TEXT)}")
    return Asked(
        text=parameters.get("q", ""),
        chosen=chosen,
        sort=_SORTS[_one_of(parameters, "sort", tuple(_SORTS))],
        with_facets=_one_of(parameters, "facets", ("0", "1")) == "1",
        limit=_required(parameters, "limit", _IN_AN_ANSWER, LIMIT_MAX),
        offset=_required(parameters, "offset", 0, OFFSET_MAX),
    )


def asked_by_reader(parameters: QueryParams) -> Asked:
    """What the results page is asked: what is wrong in the address counts as not said."""
    chosen = {
        name: tuple(value for value in values if _is_value(name, value))[:_MOST_VALUES]
        for name, values in _chosen(parameters).items()
    }
    return Asked(
        text=parameters.get("q", ""),
        chosen={name: values for name, values in chosen.items() if values},
        sort=_SORTS.get(parameters.get("sort", ""), "relevance"),
        with_facets=True,
        limit=_number(parameters.get("limit", ""), LIMIT_MAX) or ON_A_PAGE,
        offset=_number(parameters.get("offset", ""), OFFSET_MAX) or 0,
    )


_EXPECTED = {"kind": f"one of {', '.join(KINDS)}", "year": "four digits"}
_EXPECTED_TEXT = f"at most {_MOST_VALUES} texts of at most {_LONGEST_VALUE} characters"


def _chosen(parameters: QueryParams) -> dict[str, tuple[str, ...]]:
    """What stands in the address for each facet, right or wrong; an empty value is none."""
    stated = {name: dict.fromkeys(filter(None, map(str.strip, parameters.getlist(name)))) for name in FACETS}
    return {name: tuple(values) for name, values in stated.items() if values}


def _is_value(name: str, value: str) -> bool:
    match name:
        case "kind":
            return value in KINDS
        case "year":
            return _YEAR.fullmatch(value) is not None
    return len(value) <= _LONGEST_VALUE and value.isprintable()


def _one_of(parameters: QueryParams, name: str, values: tuple[str, ...]) -> str:
    value = parameters.get(name, values[0])
    if value not in values:
        raise HTTPException(400, f"{name}: one of {', '.join(values)}")
    return value


def _required(parameters: QueryParams, name: str, default: int, most: int) -> int:
    number = _number(parameters.get(name, str(default)), most)
    if number is None:
        raise HTTPException(400, f"{name}: a whole number from 0 to {most}")
    return number


def _number(text: str, most: int) -> int | None:
    """The whole number from 0 to `most` that is written in `text`, None when there is none."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= most else None
