"""The Engine over a Whoosh index in a folder: the only importer of whoosh, and only of what it shares with Whoosh 2.7.4.

Whoosh stores documents and weighed terms; how terms make an answer is in `ranking`, what is read of an index in
`generation`. Index files are pickles: never open a folder from an untrusted place.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from whoosh import fields as whoosh_fields
from whoosh import formats, index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search import columns, fields, generation, model, stemmer, text
from search.answering import respond
from search.columns import Codes
from search.errors import IndexLockedError, IndexUnreadableError, SearchError
from search.files import flush
from search.generation import Generation, Segment
from search.model import Document, Query, Results
from search.synonyms import Synonyms

_NAME = "MAIN"
_LOCK = f"{_NAME}_WRITELOCK"
_STAMP = "analysis"
_ANSWERS = 256
"""Results that are kept until the index changes."""
_TIERS = ((0, 32, 32), (32, 256, 8))
"""Least and most documents of a segment, and how many such segments a commit makes one: rarely, and never what a whole index
was built of, which takes as long as the build."""
_MIDDLING = 1024
"""Documents of a segment below which a compaction makes it one with others."""
# Half of whoosh is annotated.
_Storage: Any = FileStorage
_NONE: Any = None


class WhooshEngine:
    """See `search.Engine`; documents with equal scores come in the order of indexing."""

    def __init__(self, path: Path, synonyms: Synonyms, *, create: bool) -> None:
        """Open the index in the folder `path`, made when there is none and `create` says so.

        Raises IndexUnreadableError when it is missing, damaged or was written under other rules of analysis,
        IndexLockedError when another process is creating it.
        """
        self._path = path
        self._synonyms = synonyms
        self._reading = threading.Lock()
        self._answers = OrderedDict[Any, Results]()
        self._writing = threading.Lock()
        with _readable(path):
            if create:
                path.mkdir(parents=True, exist_ok=True)
            elif not path.is_dir():
                raise IndexUnreadableError(f"{path}: there is no index")
            storage = _Storage(str(path))
            if create and not storage.index_exists(_NAME):
                _create(storage, path)
            if (path / _STAMP).read_text(encoding="ascii") != _stamp():
                raise IndexUnreadableError(f"{path}: the index was written under other rules of analysis")
            self._index = storage.open_index(_NAME)
            self._generation = self._opened()
            self._generation.warm()

    def replace(self, documents: Iterable[Document], *, deleted: Iterable[str] = ()) -> None:
        """See `search.Engine.replace`; of two documents with the same id the last one counts."""
        latest = {document.id: document for document in documents}
        outdated = {*deleted, *latest}
        if not outdated:
            return
        with self._writer() as writer:
            with self._reading:
                numbers = self._current().numbers()
            for number in sorted(numbers[name] for name in outdated if name in numbers):
                writer.delete_document(number)
            for document in latest.values():
                writer.add_document(**_row(document))
            writer.commit(mergetype=_gather_small)

    def compact(self) -> None:
        """See `search.Engine.compact`."""
        with self._writer() as writer:
            writer.commit(mergetype=_rewrite)

    def search(self, query: Query) -> Results:
        """See `search.Engine.search`."""
        with self._reading, _readable(self._path):
            current = self._shown()
            key = _key(query)
            results = self._answers.pop(key, None) or respond(query, self._synonyms, current)
            self._answers[key] = results
            if len(self._answers) > _ANSWERS:
                self._answers.popitem(last=False)
        return replace(results, query=query)

    def versions(self) -> Mapping[str, str]:
        """See `search.Engine.versions`."""
        with self._reading, _readable(self._path):
            return self._current().versions()

    def close(self) -> None:
        """See `search.Engine.close`."""
        with self._reading:
            self._generation.close()

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        with self._writing, _readable(self._path):
            writer = _open_writer(self._index, self._path)
            try:
                yield writer
            finally:
                # Whoosh 2.7.4 keeps the index locked after a commit that fails.
                if not writer.is_closed:
                    writer.cancel()
            flush(self._path, f"*{_NAME}_*.*")

    def _shown(self) -> Generation:
        """What searches read: the last generation goes on answering while the files are gone or damaged."""
        try:
            return self._current()
        except Exception:  # noqa: BLE001 - a damaged pickle raises anything; `versions` and `replace` say so
            return self._generation

    def _current(self) -> Generation:
        if self._generation.number != self._index.latest_generation():
            fresh = self._opened(self._generation)
            self._generation.close(but=fresh.segments)
            self._generation = fresh
            self._answers.clear()
        return self._generation

    def _opened(self, last: Generation | None = None) -> Generation:
        """The index as it is now; segments that `last` has are not read again."""
        # Searcher.refresh() and reader(reuse=…) of whoosh3 3.54 bring merged segments back; opening copies whole files.
        number, shared = self._index.latest_generation(), self._index
        known, codes = (last.segments, last.codes) if last else ({}, Codes())
        segments = {its.segment_id(): its for its in shared._segments() if its.doc_count_all()}  # noqa: SLF001
        deleted = {name: [*its.deleted_docs()] for name, its in segments.items() if its.has_deletions()}
        read = {
            name: known.get(name) or Segment(SegmentReader(shared.storage, shared.schema, its), codes)
            for name, its in segments.items()
        }
        return Generation(number, codes, read, deleted)


class _Weights(formats.Existence):
    """Terms that come with their weights, analysed already."""

    def word_values(self, value: Any, analyzer: Any, **kwargs: Any) -> Iterator[Any]:
        del analyzer, kwargs
        return ((term, 1, weight, b"") for term, weight in value)


class _Terms(whoosh_fields.FieldType):
    """A field of terms with weights; lengths are kept elsewhere, which makes writing faster."""

    def __init__(self) -> None:
        super().__init__(format=_Weights(), analyzer=_NONE, scorable=False)


def erase(path: Path) -> None:
    """Remove the index in the folder `path`, readable or not, if there is one; raises IndexLockedError while it is written."""
    if path.is_dir():
        with _lock(_Storage(str(path)), path):
            for pattern in (f"_{_NAME}_*", _STAMP, f"{_NAME}_*.*"):
                for file in path.glob(pattern):
                    file.unlink()


def move(source: Path, target: Path) -> None:
    """Put the index in the folder `source`, which nobody has open, in the place of that in `target`."""
    erase(target)
    target.mkdir(parents=True, exist_ok=True)
    with _lock(_Storage(str(target)), target):
        # The table of contents last: until then there is no index.
        for pattern in (_STAMP, f"{_NAME}_*.*", f"_{_NAME}_*"):
            for file in source.glob(pattern):
                file.rename(target / file.name)
        flush(target, f"*{_NAME}_*.*")
    with suppress(OSError):
        (source / _LOCK).unlink()
        source.rmdir()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except SearchError:
        raise
    except OSError as error:
        # A full disk is no damage: what was committed is still there.
        if isinstance(error, FileNotFoundError):
            raise IndexUnreadableError(f"{path}: a file of the index is missing") from error
        raise SearchError(f"{path}: {error.strerror}") from error
    # A damaged pickle raises anything.
    except Exception as error:
        raise IndexUnreadableError(f"{path}: the index cannot be used: {error!r}") from error


@contextmanager
def _lock(storage: Any, path: Path) -> Iterator[None]:
    lock = storage.lock(_LOCK)
    if not lock.acquire():
        raise IndexLockedError(f"{path}: another process is writing the index")
    try:
        yield
    finally:
        lock.release()


def _create(storage: Any, path: Path) -> None:
    with _lock(storage, path):
        (path / _STAMP).write_text(_stamp(), encoding="ascii")
        storage.create_index(_schema(), _NAME)


def _stamp() -> str:
    """Changes with the rules of analysis, the shape of documents and this module: all that the files of an index depend on."""
    modules = (
        text.__file__,
        stemmer.__file__,
        fields.__file__,
        columns.__file__,
        generation.__file__,
        model.__file__,
        __file__,
    )
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in modules)).hexdigest()


def _schema() -> whoosh_fields.Schema:
    indexed = {name: _Terms() for name in ("stems", "exact", "begun")}
    stored = {name: whoosh_fields.STORED() for name in ("payload", "length", "sequence")}
    return whoosh_fields.Schema(**indexed, **stored)


def _row(document: Document) -> dict[str, Any]:
    """The document as fields of the schema."""
    try:
        payload = msgspec.json.encode(document)
    except (UnicodeError, TypeError) as error:
        raise SearchError(f"{document.id}: the document cannot be stored: {error}") from error
    terms = fields.terms(document)
    indexed = {"stems": terms.stems, "exact": terms.exact, "begun": terms.begun}
    stored = {"payload": payload, "length": terms.length, "sequence": terms.sequence}
    return {**stored, **{name: tuple(weights.items()) for name, weights in indexed.items()}}


def _key(query: Query) -> Sequence[Any]:
    """Equal for queries that have the same answer."""
    return (
        *(query.text, query.words, query.prefix, query.phrases, query.excluded, query.kinds),
        *(frozenset(query.filters.items()), query.sort, query.with_facets, query.with_excerpts, query.limit, query.offset),
    )


def _open_writer(whoosh: Any, path: Path) -> Any:
    try:
        writer = whoosh.writer()
    except index.LockError as error:
        raise IndexLockedError(f"{path}: another process is writing the index") from error
    # Whoosh clears what a killed writer left, except a table of contents not yet in place.
    for file in path.glob(f"_{_NAME}_*.toc.*"):
        file.unlink()
    return writer


def _gather_small(writer: Any, segments: list[Any]) -> list[Any]:
    """A policy of Whoosh: where segments of about one size have become many, they are made one; large ones are left alone."""
    for least, bound, many in _TIERS:
        alike = [segment for segment in segments if least <= segment.doc_count_all() < bound]
        if len(alike) >= many:
            return _merged(writer, segments, alike)
    return segments


def _rewrite(writer: Any, segments: list[Any]) -> list[Any]:
    """A policy of Whoosh: segments that hold deleted documents, and small ones, are written anew as one."""
    small = [segment for segment in segments if segment.has_deletions() or segment.doc_count_all() < _MIDDLING]
    return segments if len(small) == 1 and not small[0].has_deletions() else _merged(writer, segments, small)


def _merged(writer: Any, segments: list[Any], chosen: list[Any]) -> list[Any]:
    for segment in chosen:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in chosen]
