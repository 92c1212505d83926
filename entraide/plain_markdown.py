"""Writes sanitised HTML of a message as Markdown that a person goes on with: paragraphs, lists, code, bold, links elsewhere.

In: HTML. Out: Markdown in which nothing of the text is markup, for pages trust the Markdown of fiches. Quotes of others,
mentions and images are left out; a link within the mirror becomes its words.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPECIAL = re.compile(r"([\\`*_{}\[\]#])")
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset({"p", "div", "ul", "ol", "pre", "blockquote", "table", "details", *(f"h{level}" for level in range(1, 7))})
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_LEFT_OUT = frozenset({"img", "svg", "hr", "script", "style"})
_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*"}


def to_markdown(html: str) -> tuple[str, ...]:
    """The blocks of the text: paragraphs, lists, code."""
    body = LexborHTMLParser(html).body
    return tuple(_blocks(body)) if body else ()


def _blocks(parent: LexborNode) -> Iterator[str]:
    """Blocks below `parent`; what stands between them bare is a paragraph."""
    run: list[str] = []
    for node in parent.iter(include_text=True):
        if node.tag not in _BLOCKS:
            run.append(_inline(node))
            continue
        yield from _paragraph("".join(run))
        run = []
        yield from _block(node)
    yield from _paragraph("".join(run))


def _block(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    if tag == "blockquote":
        return
    if tag == "pre":
        code = node.text().strip("\n")
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code)), 0)
        yield f"{fence}\n{code}\n{fence}"
    elif tag in {"ul", "ol"}:
        yield "\n".join(_items(node))
    elif tag == "table":
        for row in node.css("tr"):
            yield from _paragraph(" ; ".join(_contents(cell).strip() for cell in row.css("th, td")))
    elif tag in _HEADINGS:
        yield from (f"**{text}**" for text in _paragraph(_contents(node)))
    else:
        yield from _blocks(node)


def _items(node: LexborNode) -> Iterator[str]:
    mark = "1. " if node.tag == "ol" else "- "
    for item in node.iter():
        lines = "\n\n".join(_blocks(item)).split("\n")
        yield "\n".join([f"{mark}{lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])])


def _paragraph(text: str) -> Iterator[str]:
    if line := _SPACES.sub(" ", text).strip():
        yield line


def _contents(node: LexborNode) -> str:
    return "".join(map(_inline, node.iter(include_text=True)))


def _inline(node: LexborNode) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return _SPECIAL.sub(r"\\\1", node.text()).replace("&", "&amp;").replace("<", "&lt;")
    if tag in _LEFT_OUT or tag == "blockquote" or "mention" in (node.attributes.get("class") or "").split():
        return ""
    if tag == "br":
        return " "
    if tag == "code":
        # Two signs around, so that one may stand within; what would end them is left out.
        code = _SPACES.sub(" ", node.text()).replace("``", "")
        return f"`` {code} ``" if "`" in code else f"`{code}`"
    text = _contents(node)
    if tag == "a":
        address = node.attributes.get("href") or ""
        return f"[{text}]({quote(address, safe=':/?#=&%@,;+~.-_')})" if address.startswith(("http://", "https://")) else text
    around = _AROUND.get(tag, "") if text.strip() else ""
    return f"{around}{text.strip() if around else text}{around}"
