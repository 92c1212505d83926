"""Content for tests: a small FAQ to change at will, and the repository's real content as a project apart."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forks import Fork

ROOT = Path(__file__).parent.parent
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


class Project:
    """The repository's real content in a folder of its own, so that tests write nothing into the checkout."""

    secrets: Mapping[str, str] = MappingProxyType({})
    """Environment variables that only its commands see."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        for name in ("mkdocs.yml", "entraide.yml"):
            shutil.copy(ROOT / name, path / name)
        (path / "docs").symlink_to(ROOT / "docs")
        self._fill()

    def _fill(self) -> None:
        (self.path / "examples").symlink_to(ROOT / "examples")
        shutil.copytree(ROOT / "faq", self.path / "faq")

    def start(self, *arguments: str) -> Fork:
        """Start an `entraide` command in a process group of its own."""
        return Fork(arguments, self.path, os.environ | self.secrets)

    def script(self, *arguments: str) -> subprocess.Popen[str]:
        """The same by the script that people type, in a Python of its own."""
        command = [str(Path(sys.executable).with_name("entraide")), *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.path, env=os.environ | self.secrets, start_new_session=True, **pipes)

    def run(self, *arguments: str, start: Callable[..., Any] | None = None) -> subprocess.CompletedProcess[str]:
        """Run an `entraide` command to its end."""
        process = (start or self.start)(*arguments)
        output, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address at which `entraide serve` shows the project meanwhile."""
        process = self.start("serve", "--port", "0")
        log = []
        for line in process.stderr or ():
            log.append(line)
            if found := re.search(r"ready at (http://127\.0\.0\.1:\d+)/", line):
                break
        else:
            process.communicate()
            raise AssertionError("entraide serve ended: " + "".join(log))
        try:
            yield found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=40)

    def copy(self, path: Path) -> "Project":
        """The project as it is now, elsewhere, so that a test may break it."""
        other = object.__new__(Project)
        other.path = path
        shutil.copytree(self.path, path, symlinks=True)
        return other


class SmallProject(Project):
    """Enough of each kind of content for commands to be interrupted in, and no more."""

    def _fill(self) -> None:
        faq = FaqFolder(self.path / "faq")
        for number in range(12):
            faq.fiche(f"logiciel/paie/fiche-{number}.md", titre=f"Fiche numéro {number} de la paie")
        for name, number in {"forum/t": 12, "newsletters": 2, "clubs": 2}.items():
            folder = self.path / "examples" / name
            folder.mkdir(parents=True)
            for file in sorted((ROOT / "examples" / name).iterdir())[:number]:
                shutil.copy(file, folder / file.name)
        shutil.copy(ROOT / "examples/forum/categories.json", self.path / "examples/forum")
        shutil.copytree(ROOT / "examples/forum/uploads", self.path / "examples/forum/uploads")
