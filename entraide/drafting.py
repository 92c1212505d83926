"""Makes the draft of a fiche: the sections of its template with what to write in each, in the folder of its category.

In: a title, a category as one says it, a template, the FAQ, the day. Out: a path and a text, then a new file. What is left to
write is what the lint names.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from rapidfuzz import fuzz, process

from entraide.errors import DraftError
from entraide.faq import TEMPLATES, Category, Faq, Fiche
from entraide.lint import MARK
from search import fold

PROMPTS: Mapping[str, str] = {
    "Symptôme": "ce que la personne voit ou n’arrive pas à faire, avec ses mots ; le message d’erreur exact s’il y en a un.",
    "Solution": "les étapes numérotées, une action par étape, avec le nom exact des menus et des boutons.",
    "De quoi s’agit-il ?": "la téléprocédure en deux phrases, et pour qui.",
    "De quoi a-t-on besoin ?": "le matériel, les logiciels, les certificats, les autorisations.",
    "Comment ça marche ?": "le déroulement, du premier clic à l’accusé de réception.",
    "Quelles fonctionnalités pour quels bénéfices ?": "ce qu’elle permet, et ce que la mairie y gagne.",
    "Que propose le service ?": "ce que fait le service informatique : installation, formation, assistance.",
    "Combien ça coûte ?": "le prix, ou « compris dans l’adhésion ».",
    "Quelles sont les étapes de mise en œuvre ?": "les étapes numérotées, avec qui fait quoi.",
    "En quoi cela consiste": "le service en deux phrases, et pour qui.",
    "Comment en bénéficier": "à qui s’adresser, comment, sous quel délai.",
    "": "ce qui change, pour qui, à partir de quand.",
}
"""What to write under each heading of the templates; under '' where there is none."""
_NEAR, _SAME, _SHOWN = 60, 80, 5
_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file that is still to be written."""

    file: Path
    text: str

    def write(self) -> None:
        """Make the file; DraftError when there is one already."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("x", encoding="utf-8", newline="\n") as new:
                new.write(self.text)
        except FileExistsError as error:
            raise DraftError(f"{self.file} existe déjà : complétez cette fiche, ou choisissez un autre titre.") from error
        except OSError as error:
            raise DraftError(f"{self.file} ne peut pas être écrit : {error.strerror}") from error


def make_draft(  # noqa: PLR0913 - what a draft is made of
    faq: Faq,
    folder: Path,
    *,
    title: str,
    category: Category,
    template: str,
    today: date,
    sections: Mapping[str, str] = {},
    more: Mapping[str, object] = {},
) -> Draft:
    """The draft of a fiche, with `sections` where their text is known and `more` in its header."""
    title = " ".join(title.split())
    slug = slug_of(title)
    if not slug:
        raise DraftError(f"« {title} » : un titre a au moins une lettre ou un chiffre.")
    software = [one.id for one in faq.software.values() if one.category == category.path]
    taken = {fiche.lasting_id for fiche in (*faq.fiches, *faq.drafts)}
    header: dict[str, object] = {
        "titre": title,
        "type": template,
        "statut": "brouillon",
        "id": next(name for number in count(1) if (name := slug if number == 1 else f"{slug}-{number}") not in taken),
        "logiciels": software if len(software) == 1 else [],
        "themes": [],
        "mots_cles": [],
        "publie_le": today,
        "revision_mois": 12,
        "resume": prompt_of_summary(),
        **more,
    }
    lines = [f"{key}: {as_yaml(value)}" for key, value in header.items()]
    parts = [_section(heading, sections.get(heading, "")) for heading in TEMPLATES[template] or ("",)]
    return Draft(file=folder / category.path / f"{slug}.md", text="\n".join(["---", *lines, "---", "", "\n\n".join(parts), ""]))


def prompt_of_summary() -> str:
    """What a draft says in the place of its summary."""
    return f"{MARK} : la réponse en une ou deux phrases."


def slug_of(title: str) -> str:
    """The name of a file for a title: small letters without accents, digits, hyphens."""
    return _SIGNS.sub("-", fold(title)).strip("-")[:80].rstrip("-")


def find_category(faq: Faq, said: str) -> Category:
    """The category of that path (`logiciel/finances`) or label (`Logiciel > Finances`, or its last part when that is enough).

    DraftError with the nearest ones when there is none, or several.
    """
    wanted = _key(said.replace("/", ">"))
    every = [*faq.walk()]
    exact = [one for one in every if wanted in (_key(one.path.replace("/", ">")), _key(" > ".join(one.labels)))]
    found = exact or [one for one in every if wanted in (_key(one.label), _key(one.path.rpartition("/")[2]))]
    if len(found) == 1:
        return found[0]
    names = {one.path: " > ".join(one.labels) for one in found or every}
    near = process.extract(said, names, scorer=fuzz.WRatio, processor=_key, limit=_SHOWN, score_cutoff=0 if found else _NEAR)
    problem = "plusieurs catégories de ce nom" if found else "aucune catégorie de ce nom"
    raise DraftError("\n".join([f"« {said} » : {problem}. Les plus proches :", *(f"  {label}" for label, _, _ in near)]))


def alike(title: str, fiches: Sequence[Fiche]) -> tuple[Fiche, ...]:
    """Fiches whose title says nearly the same, the nearest first."""
    names = [fiche.title for fiche in fiches]
    near = process.extract(title, names, scorer=fuzz.token_set_ratio, processor=_key, limit=3, score_cutoff=_SAME)
    return tuple(fiches[place] for _, _, place in near)


def _key(words: str) -> str:
    return " ".join(re.findall(r"\w+|>", fold(words)))


def as_yaml(value: object) -> str:
    """A value of the header; JSON is YAML whose quotes hold anything."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str) and _SIGNS.search(value.replace("-", ""))
        else str(value)
    )


def _section(heading: str, text: str) -> str:
    body = text or f"{MARK} : {PROMPTS[heading]}"
    return f"## {heading}\n\n{body}" if heading else body
