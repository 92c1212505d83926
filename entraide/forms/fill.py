"""Understand what an agent filled in: what is in sight, what is missing or wrong, and the request that it makes.

In: a form and texts by field. Out: values, French messages by field, a NewRequest. Pure: knows no HTTP, no file and no clock.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from entraide.forms.model import IDENTITY, TITLE, Choice, Field, Form
from entraide.outbox.model import Answer, Attachment, NewRequest, Requester

LONGEST_LINE, LONGEST_TEXT = 200, 20_000
_EMAIL = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\]+\.[^\s@<>(),;:\"\\.]{2,}")
_PHONE = re.compile(r"\+?[\d .()/-]{4,25}(?: ?(?:poste|p\.|ext\.?) ?\d{1,6})?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?[^\s/?#@<>\"]+\.[^\s/?#@<>\".]{2,}(?::\d+)?(?:[/?#]\S*)?|https?://\S+", re.IGNORECASE)
_UNSEEN = frozenset("\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Characters that show nothing, or turn the order of others around."""
MISSING = {
    "choix": "Choisissez une réponse.",
    "oui_non": "Choisissez une réponse.",
    "logiciel": "Choisissez un logiciel dans la liste, ou « Un autre ».",
    "materiel": "Choisissez un matériel dans la liste, ou « Un autre ».",
    "attestation": "Joignez ce document : sans lui, la demande ne peut pas être traitée.",
    "fichiers": "Joignez un fichier.",
}
"""What is said of a field that must be filled in and is not, by kind of field."""
_MISSING_TEXT = "Ce champ est à remplir."
_UNKNOWN = "Cette réponse n’est pas dans la liste : choisissez-en une autre."


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was filled in."""

    form: Form
    values: Mapping[str, str]
    """Clean texts of all fields, those out of sight included, for the form to be shown again."""
    fields: tuple[Field, ...]
    """Those in sight, in order."""
    errors: Mapping[str, str]
    """What is wrong, by field, in order; files aside."""

    def value(self, name: str) -> str:
        """What stands in a field, '' when it is out of sight, empty or not there."""
        return next((_own(field, self.values[field.id]) for field in self.fields if field.id == name), "")


def missing(field: Field) -> str:
    """What is said of `field` when it must be filled in and is not."""
    return MISSING.get(field.kind, _MISSING_TEXT)


def fill(form: Form, posted: Mapping[str, str]) -> Filled:
    """Check what was sent; what does not belong to the form does not count."""
    values = {field.id: _clean(posted.get(field.id, ""), is_long=field.kind == "paragraphe") for field in form.fields()}
    fields = _in_sight(form, values)
    errors = {field.id: reason for field in fields if not field.takes_files and (reason := _wrong(field, values[field.id]))}
    return Filled(form=form, values=values, fields=fields, errors=errors)


def request_of(filled: Filled, key: str, attachments: Sequence[Attachment] = (), digests: Sequence[str] = ()) -> NewRequest:
    """The request of a form without errors.

    What was changed and sent again is another request than before, even from the same page: it must not be taken for sent.
    `digests` are those of the contents of the files.
    """
    chosen = [choice for field in filled.fields if (choice := field.choice(filled.values[field.id]))]
    return NewRequest(
        key=sha256("\0".join((key, filled.form.id, *map(filled.value, filled.values), *digests)).encode()).hexdigest(),
        form=filled.form.id,
        kind=filled.form.kind,
        title=filled.value(TITLE),
        category=(*filled.form.category, *(label for choice in chosen for label in choice.category)),
        urgency=next((choice.urgency for choice in chosen if choice.urgency), None),
        requester=Requester(**dict(zip(("name", "organisation", "email", "phone"), map(filled.value, IDENTITY), strict=True))),
        answers=tuple(_answers(filled)),
        attachments=tuple(attachments),
    )


def _answers(filled: Filled) -> list[Answer]:
    """Who asks and the title are told apart."""
    apart = {*IDENTITY, TITLE}
    texts = [(field, filled.value(field.id)) for field in filled.fields if field.id not in apart and not field.takes_files]
    return [Answer(label=field.label, text=_shown(field.choice(text), text)) for field, text in texts if text]


def _shown(choice: Choice | None, text: str) -> str:
    return choice.label if choice else text


def _in_sight(form: Form, values: Mapping[str, str]) -> tuple[Field, ...]:
    """A condition on what is out of sight itself does not hold."""
    found: dict[str, Field] = {}
    for field in form.fields():
        if all(one.field in found and values[one.field] in one.values for one in field.conditions):
            found[field.id] = field
    return tuple(found.values())


def _own(field: Field, value: str) -> str:
    """What the agent wrote: not what stood there before."""
    return "" if field.prefill and value.split() == field.prefill.split() else value


def _wrong(field: Field, value: str) -> str:
    """What is wrong with the value of a field in sight, '' for nothing."""
    own = _own(field, value)
    if not own:
        return missing(field) if field.required else ""
    if field.choices:
        return "" if field.choice(own) else _UNKNOWN
    most = LONGEST_TEXT if field.kind == "paragraphe" else LONGEST_LINE
    if len(own) > most:
        return f"Ce texte est trop long : {most:,} caractères au plus.".replace(",", "\u202f")
    check = _FORMS.get(field.kind)
    return "" if check is None or check[0](own) else check[1]


def _clean(text: str, *, is_long: bool) -> str:
    """Without control characters; line feeds stay in a long text, and one line has no others."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        sign
        if sign == "\n"
        else " "
        if sign == "\t"
        else ""
        if sign in _UNSEEN or unicodedata.category(sign) in {"Cc", "Cs"}
        else sign
        for sign in plain
    )
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip() if is_long else " ".join(kept.split())


def clean_line(text: str) -> str:
    """One line as a field would have it, not longer than it may be."""
    return _clean(text, is_long=False)[:LONGEST_LINE]


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and sum(map(str.isdigit, text)) >= 4  # noqa: PLR2004 - of an extension


_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "courriel": (_EMAIL.fullmatch, "Cette adresse est incomplète. Elle s’écrit comme accueil@commune.fr."),
    "telephone": (_is_phone, "Ce numéro ne se lit pas. Écrivez-le comme 05 46 00 00 00."),
    "adresse": (_ADDRESS.fullmatch, "Cette adresse est incomplète. Elle s’écrit comme www.service-public.fr, sans espace."),
}
"""How some kinds of fields are written, and what is said of others."""
