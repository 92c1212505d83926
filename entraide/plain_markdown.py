"""Writes HTML of elsewhere as Markdown that a person goes on with: paragraphs, lists, code, bold, links elsewhere.

In: HTML. Out: Markdown in which nothing of the text is markup, for pages trust the Markdown of fiches. Quotes of others,
mentions and images of a message are left out, a link within the mirror becomes its words; `Kept` says what an article keeps.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from selectolax.lexbor import LexborNode

from forum_sync import parse_html

_SPECIAL = re.compile(r"([\\`*_{}\[\]#])")
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset({"p", "div", "ul", "ol", "pre", "blockquote", "table", "details", *(f"h{level}" for level in range(1, 7))})
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_LEFT_OUT = frozenset(
    {"hr", "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg", "template"}
    | {"textarea", "title", "xmp"}
)
_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAK = "\x1e"
"""Where a line of an article ends; no text holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an article keeps beyond a message: headings, tables, lines, quotes, and its images and links as these say."""

    image: Callable[[str, str], str]
    """From the address of an image and its words to Markdown."""
    link: Callable[[str], str]
    """From an address to where the link leads, '' for nowhere."""


def to_markdown(html: str, kept: Kept | None = None) -> tuple[str, ...]:
    """The blocks of the text: paragraphs, lists, code. Raises ValueError when `html` is too big, too rich or too deep."""
    body = parse_html(html).body
    return tuple(_Writer(kept).blocks(body)) if body else ()


def plain(text: str) -> str:
    """Text of which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", text).replace("](", "]\\(").replace("&", "&amp;").replace("<", "&lt;")


@dataclass(frozen=True, slots=True)
class _Writer:
    kept: Kept | None

    def blocks(self, parent: LexborNode) -> Iterator[str]:
        """Blocks below `parent`; what stands between them bare is a paragraph."""
        run: list[str] = []
        for node in parent.iter(include_text=True):
            if node.tag not in _BLOCKS:
                run.append(self._inline(node))
                continue
            yield from _paragraphs("".join(run))
            run = []
            yield from self._block(node)
        yield from _paragraphs("".join(run))

    def _block(self, node: LexborNode) -> Iterator[str]:
        tag = node.tag or ""
        if tag == "blockquote" and not self.kept:
            return
        if tag == "pre":
            code = node.text().strip("\n")
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code)), 0)
            yield f"{fence}\n{code}\n{fence}"
        elif tag in {"ul", "ol"}:
            yield "\n".join(self._items(node))
        elif tag == "table":
            yield from self._table(node)
        elif tag in _HEADINGS:
            mark = f"{'#' * int(tag[1])} " if self.kept else "**"
            yield from (f"{mark}{text}{mark.strip('# ')}" for text in _paragraphs(self._contents(node)))
        else:
            yield from self.blocks(node)

    def _table(self, node: LexborNode) -> Iterator[str]:
        rows = [[_line(self._contents(cell)) for cell in row.css("th, td")] for row in node.css("tr")]
        width = max(map(len, rows), default=0)
        if self.kept and width > 1 and len(rows) > 1:
            cells = [[cell.replace("|", "&#124;") for cell in row] + [""] * (width - len(row)) for row in rows]
            lines = [f"| {' | '.join(row)} |" for row in cells]
            yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])
        else:
            for row in rows:
                yield from _paragraphs(" ; ".join(row))

    def _items(self, node: LexborNode) -> Iterator[str]:
        mark = "1. " if node.tag == "ol" else "- "
        for item in node.iter():
            lines = "\n\n".join(self.blocks(item)).split("\n")
            yield "\n".join([f"{mark}{lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])])

    def _contents(self, node: LexborNode) -> str:
        return "".join(map(self._inline, node.iter(include_text=True)))

    def _inline(self, node: LexborNode) -> str:  # noqa: PLR0911 - one a kind
        tag = node.tag or ""
        if tag == "-text":
            return plain(node.text())
        if tag in _LEFT_OUT or (tag == "blockquote" and not self.kept) or _is_mention(node):
            return ""
        if tag == "img":
            address, words = (node.attributes.get(name) or "" for name in ("src", "alt"))
            return self.kept.image(address, plain(_line(words))) if self.kept else ""
        if tag == "br":
            return _BREAK if self.kept else " "
        if tag == "code":
            # Two signs around, so that one may stand within; what would end them is left out.
            code = _SPACES.sub(" ", node.text()).replace("``", "")
            return f"`` {code} ``" if "`" in code else f"`{code}`"
        text = self._contents(node)
        if tag == "a":
            return self._link(text, node.attributes.get("href") or "")
        bare = text.strip()
        around = _AROUND.get(tag, "") if bare and _BREAK not in bare else ""
        return text.replace(bare, f"{around}{bare}{around}", 1) if around else text

    def _link(self, text: str, href: str) -> str:
        address = self.kept.link(href) if self.kept else href if href.startswith(("http://", "https://")) else ""
        if "](" in text:
            return text  # no link around a link or an image
        return f"[{text}]({quote(address, safe=':/?#=&%@,;+~.-_')})" if address and text.strip() else text


def _is_mention(node: LexborNode) -> bool:
    return "mention" in (node.attributes.get("class") or "").split()


def _paragraphs(text: str) -> Iterator[str]:
    for part in text.split(_BREAK):
        if line := _line(part):
            yield line


def _line(text: str) -> str:
    return _SPACES.sub(" ", text.replace(_BREAK, " ")).strip()
