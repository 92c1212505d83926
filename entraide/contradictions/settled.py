"""What a technician has looked at and left as it is: lines of `desaccords.txt` in the folder of the FAQ, kept with the fiches.

In: the folder, a contradiction. Out: keys. A key holds as long as neither passage says anything else.
"""

from pathlib import Path

from entraide.contradictions.model import Contradiction
from entraide.errors import StorageError

_FILE = "desaccords.txt"
_HEAD = "# Désaccords examinés : une ligne par paire, qui n’est plus signalée tant que les deux passages restent les mêmes.\n"


def read_settled(folder: Path) -> frozenset[str]:
    """Keys of the contradictions that are not to be shown again."""
    try:
        text = (folder / _FILE).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("#"))


def settle(folder: Path, found: Contradiction) -> Path:
    """Note that `found` has been looked at; gives the file."""
    file = folder / _FILE
    try:
        before = file.read_text(encoding="utf-8-sig") if file.exists() else _HEAD
        line = f"{found.key}  {found.newer.id} ({found.newer.value}) / {found.older.id} ({found.older.value})\n"
        beside = file.with_name(f".{_FILE}.new")
        beside.write_text(f"{before.rstrip()}\n{line}", encoding="utf-8", newline="\n")
        beside.replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{file}: cannot be written: {error}") from error
    return file
