"""Open the index to search in, with the synonyms of the FAQ. Knows no mirror: a search loads nothing of it.

In: Settings. Out: an Engine, which the caller closes, or what is related to a fiche.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

from entraide.config import Settings
from entraide.faq import Fiche, read_synonyms
from entraide.related import Related
from search import Engine, SearchError, Synonyms, open_engine


def open_search(settings: Settings) -> Engine:
    """The index to search in, with the synonyms of the FAQ; IndexUnreadableError when it is missing or must be made anew."""
    # Problems in the file of synonyms are the lint's business.
    synonyms = Synonyms(*read_synonyms(settings.paths.faq, []))
    return open_engine(settings.search.engine, synonyms=synonyms, root=settings.root, create=False)


@contextmanager
def related(settings: Settings) -> Iterator[Callable[[Fiche], Sequence[str]]]:
    """What else answers the question of a fiche, by the index as it is; nothing where there is none."""
    try:
        engine = open_search(settings)
    except SearchError:
        yield lambda _: ()
        return
    with closing(engine):
        yield Related(lambda: engine)
