"""A small French corpus, written for the tests, and an Engine in memory.

The engine simplifies the queries of the real ones: all words by their stem, else any of them.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from search import FACETS, Document, Facet, Query, Results, ShortAnswer, fold
from search.excerpt import make_hit
from search.text import readings, stem, tokens, words


def document(name: str, title: str = "", body: str = "", *, kind: str = "fiche", version: str = "1", **others) -> Document:
    return Document(id=name, kind=kind, title=title, url=f"/{name}/", version=version, body=body, **others)


CORPUS = (
    document(
        "fiche:imprimante",
        "Imprimante hors ligne",
        keywords=("impression", "file d’attente"),
        category=("Matériel", "Impression"),
        day=date(2026, 1, 5),
        question="L’imprimante du secrétariat n’imprime plus.",
        answer="Redémarrez le spouleur, puis videz la file d’attente.",
    ),
    document(
        "fiche:apprentis",
        "Cotisation CNFPT des apprentis",
        "Le taux passe de 0,05 % à 0,10 % au 1er janvier 2023. Rubrique S21.G00.40.001, CTP 250.",
        software=("Parme",),
        themes=("DSN",),
    ),
    document("fiche:mdp", "Mot de passe oublié", "Cliquez sur « Mot de passe oublié » puis ouvrez le courriel reçu."),
    document(
        "forum:1",
        "Élections : l’écran se fige",
        "Depuis la mise à jour, l’édition des cartes électorales échoue.",
        kind="forum",
    ),
    document("forum:2", "Sauvegarde différentielle", "La sauvegarde du serveur échoue chaque nuit à 23 h.", kind="forum"),
    document(
        "lettre:9", "Lettre d’octobre", "Convocation des élus : voir l’article L. 2121-10. Certificat RGS**.", kind="newsletter"
    ),
)


class MemoryEngine:
    """Pass the same dict again to open the same index again."""

    def __init__(self, documents: dict[str, Document] | None = None) -> None:
        self._documents = {} if documents is None else documents
        self._lock = threading.Lock()

    def replace(self, documents: Iterable[Document], *, deleted: Iterable[str] = ()) -> None:
        latest = {document.id: document for document in documents}
        with self._lock:
            for name in deleted:
                self._documents.pop(name, None)
            self._documents.update(latest)

    def compact(self) -> None:
        """Nothing is kept of what was deleted."""

    def search(self, query: Query) -> Results:
        filters = {**query.filters, **({"kind": query.kinds} if query.kinds else {})}
        if not query.words and not filters:
            return Results(query=query, total=0, hits=())
        stems = [stem(readings(word)[0][0]) for word in query.words]
        barred = {stem(word) for word in query.excluded}
        every = [its for its in self._all() if is_kept(its, filters) and not barred & stems_of(its) and has_all(its, query)]
        counts = {document.id: sum(its in stems_of(document) for its in stems) for document in every}
        exact = [document for document in every if counts[document.id] == len(stems)]
        found = exact or [document for document in every if counts[document.id]]
        found = sorted(found, key=lambda document: (-counts[document.id], document.id))
        if query.sort == "date" or not query.words:
            found.sort(key=lambda document: document.day or date.min, reverse=True)
        page = found[query.offset : query.offset + query.limit]
        weights = dict.fromkeys(stems, 1.0) if query.with_excerpts else None
        hits = tuple(
            replace(make_hit(document, counts[document.id], weights, ""), short_answer=short_answer(document, stems))
            for document in page
        )
        best = stems_of(found[0]) if found else set()
        dropped = tuple(word for word, its in zip(query.words, stems, strict=True) if its not in best)
        facets = {name: facet(name, found) for name in FACETS} if query.with_facets else {}
        return Results(
            query=query,
            total=len(found),
            complete=len(exact),
            hits=hits,
            relaxed=bool(found) and not exact,
            dropped=dropped,
            facets=facets,
        )

    def versions(self) -> Mapping[str, str]:
        return {document.id: document.version for document in self._all()}

    def _all(self) -> list[Document]:
        with self._lock:
            return list(self._documents.values())

    def close(self) -> None:
        pass


def stems_of(document: Document) -> set[str]:
    """All stems of all texts of a document."""
    answers = (f"{answer.name} {answer.text}" for answer in document.short_answers)
    labels = (*answers, *document.keywords, *document.category, *document.software, *document.themes)
    texts = (document.title, document.question, document.answer, document.body, *labels)
    return {token.stem for text in texts for token in tokens(text)}


def short_answer(document: Document, stems: list[str]) -> ShortAnswer | None:
    """The first of which the name holds all that was asked for."""
    holds = (answer for answer in document.short_answers if set(stems) <= {token.stem for token in tokens(answer.name)})
    return next(holds, None) if stems else None


def values(document: Document, name: str) -> tuple[str, ...]:
    year = (str(document.day.year),) if document.day else ()
    several = {"category": document.category, "software": document.software, "theme": document.themes, "year": year}
    return several.get(name, (document.kind,))


def is_kept(document: Document, filters: Mapping[str, frozenset[str]]) -> bool:
    return all(
        any(
            wanted in fold(value) if name == "software" else wanted == fold(value)
            for value in values(document, name)
            for wanted in its
        )
        for name, its in filters.items()
    )


def has_all(document: Document, query: Query) -> bool:
    texts = [" ".join(words(text)) for text in (document.title, document.question, document.answer, document.body)]
    return all(any(" ".join(phrase) in text for text in texts) for phrase in query.phrases)


def facet(name: str, found: Iterable[Document]) -> tuple[Facet, ...]:
    counts = Counter(value for document in found for value in values(document, name)[: 1 if name == "category" else None])
    return tuple(Facet(value=value, count=count) for value, count in sorted(counts.items(), key=lambda it: (-it[1], it[0])))
