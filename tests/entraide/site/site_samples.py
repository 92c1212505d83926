"""A small site to build: a FAQ of five fiches, and a mirror with every kind of item."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from entraide.config import read_settings
from entraide.faq import read_faq
from entraide.site import build_site
from forum_sync import Bulletin, Media, Post, Thread

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
START = datetime(2026, 11, 17, 8, 12, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script> & <img src=x onerror=alert(1)>'

CATEGORIES = """\
- id: logiciel
  nom: Logiciel
  resume: Les logiciels métiers.
  icone: material/application-cog-outline
  enfants:
    - {id: paie, nom: Gestion de la Paie, resume: "Bulletins, cotisations."}
    - {id: finances, nom: Finances}
- {id: services, nom: Services, icone: material/lifebuoy}
- {id: actualites, nom: Actualités, icone: material/newspaper-variant-outline}
"""
FORUM = "https://forum.exemple.org/agora"
ARCHIVE = "{name: forum, type: archive, kind: forum, path: examples/forum, label: Forum}"
LIVE = f"{{name: forum, type: discourse, url: {FORUM}, categories: [1], label: Forum}}"
CONFIGURATION = """\
sources:
  - FORUM
  - {name: lettres, type: folder, kind: newsletter, path: examples/newsletters, label: Lettres}
  - {name: clubs, type: folder, kind: club, path: examples/clubs, label: Comptes rendus}
"""
FICHE = """\
---
titre: {title}
type: symptome
statut: {status}
{more}logiciels: [parme]
themes: [dsn]
auteur: Équipe assistance
publie_le: 2023-01-12
revu_le: {reviewed}
revision_mois: 12
sources: ["Documentation du portail, 2023"]
resume: "Le taux passe de 0,05 % à 0,10 % : vérifiez !"
contextes: [{context}]
---

## Symptôme

La cotisation est fausse ; voyez `taux : 0,05 ?`.

## Solution

1. Ouvrez le **bulletin**.
2. Lisez [l’autre fiche]({link}).
"""
FORM = """\
titre: Signaler une panne
resume: Un matériel ou un logiciel est en panne.
nature: incident
categorie: [Incident]
etapes:
  - titre: Tout
    champs:
      - {id: nom, type: texte, libelle: Votre nom}
      - {id: organisation, type: texte, libelle: Votre commune}
      - {id: courriel, type: courriel, libelle: Votre adresse}
      - {id: telephone, type: telephone, libelle: Votre numéro}
      - {id: titre, type: texte, libelle: Titre}
      - {id: suite, type: paragraphe, libelle: La suite, texte_initial: "Que voyez-vous ?"}
"""
FILES = {
    "categories.yml": CATEGORIES,
    "themes.yml": "- {id: dsn, nom: Déclaration sociale nominative}\n",
    "logiciels.yml": "- {id: parme, nom: Cosoluce - Parme, editeur: Cosoluce, famille: personnel}\n",
    "synonymes.yml": "equivalents: []\n",
    "formulaires/incident.yml": FORM,
}


VALUES = {"status": "publiee", "reviewed": "2026-09-14", "context": "aucun", "link": "../../services/incident.md", "more": ""}


def fiche(title="Une fiche", **values):
    return FICHE.format(title=f"'{title}'", **VALUES | values)


FICHES = {
    "logiciel/paie/apprentis.md": fiche("Cotisation des apprentis : quel taux ?"),
    "logiciel/paie/retard.md": fiche("Fiche en retard", reviewed="2024-01-02"),
    "logiciel/paie/ancienne.md": fiche("Fiche ancienne", status="perimee"),
    "logiciel/paie/hostile.md": fiche(HOSTILE),
    "services/incident.md": fiche("Déclarer un incident", context="declarer-un-incident", link="../logiciel/paie/apprentis.md"),
}


def post(number, html="<p>Bonjour.</p>", *, author="Marie (Valmorel)", minutes=0, **more):
    values = {"id": number, "staff": False, "edited": False, "text": "Bonjour."} | more
    return Post(number=number, author=author, created_at=START + timedelta(minutes=minutes), html=html, **values)


def thread(number, title="Une discussion", *posts, **more):
    values = {"category": ("Paie",), "tags": (), "closed": False, "pinned": False, "origin": ""} | more
    posts = posts or (post(1),)
    last = posts[-1].created_at
    return Thread(id=f"forum/{number}", kind="forum", title=title, created_at=START, active_at=last, posts=posts, **values)


def bulletin(name, title="Une lettre", day=None, html="<h3>Au sommaire</h3><p>Texte.</p>", **more):
    kind = "newsletter" if name.startswith("lettres/") else "club"
    return Bulletin(id=name, kind=kind, title=title, day=day, html=html, text="Texte.", **more)


def media(data, extension, content_type):
    return Media(name=f"{sha256(data).hexdigest()}.{extension}", content_type=content_type, data=data)


IMAGE = media(b"\x89PNG\r\n\x1a\n", "png", "image/png")
ORIGINAL = media(b"%PDF-1.7", "pdf", "application/pdf")


@dataclass
class FakeMirror:
    """What the site reads of a store, in memory."""

    items_: list = field(default_factory=list)
    media_: tuple = ()
    troubles: tuple = ()

    def quarantined(self):
        return self.troubles

    def items(self, source):
        return iter([item for item in self.items_ if item.id.startswith(f"{source}/")])

    def item(self, item_id):
        return next((item for item in self.items_ if item.id == item_id), None)

    def media_names(self):
        return {item.name for item in self.media_}

    def media(self, name):
        return next((item for item in self.media_ if item.name == name), None)


def full_mirror():
    answers = (
        post(1, f'<p>Voyez : <img src="/media/{IMAGE.name}" alt="Fenêtre"></p>'),
        post(2, '<p>Lisez <a href="/forum/13/#message-1">ceci</a>.</p>', author="Claire", staff=True, minutes=5, accepted=True),
        post(3, "", author="Claire", minutes=9, event="closed.enabled"),
    )
    return FakeMirror(
        [
            thread(12, "DSN rejetée : que faire ?", *answers),
            thread(13, HOSTILE, post(1, f"<p>{HOSTILE}</p>", author=HOSTILE, text=HOSTILE), tags=(HOSTILE,)),
            bulletin("lettres/lettre-1", "Lettre n° 1", date(2025, 3, 1), original=ORIGINAL.name),
            bulletin("lettres/lettre-2", "Lettre n° 2", date(2026, 3, 1)),
            bulletin("clubs/paie", HOSTILE, None, html=f"<h1>Club</h1>{HOSTILE}"),
        ],
        (IMAGE, ORIGINAL),
    )


class Site:
    """A project in a folder: its settings, its FAQ on disk, and its site once built."""

    def __init__(self, path, forum=ARCHIVE):
        self.path = path
        path.mkdir(exist_ok=True)
        shutil.copy(ROOT / "mkdocs.yml", path)
        (path / "entraide.yml").write_text(CONFIGURATION.replace("FORUM", forum))
        (path / "docs").symlink_to(ROOT / "docs")
        for name, content in {**FILES, **FICHES}.items():
            self.write(name, content)
        self.settings = read_settings(path / "entraide.yml")
        self.folder = self.settings.paths.site

    def write(self, name, content):
        file = self.path / "faq" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def build(self, mirror=None, now=NOW, **options):
        faq, problems = read_faq(self.settings.paths.faq)
        assert problems == ()
        return build_site(self.settings, faq, full_mirror() if mirror is None else mirror, now=now, **options)

    def page(self, url):
        return (self.folder / url.strip("/") / "index.html").read_text(encoding="utf-8")

    def pages(self):
        return {file.relative_to(self.folder).as_posix(): file.read_text() for file in sorted(self.folder.rglob("*.html"))}

    def bytes(self):
        return {str(file.relative_to(self.folder)): file.read_bytes() for file in self.folder.rglob("*") if file.is_file()}
