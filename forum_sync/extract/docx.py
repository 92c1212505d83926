"""Word documents (DOCX); images are left to the document itself."""

import html
import io
import re
import zipfile

import mammoth

from forum_sync.extract.model import Extract
from forum_sync.extract.repair import take_title, with_headers, with_headings

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titre'] => h1:fresh
p[style-name='Titre 1'] => h1:fresh
p[style-name='Titre 2'] => h2:fresh
p[style-name='Titre 3'] => h3:fresh
"""
_TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")


def extract(data: bytes) -> Extract:
    """Headings, lists, tables, links and notes, in the order of the text."""
    without_images = mammoth.images.img_element(_no_source)  # type: ignore[no-untyped-call]
    body = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=without_images).value  # type: ignore[no-untyped-call]
    heading, rest = take_title(with_headings(with_headers(body)))
    return Extract(title=heading or _title(data), day=None, html=rest)


def _no_source(_image: object) -> dict[str, str]:
    return {"src": ""}


def _title(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        found = _TITLE.search(archive.read("docProps/core.xml").decode(errors="replace"))
    return html.unescape(found[1]) if found else ""
