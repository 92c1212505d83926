"""What else answers the question of a fiche, as the index has it.

In: an engine. Out: for a fiche, addresses of other fiches, threads and reports. What pages make of them is their business.
"""

import re
from collections.abc import Callable

from entraide.drafting import alike
from entraide.faq import Faq, Fiche
from search import Engine, Query, SearchError, parse

_KINDS = (("fiche", "news"), ("forum", "club"))
_HITS = 12
_ANSWERS = 3
_SIGNS = re.compile(r'["“”«»:]|(?<!\S)-')
_ENOUGH = 0.25
"""Of the score that the fiche itself has; what has less shares a common word or two with its title."""


class Related:
    """Asks the index once for each title; `renew` when the answers may have changed enough to ask again."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._known: dict[str, tuple[str, ...]] = {}

    def renew(self) -> None:
        """Forget the answers."""
        self._known.clear()

    def __call__(self, fiche: Fiche) -> tuple[str, ...]:
        """Absolute paths on the site, the nearest first of each kind; none where there is no index to ask."""
        if fiche.title not in self._known:
            try:
                self._known[fiche.title] = self._ask(fiche)
            except SearchError:
                return ()
        return self._known[fiche.title]

    def _ask(self, fiche: Fiche) -> tuple[str, ...]:
        # Keywords beside the title would ask for what only the fiche itself holds.
        queries = [query_of_title(fiche.title, kinds) for kinds in _KINDS]
        found = [self._engine().search(query).hits for query in queries]
        own = max((hit.score for hit in found[0]), default=0.0)
        near = (hit.url.partition("#")[0] for hits in found for hit in hits if hit.score >= _ENOUGH * own)
        return tuple(url for url in dict.fromkeys(near) if url != fiche.url)


def query_of_title(title: str, kinds: tuple[str, ...]) -> Query:
    """What asks for a title, which is no command: quotation marks and colons in it are not operators."""
    return parse(_SIGNS.sub(" ", title), kinds=kinds, limit=_HITS, with_excerpts=False)


def may_answer(engine: Callable[[], Engine], faq: Faq, title: str) -> tuple[Fiche, ...]:
    """Fiches that may answer already what a fiche of that title would: called nearly the same, or with all its words."""
    found = {fiche.url: fiche for fiche in alike(title, (*faq.fiches, *faq.drafts))}
    shown = {fiche.url: fiche for fiche in faq.fiches}
    try:
        results = engine().search(query_of_title(title, ("fiche", "news")))
    except SearchError:
        return tuple(found.values())  # without an index, titles must do
    urls = [hit.url.partition("#")[0] for hit in results.hits[: min(results.complete, _ANSWERS)]]
    return tuple((found | {url: shown[url] for url in urls if url in shown}).values())
