"""Read the request forms of the FAQ, `formulaires/*.yml`, into Forms and all the problems found on the way.

In: the folder of the FAQ, and the FAQ, whose registers the long lists come from. Out: forms in order. Knows no page.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from entraide.faq import Faq, Problem
from entraide.faq.registers import read_document
from entraide.faq.yaml_fields import Field as Key
from entraide.faq.yaml_fields import MalformedError, nodes, one_of, slug, take, text, texts, whole
from entraide.forms.model import FIELD_KINDS, IDENTITY, TITLE, Choice, Condition, Field, Form, Step
from entraide.forms.trees import hardware_choices, software_choices
from entraide.outbox.model import Kind

FOLDER = "formulaires"
COMMON = "communs.yml"
"""The steps that several forms have."""
RESERVED = frozenset({"recue", "resolu"})
"""Addresses of other pages beside the forms."""
_YES_NO = (Choice(value="oui", label="Oui"), Choice(value="non", label="Non"))
_URGENCIES = range(2, 6)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Read:
    """Something read, and where it stands."""

    value: Any
    node: yaml.Node
    file: str


def read_forms(folder: Path, faq: Faq, problems: list[Problem]) -> tuple[Form, ...]:
    """The forms, by their `ordre`; one with a problem is left out. No folder of forms is no problem."""
    reader = _Reader({"logiciel": software_choices(faq), "materiel": hardware_choices(faq)}, problems)
    place = folder / FOLDER
    if (place / COMMON).is_file():
        reader.read_common(place / COMMON)
    files = sorted(file for file in place.glob("*.yml") if file.name != COMMON)
    found = [form for file in files if (form := reader.read(file))]
    return tuple(sorted(found, key=lambda form: (form.rank, form.id)))


class _Reader:
    def __init__(self, trees: Mapping[str, tuple[Choice, ...]], problems: list[Problem]) -> None:
        self._trees = trees
        self._problems = problems
        self._common: dict[str, tuple[Mapping[str, Any], str]] = {}

    def read_common(self, file: Path) -> None:
        """Keep the steps of `file` for the forms that name them."""
        label = _label(file)
        node = read_document(file, self._problems, label)
        for entry in node.value if isinstance(node, yaml.SequenceNode) else ():
            step = take(entry, _COMMON_KEYS, file=label, problems=self._problems)
            self._common[step["id"]] = step, label

    def read(self, file: Path) -> Form | None:
        """The form of `file`, None when it has a problem."""
        label, before = _label(file), len(self._problems)
        node = read_document(file, self._problems, label)
        if node is None and len(self._problems) > before:
            return None
        values = take(node, _FORM_KEYS, file=label, problems=self._problems)
        if not _NAME.fullmatch(file.stem) or file.stem in RESERVED:
            self._add(
                _Read(None, node or _NOWHERE, label), "adresse", f"« {file.stem} » ne peut pas être l’adresse d’une page."
            )
        steps, placed = self._steps(values.pop("steps"), label)
        self._check(placed, node or _NOWHERE, label)
        if len(self._problems) > before:
            return None
        return Form(id=file.stem, steps=tuple(steps), **values)

    def _steps(self, entries: Sequence[yaml.Node], label: str) -> tuple[list[Step], list[_Read]]:
        """Steps, and their fields with the place of each."""
        steps, placed = [], []
        for entry in entries:
            own = take(entry, _STEP_KEYS, file=label, problems=self._problems)
            values, file = self._shared(own, _Read(own, entry, label))
            fields = [
                self._field(node, values["conditions"] + own["conditions"] * (values is not own), file)
                for node in values["fields"]
            ]
            placed += fields
            steps.append(Step(title=values["title"], hint=values["hint"], fields=tuple(field.value for field in fields)))
        return steps, placed

    def _shared(self, own: Mapping[str, Any], place: _Read) -> tuple[Mapping[str, Any], str]:
        """The step itself, or the common one that it names, with the file in which it stands."""
        name = own["common"]
        if name in self._common:
            return self._common[name]
        if name:
            self._add(place, "etape_commune", f"Absente de {COMMON} : « {name} ».")
        elif not own["title"] or not own["fields"]:
            self._add(place, "cle-manquante", "Une étape a un « titre » et des « champs », ou reprend une « etape_commune ».")
        return own, place.file

    def _field(self, node: yaml.Node, conditions: tuple[Condition, ...], file: str) -> _Read:
        values = take(node, _FIELD_KEYS, file=file, problems=self._problems)
        place = _Read(None, node, file)
        given, kind = values.pop("choices"), values["kind"]
        choices = tuple(self._choice(entry, file) for entry in given)
        if bool(choices) != (kind == "choix"):
            self._add(place, "choix", "La clé « choix » va avec « type: choix », et seulement avec lui.")
        if values["prefill"] and kind != "paragraphe":
            self._add(place, "texte_initial", "La clé « texte_initial » va avec « type: paragraphe ».")
        values["conditions"] = (*conditions, *values["conditions"])
        offered = _YES_NO if kind == "oui_non" else self._trees.get(kind, choices)
        return replace(place, value=Field(choices=offered, **values))

    def _choice(self, node: yaml.Node, file: str) -> Choice:
        return Choice(**take(node, _CHOICE_KEYS, file=file, problems=self._problems))

    def _check(self, placed: Sequence[_Read], node: yaml.Node, label: str) -> None:
        """Ids are there once, conditions name what was asked before, and every form says who asks and what it is about."""
        before: dict[str, Field] = {}
        for place in placed:
            field: Field = place.value
            for condition in field.conditions:
                self._check_condition(condition, before, place)
            if field.id in before:
                self._add(place, "double", f"Le champ « {field.id} » est déjà défini plus haut.")
            before[field.id] = field
        for name, kind in {**IDENTITY, TITLE: "texte"}.items():
            if name not in before or before[name].kind != kind or before[name].conditions:
                reason = f"Il manque le champ « {name} », de type « {kind} » et sans « si » : toute demande en a besoin."
                self._add(_Read(None, node, label), "champ-manquant", reason)

    def _check_condition(self, condition: Condition, before: Mapping[str, Field], place: _Read) -> None:
        field = before.get(condition.field)
        if field is None or not field.choices:
            self._add(place, "si", f"« {condition.field} » n’est pas un champ à choix qui précède celui-ci.")
            return
        for value in condition.values:
            if field.choice(value) is None:
                known = ", ".join(choice.value for choice in field.choices[:12])
                self._add(place, "si", f"« {condition.field} » n’a pas de choix « {value} ». Choix : {known}.")

    def _add(self, place: _Read, rule: str, reason: str) -> None:
        self._problems.append(Problem(file=place.file, line=place.node.start_mark.line + 1, rule=rule, text=reason))


def _label(file: Path) -> str:
    return f"{file.parent.parent.name}/{file.parent.name}/{file.name}"


def _yes_or_no(node: yaml.Node) -> bool:
    word = text(node)
    if word not in {"oui", "non"}:
        raise MalformedError(f"« {word} » : écrivez oui ou non.", node)
    return word == "oui"


def _lines(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise MalformedError("Un texte est attendu.", node)
    return str(node.value).rstrip("\n")


def _urgency(node: yaml.Node) -> int:
    number = whole(node)
    if number not in _URGENCIES:
        raise MalformedError("De 2 (basse) à 5 (très haute).", node)
    return number


def _conditions(node: yaml.Node) -> tuple[Condition, ...]:
    if not isinstance(node, yaml.MappingNode):
        raise MalformedError("« champ: valeur » est attendu, par exemple {concerne: logiciel}.", node)
    return tuple(Condition(field=text(key), values=texts(value)) for key, value in node.value)


def _kind(node: yaml.Node) -> Kind:
    return cast("Kind", one_of(get_args(Kind))(node))


_NOWHERE: yaml.Node = yaml.ScalarNode("", "", yaml.Mark("", 0, 0, 0, "", 0))
_convert_kind: Callable[[yaml.Node], str] = one_of(FIELD_KINDS)
_FORM_KEYS = {
    "titre": Key(name="title", convert=text, required=True, default=""),
    "resume": Key(name="summary", convert=text, required=True, default=""),
    "nature": Key(name="kind", convert=_kind, required=True, default="demande"),
    "categorie": Key(name="category", convert=texts, required=True, default=()),
    "ordre": Key(name="rank", convert=whole, default=99),
    "etapes": Key(name="steps", convert=nodes, required=True, default=()),
}
_PLAIN_STEP_KEYS = {
    "titre": Key(name="title", convert=text, default=""),
    "aide": Key(name="hint", convert=text, default=""),
    "si": Key(name="conditions", convert=_conditions, default=()),
    "champs": Key(name="fields", convert=nodes, default=()),
}
_STEP_KEYS = {**_PLAIN_STEP_KEYS, "etape_commune": Key(name="common", convert=slug, default="")}
_COMMON_KEYS = {
    "id": Key(name="id", convert=slug, required=True, default=""),
    **{key: replace(field, required=key in {"titre", "champs"}) for key, field in _PLAIN_STEP_KEYS.items()},
}
_FIELD_KEYS = {
    "id": Key(name="id", convert=slug, required=True, default=""),
    "type": Key(name="kind", convert=_convert_kind, required=True, default="texte"),
    "libelle": Key(name="label", convert=text, required=True, default=""),
    "aide": Key(name="hint", convert=text, default=""),
    "obligatoire": Key(name="required", convert=_yes_or_no, default=False),
    "texte_initial": Key(name="prefill", convert=_lines, default=""),
    "choix": Key(name="choices", convert=nodes, default=()),
    "si": Key(name="conditions", convert=_conditions, default=()),
}
_CHOICE_KEYS = {
    "valeur": Key(name="value", convert=slug, required=True, default=""),
    "libelle": Key(name="label", convert=text, required=True, default=""),
    "aide": Key(name="hint", convert=text, default=""),
    "urgence": Key(name="urgency", convert=_urgency),
    "categorie": Key(name="category", convert=texts, default=()),
}
