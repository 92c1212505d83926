"""Results of a search as the JSON of the API.

The JSON's keys are a promise to scripts.
"""

from typing import Any

from search import Hit, Results


def answer(results: Results) -> dict[str, Any]:
    """The object of `GET /api/search` and of `entraide search --json`; its facets only when they were asked for."""
    values = {
        name: [{"value": facet.value, "count": facet.count} for facet in facets] for name, facets in results.facets.items()
    }
    return {
        "query": results.query.text,
        "total": results.total,
        "complete": results.complete,
        "relaxed": results.relaxed,
        "dropped": list(results.dropped),
        "correction": results.correction,
        "hits": [_hit(hit) for hit in results.hits],
        **({"facets": values} if results.query.with_facets else {}),
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "category": " > ".join(hit.category),
        "date": hit.day.isoformat() if hit.day else None,
        "trust": hit.trust,
        "score": round(hit.score, 3),
        "short_answer": {"name": hit.short_answer.name, "text": hit.short_answer.text} if hit.short_answer else None,
        "excerpt": [{"text": span.text, "match": span.match} for span in hit.excerpt],
    }
