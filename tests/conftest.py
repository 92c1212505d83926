"""What every test gets: no network but this machine's own, and a small FAQ on disk to change at will."""

import socket
from pathlib import Path

import pytest

REGISTERS = {
    "categories.yml": """\
- id: logiciel
  nom: Logiciel
  resume: Les logiciels métiers.
  icone: material/application-cog-outline
  enfants:
    - id: paie
      nom: Gestion de la Paie
- id: materiel
  nom: Matériel
""",
    "themes.yml": "- {id: dsn, nom: Déclaration sociale nominative}\n- {id: impression, nom: Impression}\n",
    "logiciels.yml": "- {id: parme, nom: Parme, editeur: Cosoluce, alias: [Cosoluce Parme], famille: paie}\n",
    "synonymes.yml": "equivalents:\n  - [mdp, mot de passe]\nsens_unique:\n  - {terme: licence, vers: [appairage]}\n",
}

FICHE = """\
---
titre: {title}
type: symptome
statut: publiee
logiciels: [parme]
themes: [dsn]
mots_cles: [taux apprentis]
auteur: Équipe assistance
publie_le: 2023-01-12
revu_le: 2026-09-14
revision_mois: 12
sources: ["Documentation du portail, 2023"]
resume: Le taux passe de 0,05 % à 0,10 %.
contextes: [cotisations]
---

## Symptôme

La cotisation des apprentis reste calculée à 0,05 %.

## Solution

1. Ouvrez le bulletin.
2. Vérifiez le taux.
"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    connect = socket.socket.connect

    def local_only(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


class FaqFolder:
    """A FAQ on disk, valid as it is, with one fiche."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, content in REGISTERS.items():
            self.write(name, content)
        self.write("logiciel/paie/apprentis.md", FICHE.format(title="Parme et la cotisation des apprentis"))

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file in its place, folders included."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def fiche(self, name: str = "logiciel/paie/autre.md", **changes: str) -> Path:
        """Write a fiche; `titre="…"` and the like replace or add a line of the front matter, None removes it."""
        lines = FICHE.format(title="Une autre fiche").split("\n")
        for key, value in changes.items():
            lines = [line for line in lines if not line.startswith(f"{key}:")]
            if value is not None:
                lines.insert(1, f"{key}: {value}")
        return self.write(name, "\n".join(lines))


@pytest.fixture
def faq_folder(tmp_path):
    return FaqFolder(tmp_path / "faq")
