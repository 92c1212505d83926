"""What the index finds near a fiche."""

import pytest
from projects import FaqFolder

from entraide.documents import of_fiche
from entraide.faq import read_faq
from entraide.related import Related
from search import Document, IndexUnreadableError, Synonyms, open_engine

TITLES = {
    "copieur": "« Copieur » : numériser un document vers la messagerie",
    "scanner": "Scanner : numériser un document vers la messagerie",
    "paie": "Bulletin de paie des élus",
}


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine):
        self.engine = engine
        self.asked = 0

    def search(self, query):
        self.asked += 1
        return self.engine.search(query)


@pytest.fixture
def faq(tmp_path):
    folder = FaqFolder(tmp_path / "faq")
    for name, title in TITLES.items():
        folder.fiche(f"materiel/{name}.md", titre=f'"{title}"')
    return {fiche.title: fiche for fiche in read_faq(folder.path)[0].fiches}


@pytest.fixture
def engine(tmp_path, faq):
    engine = open_engine("whoosh:index", synonyms=Synonyms(), root=tmp_path)
    thread = Document(
        id="forum/7", kind="forum", title="Numériser un document du copieur vers la messagerie ?", url="/forum/7/", version="1"
    )
    section = Document(
        id="clubs/2#s",
        kind="club",
        title="Copieur : le document numérisé va vers la messagerie",
        url="/clubs/2/#s",
        version="1",
    )
    letter = Document(id="lettres/1", kind="newsletter", title="Numériser un document", url="/lettres/1/", version="1")
    engine.replace([*map(of_fiche, faq.values()), thread, section, letter])
    yield Counting(engine)
    engine.close()


def test_near_are_fiches_threads_and_reports_of_the_same_subject_but_not_itself(faq, engine):
    near = Related(lambda: engine)(faq[TITLES["copieur"]])
    assert near[0] == "/faq/materiel/scanner/"
    assert set(near[1:]) == {"/forum/7/", "/clubs/2/"}


def test_the_index_is_asked_once_until_answers_are_renewed(faq, engine):
    related = Related(lambda: engine)
    first = [related(fiche) for fiche in faq.values()]
    asked = engine.asked
    assert [related(fiche) for fiche in faq.values()] == first
    assert engine.asked == asked
    related.renew()
    assert [related(fiche) for fiche in faq.values()] == first
    assert engine.asked == 2 * asked


def test_without_an_index_nothing_is_near_and_it_is_asked_again_later(faq, engine):
    there = []

    def current():
        if not there:
            raise IndexUnreadableError("there is no index")
        return engine

    related, fiche = Related(current), faq[TITLES["copieur"]]
    assert related(fiche) == ()
    there.append(True)
    assert related(fiche) != ()
