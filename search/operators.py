"""What a reader may write beside words: phrases in quotes, `-mot`, and filters: `logiciel:parme`, `rubrique:"Marchés publics"`.

In: one clean line. Out: its operators and the line with blanks in their place. What only looks like an operator is text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from search.text import fold, words

KIND_NAMES = {"fiche": "fiche", "forum": "forum", "lettre": "newsletter", "compte-rendu": "club", "actualite": "news"}
"""Names of kinds as readers say them, beside the ids of kinds."""
KINDS = ("fiche", "forum", "newsletter", "club", "news", "form")
"""In the order in which they are offered; a promise to scripts."""
FILTERS = {"logiciel": "software", "theme": "theme", "rubrique": "category", "annee": "year"}
"""Facets by the prefix that asks for one of their values."""
KIND_PREFIX = "type"

_QUOTED = r'"[^"]*"|«[^»]*»|“[^”]*”'
_FILTER = re.compile(rf"(?<!\S)(\w+):({_QUOTED}|[^\s\"«“]+)")
_PHRASE = re.compile(_QUOTED)
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_QUOTES = '"«»“” '


@dataclass(frozen=True, slots=True)
class Operators:
    """A line taken apart; `rest` is as long as the line, with phrases and without the others."""

    rest: str
    phrases: tuple[tuple[str, ...], ...]
    excluded: tuple[str, ...]
    kinds: frozenset[str]
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_operators(line: str) -> Operators:
    """The operators of `line`; an exclusion counts only beside something else that is asked."""
    kinds, filters = set[str](), dict[str, set[str]]()
    rest = line
    for match in _FILTER.finditer(line):
        facet, value = _meaning(fold(match[1]), match[2].strip(_QUOTES))
        if facet == "kind":
            kinds.add(value)
        elif facet:
            filters.setdefault(facet, set()).add(value)
        if facet:
            rest = _blanked(rest, match)
    outside = _PHRASE.sub(lambda match: " " * len(match[0]), rest)
    dashed = list(_EXCLUDED.finditer(outside))
    kept = outside
    for match in dashed:
        kept = _blanked(kept, match)
    is_narrowed = bool(kinds or filters)
    quoted = tuple(phrase for match in _PHRASE.finditer(rest) if (phrase := words(match[0])))
    excluded: tuple[str, ...] = ()
    if dashed and (is_narrowed or quoted or words(kept)):
        excluded = tuple(dict.fromkeys(word for match in dashed for word in words(match[1])))
        for match in dashed:
            rest = _blanked(rest, match)
    return Operators(
        rest=rest,
        phrases=tuple(phrase for phrase in dict.fromkeys(quoted) if len(phrase) > 1),
        excluded=excluded,
        kinds=frozenset(kinds),
        filters={facet: frozenset(values) for facet, values in filters.items()},
    )


def _meaning(prefix: str, value: str) -> tuple[str, str]:
    """The facet and its folded value, or two empty texts when these are no filter."""
    folded = " ".join(fold(value).split())
    if prefix == KIND_PREFIX:
        kind = KIND_NAMES.get(folded, folded)
        return ("kind", kind) if kind in KINDS else ("", "")
    facet = FILTERS.get(prefix, "")
    if not any(char.isalnum() for char in folded) or (facet == "year" and not _YEAR.fullmatch(folded)):
        return "", ""
    return facet, folded


def _blanked(line: str, match: re.Match[str]) -> str:
    return line[: match.start()] + " " * len(match[0]) + line[match.end() :]
