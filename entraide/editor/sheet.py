"""A fiche as the editor holds it: its file's text, what of it stands in fields, and the text with what fields say instead.

In: the bytes of a file, an Edit. Out: fields and bytes. What no field holds stays byte for byte; without a change all of it
does. Knows no disk and no request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from entraide.drafting import prompt_of_summary
from entraide.editor.body import Piece, fill, pieces_of
from entraide.editor.header import LISTS, ShapeError, Value, key_lines, values_of, with_values
from entraide.faq import FRONT_MATTER, TEMPLATES
from entraide.lint import mended

_BOM = "\ufeff"
_KEPT = ("titre", "type", "statut", "resume", "revision_mois")
"""Keys that a fiche cannot be without: emptied, they stay, and the lint says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What fields say."""

    values: Mapping[str, Value] = field(default_factory=dict)
    """By key of the front matter; '' and () for nothing."""
    texts: Mapping[int, str] = field(default_factory=dict)
    """By place among the pieces of the body."""
    more: tuple[str, str] = ("", "")
    """Heading and text of one section more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The text of a fiche's file, with ends of lines of one sign and without mark of its encoding."""

    text: str
    values: Mapping[str, Value] | None
    """None when the file is to be edited as the text that it is."""
    type: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What there is of the body and what its template wants."""
        found = FRONT_MATTER.match(self.text)
        return pieces_of(self.text[found.end() :], TEMPLATES.get(self.type, ())) if found else ()

    def one(self, key: str) -> str:
        """The text at a key, '' for none."""
        value = (self.values or {}).get(key, "")
        return "" if not isinstance(value, str) or (key == "resume" and value == prompt_of_summary()) else value

    def many(self, key: str) -> tuple[str, ...]:
        """The texts at a key."""
        value = (self.values or {}).get(key, ())
        return value if isinstance(value, tuple) else (value,)

    def edited(self, edit: Edit) -> "Sheet":
        """The fiche as the fields say it."""
        found = FRONT_MATTER.match(self.text)
        if found is None or self.values is None:
            return self
        front = with_values(found["yaml"], dict(self._changes(edit.values)))
        template = TEMPLATES.get(str(edit.values.get("type", self.type)), ())
        body = fill(self.text[found.end() :], template, edit.texts, edit.more)
        return sheet_of(self.text[: found.start("yaml")] + front + self.text[found.end("yaml") : found.end()] + body)

    def _changes(self, said: Mapping[str, Value]) -> Mapping[str, Value | None]:
        changes: dict[str, Value | None] = {}
        for key, value in said.items():
            if key in LISTS and value != self.many(key):
                changes[key] = value if value or key in (self.values or {}) else None
            elif key not in LISTS and value != self.one(key):
                changes[key] = value or (prompt_of_summary() if key == "resume" else "" if key in _KEPT else None)
        return changes

    def place_of(self, line: int) -> str:
        """The name of the field that holds a line of the file, counted from 1: a key, `texte-2`, `etape-2-1`; '' for none."""
        found = FRONT_MATTER.match(self.text)
        if found is None or self.values is None:
            return ""
        row = line - 1 - self.text.count("\n", 0, found.start("yaml"))
        body_row = row - found["yaml"].count("\n") - 1
        if body_row < 0:
            keys = [key for key, start in key_lines(found["yaml"]).items() if start <= row]
            return keys[-1] if keys else ""
        for place, piece in enumerate(self.pieces):
            lines = 0 if piece.missing else (piece.head + piece.raw).count("\n")
            if body_row < lines:
                return _field_in(place, piece, body_row)
            body_row -= lines
        return ""


def sheet_of(text: str) -> Sheet:
    """The sheet of a text."""
    found = FRONT_MATTER.match(text)
    try:
        values = values_of(found["yaml"]) if found else None
    except ShapeError:
        values = None
    return Sheet(text=text, values=values, type=str((values or {}).get("type", "")))


def read_sheet(data: bytes) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet of a file, and what had to be mended so that it can be read: '' encoding, in French.

    UnicodeDecodeError when its encoding is in doubt.
    """
    changes: tuple[str, ...] = ()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        data, changes = mended(data)
        text = data.decode()
    return sheet_of(text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")), changes


def bytes_of(sheet: Sheet, original: bytes) -> bytes:
    """The file: the very bytes of the original where nothing changed, its ends of lines otherwise."""
    try:
        text = original.decode()
    except UnicodeDecodeError:
        return sheet.text.encode()
    if sheet.text == text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n"):
        return original
    has_windows_ends = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    new = sheet.text.replace("\n", "\r\n") if has_windows_ends else sheet.text
    return (_BOM + new if text.startswith(_BOM) else new).encode()


def _field_in(place: int, piece: Piece, row: int) -> str:
    """The field of a piece that holds its line `row`: a step, what stands before or after them, or the whole text."""
    steps = piece.steps
    if steps is None:
        return f"texte-{place}"
    text_row = row - (piece.head + piece.raw[: len(piece.raw) - len(piece.raw.lstrip("\n"))]).count("\n")
    ends = [steps.before.count("\n") + 2 if steps.before else 0]
    for step in steps.steps:
        ends.append(ends[-1] + step.count("\n") + 1 + ("\n\n" in step))
    if text_row < ends[0]:
        return f"avant-{place}"
    number = next((number for number, end in enumerate(ends[1:]) if text_row < end), None)
    if number is None:
        return f"apres-{place}" if steps.after else f"etape-{place}-0"
    return f"etape-{place}-{number}"
