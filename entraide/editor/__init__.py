"""The editor of fiches: what a form holds of a file, and back, with what the lint says of it, images, and Git."""

from entraide.editor.body import STEPPED, Piece, Steps
from entraide.editor.desk import ConflictError, Desk, Listing, Opened
from entraide.editor.forge import Forge
from entraide.editor.images import TYPES, markdown_of
from entraide.editor.sheet import Edit, Sheet, bytes_of, read_sheet, sheet_of
from entraide.editor.trial import Tried

__all__ = [
    "STEPPED",
    "TYPES",
    "ConflictError",
    "Desk",
    "Edit",
    "Forge",
    "Listing",
    "Opened",
    "Piece",
    "Sheet",
    "Steps",
    "Tried",
    "bytes_of",
    "markdown_of",
    "read_sheet",
    "sheet_of",
]
