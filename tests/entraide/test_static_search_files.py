"""The files of the page's own search, without a browser."""

import json
import subprocess

import pytest

from entraide import static_search
from entraide.errors import BuildError
from entraide.static_search import write_index
from search import Document, Synonyms

DOCUMENT = Document(
    id="fiche:a",
    kind="fiche",
    title='L’<accès> & "co"',
    url="/faq/a/",
    version="1",
    category=("Logiciel", "Paie"),
    body="Texte",
)
needs_pagefind = pytest.mark.skipif(
    not static_search.is_installed(), reason="Pagefind is not installed: it is the extra `static`"
)


@needs_pagefind
def test_only_what_the_page_loads_is_written(tmp_path):
    write_index([DOCUMENT], Synonyms(), tmp_path / "pagefind")
    names = {file.name.split(".")[0] for file in (tmp_path / "pagefind").iterdir()}
    assert names == {"fragment", "index", "pagefind", "pagefind-entry", "pagefind-worker", "rules", "wasm"}
    assert sum(file.stat().st_size for file in (tmp_path / "pagefind").rglob("*")) < 150_000


@needs_pagefind
def test_an_index_of_nothing_is_rules_alone(tmp_path):
    write_index([], Synonyms(), tmp_path / "pagefind")
    assert [file.name for file in (tmp_path / "pagefind").iterdir()] == ["rules.json"]
    assert json.loads((tmp_path / "pagefind" / "rules.json").read_bytes())["documents"] == 0


def test_nothing_is_written_where_pagefind_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(static_search, "is_installed", lambda: False)
    static_search.add_static_search(None, None, None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_pagefind_complains_of_is_said(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "no space left")
    monkeypatch.setattr(static_search.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(BuildError, match="no space left"):
        write_index([DOCUMENT], Synonyms(), tmp_path / "pagefind")
