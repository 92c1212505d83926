"""Puts a file in its place in one step, so that nobody reads half of it and a failure leaves the last one.

In: a path and bytes. Out: the file.
"""

import shutil
from pathlib import Path


def replace_file(file: Path, data: bytes) -> None:
    """Write the file, new or anew with the rights of the last one; OSError when it cannot be."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(data)
        if file.exists():
            shutil.copymode(file, beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
