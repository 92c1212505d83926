"""The versions of what reads documents: another one may read what the last one could not."""

import shutil
from importlib.metadata import version

_LIBRARIES = ("feedparser", "mail-parser-reply", "mammoth", "markdown", "odfdo", "pypdfium2", "selectolax")

TOOLS = " ".join([*map(version, _LIBRARIES), "tesseract" if shutil.which("tesseract") else ""])
"""One line; it differs when any of them does."""
