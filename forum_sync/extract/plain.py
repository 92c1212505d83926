"""Plain text that no markup orders: its paragraphs, lists and headings, told by how its lines stand.

Comes in: text, mended. Goes out: HTML. Of Markdown it only knows what tells it apart.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import msgspec

_MARKDOWN = re.compile(
    r"^#{1,6} +\S|^(?:```|~~~)|^ {0,3}\|?(?: *:?-{3,}:? *\|)+[ :-]*$|^[^\W_].*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE
)
"""A heading, a fence or a table, which hardly ever stand in a text by chance."""
_INDENTED = re.compile(r"(?<=\n)(?=(?<=\S\n)[ \t]+[^\W\d_a-zß-ÿœ])(?<![ \t]\n)")
"""Where a line starts further right, in a capital: a paragraph's first, or the first of a page."""
_BULLET = re.compile(r"(?:[•▪◦‣●■➢➤✓]\s*|[*–-]\s+|o[ \t]{2,})(?=\S)")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_PAGE = re.compile(r"(?<=\S)(?:[ \t]*\t[ \t]*|[ .…]{4,})\d{1,3}$")
"""The number that ends a line of a table of contents."""
_ENDS = re.compile(r"[.!?:;…][»”\")\]]*$")
_NO_TITLE = re.compile(r".*(?:www\.|://|\w@\w|[.,;:!…»]$)|\S+\.\S+$|.*[*|▼\n]", re.DOTALL)
_ADDRESS = re.compile(r"www\.|https?:|\S+@")
_INLINE = re.compile(
    r"\[(?P<label>[^\[\]]{1,200})\]\((?P<target>[^()\s\"'<>]{1,500})\)|\*\*(?P<strong>[^*\n]{1,200})\*\*"
    r"|&lt;(?P<bare>https?://[^\s\"'<>&]{1,500})&gt;|(?P<web>https?://[^\s\"'<>]{1,500}(?<![.,;:!?)»]))"
)
_TITLE_LENGTH, _TITLE_LINES, _TITLE_LETTERS = 80, 3, 4
_FULL, _SHORT = 0.85, 0.6
"""Shares of the width over which a line is full, and under which it surely ends something."""
_LONG_LINE, _ENTRY_LENGTH = 80, 200
_WRAPPED = 0.15
"""Share of lines that go on in a small letter over which a text was set to a width."""
_LINES_THAT_TELL_A_WIDTH = 3


class Block(msgspec.Struct):
    """One paragraph (`p`), heading (`h`), or item of a list (`ul`, `ol`); `lone` when blank lines part it from the rest."""

    kind: str
    parts: list[str]
    """Its lines, with a space or a line break between each two."""
    number: int = 0
    lone: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)


class _Setting(NamedTuple):
    wrapped: bool
    width: int


def is_markdown(text: str) -> bool:
    """Whether the text has a heading, a table or a fence of Markdown."""
    return bool(_MARKDOWN.search(text))


def to_html(text: str) -> str:
    """The text in paragraphs, lists and `h2`; a heading that it starts with is its `h1`."""
    lines = _INDENTED.sub("\n", text.replace("\r\n", "\n").replace("\f", "\n\n")).split("\n")
    chunks = [list(chunk) for filled, chunk in groupby(map(str.strip, lines), key=bool) if filled]
    setting = _setting(chunks)
    blocks = list(_merged(_blocks(chunk, setting) for chunk in chunks))
    _find_headings(blocks)
    return "\n".join(_render(blocks))


def _setting(chunks: Sequence[Sequence[str]]) -> _Setting:
    lengths = sorted(len(line) for chunk in chunks for line in chunk)
    goes_on = sum(_goes_on(before, line) for chunk in chunks for before, line in pairwise(chunk))
    return _Setting(goes_on > _WRAPPED * len(lengths), lengths[len(lengths) * 3 // 4] if lengths else 0)


def _goes_on(before: str, line: str) -> bool:
    return line[0].islower() and not _ENDS.search(before) and not _ADDRESS.match(line)


def _blocks(chunk: Sequence[str], setting: _Setting) -> list[Block]:
    width = max(map(len, chunk)) if len(chunk) >= _LINES_THAT_TELL_A_WIDTH else setting.width
    setting = setting._replace(width=width)
    blocks: list[Block] = []
    for line in chunk:
        block = _start(line)
        between = None if not blocks or block.kind in {"ul", "ol"} else _between(blocks[-1], block, setting)
        if between is None:
            blocks.append(block)
        else:
            blocks[-1].parts += [between, line]
    if len(blocks) == 1:
        blocks[0].lone = True
    return blocks


def _start(line: str) -> Block:
    if bullet := _BULLET.match(line):
        return Block("ul", [line[bullet.end() :]])
    if number := _NUMBER.match(line):
        return Block("ol", [line[number.end() :]], number=int(number[1]))
    if len(line) <= _ENTRY_LENGTH and (page := _PAGE.search(line)):
        return Block("ul", [line[: page.start()]])
    return Block("h" if _is_shouted(line) else "p", [line])


def _between(block: Block, follower: Block, setting: _Setting) -> str | None:
    """What stands between a block and a line that goes on with it; None when the line starts another block."""
    line, last = follower.parts[0], block.parts[-1]
    if "h" in {block.kind, follower.kind}:
        return " " if block.kind == follower.kind and setting.wrapped else None
    if line[0].islower():
        return " "
    paragraph, ended = block.kind == "p", _ENDS.search(last) is not None
    if not setting.wrapped:
        return "\n" if paragraph and not ended and len(last) <= _LONG_LINE else None
    if len(last) + 1 + len(line.split()[0]) >= _FULL * setting.width:
        return " "
    if ended or not paragraph:
        return None
    return " " if len(last) >= _SHORT * setting.width else "\n"


def _merged(groups: Iterator[list[Block]]) -> Iterator[Block]:
    """All blocks, those joined that a page's end parts: the second starts in a small letter."""
    before: Block | None = None
    for group in groups:
        first, *rest = group
        if before is not None and before.kind != "h" and first.kind == "p" and _goes_on(before.parts[-1], first.parts[0]):
            before.parts += [" ", *first.parts]
            before.lone = False
            group = rest  # noqa: PLW2901
        for block in group:
            if before is not None:
                yield before
            before = block
    if before is not None:
        yield before


def _find_headings(blocks: Sequence[Block]) -> None:
    """Lone short lines become headings, at most two in a row and only before other text."""
    titles = [block.lone and block.kind == "p" and _is_title(block) for block in blocks]
    titles += [True, True]
    for index, block in enumerate(blocks):
        if titles[index] and not (titles[index + 1] and titles[index + 2]):
            block.kind = "h"


def _is_title(block: Block) -> bool:
    text = block.text if len(block.parts) < 2 * _TITLE_LINES else ""
    letters = sum(mark.isalpha() for mark in text)
    if len(text) > _TITLE_LENGTH or letters < _TITLE_LETTERS or _NO_TITLE.match(text):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in '«“"'


def _is_shouted(line: str) -> bool:
    letters = [mark for mark in line if mark.isalpha()]
    if len(line) > _TITLE_LENGTH or len(letters) < _TITLE_LETTERS or not line[0].isalnum() or "@" in line:
        return False
    return line.isupper() and not line.endswith((".", ",", ";", ":")) and len(letters) * 2 > len(line)


def _render(blocks: Sequence[Block]) -> Iterator[str]:
    level = 1
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = list(group)
        if kind in {"ul", "ol"}:
            yield from _lists(kind, run)
        for block in run if kind in {"p", "h"} else ():
            tag = f"h{level}" if kind == "h" else kind
            yield f"<{tag}>{_inline(block.text)}</{tag}>"
            level = 2
        level = 2


def _lists(kind: str, items: Sequence[Block]) -> Iterator[str]:
    start = f' start="{items[0].number}"' if items[0].number > 1 else ""
    yield f"<{kind}{start}>" + "".join(f"<li>{_inline(item.text)}</li>" for item in items) + f"</{kind}>"


def _inline(text: str) -> str:
    return _INLINE.sub(_link, html.escape(text, quote=False)).replace("\n", "<br>")


def _link(found: re.Match[str]) -> str:
    if found["strong"]:
        return f"<strong>{found['strong']}</strong>"
    target = found["target"] or found["bare"] or found["web"]
    label = found["label"] or target
    return f'<a href="{target}">{label}</a>' if target.startswith(("https://", "http://", "mailto:")) else label
