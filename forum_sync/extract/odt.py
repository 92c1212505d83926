"""OpenDocument texts (ODT): headings, paragraphs, lists, tables, links and notes; images stay in the document itself."""

import html
import io
from collections.abc import Iterator
from itertools import islice

import odfdo

from forum_sync.extract.model import Extract
from forum_sync.extract.repair import take_title, with_headers

_SKIPPED = {
    "office:annotation",
    "svg:desc",
    "svg:title",
    "table:covered-table-cell",
    "text:note-citation",
    "text:sequence-decls",
    "text:tracked-changes",
}
_TAGS = {
    "table:table": "table",
    "table:table-header-rows": "thead",
    "table:table-row": "tr",
    "text:list-header": "li",
    "text:list-item": "li",
    "text:note": "small",
    "text:p": "p",
}
_BREAKS = {"text:line-break": "<br>", "text:s": " ", "text:tab": " "}


def extract(data: bytes) -> Extract:
    """The body in its order, and the title in the properties."""
    document = odfdo.Document(io.BytesIO(data))
    heading, rest = take_title(with_headers(_inside(document, document.body)))
    return Extract(title=heading or document.meta.title or "", day=None, html=rest)


def _inside(document: odfdo.Document, element: odfdo.Element) -> str:
    parts = [html.escape(element.text or "")]
    for child in element.children:
        parts += _html(document, child), html.escape(child.tail or "")
    return "".join(parts)


def _html(document: odfdo.Document, element: odfdo.Element) -> str:
    if element.tag in _SKIPPED:
        return ""
    if element.tag in _BREAKS:
        return _BREAKS[element.tag]
    inside = _inside(document, element)
    if element.tag == "text:a":
        return f'<a href="{html.escape(element.get_attribute_string("xlink:href") or "")}">{inside}</a>'
    if element.tag == "text:note-body":
        return f" ({inside.removeprefix('<p>').removesuffix('</p>').replace('</p><p>', ' ')})"
    tag = _tag(document, element)
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _tag(document: odfdo.Document, element: odfdo.Element) -> str:
    """The HTML element for one of the document, empty when only its inside matters."""
    if element.tag == "text:h":
        return f"h{min(6, element.get_attribute_integer('text:outline-level') or 1)}"
    if element.tag == "text:list":
        return _list_tag(document, element)
    if element.tag == "table:table-cell":
        return "th" if "table:table-header-rows" in (outer.tag for outer in islice(_around(element), 2)) else "td"
    if element.tag == "text:p" and _is_title(document, element):
        return "h1"
    return _TAGS.get(element.tag, "")


def _list_tag(document: odfdo.Document, element: odfdo.Element) -> str:
    """A list without a style follows that of the list around it, by its level."""
    lists = [element, *(outer for outer in _around(element) if outer.tag == "text:list")]
    name = next(filter(None, (each.get_attribute_string("text:style-name") for each in lists)), None)
    style = document.get_style("list", name) if name else None
    levels = [child.tag for child in style.children] if style else []
    return "ol" if levels[len(lists) - 1 : len(lists)] == ["text:list-level-style-number"] else "ul"


def _is_title(document: odfdo.Document, paragraph: odfdo.Element) -> bool:
    name = paragraph.get_attribute_string("text:style-name")
    style = document.get_style("paragraph", name) if name else None
    return "Title" in {name, style.get_attribute("style:parent-style-name") if style else None}


def _around(element: odfdo.Element) -> Iterator[odfdo.Element]:
    """The elements that hold this one, inner first."""
    while (outer := element.parent) is not None:
        yield outer
        element = outer
