"""What the form of the editor sends, understood: the fiche as it was opened and as the fields say it now.

In: fields as a browser sends them. Out: an Opened. Knows no HTML and no disk.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entraide.editor import Edit, Opened, Sheet, Steps, sheet_of
from entraide.errors import DraftError

_NEW_ID = re.compile(r"[a-z0-9-]{1,100}(?:/[a-z0-9-]{1,100}){0,9}")
_LONGEST_ID = 200
_NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ONE_LINE = ("titre", "type", "statut", "resume", "auteur", "publie_le", "revu_le", "revision_mois")
_BROKEN = "La page du formulaire est incomplète : revenez en arrière, copiez votre texte et rouvrez la fiche."


@dataclass(frozen=True, slots=True)
class Fields:
    """The texts of a form by name, as they were typed but for signs that no file may hold."""

    sent: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """A text of several lines, '' when it was not sent."""
        return next(iter(self.many(name)), "")

    def line(self, name: str) -> str:
        """A text of one line."""
        return " ".join(self.one(name).split())

    def many(self, name: str) -> list[str]:
        """All texts of that name."""
        return [_clean(text) for text in self.sent.get(name, ())]

    def __contains__(self, name: str) -> bool:
        return name in self.sent


def carried(opened: Opened, base: Sheet) -> dict[str, str]:
    """What the form sends back so that nothing depends on the file in the meantime: the file, and the text under the fields."""
    return {"fiche": opened.id, "original": _coded(opened.original), "base": _coded(base.text.encode())}


def sent_fiche(fields: Fields) -> Opened:
    """The fiche that the form edits, with what the fields say; DraftError when the form is none of ours."""
    try:
        original, base = b64decode(fields.one("original"), validate=True), b64decode(fields.one("base"), validate=True).decode()
    except ValueError as error:
        raise DraftError(_BROKEN) from error
    fiche_id = fields.one("fiche")
    if not (_is_path(fiche_id) if original else _NEW_ID.fullmatch(fiche_id)):
        raise DraftError(_BROKEN)
    opened = Opened(id=fiche_id, original=original, sheet=sheet_of(base))
    if "texte" in fields:
        return replace(opened, sheet=sheet_of(fields.one("texte")))
    return replace(opened, sheet=opened.sheet.edited(_edit(fields, opened.sheet)))


def published(opened: Opened, today: date) -> Opened:
    """The fiche, published, today if it does not say when."""
    day = opened.sheet.one("publie_le") or today.isoformat()
    return replace(opened, sheet=opened.sheet.edited(Edit(values={"statut": "publiee", "publie_le": day})))


def reviewed(opened: Opened, today: date) -> Opened:
    """The fiche, reviewed today."""
    return replace(opened, sheet=opened.sheet.edited(Edit(values={"revu_le": today.isoformat()})))


def with_image(fields: Fields, markdown: str) -> Fields:
    """The form with an image at the end of the field that it names."""
    sent = {name: [*texts] for name, texts in fields.sent.items()}
    name, _, number = fields.one("image-ou").rpartition("-")
    if name.startswith("etape-") and number.isdecimal() and int(number) < len(sent.get(name, ())):
        sent[name][int(number)] = _appended(sent[name][int(number)], markdown)
    else:
        field = next((one for one in (fields.one("image-ou"), "texte") if one in sent), "nouveau-texte")
        sent[field] = [_appended(fields.one(field), markdown)]
    return Fields(sent)


def _is_path(fiche_id: str) -> bool:
    """Whether it may be the path of a file below the FAQ, whatever somebody called it."""
    parts = fiche_id.split("/")
    return fiche_id.isprintable() and len(fiche_id) <= _LONGEST_ID and not any(part in {"", ".", ".."} for part in parts)


def _appended(text: str, markdown: str) -> str:
    return f"{text.rstrip()}\n\n{markdown}".strip()


def _edit(fields: Fields, base: Sheet) -> Edit:
    values: dict[str, str | tuple[str, ...]] = {name: fields.line(name) for name in _ONE_LINE if name in fields}
    if "titre" in fields:
        values["logiciels"], values["themes"] = (tuple(filter(None, fields.many(name))) for name in ("logiciels", "themes"))
    for name, signs in (("mots_cles", r"[\n,;]"), ("sources", r"\n")):
        if name in fields and _lines(fields.one(name)) != base.many(name):
            values[name] = tuple(filter(None, (" ".join(part.split()) for part in re.split(signs, fields.one(name)))))
    more = fields.line("nouveau-titre"), fields.one("nouveau-texte").strip("\n").rstrip()
    return Edit(values=values, texts=dict(_texts(fields, len(base.pieces))), more=more)


def _texts(fields: Fields, pieces: int) -> Iterator[tuple[int, str]]:
    for place in range(pieces):
        if f"texte-{place}" in fields:
            yield place, _block(fields.one(f"texte-{place}"))
        elif f"etape-{place}" in fields or f"avant-{place}" in fields:
            steps = tuple(step for text in fields.many(f"etape-{place}") if (step := _block(text).strip()))
            before, after = (_block(fields.one(f"{name}-{place}")) for name in ("avant", "apres"))
            yield place, Steps(before, steps, after).text


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _block(text: str) -> str:
    return text.strip("\n").rstrip()


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _coded(data: bytes) -> str:
    return b64encode(data).decode()
