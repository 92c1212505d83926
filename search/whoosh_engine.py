"""The Engine over a Whoosh index in a folder: the only importer of whoosh, and only of what it shares with Whoosh 2.7.4.

Whoosh stores documents and scores single terms; how terms make an answer is in `ranking`. One searcher is kept until the
index changes. Index files are pickles: never open a folder from an untrusted place.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from whoosh import fields as whoosh_fields
from whoosh import index
from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from search import fields, model, stemmer, text
from search.bm25 import Bm25
from search.errors import IndexLockedError, IndexUnreadableError, SearchError
from search.excerpt import make_hit
from search.fields import FIELD_WEIGHTS, KIND_WEIGHTS, LONGEST_BEGUN, STEMMED
from search.files import flush
from search.model import Document, Query, Results
from search.ranking import Scores, answer
from search.synonyms import Synonyms
from search.vocabulary import Vocabulary

_NAME = "MAIN"
_LOCK = f"{_NAME}_WRITELOCK"
_STAMP = "analysis"
# Half of whoosh is annotated.
_Storage: Any = FileStorage


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
            self._generation = _Generation(self._index)

    def replace(self, documents: Iterable[Document], *, deleted: Iterable[str] = ()) -> None:
        """See `search.Engine.replace`; of two documents with the same id the last one counts."""
        latest = {document.id: document for document in documents}
        outdated = {*deleted, *latest}
        if not outdated:
            return
        with self._writer() as writer:
            with writer.searcher() as searcher:
                for name in outdated:
                    writer.delete_by_term("id", name, searcher=searcher)
            for document in latest.values():
                writer.add_document(**_row(document))
            writer.commit()

    def compact(self) -> None:
        """See `search.Engine.compact`."""
        with self._writer() as writer:
            writer.commit(mergetype=_rewrite_deleted)

    def search(self, query: Query) -> Results:
        """See `search.Engine.search`."""
        if not query.words:
            return Results(query=query, total=0, hits=())
        with self._reading, _readable(self._path):
            current = self._current()
            found = answer(query, self._synonyms, current, among=current.of_kinds(query.kinds))
            ranked = current.ranked(found.scores)
            page = ranked[query.offset : query.offset + query.limit]
            documents = [(current.document(number), score) for number, score in page]
        hits = tuple(make_hit(document, score, found.weights, found.prefix) for document, score in documents)
        return Results(query=query, total=len(ranked), hits=hits, relaxed=found.relaxed and bool(ranked))

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

    def _current(self) -> "_Generation":
        # Searcher.refresh() of whoosh3 3.54 brings merged segments back, and fails on an index that was empty.
        if self._generation.number != self._index.latest_generation():
            fresh = _Generation(self._index)
            self._generation.close()
            self._generation = fresh
        return self._generation


class _Generation:
    """The index as one commit left it; documents are numbers."""

    def __init__(self, whoosh: Any) -> None:
        self.number = whoosh.latest_generation()
        self._reader = whoosh.reader()
        self._kinds = {kind: {number for number, _ in self._postings("kind", kind)} for kind in self._frequencies("kind")}

    @property
    def size(self) -> int:
        return int(self._reader.doc_count())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self._frequencies("exact"))

    def scores(self, term: str) -> Scores:
        return self._scores(dict.fromkeys(STEMMED, text.stem(term)) | {"exact": term})

    def begun(self, prefix: str) -> Scores:
        return self._scores({"begun": prefix[:LONGEST_BEGUN]})

    def of_kinds(self, kinds: AbstractSet[str]) -> AbstractSet[int] | None:
        """Documents of these kinds, None for all."""
        return frozenset[int]().union(*(self._kinds.get(kind, ()) for kind in kinds)) if kinds else None

    def ranked(self, scores: Scores) -> list[tuple[int, float]]:
        """Documents with their scores, the best first."""
        weighed = dict(scores)
        for kind, numbers in self._kinds.items():
            for number in numbers & scores.keys():
                weighed[number] *= KIND_WEIGHTS.get(kind, 1.0)
        return sorted(weighed.items(), key=lambda item: (-item[1], item[0]))

    def document(self, number: int) -> Document:
        return msgspec.json.decode(self._reader.stored_fields(number)["payload"], type=Document)

    def versions(self) -> dict[str, str]:
        return {stored["id"]: stored["version"] for _, stored in self._reader.iter_docs()}

    def close(self) -> None:
        self._reader.close()

    def _frequencies(self, field: str) -> dict[str, int]:
        return {term.decode(): info.doc_frequency() for term, info in self._reader.iter_field(field)} if self.size else {}

    @cached_property
    def _bm25(self) -> Bm25:
        leaves = self._reader.leaf_readers()
        lengths = [leaf.doc_field_length(number, "exact") or 0 for leaf, _ in leaves for number in range(leaf.doc_count_all())]
        return Bm25(lengths, self.size)

    def _scores(self, terms: Mapping[str, str]) -> Scores:
        # Whoosh's own scorers take five times longer, and add fields that have saturated one by one.
        counts: dict[int, float] = {}
        for field, term in terms.items():
            for number, count in self._postings(field, term):
                counts[number] = counts.get(number, 0) + FIELD_WEIGHTS[field] * count
        return self._bm25.scores(counts)

    def _postings(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        for leaf, first in self._reader.leaf_readers():
            try:
                matcher = leaf.postings(field, term)
            except TermNotFound:
                continue
            while matcher.is_active():
                yield first + matcher.id(), matcher.weight()
                matcher.next()


def erase(path: Path) -> None:
    """Remove the index in the folder `path`, readable or not, if there is one; raises IndexLockedError while it is written."""
    if path.is_dir():
        with _lock(_Storage(str(path)), path):
            for pattern in (f"_{_NAME}_*", _STAMP, f"{_NAME}_*.*"):
                for file in path.glob(pattern):
                    file.unlink()


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
    modules = (text.__file__, stemmer.__file__, fields.__file__, model.__file__, __file__)
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in modules)).hexdigest()


def _schema() -> whoosh_fields.Schema:
    # Positions are kept for phrases to come.
    stems = {field: whoosh_fields.TEXT(analyzer=SpaceSeparatedTokenizer()) for field in STEMMED}
    stored = {"version": whoosh_fields.STORED(), "payload": whoosh_fields.STORED()}
    return whoosh_fields.Schema(
        id=whoosh_fields.ID(stored=True, unique=True),
        kind=whoosh_fields.ID(),
        exact=whoosh_fields.KEYWORD(scorable=True),
        begun=whoosh_fields.KEYWORD(scorable=True),
        **stems,
        **stored,
    )


def _row(document: Document) -> dict[str, str | bytes]:
    """The document as fields of the schema; analysed text is terms with blanks between."""
    try:
        payload = msgspec.json.encode(document)
    except (UnicodeError, TypeError) as error:
        raise SearchError(f"{document.id}: the document cannot be stored: {error}") from error
    return {
        "id": document.id,
        "kind": document.kind,
        "version": document.version,
        "payload": payload,
        **{field: " ".join(terms) for field, terms in fields.terms(document).items()},
    }


def _open_writer(whoosh: Any, path: Path) -> Any:
    try:
        writer = whoosh.writer()
    except index.LockError as error:
        raise IndexLockedError(f"{path}: another process is writing the index") from error
    # Whoosh clears what a killed writer left, except a table of contents not yet in place.
    for file in path.glob(f"_{_NAME}_*.toc.*"):
        file.unlink()
    return writer


def _rewrite_deleted(writer: Any, segments: list[Any]) -> list[Any]:
    """A policy of Whoosh: the segments that hold deleted documents are written anew without them."""
    for segment in segments:
        if segment.has_deletions():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if not segment.has_deletions()]
