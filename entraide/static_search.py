"""A search for hosts that run no program: indexes of Pagefind in the built site, asked by assets/static-search.js.

In: the FAQ and the mirror, the same documents that the service's index holds. Out: files under `pagefind/`. Nothing is written
where Pagefind is not installed. An index of which no document changed is taken from the site before. Knows no page of the site.
"""

import hashlib
import importlib.metadata
import inspect
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from entraide import pagefind, static_pages
from entraide.config import Settings
from entraide.documents import of_bulletin, of_fiche, of_thread
from entraide.faq import Faq
from entraide.site import Mirror
from entraide.tagging import Tagger
from entraide.web.results import facet_words
from forum_sync import Thread
from search import Document, Synonyms, browser_rules, spellings

_FOLDER = "pagefind"
_RULES, _SPELLINGS, _FACTS, _DIGEST = "rules.json", "words.txt", "facts.json", "content.sha256"
_WEIGHTS = {"fiches": 1.1, "recent": 1.0, "archive": 1.0}
"""The indexes in the order in which they are loaded, with what a score of each counts; the last one is asked only when the
others found little, or for a whole list."""
_RECENT = 500
"""Discussions that are recent at least."""


def add_static_search(settings: Settings, faq: Faq, mirror: Mirror, site: Path, *, today: date | None = None) -> None:
    """Write the indexes into the folder of a built site, with what fiches are on the day `today`.

    The same input gives the same bytes. Raises BuildError.
    """
    if pagefind.is_installed():
        synonyms = Synonyms(faq.equivalents, faq.implications)
        write_search(_documents(settings, faq, mirror, today), synonyms, site / _FOLDER, former=settings.paths.site / _FOLDER)


def write_search(documents: Iterable[Document], synonyms: Synonyms, folder: Path, former: Path | None = None) -> None:
    """Write indexes and the rules by which the page asks them; no index where there is no document.

    `former` is such a folder, of which the indexes that are still right are taken.
    """
    folder.mkdir()
    parts = {name: part for name, part in _parted(documents).items() if part}
    for name, part in parts.items():
        _place(part, synonyms, folder / name, former / name if former else None)
    indexes = [
        {"name": name, "id": pagefind.name_of(folder / name), "documents": len(part), "weight": _WEIGHTS[name]}
        for name, part in parts.items()
    ]
    rules = {"indexes": indexes, "end": static_pages.END, **facet_words(), **browser_rules()}
    (folder / _RULES).write_bytes(msgspec.json.encode(rules))
    known = (document for name in ("fiches", "recent") for document in parts.get(name, ()))
    (folder / _SPELLINGS).write_text(spellings(known), encoding="utf-8")


def _documents(settings: Settings, faq: Faq, mirror: Mirror, today: date | None) -> Iterator[Document]:
    tagger = Tagger(faq)
    yield from (of_fiche(fiche, today) for fiche in faq.fiches)
    for source in settings.sources:
        for item in mirror.items(source.name):
            if isinstance(item, Thread):
                yield of_thread(item, source.label)
            else:
                yield from of_bulletin(item, source.label, tagger)


def _parted(documents: Iterable[Document]) -> Mapping[str, list[Document]]:
    """Documents by index: a new message changes the index of what is recent, seldom the one of the old discussions."""
    parts: dict[str, list[Document]] = {name: [] for name in _WEIGHTS}
    threads: list[Document] = []
    for document in documents:
        if document.kind == "forum":
            threads.append(document)
        else:
            parts["fiches" if document.trust in {"reviewed", "past", "outdated"} else "recent"].append(document)
    since = _since([thread.day or date.min for thread in threads])
    for thread in threads:
        parts["recent" if (thread.day or date.min) >= since else "archive"].append(thread)
    return parts


def _since(days: Sequence[date]) -> date:
    """The first day of the last month from which on there are enough; it moves once a month, not with every message."""
    newest = sorted(days, reverse=True)[:_RECENT]
    return newest[-1].replace(day=1) if newest else date.min


def _place(documents: Sequence[Document], synonyms: Synonyms, folder: Path, former: Path | None) -> None:
    """Put the index of `documents` in its place, in one step, whether it is made or taken from `former`."""
    digest = _digest(documents, synonyms)
    unfinished = folder.with_name(f".{folder.name}")
    if former and (former / _DIGEST).is_file() and (former / _DIGEST).read_text(encoding="ascii") == digest:
        shutil.copytree(former, unfinished)
    else:
        _make(documents, synonyms, unfinished)
        (unfinished / _DIGEST).write_text(digest, encoding="ascii")
    unfinished.rename(folder)


def _make(documents: Sequence[Document], synonyms: Synonyms, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as feed:
        for number, document in enumerate(documents):
            Path(feed, f"{number}.html").write_text(static_pages.page_of(document, synonyms), encoding="utf-8")
        order = pagefind.make_index(Path(feed), folder)
    facts = static_pages.facts_of([documents[number] for number in order])
    (folder / _FACTS).write_bytes(msgspec.json.encode(facts))


def _digest(documents: Iterable[Document], synonyms: Synonyms) -> str:
    """What an index is made from: its documents, the lists of the analysis, and the programs that make it."""
    found = hashlib.sha256(msgspec.json.encode((synonyms.equivalents, synonyms.implications, browser_rules()), order="sorted"))
    found.update(importlib.metadata.version("pagefind_bin").encode())
    for module in (pagefind, static_pages):
        found.update(inspect.getsource(module).encode())
    for document in documents:
        found.update(f"{document.id} {document.version}\n".encode())
    return found.hexdigest()
