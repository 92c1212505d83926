"""pypdfium2, whose calls carry no types: `Any` once, here. Its values go no further than the modules that read a page."""

from typing import Any

import pypdfium2
import pypdfium2.raw

pdfium: Any = pypdfium2
raw: Any = pypdfium2.raw
PdfiumError = pypdfium2.PdfiumError

PdfPage = Any
PdfTextPage = Any
PdfDocument = Any
