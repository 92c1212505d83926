"""A form as HTML: empty as the site is built with it, or filled in with what was wrong beside each field.

In: a form, values and messages by field. Out: HTML whose local addresses are absolute, everything escaped. Knows no HTTP.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

import jinja2
import msgspec

from entraide.forms.files import ENDINGS, LARGEST, MOST
from entraide.forms.fill import LONGEST_LINE, LONGEST_TEXT, missing
from entraide.forms.model import IDENTITY, TITLE, Condition, Field, Form, Step

KEY, TRAP = "_cle", "_site"
"""Names of what a form sends beside its fields: the key of the page, and a field that only programs fill in."""
_AUTOCOMPLETE = {"nom": "name", "organisation": "organization", "courriel": "email", "telephone": "tel"}
_INPUTS = {"courriel": "email", "telephone": "tel", "adresse": "url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page of a form says beside the form itself."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    """What went wrong with the whole."""
    key: str = ""
    is_served: bool = True
    """Whether our own service takes what is sent."""
    offers_ways: bool = False
    """Whether other ways than sending are shown."""
    is_handed: bool = False
    """Whether the title comes from the page before."""
    contacts: tuple[str, ...] = ()
    """Phone numbers and addresses of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Fields of a step that follow each other and are in sight under the same conditions."""

    caption: str
    """What must have been answered; '' for what is always in sight."""
    conditions: str
    """The same for assets/form.js, as JSON."""
    fields: tuple[Field, ...]


def render_form(form: Form, shown: Shown) -> str:
    """The form."""
    phones, emails = _split(shown.contacts)
    return _template().render(
        form=form,
        shown=shown,
        steps=[(step, tuple(_branches(form, step))) for step in form.steps],
        phones=phones,
        emails=emails,
        names={"key": KEY, "trap": TRAP, "title": TITLE},
        identity=",".join(IDENTITY),
        limits={"file": LARGEST, "files": MOST, "line": LONGEST_LINE, "text": LONGEST_TEXT},
        endings=",".join(f".{ending}" for ending in ENDINGS),
        autocomplete=_AUTOCOMPLETE,
        inputs=_INPUTS,
        missing=missing,
    )


def _branches(form: Form, step: Step) -> Iterator[Branch]:
    for conditions, fields in groupby(step.fields, key=lambda one: one.conditions):
        yield Branch(
            caption=_caption(form, conditions[-1]) if conditions else "",
            conditions=msgspec.json.encode([[one.field, one.values] for one in conditions]).decode() if conditions else "",
            fields=tuple(fields),
        )


def _caption(form: Form, condition: Condition) -> str:
    """`« Un logiciel » à la question « Votre incident concerne »`; the last condition implies those before it."""
    asked = next(one for one in form.fields() if one.id == condition.field)
    labels = [choice.label for choice in asked.choices if choice.value in condition.values]
    return f"{' ou '.join(f'« {label} »' for label in labels)} à « {asked.label} »"


def _split(contacts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Phone numbers, and addresses of e-mail."""
    return [one for one in contacts if "@" not in one], [one for one in contacts if "@" in one]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("entraide.forms"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("form.html")
