"""Read the four registers of the FAQ: categories.yml, themes.yml, logiciels.yml and synonymes.yml.

Each function takes the FAQ folder and a list to which it adds problems, and gives values. Fiches are read elsewhere.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import yaml

from entraide.faq.model import Category, Problem, Software, Theme
from entraide.faq.yaml_fields import Field, compose, entry_of, nodes, one_of, slug, take, text, texts

_Entry = TypeVar("_Entry")

DEEPEST = 8
"""Levels of categories."""

CATEGORY_FIELDS = {
    "id": Field(name="id", convert=slug, required=True, default="x"),
    "nom": Field(name="label", convert=text, required=True, default=""),
    "resume": Field(name="summary", convert=text, default=""),
    "icone": Field(name="icon", convert=text, default=""),
    "equipements": Field(name="equipment", convert=texts, default=()),
    "enfants": Field(name="children", convert=nodes, default=()),
}
THEME_FIELDS = {
    "id": Field(name="id", convert=slug, required=True, default=""),
    "nom": Field(name="label", convert=text, required=True, default=""),
}
SYNONYM_FIELDS = {
    "equivalents": Field(name="groups", convert=lambda node: tuple(texts(group) for group in nodes(node)), default=()),
    "sens_unique": Field(name="pairs", convert=nodes, default=()),
}
IMPLICATION_FIELDS = {
    "terme": Field(name="term", convert=text, required=True, default=""),
    "vers": Field(name="targets", convert=texts, required=True, default=()),
}


def _software_fields(places: Collection[str], names: Collection[str]) -> Mapping[str, Field]:
    return {
        "id": Field(name="id", convert=slug, required=True, default=""),
        "nom": Field(name="name", convert=text, required=True, default=""),
        "editeur": Field(name="publisher", convert=text, default=""),
        "alias": Field(name="aliases", convert=texts, default=()),
        "famille": Field(name="family", convert=text, default=""),
        "statut": Field(name="status", convert=one_of(("actif", "remplace", "historique")), default="actif"),
        "remplace_par": Field(name="replaced_by", convert=entry_of(names, "ce fichier"), default=""),
        "categorie": Field(name="category", convert=entry_of(places, "categories.yml"), default=""),
        "resume": Field(name="summary", convert=text, default=""),
    }


def read_categories(folder: Path, problems: list[Problem]) -> tuple[Category, ...]:
    """The roots of the tree of categories, in order."""
    return _categories(_entries(folder / "categories.yml", problems), None, f"{folder.name}/categories.yml", problems)


def _categories(
    entries: Sequence[yaml.Node], parent: Category | None, file: str, problems: list[Problem]
) -> tuple[Category, ...]:
    found: dict[str, Category] = {}
    for entry in entries:
        values = take(entry, CATEGORY_FIELDS, file=file, problems=problems)
        own = Category(
            path=f"{parent.path}/{values['id']}" if parent else values["id"],
            labels=(*(parent.labels if parent else ()), values["label"]),
            summary=values["summary"],
            icon=values["icon"] or (parent.icon if parent else "material/folder-outline"),
            children=(),
            equipment=values["equipment"],
        )
        if own.path in found:
            problems.append(_double(own.path, entry, file))
        if values["children"] and len(own.labels) == DEEPEST:
            problems.append(_at(entry, file, "profondeur", f"Pas plus de {DEEPEST} niveaux de catégories."))
            values["children"] = ()
        found[own.path] = replace(own, children=_categories(values["children"], own, file, problems))
    return tuple(found.values())


def read_themes(folder: Path, problems: list[Problem]) -> Mapping[str, Theme]:
    """Themes by id, in order."""
    return _register(folder / "themes.yml", lambda _: THEME_FIELDS, Theme, problems)


def read_software(folder: Path, places: Collection[str], problems: list[Problem]) -> Mapping[str, Software]:
    """The software register by id, in order; `places` are the paths of categories that it may name."""
    return _register(folder / "logiciels.yml", partial(_software_fields, places), Software, problems)


Groups = tuple[tuple[str, ...], ...]
Implications = tuple[tuple[str, tuple[str, ...]], ...]


def read_synonyms(folder: Path, problems: list[Problem]) -> tuple[Groups, Implications]:
    """Groups of terms that mean the same, and terms that find others but not the other way round."""
    file = folder / "synonymes.yml"
    label = f"{folder.name}/{file.name}"
    node = read_document(file, problems)
    if node is None:
        return (), ()
    values = take(node, SYNONYM_FIELDS, file=label, problems=problems)
    pairs = [take(entry, IMPLICATION_FIELDS, file=label, problems=problems) for entry in values["pairs"]]
    return values["groups"], tuple((pair["term"], pair["targets"]) for pair in pairs)


def _register(
    file: Path,
    fields_of: Callable[[Collection[str]], Mapping[str, Field]],
    make: Callable[..., _Entry],
    problems: list[Problem],
) -> Mapping[str, _Entry]:
    """Entries by id; `fields_of` gives the fields, knowing all the ids of the file."""
    label = f"{file.parent.name}/{file.name}"
    entries = _entries(file, problems)
    fields = fields_of([value.value for entry in entries for key, value in _pairs(entry) if key.value == "id"])
    register: dict[str, _Entry] = {}
    for entry in entries:
        values = take(entry, fields, file=label, problems=problems)
        if values["id"] in register:
            problems.append(_double(values["id"], entry, label))
        register[values["id"]] = make(**values)
    return register


def _pairs(entry: yaml.Node) -> Sequence[tuple[yaml.Node, yaml.Node]]:
    return entry.value if isinstance(entry, yaml.MappingNode) else ()


def _entries(file: Path, problems: list[Problem]) -> Sequence[yaml.Node]:
    node = read_document(file, problems)
    if node is None:
        return ()
    if isinstance(node, yaml.SequenceNode):
        entries: Sequence[yaml.Node] = node.value
        return entries
    problems.append(Problem(file=f"{file.parent.name}/{file.name}", line=1, rule="yaml", text="Une liste est attendue."))
    return ()


def read_document(file: Path, problems: list[Problem], label: str = "") -> yaml.Node | None:
    """The YAML of a register, None when it cannot be read; problems call it `label`."""
    label = label or f"{file.parent.name}/{file.name}"
    try:
        content = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        reason = "Ce fichier manque."
    except (OSError, UnicodeDecodeError):
        reason = "Ce fichier ne peut pas être lu : vérifiez ses droits, et qu’il est enregistré en UTF-8."
    else:
        return compose(content, file=label, line=1, problems=problems)
    problems.append(Problem(file=label, line=1, rule="fichier", text=reason))
    return None


def _double(name: str, entry: yaml.Node, file: str) -> Problem:
    return _at(entry, file, "double", f"« {name} » est déjà défini plus haut.")


def _at(entry: yaml.Node, file: str, rule: str, reason: str) -> Problem:
    return Problem(file=file, line=entry.start_mark.line + 1, rule=rule, text=reason)
