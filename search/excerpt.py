"""The passage of a document that answers a query, with the words that match marked.

In: stored text, stems that count with their weights. Out: spans of the text as written. Knows no index and no HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, takewhile

from search.model import Document, Hit, Span
from search.text import Token, matching

LENGTH = 200
"""Characters of a passage, white space counted as it stands."""
_LEAD = 80
"""Characters before the first match, at most."""
_CUT = ("…", False)
_SENTENCE_END = re.compile(r"[.!?…:;]\s+|\s*\n\s*")


def make_hit(document: Document, score: float, weights: Mapping[str, float] | None, prefix: str) -> Hit:
    """The document as a result, with its excerpt unless there are no `weights`; the title is no part of that."""
    text = "\n".join(part for part in (document.question, document.answer, document.body) if part)
    return Hit(
        id=document.id,
        kind=document.kind,
        title=document.title,
        url=document.url,
        category=(*document.category, document.part_of) if document.part_of else document.category,
        day=document.day,
        trust=document.trust,
        score=score,
        excerpt=() if weights is None else excerpt(text, weights, prefix=prefix),
    )


def excerpt(text: str, weights: Mapping[str, float], *, prefix: str = "") -> tuple[Span, ...]:
    """The passage with the most weight of distinct stems, or the beginning when none matches; () for an empty text.

    Words that begin with `prefix`, when there is one, match too. A cut is shown by an ellipsis, white space is one blank.
    """
    clean = text.strip()
    matches = [*matching(clean, weights, prefix)]
    start, end = _bounds(clean, *_densest(matches, weights))
    marked = {place for token in matches for place in range(max(token.start, start), min(token.end, end))}
    runs = [("".join(clean[place] for place in run), match) for match, run in groupby(range(start, end), marked.__contains__)]
    cut = [_CUT] * (start > 0) + runs + [_CUT] * (end < len(clean))
    joined = (("".join(text for text, _ in group), match) for match, group in groupby(cut, lambda run: run[1]))
    return tuple(Span(text=re.sub(r"\s+", " ", text), match=match) for text, match in joined)


def _densest(matches: Sequence[Token], weights: Mapping[str, float]) -> tuple[int, int]:
    """Start and end of the matches to show: of those within a passage the weightiest, then the closest, then the first."""
    best = (0.0, 0, 0, 0)
    for first, opening in enumerate(matches):
        distinct = {token.stem: token for token in reversed([*_within(matches, first, opening.start + LENGTH)])}
        start, end = opening.start, max((token.end for token in distinct.values()), default=opening.end)
        spread = max((token.start for token in distinct.values()), default=start) - start
        best = max(best, (sum(weights.get(stem, 1) for stem in distinct), -spread, start, end), key=lambda its: its[:2])
    return best[2:]


def _within(matches: Sequence[Token], first: int, limit: int) -> Iterator[Token]:
    return takewhile(lambda token: token.end <= limit, islice(matches, first, None))


def _bounds(text: str, first: int, last: int) -> tuple[int, int]:
    """Where to cut: at the start of a sentence if one is near, else between words."""
    earliest = max(0, first - max(0, min(_LEAD, LENGTH - (last - first))))
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first)]
    blank = text.find(" ", earliest, first) + 1
    start = (sentences[-1] if sentences else blank or first) if earliest else 0
    if start + LENGTH >= len(text):
        return start, len(text)
    end = max(text.rfind(" ", last, start + LENGTH + 1), text.rfind("\n", last, start + LENGTH + 1))
    return start, len(text[: end if end > start else start + LENGTH].rstrip())
