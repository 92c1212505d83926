"""Results of a search as the JSON of the API.

The JSON's keys are a promise to scripts.
"""

from typing import Any

from search import Hit, Results


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
