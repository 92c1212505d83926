"""The values of a request form: steps of fields, some of which are in sight only after certain answers.

Pure data: reading is in `read`, what an agent filled in is understood in `fill`, pages are made in `render`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from entraide.outbox.model import Kind

FieldKind = Literal[
    "texte",
    "courriel",
    "telephone",
    "adresse",
    "paragraphe",
    "oui_non",
    "choix",
    "logiciel",
    "materiel",
    "fichiers",
    "attestation",
]
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
IDENTITY: Mapping[str, FieldKind] = {
    "nom": "texte",
    "organisation": "texte",
    "courriel": "courriel",
    "telephone": "telephone",
}
"""The fields that say who asks, in every form."""
TITLE = "titre"
"""The field that every request is named by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers that a field offers."""

    value: str
    label: str
    hint: str = ""
    urgency: int | None = None
    """2 (low) to 5 (very high), as GLPI counts."""
    category: tuple[str, ...] = ()
    """What it adds to the category of the request."""
    group: str = ""
    """Under which a long list shows it."""
    words: str = ""
    """Other words that find it in a long list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """That a field has one of some values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form."""

    id: str
    kind: FieldKind
    label: str
    hint: str = ""
    required: bool = False
    prefill: str = ""
    """What stands in it at first; as long as it is all, the field counts as empty."""
    choices: tuple[Choice, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """All must hold for the field to be in sight."""

    @property
    def takes_files(self) -> bool:
        """Whether files answer it."""
        return self.kind in {"fichiers", "attestation"}

    @property
    def is_tree(self) -> bool:
        """Whether it offers a register, too long to be shown whole."""
        return self.kind in {"logiciel", "materiel"}

    def choice(self, value: str) -> Choice | None:
        """The answer of that value, None when it offers no such."""
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of a form, with a title."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A request form."""

    id: str
    title: str
    summary: str
    kind: Kind
    category: tuple[str, ...]
    """With which the category of its requests begins."""
    rank: int
    """Its place among the forms."""
    steps: tuple[Step, ...]

    @property
    def url(self) -> str:
        """Absolute path on the site."""
        return f"/demandes/{self.id}/"

    def fields(self) -> Iterator[Field]:
        """All fields, in order."""
        for step in self.steps:
            yield from step.fields
