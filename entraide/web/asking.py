"""What an address asks of the search: strictly for scripts, which are told their mistakes, leniently for readers.

In: the parameters of an address. Out: a Query. Knows no engine and no page.
"""

import re

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from entraide.kinds import KINDS
from search import Query, parse

LIMIT_MAX = 50
OFFSET_MAX = 10_000
ON_A_PAGE = 20
"""Results on one results page, unless the address says otherwise."""
_IN_AN_ANSWER = 10
_NUMBER = re.compile(r"[0-9]{1,5}")


def query_of_script(parameters: QueryParams) -> Query:
    """The query of `GET /api/search`; raises HTTPException 400 that names the parameter which is wrong."""
    kinds = [kind for kind in parameters.getlist("kind") if kind]
    if not set(kinds) <= set(KINDS):
        raise HTTPException(400, f"kind: one of {', '.join(KINDS)}")
    limit = _required(parameters, "limit", _IN_AN_ANSWER, LIMIT_MAX)
    offset = _required(parameters, "offset", 0, OFFSET_MAX)
    return parse(parameters.get("q", ""), kinds=kinds, limit=limit, offset=offset, prefix=True)


def query_of_reader(parameters: QueryParams) -> Query:
    """The query of the results page: what is wrong in the address counts as not said."""
    return parse(
        parameters.get("q", ""),
        kinds=[kind for kind in parameters.getlist("kind") if kind in KINDS],
        limit=_number(parameters.get("limit", ""), LIMIT_MAX) or ON_A_PAGE,
        offset=_number(parameters.get("offset", ""), OFFSET_MAX) or 0,
        prefix=True,
    )


def _required(parameters: QueryParams, name: str, default: int, most: int) -> int:
    number = _number(parameters.get(name, str(default)), most)
    if number is None:
        raise HTTPException(400, f"{name}: a whole number from 0 to {most}")
    return number


def _number(text: str, most: int) -> int | None:
    """The whole number from 0 to `most` that is written in `text`, None when there is none."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= most else None
