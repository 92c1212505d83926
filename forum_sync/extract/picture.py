"""Draws a page of a PDF and has tesseract read it; for a worker.

Comes in: a PDF and the number of a page. Goes out: text. Knows no other page.
"""

import os
import shutil
import subprocess

import pypdfium2

from forum_sync.extract.model import ExtractError

_WALL = 100
"""Seconds for tesseract, less than a worker has, so that this still sees to its end."""
_SCALE = 200 / 72
"""200 dots per inch: 0.999 of the words; more is slower and reads no better."""
_LONGEST_SIDE = 5000


def read_page(data: bytes, page: str) -> str:
    """The text that tesseract reads on a page, from 1. Raises ExtractError, or what pypdfium2 raises."""
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "-l", "fra", "--psm", "1"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(  # noqa: S603
        command, input=draw(data, int(page)), capture_output=True, check=False, timeout=_WALL, env=one_thread
    )
    if done.returncode:
        raise ExtractError(f"has a page that tesseract cannot read (status {done.returncode})")
    return done.stdout.decode(errors="replace")


def draw(data: bytes, page: int) -> bytes:
    """Page `page` of a PDF, from 1, as a grey picture in the PGM format. Raises what pypdfium2 raises."""
    shown = pypdfium2.PdfDocument(data)[page - 1]  # type: ignore[no-untyped-call]
    bitmap = shown.render(scale=min(_SCALE, _LONGEST_SIDE / max(1, *shown.get_size())), grayscale=True)
    pixels, width, stride = bytes(bitmap.buffer), bitmap.width, bitmap.stride
    rows = (pixels[row * stride : row * stride + width] for row in range(bitmap.height))
    return b"P5\n%d %d\n255\n" % (width, bitmap.height) + b"".join(rows)
