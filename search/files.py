"""Files that survive a power cut. Knows no index."""

import os
from pathlib import Path


def flush(folder: Path, pattern: str) -> None:
    """Have the system write what it still holds of the files in `folder` that fit `pattern`, and of the folder itself."""
    for file in folder.glob(pattern):
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
    opened_folder = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened_folder)
    finally:
        os.close(opened_folder)
