"""A web service over a small site and a real index, on a free port of this machine."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import requests
from listening import listening
from selectolax.lexbor import LexborHTMLParser

from entraide.web import make_app
from search import Document, SearchError, Synonyms, open_engine

PAGE = """\
<html lang="fr"><head><title>Recherche - Entraide</title></head><body><main>
<form action="../recherche/"><input id="q" type="search" name="q" maxlength="200"></form>
<div class="results"><!--resultats--><p>La recherche a besoin d’un service.</p><!--/resultats--></div>
<!--suites--><section class="next"><a data-ask="https://forum.exemple.org/a&amp;b" href="#">Poser la question</a>
<a data-hand href="../demandes/incident/">Déclarer un incident</a></section><!--/suites-->
</main></body></html>
"""


class Running:
    """A service on a free port, with the address and what it serves."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        (self.site / "recherche").mkdir(parents=True)
        (self.site / "media").mkdir()
        (self.site / "index.html").write_text("<h1>Accueil</h1>", encoding="utf-8")
        (self.site / "404.html").write_text("<h1>Page introuvable</h1>", encoding="utf-8")
        (self.site / "media" / "a.txt").write_text("<script>", encoding="utf-8")
        (self.site / "media" / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 2000)
        (self.site / "media" / "a.png").write_bytes(b"\x89PNG\r\n" + b"0" * 2000)
        (self.site / "recherche" / "index.html").write_text(PAGE, encoding="utf-8")
        self.engine = open_engine("whoosh:index", synonyms=Synonyms((), ()), root=folder)
        backups = [document(f"forum/{n}", f"Sauvegarde {n}", kind="forum", body="Bande.") for n in range(100, 145)]
        self.engine.replace(
            [
                replace(
                    document("fiche:a", "Cotisation <apprentis>", day=date(2026, 3, 1)), trust="reviewed", software=("Parme",)
                ),
                document("forum/1", "Cotisation en retard", kind="forum"),
                *backups,
            ]
        )
        self._broken = False

    def current_engine(self):
        if self._broken:
            raise SearchError("secret words")
        return self.engine

    @contextmanager
    def broken(self):
        self._broken = True
        yield
        self._broken = False

    def get(self, path, **parameters):
        return requests.get(self.address + path, params=parameters, timeout=10)

    def results(self, address="", **parameters):
        """The results page as a tree; `address` is one of its own links."""
        answer = self.get(f"/recherche/{address}", **parameters)
        assert answer.status_code == 200
        return LexborHTMLParser(answer.text)


def document(name, title, kind="fiche", body="Le taux de la cotisation.", day=None):
    return Document(
        id=name,
        kind=kind,
        title=title,
        url=f"/{name}/",
        version="1",
        category=("Logiciel", "Paie"),
        body=body,
        day=day,
    )


@contextmanager
def running_service(folder: Path):
    """The service while it runs."""
    running = Running(folder)
    app = make_app(running.site, running.current_engine, today=lambda: date(2026, 11, 26))
    with listening(app) as running.address:
        yield running
    running.engine.close()
