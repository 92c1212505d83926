"""Notes in a fiche that it was read again: today's date at `revu_le`, and nothing else of the file changes.

In: a fiche, the day. Out: the file, in its place in one step.
"""

import shutil
from datetime import date

from entraide.errors import StorageError
from entraide.faq import Fiche


def mark_reviewed(fiche: Fiche, today: date) -> None:
    """Write the day into the front matter; StorageError when the file cannot be read or written."""
    written = f"revu_le: {today.isoformat()}".encode()
    try:
        lines = fiche.file.read_bytes().splitlines(keepends=True)
        # Beside the title where it was never read again; keys count from 1.
        place = fiche.key_lines.get("revu_le", fiche.key_lines["titre"] + 1) - 1
        end = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
        lines[place : place + ("revu_le" in fiche.key_lines)] = [written + end]
        beside = fiche.file.with_name(f".{fiche.file.name}.new")
        beside.write_bytes(b"".join(lines))
        shutil.copymode(fiche.file, beside)
        beside.replace(fiche.file)
    except OSError as error:
        raise StorageError(f"{fiche.file}: cannot be written: {error.strerror}") from error
