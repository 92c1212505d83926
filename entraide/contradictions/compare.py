"""Which claims cannot both hold, and which of the two is probably out of date.

In: sources. Out: contradictions, the newest first; a passage that is out of date is named once, beside the best that
contradicts it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from entraide.contradictions import figures, wordings
from entraide.contradictions.model import Claim, Contradiction, Passage, Source
from entraide.contradictions.words import same_subject, strong

_CROWD = 100
"""Claims with one word from which on only the newest are compared with others."""
_LONGEST = 280
_YEAR_AWAY = 400
"""Days: a date that near its text is that of the year's calendar."""
_ONCE = ("obligatoire", "vigueur", "généralis", "remplac")


def contradictions(sources: Iterable[Source]) -> tuple[Contradiction, ...]:
    """Pairs of passages of different sources that disagree."""
    claims, mentioned = list[Claim](), dict[str, frozenset[str]]()
    for source in sources:
        counted = [*figures.claims(source)]
        if counted:
            mentioned[source.id] = figures.mentions(source)
        claims += [*counted, *_consistent([*wordings.claims(source)])]
    found = [_ordered(one, other) for one, other in _pairs(claims) if _disagree(one, other, mentioned)]
    return _best(found)


def _consistent(claims: list[Claim]) -> Iterator[Claim]:
    """Without what a source puts at both poles itself: it tells of a change, or of cases."""
    for claim in claims:
        others = (other for other in claims if other.what == claim.what and other.value != claim.value)
        if not any(wordings.is_of_way(claim.what) or _alike(claim, other) for other in others):
            yield claim


def _pairs(claims: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Claims of different sources and values that may be on the same thing.

    Two thirds of what one says are in the other, so that one of the rarest words of the last third and one more is in both.
    """
    holders = defaultdict[tuple[str, str], list[int]](list)
    order = sorted(range(len(claims)), key=lambda number: (_age(claims[number]), claims[number].source.id), reverse=True)
    cores = [strong(claim.words.core) for claim in claims]
    for number in order:
        for word in cores[number] | strong(claims[number].words.title):
            holders[claims[number].what, word].append(number)
    seen = set[tuple[int, int]]()
    for number in order:
        claim = claims[number]
        rare = sorted(cores[number], key=lambda word: (len(holders[claim.what, word]), word))
        for word in rare[: len(rare) // 3 + 1]:
            seen.update(
                (min(number, other), max(number, other))
                for other in holders[claim.what, word][:_CROWD]
                if claims[other].value != claim.value and claims[other].source.id != claim.source.id
            )
    for first, second in sorted(seen):
        yield claims[first], claims[second]


def _disagree(one: Claim, other: Claim, mentioned: dict[str, frozenset[str]]) -> bool:
    if wordings.is_of_way(one.what):
        return True
    if one.numbers != other.numbers or (one.since and other.since and one.since != other.since):
        return False
    # Who tells both values tells of a change.
    if other.value in mentioned.get(one.source.id, ()) or one.value in mentioned.get(other.source.id, ()):
        return False
    if one.what in {figures.START, figures.LIMIT} and _of_their_years(one, other):
        return False
    return _alike(one, other)


def _alike(one: Claim, other: Claim) -> bool:
    return same_subject(one.words, other.words)


def _of_their_years(one: Claim, other: Claim) -> bool:
    """Whether two dates are those of two years: what is due each year has another date each year."""
    years = [int(claim.value[-4:]) for claim in (one, other)]
    if years[0] == years[1] or all(any(word in claim.sentence for word in _ONCE) for claim in (one, other)):
        return False
    days = [claim.paragraph.day for claim in (one, other)]
    return all(day is None or abs((day - date(year, 7, 1)).days) <= _YEAR_AWAY for day, year in zip(days, years, strict=True))


def _age(claim: Claim) -> tuple[str, int, date, bool]:
    """Sorts what is out of date first: by the day from which on it holds, the newest law, its own day, its kind."""
    law = claim.source.last_law if ":" in claim.what else 0
    return claim.since[-4:], law, claim.paragraph.day or date.min, claim.source.kind == "fiche"


def _ordered(one: Claim, other: Claim) -> Contradiction:
    older, newer = sorted((one, other), key=_age)
    return Contradiction(what=older.what, newer=_passage(newer), older=_passage(older))


def _passage(claim: Claim) -> Passage:
    source, line = claim.source, claim.paragraph.line
    return Passage(
        id=source.id,
        title=source.title,
        url=source.url,
        kind=source.kind,
        place=f"{source.file}:{line}" if source.file else source.url,
        day=claim.paragraph.day,
        value=claim.shown,
        excerpt=claim.sentence if len(claim.sentence) <= _LONGEST else claim.sentence[: _LONGEST - 1].rsplit(" ", 1)[0] + "…",
    )


def _best(found: list[Contradiction]) -> tuple[Contradiction, ...]:
    """One for each source that is out of date and each pair: beside a fiche rather than a message, and the newest."""
    best = dict[tuple[str, str], Contradiction]()
    for each in sorted(found, key=_rank):
        subject = each.what.partition(" : ")[0]
        best.setdefault((each.older.id, subject), each)
    pairs = {frozenset((each.older.id, each.newer.id)): each for each in reversed(best.values())}
    return tuple(sorted(pairs.values(), key=_newest_last, reverse=True))


def _newest_last(each: Contradiction) -> tuple[date, str, str]:
    return each.newer.day or date.min, each.newer.id, each.older.id


def _rank(each: Contradiction) -> tuple[bool, int, str, str]:
    return each.newer.kind != "fiche", -(each.newer.day or date.min).toordinal(), each.newer.id, each.older.excerpt
