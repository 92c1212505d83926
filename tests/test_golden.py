"""What agents ask of the real content, and what they must find: the gate for every change of the search or of its synonyms."""

import unicodedata
from pathlib import Path

import pytest
from in_process import read_here
from projects import ROOT, Project

from entraide import evaluation, pipeline
from entraide.config import read_settings
from entraide.indexing import update_search
from search import measure, measure_kinds
from search.evaluate import failures

GOLDEN = ROOT / "tests" / "golden"
KINDS = {"acronym", "body", "code", "no-accent", "plural", "sentence", "synonym", "title", "typo"}
IN_ALL, IN_EACH, LOST_BY_TYPOS = 0.95, 0.85, 0.03


class Asked:
    """The golden queries over an index of the repository's content."""

    def __init__(self, folder: Path) -> None:
        settings = read_settings(Project(folder).path / "entraide.yml")
        with pytest.MonkeyPatch.context() as patch, pipeline.open_store(settings) as store:
            read_here(patch)
            pipeline.sync_local_sources(settings, store, lambda *_: None)
            self.engine, _ = update_search(settings, pipeline.read_checked_faq(settings), store)
        self.judged = evaluation.read_golden(GOLDEN, tuple(self.engine.versions()))
        self.texts, self.mistyped = evaluation.texts(self.judged, typos=True)
        self.found = evaluation.rankings(self.engine, self.texts)

    def missed(self, kind: str = "") -> list[str]:
        """Texts of the queries that fail, for the message of a test."""
        names = failures(self.found, self.judged.right, 5)
        return [self.texts[name] for name in names if self.judged.queries[name].kind.startswith(kind)]

    def differing(self, change) -> list[str]:
        """Texts that find something else once they are changed."""
        changed = evaluation.rankings(self.engine, {name: change(text) for name, text in self.texts.items()})
        return [text for name, text in self.texts.items() if changed[name] != self.found[name]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    asked = Asked(tmp_path_factory.mktemp("golden") / "project")
    yield asked
    asked.engine.close()


def without_accents(text):
    return "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")


def test_there_are_enough_queries_of_each_kind_and_all_are_judged(asked):
    kinds = [query.kind for query in asked.judged.queries.values()]
    assert set(kinds) == KINDS
    assert min(kinds.count(kind) for kind in KINDS) >= 15
    assert asked.judged.right.keys() == asked.judged.queries.keys()
    assert len({query.text for query in asked.judged.queries.values()}) == len(kinds) >= 160


def test_the_right_answer_is_among_the_first_five(asked):
    assert measure(asked.found, asked.judged.right).hits[5] >= IN_ALL, asked.missed()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_right_answer_is_among_the_first_five_for_each_kind(asked, kind):
    kinds = {name: query.kind for name, query in asked.judged.queries.items()}
    assert measure_kinds(asked.found, asked.judged.right, kinds)[kind].hits[5] >= IN_EACH, asked.missed(kind)


@pytest.mark.parametrize("change", [without_accents, str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text)])
def test_accents_capitals_and_their_encoding_make_no_difference(asked, change):
    assert asked.differing(change) == []


def test_a_typo_in_each_query_loses_little(asked):
    found = evaluation.rankings(asked.engine, asked.mistyped)
    plain, mistyped = (measure(its, asked.judged.right).hits[5] for its in (asked.found, found))
    lost = set(failures(found, asked.judged.right, 5)) - set(failures(asked.found, asked.judged.right, 5))
    assert mistyped >= plain - LOST_BY_TYPOS, [asked.mistyped[name] for name in sorted(lost)]
