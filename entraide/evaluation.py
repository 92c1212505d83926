"""Read a folder of documents, queries and judgements, and put its documents into an index that lasts as long as the run.

In: documents.jsonl, queries.jsonl and qrels.tsv, by anyone; every mistake is named by file and line. Out: what
`search.measure` wants. Also remembers the figures of the last run. Knows no command line.
"""

import hashlib
import math
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from entraide.errors import EvaluationError, StorageError
from search import DEPTH, Document, Engine, Synonyms, open_engine, parse, with_typo

_MOST_NAMED = 20
_Name = str | int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A line of queries.jsonl."""

    id: _Name
    text: str
    kind: str | None = None


class _Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A line of documents.jsonl."""

    id: _Name
    title: str = ""
    category: list[str] | str | None = None
    keywords: list[str] | str | None = None
    url: str | None = None
    body: str | None = None


_Row = TypeVar("_Row", Question, _Paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Queries with their right answers; those without one are in `queries` alone."""

    queries: Mapping[str, Question]
    right: Mapping[str, frozenset[str]]
    documents: tuple[Document, ...] = ()


def read_questions(file: Path) -> dict[str, Question]:
    """The queries of a file of JSON lines, by id in the order of the file; raises EvaluationError with every mistake."""
    problems: list[str] = []
    rows = _unique(file, _rows(file, Question, problems), problems)
    _refuse(problems)
    return {name: row for name, (_, row) in rows.items()}


def read_folder(folder: Path, *, with_titles: bool) -> Judged:
    """All three files; raises EvaluationError with every mistake."""
    problems: list[str] = []
    file = folder / "documents.jsonl"
    papers = _unique(file, _rows(file, _Paper, problems), problems)
    file = folder / "queries.jsonl"
    queries = _unique(file, _rows(file, Question, problems), problems)
    right = _read_judgements(folder / "qrels.tsv", queries.keys(), papers.keys(), problems)
    _refuse(problems)
    return Judged(
        queries={name: row for name, (_, row) in queries.items()},
        right=right,
        documents=tuple(_document(name, row, with_title=with_titles) for name, (_, row) in papers.items()),
    )


def read_golden(folder: Path, known: Sequence[str]) -> Judged:
    """Queries and judgements over an index that holds the ids `known`; raises EvaluationError with every mistake."""
    problems: list[str] = []
    file = folder / "queries.jsonl"
    queries = _unique(file, _rows(file, Question, problems), problems)
    names = {name for document in known for name in (document, document.partition("#")[0])}
    right = _read_judgements(folder / "qrels.tsv", queries.keys(), names, problems)
    _refuse(problems)
    return Judged(queries={name: row for name, (_, row) in queries.items()}, right=right)


@contextmanager
def indexed(documents: Sequence[Document], engine: str, synonyms: Synonyms) -> Iterator[Engine]:
    """The documents in an index of the kind that the address `engine` names, which is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="entraide-") as folder:
        address = f"{engine.partition(':')[0]}:index"
        with closing(open_engine(address, synonyms=synonyms, root=Path(folder))) as opened:
            opened.replace(documents)
            yield opened


def texts(judged: Judged, *, typos: bool) -> Iterator[dict[str, str]]:
    """What is asked: the queries that have a right answer, and once more with a typo in each if `typos` says so."""
    asked = {name: query.text for name, query in judged.queries.items() if name in judged.right}
    if not asked:
        raise EvaluationError("no query has a right answer")
    yield asked
    if typos:
        yield {name: with_typo(text) for name, text in asked.items()}


def rankings(engine: Engine, asked: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The ids found by each query, best first, as the search box of the site would find them."""
    queries = {name: parse(text, limit=DEPTH, prefix=True, with_excerpts=False) for name, text in asked.items()}
    return {name: tuple(hit.id for hit in engine.search(query).hits) for name, query in queries.items()}


def remembered(var: Path, name: str) -> dict[str, float]:
    """The figures of the last run under `name`, none when there was none."""
    try:
        return msgspec.json.decode(_memory(var, name).read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError):
        return {}


def remember(var: Path, name: str, figures: Mapping[str, float]) -> None:
    """Keep the figures for the next run under `name`."""
    file = _memory(var, name)
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.encode(figures))
        beside.replace(file)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error


def _memory(var: Path, name: str) -> Path:
    return var / "evaluations" / f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}.json"


def _document(name: str, row: _Paper, *, with_title: bool) -> Document:
    return Document(
        id=name,
        kind="fiche",
        title=row.title if with_title else "",
        url=row.url or f"/{name}/",
        version="1",
        category=_several(row.category),
        keywords=_several(row.keywords),
        body=row.body or "",
    )


def _several(value: list[str] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _rows(file: Path, kind: type[_Row], problems: list[str]) -> Iterator[tuple[int, _Row]]:
    """Every line that can be read, with its number; the others are problems."""
    for number, line in _lines(file):
        try:
            yield number, msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(f"{file}:{number}: {error}")


def _unique(file: Path, rows: Iterator[tuple[int, _Row]], problems: list[str]) -> dict[str, tuple[int, _Row]]:
    found: dict[str, tuple[int, _Row]] = {}
    for number, row in rows:
        first, _ = found.setdefault(str(row.id), (number, row))
        if first != number:
            problems.append(f"{file}:{number}: the id {_shown(str(row.id))} is that of line {first} already")
    return found


def _read_judgements(
    file: Path, queries: AbstractSet[str], documents: AbstractSet[str], problems: list[str]
) -> dict[str, frozenset[str]]:
    """The right answers by query: what is judged above 0. A first line whose third column is no number is a header."""
    right: dict[str, set[str]] = {}
    seen: dict[tuple[str, str], int] = {}
    for number, line in _lines(file):
        columns = line.decode("utf-8", "replace").strip("\r\n").split("\t")
        relevance = _number(columns[2]) if len(columns) == 3 else None  # noqa: PLR2004 - query, document, relevance
        if relevance is None:
            if number > 1 or len(columns) != 3:  # noqa: PLR2004
                problems.append(f"{file}:{number}: expected query_id, doc_id and a number, with tabs between")
            continue
        query, document = columns[0].strip(), columns[1].strip()
        problems += [
            f"{file}:{number}: there is no {what} {_shown(name)}"
            for what, name, known in (("query", query, queries), ("document", document, documents))
            if name not in known
        ]
        if (first := seen.setdefault((query, document), number)) != number:
            problems.append(f"{file}:{number}: the same query and document as in line {first}")
        elif relevance > 0:
            right.setdefault(query, set()).add(document)
    return {query: frozenset(names) for query, names in right.items()}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, from 1."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{file}: cannot be read: {error.strerror}") from error
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _shown(name: str) -> str:
    return repr(name if len(name) <= 80 else name[:80] + "…")  # noqa: PLR2004 - a line of a terminal


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        more = len(problems) - _MOST_NAMED
        raise EvaluationError("\n".join([*problems[:_MOST_NAMED], *([f"… and {more} more"] if more > 0 else [])]))
