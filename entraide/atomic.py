"""Files that are whole or not there, whoever reads meanwhile and whatever stops the program.

In: a path and bytes. Knows nothing of what they are.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_file(file: Path, data: bytes) -> None:
    """Put a file in its place in one step, with the rights of the one that was there, if any."""
    with _beside(file, data) as beside:
        if file.exists():
            shutil.copymode(file, beside)
        beside.replace(file)


def new_file(file: Path, data: bytes) -> None:
    """Make a file, folders included; FileExistsError when there is one already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _beside(file, data) as beside:
        os.link(beside, file)


@contextmanager
def _beside(file: Path, data: bytes) -> Iterator[Path]:
    """A hidden file of that content beside `file`, on the disk, which is gone afterwards."""
    beside = file.with_name(f".{file.name}.new")
    try:
        with beside.open("wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)
