"""The request forms of this repository over HTTP, with a sink in memory, on pages as small as they may be."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from listening import listening
from selectolax.lexbor import LexborHTMLParser
from starlette.applications import Starlette

from entraide.errors import StorageError
from entraide.faq import read_faq
from entraide.forms import read_forms
from entraide.web import Desk, form_routes

FAQ = Path(__file__).parents[1] / "faq"
PAGE = "<html lang='fr'><head><title>Formulaire</title></head><body><!--formulaire-->vide<!--/formulaire--></body></html>"
RECEIPT = "<p><!--numero-->Enregistrée.<!--/numero--></p>"
WHO = {
    "nom": "Camille Fictive",
    "organisation": "Commune de Valmorel-sur-Mer",
    "courriel": "accueil@valmorel.exemple.fr",
    "telephone": "05 46 00 00 00",
}
INCIDENT = WHO | {
    "concerne-moi": "oui",
    "contraintes": "non",
    "titre": "Imprimante de l’accueil hors ligne",
    "concerne": "materiel",
    "materiel": "Imprimante",
    "symptome-materiel": "Rien ne sort depuis ce matin.",
    "urgence": "moyenne",
    "seul": "non",
}
ACCESS = WHO | {
    "concerne-moi": "oui",
    "contraintes": "non",
    "titre": "Parapheur pour un nouvel agent",
    "concerne": "vpn",
    "acces-distant": "Le serveur de fichiers, depuis un portable de la commune.",
}
PDF = ("attestation.pdf", b"%PDF-1.7\n%ceci est un document\n", "application/octet-stream")


def forms():
    faq, problems = read_faq(FAQ)
    problems = [*problems]
    found = read_forms(FAQ, faq, problems)
    assert problems == []
    return found


class Sink:
    """Stores requests as the outbox does: the same key is the same request. Files are read while they are there."""

    def __init__(self):
        self.requests = {}
        self.files = {}
        self.calls = 0
        self.is_full = False

    def accept(self, request):
        self.calls += 1
        if self.is_full:
            raise StorageError("the disk is full")
        self.files |= {file.name: file.file.read_bytes() for file in request.attachments}
        self.requests.setdefault(request.key, request)
        return f"2026-{list(self.requests).index(request.key) + 1:06}"

    @property
    def last(self):
        return list(self.requests.values())[-1]


class Forms:
    """A running service, and what an agent's browser does with it."""

    def __init__(self, folder):
        self.sink, self.avoided, self.now = Sink(), [], datetime(2026, 11, 26, 9, tzinfo=UTC)
        self.forms = forms()
        for name in [*(form.id for form in self.forms), "recue"]:
            (folder / "demandes" / name).mkdir(parents=True)
            (folder / "demandes" / name / "index.html").write_text(PAGE if name != "recue" else RECEIPT, encoding="utf-8")
        desk = Desk(self.sink.accept, lambda: self.now, ("05 46 11 11 11", "assistance@exemple.fr"))
        self.app = Starlette(routes=form_routes(folder, lambda: self.forms, desk, self.avoided.append))

    def key(self, form="incident", seconds=30):
        """The key of a page that was opened so many seconds ago."""
        page = requests.get(f"{self.address}/demandes/{form}/", timeout=10).text
        self.now += timedelta(seconds=seconds)
        return re.search(r'name="_cle" value="([^"]+)"', page)[1]

    def post(self, fields, files=(), form="incident", **headers):
        # As a form with files is sent, even without any.
        parts = [(name, (None, value)) for name, value in fields.items()] + list(files)
        return self.send(form, files=parts, **headers)

    def send(self, form="incident", **options):
        headers = {"Origin": self.address} | options.pop("headers", {})
        return requests.post(f"{self.address}/demandes/{form}/", headers=headers, allow_redirects=False, timeout=20, **options)

    def sent(self, fields, files=(), form="incident"):
        return self.post({"_cle": self.key(form)} | fields, files, form)


@contextmanager
def running_forms(folder):
    running = Forms(folder)
    with listening(running.app) as running.address:
        yield running


def errors(answer):
    """What is said beside each field."""
    page = LexborHTMLParser(answer.text)
    return {node.attrs["id"][2:]: node.text() for node in page.css("[data-error]") if "hidden" not in node.attrs}


def notice(answer):
    return " ".join(LexborHTMLParser(answer.text).css_first(".notice").text().split())


def value(answer, name):
    node = LexborHTMLParser(answer.text).css_first(f"#f-{name}")
    return node.text().strip("\n") if node.tag == "textarea" else node.attrs.get("value")
