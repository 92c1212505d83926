"""A search for hosts that run no program: three indexes of Pagefind in the built site, asked by assets/static-search.js.

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
_WEIGHTS = {"fiches": 1.15, "forum": 1.0, "documents": 0.9}
"""Indexes, and how much what is found in each counts: what was reviewed before what was said."""
_INDEX_OF = {"fiche": "fiches", "form": "fiches", "forum": "forum"}
"""By kind; all others are documents."""
_KEYWORD_WEIGHT = 3
_END = "¶"
"""Ends what excerpts may show."""
_CODE = ("pagefind-worker.js", "wasm.fr.pagefind")
"""What of Pagefind's own files the page loads, from the first index."""
_LONGEST_MESSAGE = 500


def is_installed() -> bool:
    """Whether the extra `static` is."""
    return importlib.util.find_spec("pagefind_bin") is not None


def add_static_search(settings: Settings, faq: Faq, mirror: Mirror, site: Path) -> None:
    """Write the indexes into the folder of a built site; the same input gives the same bytes. Raises BuildError."""
    if is_installed():
        synonyms = Synonyms(faq.equivalents, faq.implications)
        write_indexes(_documents(settings, faq, mirror), synonyms, site / _FOLDER)


def write_indexes(documents: Iterable[Document], synonyms: Synonyms, folder: Path) -> None:
    """Write an index for each of the three that has a document, and the rules by which the page asks them."""
    with tempfile.TemporaryDirectory() as temporary:
        feeds = [Path(temporary, name) for name in _WEIGHTS]
        for feed in feeds:
            feed.mkdir()
        for number, document in enumerate(documents):
            file = Path(temporary, _INDEX_OF.get(document.kind, "documents"), f"{number}.html")
            file.write_text(_page(document, synonyms), encoding="utf-8")
        filled = [feed for feed in feeds if any(feed.iterdir())]
        for feed in filled:
            _index(feed, folder / feed.name, first=feed is filled[0])
    folder.mkdir(exist_ok=True)
    indexes = [{"name": feed.name, "weight": _WEIGHTS[feed.name]} for feed in filled]
    (folder / _RULES).write_bytes(msgspec.json.encode({"indexes": indexes, "end": _END, **browser_rules()}))


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
        "category": " > ".join(document.category),
        "date": document.day and document.day.isoformat(),
        "trust": document.trust,
    }
    # A filter is not searched, unlike Pagefind's other data: an address must not answer a number.
    filters = f'<i data-pagefind-filter="data[title]" title="{escape(msgspec.json.encode(data).decode())}"></i>'
    seen = "".join(f"<p>{_text(text)}</p>" for text in (document.question, document.answer, document.body) if text)
    labels = (*document.keywords, *document.category, *document.software, *document.themes)
    keywords = f'<p data-pagefind-weight="{_KEYWORD_WEIGHT}">{_text(" ; ".join(labels))}</p>'
    hidden = f"<p>{_text(' ; '.join(hidden_words(document, synonyms)))}</p>"
    body = f"<h1>{_text(document.title)}</h1>{filters}{seen}<p>{_END}</p>{keywords}{hidden}"
    return f'<!doctype html><html lang="fr"><body><main data-pagefind-body>{body}</main></body></html>'


def _text(text: str) -> str:
    return escape(cut_words(text))


def _index(feed: Path, folder: Path, *, first: bool) -> None:
    """Run Pagefind, and leave out its files that no page loads."""
    command = [sys.executable, "-m", "pagefind_bin", "--silent", "--site", str(feed), "--output-path", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a program of the locked versions
    if done.returncode:
        raise BuildError(f"the search of the static site cannot be made: {done.stderr.strip()[-_LONGEST_MESSAGE:]}")
    _forget_filters(folder)
    kept = {"pagefind-entry.json", *(_CODE if first else ())}
    for file in folder.iterdir():
        if file.is_file() and file.name not in kept and file.suffix != ".pf_meta":
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
