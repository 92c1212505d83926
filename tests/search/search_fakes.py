"""A small French corpus, written for the tests, and an Engine in memory.

The engine simplifies the queries of the real ones: all words by their stem, else any of them.
"""

import threading
from collections.abc import Iterable, Mapping
from datetime import date

from search import Document, Query, Results
from search.excerpt import make_hit
from search.text import readings, stem, tokens


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
        stems = [stem(readings(word)[0][0]) for word in query.words]
        every = [document for document in self._all() if document.kind in (query.kinds or {document.kind})]
        counts = {document.id: sum(its in stems_of(document) for its in stems) for document in every}
        exact = [document for document in every if stems and counts[document.id] == len(stems)]
        found = exact or [document for document in every if counts[document.id]]
        found = sorted(found, key=lambda document: (-counts[document.id], document.id))
        page = found[query.offset : query.offset + query.limit]
        hits = tuple(make_hit(document, counts[document.id], dict.fromkeys(stems, 1.0), "") for document in page)
        return Results(query=query, total=len(found), hits=hits, relaxed=bool(found) and not exact)

    def versions(self) -> Mapping[str, str]:
        return {document.id: document.version for document in self._all()}

    def _all(self) -> list[Document]:
        with self._lock:
            return list(self._documents.values())

    def close(self) -> None:
        pass


def stems_of(document: Document) -> set[str]:
    """All stems of all texts of a document."""
    labels = (*document.keywords, *document.category, *document.software, *document.themes)
    texts = (document.title, document.question, document.answer, document.body, *labels)
    return {token.stem for text in texts for token in tokens(text)}
