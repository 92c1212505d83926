"""A search for hosts that run no program: an index of Pagefind in the built site, asked by assets/static-search.js.

In: the FAQ and the mirror, the same documents that the service's index holds. Out: files under `pagefind/`. Nothing is written
where Pagefind is not installed. Knows no page of the site: what is indexed is made here, one small file a document.
"""

import gzip
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import msgspec

from entraide.config import Settings
from entraide.documents import of_bulletin, of_fiche, of_thread
from entraide.errors import BuildError
from entraide.faq import Faq
from entraide.site import Mirror
from entraide.tagging import Tagger
from forum_sync import Thread
from search import Document, Synonyms, browser_rules, cut_words, hidden_words

_FOLDER = "pagefind"
_RULES = "rules.json"
_WEIGHTS = {"fiche": 1.15, "news": 1.0, "forum": 1.0, "club": 0.95, "newsletter": 0.9}
"""Of a text by kind, what was reviewed before what was said; 1 for others."""
_TITLE_WEIGHT = 7
_KEYWORD_WEIGHT = 3
_END = "¶"
"""Ends what excerpts may show."""
_KEPT = ("pagefind-entry.json", "pagefind-worker.js", "wasm.fr.pagefind")
"""What of Pagefind's own files the page loads."""
_LONGEST_MESSAGE = 500


def is_installed() -> bool:
    """Whether the extra `static` is."""
    return importlib.util.find_spec("pagefind_bin") is not None


def add_static_search(settings: Settings, faq: Faq, mirror: Mirror, site: Path) -> None:
    """Write the index into the folder of a built site; the same input gives the same bytes. Raises BuildError."""
    if is_installed():
        synonyms = Synonyms(faq.equivalents, faq.implications)
        write_index(_documents(settings, faq, mirror), synonyms, site / _FOLDER)


def write_index(documents: Iterable[Document], synonyms: Synonyms, folder: Path) -> None:
    """Write the index and the rules by which the page asks it; no index where there is no document."""
    with tempfile.TemporaryDirectory() as feed:
        number = 0
        for number, document in enumerate(documents, 1):
            Path(feed, f"{number}.html").write_text(_page(document, synonyms), encoding="utf-8")
        folder.mkdir()
        if number:
            _index(feed, folder)
    (folder / _RULES).write_bytes(msgspec.json.encode({"documents": number, "end": _END, **browser_rules()}))


def _documents(settings: Settings, faq: Faq, mirror: Mirror) -> Iterator[Document]:
    tagger = Tagger(faq)
    yield from map(of_fiche, faq.fiches)
    for source in settings.sources:
        for item in mirror.items(source.name):
            if isinstance(item, Thread):
                yield of_thread(item, source.label)
            else:
                yield from of_bulletin(item, source.label, tagger)


def _page(document: Document, synonyms: Synonyms) -> str:
    data = {
        "title": document.title,
        "url": document.url,
        "kind": document.kind,
        "category": " > ".join(filter(None, (*document.category, document.part_of))),
        "date": document.day and document.day.isoformat(),
        "trust": document.trust,
    }
    # A filter is not searched, unlike Pagefind's other data: an address must not answer a number.
    filters = f'<i data-pagefind-filter="data[title]" title="{escape(msgspec.json.encode(data).decode())}"></i>'
    weight = _WEIGHTS.get(document.kind, 1.0)
    seen = "".join(
        f'<p data-pagefind-weight="{weight}">{_text(text)}</p>'
        for text in (document.question, document.answer, document.body)
        if text
    )
    labels = (*document.keywords, *document.category, *document.software, *document.themes)
    keywords = f'<p data-pagefind-weight="{_KEYWORD_WEIGHT}">{_text(" ; ".join(labels))}</p>'
    hidden = f"<p>{_text(' ; '.join(hidden_words(document, synonyms)))}</p>"
    title = f'<h1 data-pagefind-weight="{_TITLE_WEIGHT * weight:.2f}">{_text(document.title)}</h1>'
    body = f"{title}{filters}{seen}<p>{_END}</p>{keywords}{hidden}"
    return f'<!doctype html><html lang="fr"><body><main data-pagefind-body>{body}</main></body></html>'


def _text(text: str) -> str:
    return escape(cut_words(text))


def _index(feed: str, folder: Path) -> None:
    """Run Pagefind, and leave out its files that no page loads."""
    command = [sys.executable, "-m", "pagefind_bin", "--silent", "--site", feed, "--output-path", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a program of the locked versions
    if done.returncode:
        raise BuildError(f"the search of the static site cannot be made: {done.stderr.strip()[-_LONGEST_MESSAGE:]}")
    _forget_filters(folder)
    for file in folder.iterdir():
        if file.is_file() and file.name not in _KEPT and file.suffix != ".pf_meta":
            file.unlink()


def _forget_filters(folder: Path) -> None:
    """Remove the table of filters, which is never asked for and is written in another order each time."""
    (table,) = (folder / "filter").iterdir()
    (meta,) = folder.glob("*.pf_meta")
    content = gzip.decompress(meta.read_bytes()).replace(table.stem.encode(), b"0" * len(table.stem))
    shutil.rmtree(folder / "filter")
    meta.unlink()
    # The name must change with the content, as it did.
    name = f"fr_{hashlib.sha256(content).hexdigest()[:10]}"
    (folder / f"pagefind.{name}.pf_meta").write_bytes(gzip.compress(content, mtime=0))
    entry = folder / "pagefind-entry.json"
    former = meta.stem.removeprefix("pagefind.")
    entry.write_text(entry.read_text(encoding="utf-8").replace(former, name), encoding="utf-8")
