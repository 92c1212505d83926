"""The documents that the project began with, as text and as typeset PDF: each word finds the document that holds it."""

import functools
import re
import shutil

import pytest
from beside import SHARED

from entraide.faq import read_faq
from entraide.indexing import update_index
from entraide.tagging import Tagger
from forum_sync import FolderSource, Store, sync
from search import Synonyms, open_engine, parse

SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
RIGHT = {
    "profil": {"001", "002"},
    "affiner": {"002"},
    "software": {"002", "004"},
    "différents": {"000", "002", "003"},
    "collectivités": {"000", "001", "002", "003", "004"},
    "appairage": {"000"},
    "télésauvegarde": {"000"},
}
"""Seeds that hold the word, by the beginning of their names; the first hit must be one of them, and all must be found."""

pytestmark = pytest.mark.skipif(not SEEDS, reason="the documents are not beside the checkout")


def typeset(text, columns):
    typst = pytest.importorskip("typst")
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]
    body = "\n\n".join(re.sub(r"([\\#$*_`<>@\[\]~=+/\-])", r"\\\1", paragraph) for paragraph in paragraphs)
    setup = f'#set page(paper: "a4", columns: {columns})\n#set text(lang: "fr", hyphenate: true)\n#set par(justify: true)\n'
    return typst.compile((setup + body).encode())


@functools.cache
def write_seeds(folder, form):
    folder.mkdir()
    for seed in SEEDS:
        if form == "txt":
            shutil.copy(seed, folder / seed.name)
        else:
            (folder / f"{seed.stem}.pdf").write_bytes(typeset(seed.read_text(encoding="utf-8"), int(form[-1])))


@pytest.fixture(scope="module", params=["txt", "pdf 1", "pdf 2"])
def found(request, tmp_path_factory):
    """What a search finds among the seeds in one form, as the beginnings of their names."""
    root = tmp_path_factory.mktemp("seeds")
    write_seeds(root / "documents", request.param)
    faq = read_faq(root)[0]
    engine = open_engine("whoosh:index", synonyms=Synonyms((), ()), root=root)
    with Store.open(root / "mirror.db") as store:
        report = sync(store, FolderSource("lettres", "newsletter", root / "documents"))
        assert (report.read, report.troubles) == (len(SEEDS), ())
        update_index(engine, faq, store, {"lettres": "Lettres"}, Tagger(faq))
        items = {item.id.partition("/")[2][:3]: item for item in store.items()}

    def search(text):
        return [hit.id.partition("/")[2][:3] for hit in engine.search(parse(text, limit=100)).hits]

    yield search, items
    engine.close()


@pytest.mark.parametrize("word", RIGHT)
def test_a_word_finds_the_documents_that_hold_it(found, word):
    search, _ = found
    hits = search(word)
    assert hits[0] in RIGHT[word]
    assert RIGHT[word] <= set(hits)


def test_the_access_code_that_one_of_them_prints_is_nowhere(found):
    search, items = found
    assert "biip2020" not in items["000"].html
    assert items["000"].warnings == ("holds-code",)
    assert items["000"].original == ""
    assert "000" not in search("biip2020")
