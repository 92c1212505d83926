"""Results of a search as the JSON of the API and as rows of the results page, for readers without JavaScript.

The JSON's keys are a promise to scripts; the words of the page are in its template.
"""

from functools import cache
from html import escape
from typing import Any

import jinja2

from entraide.site.typography import space
from search import Hit, Results

PLACE = "<!--resultats-->"
"""Where the built results page leaves room for the rows."""


FIELD = 'name="q"'


def answer(results: Results) -> dict[str, Any]:
    """The object of `GET /api/search` and of `entraide search --json`."""
    return {
        "query": results.query.text,
        "total": results.total,
        "relaxed": results.relaxed,
        "hits": [_hit(hit) for hit in results.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "category": " > ".join(hit.category),
        "date": hit.day.isoformat() if hit.day else None,
        "score": round(hit.score, 3),
        "excerpt": [{"text": span.text, "match": span.match} for span in hit.excerpt],
    }


def results_page(page: str, results: Results) -> str:
    """The built results page with the rows in place, and what was asked still in the search box."""
    asked = f'{FIELD} value="{escape(results.query.text)}"'
    return page.replace(PLACE, _template().render(answer(results))).replace(FIELD, asked)


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("entraide.web")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["space"] = space
    return environment.get_template("results.html")
