"""Read the four registers of the FAQ: categories.yml, themes.yml, logiciels.yml and synonymes.yml.

Each function takes the FAQ folder and a list to which it adds problems, and gives values. Fiches are read elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from entraide.faq.model import Category, Problem, Software, Theme
from entraide.faq.yaml_fields import Field, compose, nodes, one_of, take, text, texts

_Entry = TypeVar("_Entry")

CATEGORY_FIELDS = {
    "id": Field(convert=text, required=True, default=""),
    "nom": Field(convert=text, required=True, default=""),
    "resume": Field(convert=text, default=""),
    "icone": Field(convert=text, default=""),
    "enfants": Field(convert=nodes, default=()),
}
THEME_FIELDS = {"id": Field(convert=text, required=True, default=""), "nom": Field(convert=text, required=True, default="")}
SOFTWARE_FIELDS = {
    "id": Field(convert=text, required=True, default=""),
    "nom": Field(convert=text, required=True, default=""),
    "editeur": Field(convert=text, default=""),
    "alias": Field(convert=texts, default=()),
    "famille": Field(convert=text, default=""),
    "statut": Field(convert=one_of(("actif", "remplace", "historique")), default="actif"),
    "remplace_par": Field(convert=text, default=""),
    "categorie": Field(convert=text, default=""),
    "resume": Field(convert=text, default=""),
}
SYNONYM_FIELDS = {
    "equivalents": Field(convert=lambda node: tuple(texts(group) for group in nodes(node)), default=()),
    "sens_unique": Field(convert=nodes, default=()),
}
IMPLICATION_FIELDS = {
    "terme": Field(convert=text, required=True, default=""),
    "vers": Field(convert=texts, required=True, default=()),
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
            labels=(*(parent.labels if parent else ()), values["nom"]),
            summary=values["resume"],
            icon=values["icone"] or (parent.icon if parent else "material/folder-outline"),
            children=(),
        )
        if own.path in found:
            problems.append(_double(own.path, entry, file))
        found[own.path] = replace(own, children=_categories(values["enfants"], own, file, problems))
    return tuple(found.values())


def read_themes(folder: Path, problems: list[Problem]) -> Mapping[str, Theme]:
    """Themes by id, in order."""
    return _register(folder / "themes.yml", THEME_FIELDS, lambda values: Theme(id=values["id"], label=values["nom"]), problems)


def read_software(folder: Path, problems: list[Problem]) -> Mapping[str, Software]:
    """The software register by id, in order."""
    return _register(folder / "logiciels.yml", SOFTWARE_FIELDS, _software, problems)


def _software(values: Mapping[str, Any]) -> Software:
    return Software(
        id=values["id"],
        name=values["nom"],
        publisher=values["editeur"],
        aliases=values["alias"],
        family=values["famille"],
        status=values["statut"],
        replaced_by=values["remplace_par"],
        category=values["categorie"],
        summary=values["resume"],
    )


Groups = tuple[tuple[str, ...], ...]
Implications = tuple[tuple[str, tuple[str, ...]], ...]


def read_synonyms(folder: Path, problems: list[Problem]) -> tuple[Groups, Implications]:
    """Groups of terms that mean the same, and terms that find others but not the other way round."""
    file = folder / "synonymes.yml"
    label = f"{folder.name}/{file.name}"
    node = _document(file, problems)
    if node is None:
        return (), ()
    values = take(node, SYNONYM_FIELDS, file=label, problems=problems)
    pairs = [take(entry, IMPLICATION_FIELDS, file=label, problems=problems) for entry in values["sens_unique"]]
    return values["equivalents"], tuple((pair["terme"], pair["vers"]) for pair in pairs)


def _register(
    file: Path, fields: Mapping[str, Field], make: Callable[[Mapping[str, Any]], _Entry], problems: list[Problem]
) -> Mapping[str, _Entry]:
    label = f"{file.parent.name}/{file.name}"
    register: dict[str, _Entry] = {}
    for entry in _entries(file, problems):
        values = take(entry, fields, file=label, problems=problems)
        if values["id"] in register:
            problems.append(_double(values["id"], entry, label))
        register[values["id"]] = make(values)
    return register


def _entries(file: Path, problems: list[Problem]) -> Sequence[yaml.Node]:
    node = _document(file, problems)
    if node is None:
        return ()
    if isinstance(node, yaml.SequenceNode):
        entries: Sequence[yaml.Node] = node.value
        return entries
    problems.append(Problem(file=f"{file.parent.name}/{file.name}", line=1, rule="yaml", text="Une liste est attendue."))
    return ()


def _document(file: Path, problems: list[Problem]) -> yaml.Node | None:
    label = f"{file.parent.name}/{file.name}"
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(file=label, line=1, rule="fichier", text=f"Fichier absent ou illisible ({error})."))
        return None
    return compose(content, file=label, line=1, problems=problems)


def _double(name: str, entry: yaml.Node, file: str) -> Problem:
    return Problem(file=file, line=entry.start_mark.line + 1, rule="double", text=f"« {name} » est déjà défini plus haut.")
