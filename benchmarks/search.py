"""What searching costs, in CPU milliseconds, at 10,000 French documents (--large: 100,000 too), beside two peers.

SQLite FTS5 and tantivy get the terms of our own analysis, all fields with the same weights, and the same ten excerpts are made
of what they find, in the same run: what differs is the engine. Ratios say more than milliseconds: the machine is shared.
Documents and queries are made by rule. Exit code 1 when a limit is passed.
"""

import argparse
import inspect
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import tantivy

# This file must not stand for the package of the same name.
sys.path[0] = str(Path(__file__).parent.parent / "tests")

from fakes.corpus import Corpus  # noqa: E402 - tests/ is no package

from search import Document, Synonyms, open_engine, parse  # noqa: E402
from search.excerpt import make_hit  # noqa: E402
from search.fields import FIELD_WEIGHTS, LONGEST_BEGUN, SHORTEST_BEGUN, STEMMED  # noqa: E402
from search.text import fold, stem, tokens, words  # noqa: E402

FACETS = {"with_facets": True} if "with_facets" in inspect.signature(parse).parameters else None
LIMIT = 60
"""CPU milliseconds at the 95th centile of each kind of query, at 10,000 documents, on a slow machine."""
HITS = 10
COMMITS = 30
BATCH = 1000
SHORTEST_TYPED = 2
WEIGHTS = {field: FIELD_WEIGHTS[field] for field in (*STEMMED, "begun")}
FIELDS = tuple(WEIGHTS)
Found = Sequence[Document]


class Ours:
    """The engine as the site uses it."""

    def __init__(self, folder: Path) -> None:
        self.engine = open_engine("whoosh:index", synonyms=Synonyms(), root=folder)

    def add(self, documents: Iterable[Document]) -> None:
        self.engine.replace(documents)

    def search(self, text: str, **options: Any) -> object:
        return self.engine.search(parse(text, limit=HITS, **options))


class Peer:
    """What both peers share: our analysis of the query, our excerpts."""

    def search(self, text: str, *, prefix: bool = False, any_word: bool = False, fuzzy: bool = False) -> object:
        folded = [fold(word) for word in words(text)]
        begun = [folded.pop()[:LONGEST_BEGUN]] if prefix and folded else []
        if not folded and not begun:
            return ()
        weights = dict.fromkeys(map(stem, folded), 1.0)
        found = self.find(folded, begun, "OR" if any_word else "AND", fuzzy=fuzzy)
        return [make_hit(document, 0, weights, begun[0] if begun else "") for document in found]

    def find(self, folded: list[str], begun: list[str], joint: str, *, fuzzy: bool) -> Found:
        raise NotImplementedError


class Fts5(Peer):
    """SQLite's own; no typos."""

    def __init__(self, folder: Path) -> None:
        self.base = sqlite3.connect(folder / "fts5.db")
        self.base.execute("PRAGMA journal_mode = WAL")
        names = ", ".join(FIELDS)
        self.base.execute(f"CREATE VIRTUAL TABLE words USING fts5({names}, content='', tokenize=\"unicode61 tokenchars '.'\")")
        self.base.execute("CREATE TABLE documents (number INTEGER PRIMARY KEY, payload BLOB)")
        self.rank = f"bm25(words, {', '.join(str(weight) for weight in WEIGHTS.values())})"
        self.size = 0

    def add(self, documents: Iterable[Document]) -> None:
        with self.base:
            for document in documents:
                self.size += 1
                row = [self.size, *(" ".join(its) for its in ordered(document))]
                self.base.execute(f"INSERT INTO words(rowid, {', '.join(FIELDS)}) VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
                self.base.execute("INSERT INTO documents VALUES (?, ?)", (self.size, msgspec.json.encode(document)))

    def find(self, folded: list[str], begun: list[str], joint: str, *, fuzzy: bool) -> Found:  # noqa: ARG002
        asked = [f'"{stem(word)}"' for word in folded] + [f'begun : "{part}"' for part in begun]
        query = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY {self.rank} LIMIT {HITS}"  # noqa: S608
        numbers = [number for (number,) in self.base.execute(query, (f" {joint} ".join(asked),))]
        rows = [self.base.execute("SELECT payload FROM documents WHERE number = ?", (one,)).fetchone() for one in numbers]
        return [msgspec.json.decode(payload, type=Document) for (payload,) in rows]


class Tantivy(Peer):
    """A compiled engine, on one thread."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace")
        builder.add_bytes_field("payload", stored=True)
        self.schema = builder.build()
        folder.joinpath("tantivy").mkdir()
        self.index = tantivy.Index(self.schema, path=str(folder / "tantivy"))
        self.writer = self.index.writer(heap_size=100_000_000, num_threads=1)

    def add(self, documents: Iterable[Document]) -> None:
        for document in documents:
            one = tantivy.Document()
            for field, its in zip(FIELDS, ordered(document), strict=True):
                one.add_text(field, " ".join(its))
            one.add_bytes("payload", msgspec.json.encode(document))
            self.writer.add_document(one)
        self.writer.commit()
        self.index.reload()

    def find(self, folded: list[str], begun: list[str], joint: str, *, fuzzy: bool) -> Found:
        occur = tantivy.Occur.Must if joint == "AND" else tantivy.Occur.Should
        asked = [(occur, self.anywhere(stem(word), fuzzy=fuzzy)) for word in folded]
        asked += [(occur, tantivy.Query.term_query(self.schema, "begun", part)) for part in begun]
        searcher = self.index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(asked), HITS).hits
        return [msgspec.json.decode(searcher.doc(place)["payload"][0], type=Document) for _, place in hits]

    def anywhere(self, term: str, *, fuzzy: bool) -> tantivy.Query:
        make = tantivy.Query.fuzzy_term_query if fuzzy else tantivy.Query.term_query
        fields = {name: weight for name, weight in WEIGHTS.items() if name != "begun"}
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(make(self.schema, name, term), weight))
                for name, weight in fields.items()
            ]
        )


ENGINES = {"ours": Ours, "FTS5": Fts5, "tantivy": Tantivy}
ROWS: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any]]] = {
    "word": ("word", {}, {}),
    "typing": ("typing", {"prefix": True}, {"prefix": True}),
    "words": ("words", {}, {}),
    "sentence": ("sentence", {}, {"any_word": True}),
    "prefix": ("prefix", {"prefix": True}, {"prefix": True}),
    "typo": ("typo", {}, {"fuzzy": True}),
    "facets": ("words", FACETS, {}),
}
"""By name: queries, options of ours and of the peers."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--large", action="store_true", help="100,000 documents as well")
    parser.add_argument("--queries", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    late = measure(10_000, options.queries, LIMIT)
    if options.large:
        measure(100_000, options.queries, float("inf"))
    sys.exit(f"passed a limit: {', '.join(late)}" if late else 0)


def measure(size: int, number: int, limit: float) -> list[str]:
    """Print the table of one size, and give the rows that pass `limit`."""
    corpus = Corpus(size)
    with tempfile.TemporaryDirectory() as folder:
        engines = {name: make(Path(folder)) for name, make in ENGINES.items()}
        titles = "".join(f"{name:>26}" for name in engines)
        print(f"\n{size} documents\n{'':12}{titles}   ours / peers at p50", flush=True)
        speeds = build(engines, corpus)
        print(f"{'build':12}" + "".join(f"{size / seconds:>20.0f} doc/s" for seconds in speeds), flush=True)
        late = [
            row
            for row, (kind, own, others) in ROWS.items()
            if own is not None and compare(row, engines, queries(corpus, kind, number), own, others) > limit
        ]
        more = list(Corpus(COMMITS, seed=2).documents())
        show("commit", [[cost(engine.add, [one]) for one in more] for engine in engines.values()])
        return late


def build(engines: dict[str, Any], corpus: Corpus) -> list[float]:
    """CPU seconds of each engine; documents are made once, outside of the count."""
    seconds = [0.0] * len(engines)
    batch: list[Document] = []
    for place, document in enumerate(corpus.documents(), 1):
        batch.append(document)
        if len(batch) == BATCH or place == corpus.size:
            # Analysis remembers words: the first engine must not pay for all.
            for one in batch:
                ordered(one)
            for number, engine in enumerate(engines.values()):
                seconds[number] += cost(engine.add, batch) / 1000
            batch = []
    return seconds


def queries(corpus: Corpus, kind: str, number: int) -> list[str]:
    if kind != "typing":
        return list(corpus.queries(kind, number))
    typed = corpus.queries("words", max(1, number // 15))
    return [text[:size] for text in typed for size in range(SHORTEST_TYPED, len(text) + 1)]


def compare(row: str, engines: dict[str, Any], asked: list[str], own: dict[str, Any], others: dict[str, Any]) -> float:
    """Print a row, and give our 95th centile; what an engine does once, at its first query, is not counted."""
    times = []
    for name, engine in engines.items():
        options = own if name == "ours" else others
        engine.search(asked[0], **options)
        times.append([] if row == "typo" and name == "FTS5" else [cost(engine.search, text, **options) for text in asked])
    return show(row, times)


def show(row: str, times: list[list[float]]) -> float:
    """Print p50 / p95 / p99 of each engine, and how many times the peers' p50 ours is; give our p95."""
    cells = [" / ".join(f"{centile(its, share):.1f}" for share in (50, 95, 99)) if its else "-" for its in times]
    ratios = [f"{centile(times[0], 50) / max(centile(its, 50), 0.01):.1f}" if its else "-" for its in times[1:]]
    print(f"{row:12}" + "".join(f"{cell:>26}" for cell in cells) + "   " + "  ".join(ratios), flush=True)
    return centile(times[0], 95)


def centile(values: Sequence[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def cost(action: Callable[..., object], *arguments: Any, **options: Any) -> float:
    """CPU milliseconds, all threads of this process."""
    begun = time.process_time()
    action(*arguments, **options)
    return (time.process_time() - begun) * 1000


def ordered(document: Document) -> list[list[str]]:
    """Terms by field, as ours are: stems, and beginnings of the words of title and keywords."""
    texts = {
        "title": document.title,
        "keywords": "\n".join(document.keywords),
        "question": document.question,
        "answer": document.answer,
        "body": document.body,
        "labels": "\n".join((*document.category, *document.software, *document.themes)),
    }
    begun = (token.exact for field in ("title", "keywords") for token in tokens(texts[field]))
    stems = [[token.stem for token in tokens(texts[field])] for field in STEMMED]
    return [*stems, [term[:size] for term in begun for size in range(SHORTEST_BEGUN, min(len(term), LONGEST_BEGUN) + 1)]]


if __name__ == "__main__":
    main()
