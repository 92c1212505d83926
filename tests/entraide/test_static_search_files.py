"""The files of the page's own search, without a browser."""

import gzip
import json
import subprocess
from dataclasses import replace
from datetime import date, timedelta

import pytest

from entraide import pagefind, static_search
from entraide.errors import BuildError
from entraide.static_search import write_search
from search import Document, Synonyms

FICHE = Document(
    id="fiche:a",
    kind="fiche",
    title='L’<accès> & "co"',
    url="/faq/a/",
    version="1",
    trust="reviewed",
    category=("Logiciel", "Paie"),
    day=date(2026, 9, 14),
    body="Texte",
)
NEWEST = date(2026, 9, 30)
needs_pagefind = pytest.mark.skipif(not pagefind.is_installed(), reason="Pagefind is not installed: it is the extra `static`")


def thread(number, version="1"):
    """The newest one has the number 0, each other one is half a day older."""
    day = NEWEST - timedelta(days=number // 2)
    words = " ".join(f"mot{(31 * number + place) % 997}" for place in range(20))
    return Document(
        id=f"forum/{number}",
        kind="forum",
        title=f"Sujet {number}",
        url=f"/forum/{number}/",
        version=version,
        day=day,
        body=words,
    )


def rules(folder):
    return json.loads((folder / "rules.json").read_bytes())


def files(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """An index of a fiche and of 600 discussions, some of which are old."""
    folder = tmp_path_factory.mktemp("written") / "pagefind"
    write_search([FICHE, *map(thread, range(600))], Synonyms(), folder)
    return folder


@needs_pagefind
def test_only_what_the_page_loads_is_written(written):
    assert {file.name for file in written.iterdir()} == {"archive", "fiches", "recent", "rules.json", "words.txt"}
    names = {file.name.split(".")[0] for file in (written / "fiches").iterdir()}
    assert names == {"content", "facts", "fragment", "index", "pagefind", "pagefind-entry", "pagefind-worker", "wasm"}


@needs_pagefind
def test_old_discussions_have_an_index_of_their_own_cut_at_a_month(written):
    sizes = {index["name"]: index["documents"] for index in rules(written)["indexes"]}
    assert list(sizes) == ["fiches", "recent", "archive"]
    assert sizes["fiches"] == 1
    assert 500 <= sizes["recent"] < 600
    facts = {name: json.loads((written / name / "facts.json").read_bytes()) for name in sizes}
    assert min(facts["recent"]["days"]) > max(facts["archive"]["days"])
    assert date.fromordinal(min(facts["recent"]["days"])).day == 1


@needs_pagefind
def test_a_word_costs_a_few_kilobytes(written):
    sizes = [file.stat().st_size for file in written.glob("recent/index/*/*")]
    assert sum(sizes) > 4 * max(sizes)
    assert max(sizes) < 8_000


@needs_pagefind
def test_a_new_message_makes_one_index_anew(written, tmp_path, monkeypatch):
    made = []
    make = pagefind.make_index
    monkeypatch.setattr(pagefind, "make_index", lambda pages, folder: made.append(folder.name) or make(pages, folder))
    news = [replace(thread(0), version="2", body="Zorglub"), *map(thread, range(1, 600))]
    write_search([FICHE, *news], Synonyms(), tmp_path / "pagefind", former=written)
    assert made == [".recent"]
    before, after = files(written), files(tmp_path / "pagefind")
    for name in ("fiches", "archive"):
        assert {file: its for file, its in before.items() if file.startswith(name)} == {
            file: its for file, its in after.items() if file.startswith(name)
        }
    found = b"".join(gzip.decompress(its) for file, its in after.items() if file.endswith(".pf_index"))
    assert b"zorglub" in found


@needs_pagefind
def test_other_synonyms_make_all_anew(written, tmp_path, monkeypatch):
    made = []
    make = pagefind.make_index
    monkeypatch.setattr(pagefind, "make_index", lambda pages, folder: made.append(folder.name) or make(pages, folder))
    write_search([FICHE], Synonyms((("texte", "libellé"),)), tmp_path / "pagefind", former=written)
    assert made == [".fiches"]


@needs_pagefind
def test_an_index_of_nothing_is_rules_alone(tmp_path):
    write_search([], Synonyms(), tmp_path / "pagefind")
    assert {file.name for file in (tmp_path / "pagefind").iterdir()} == {"rules.json", "words.txt"}
    assert rules(tmp_path / "pagefind")["indexes"] == []


def test_nothing_is_written_where_pagefind_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(pagefind, "is_installed", lambda: False)
    static_search.add_static_search(None, None, None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_pagefind_complains_of_is_said(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "no space left")
    monkeypatch.setattr(pagefind.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(BuildError, match="no space left"):
        pagefind.make_index(tmp_path, tmp_path / "index")
