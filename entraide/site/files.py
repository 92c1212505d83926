"""Two ways of putting files in their place: into a new site, where nothing stands yet, and into the one that is shown.

In: a path and bytes. Knows nothing of what they are.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

Put = Callable[[Path, bytes], None]
_BESIDE = ".new"


def put_new(file: Path, content: bytes) -> None:
    """Write a file, folders included; raises FileExistsError when it is there already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as new:
        new.write(content)


def put_shown(file: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, for those who read meanwhile; one that is the same already is let be."""
    try:
        if file.read_bytes() == content:
            return
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + _BESIDE)
    beside.write_bytes(content)
    beside.replace(file)


def remove_page(folder: Path) -> bool:
    """Remove the folder of a page with all in it; False when there is none."""
    if not folder.is_dir():
        return False
    shutil.rmtree(folder)
    return True
