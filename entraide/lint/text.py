"""A fiche as rules look at it: its lines, where its links lead and what can be linked to, each read once when asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from os.path import normpath
from typing import NamedTuple
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from entraide.faq import Fiche, prose_lines

_LINK = re.compile(r"(!?)\[[^\]]*\]\(\s*<?([^)\s>]+)|()\]\(\s*<?([^)\s>]+)|^()\[[^\]]+\]:\s*<?([^\s>]+)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_HEADING = re.compile(r"#{2,6} +(.*?)[ #]*$")
_GIVEN = re.compile(r"""\{[^}\n]*#([\w-]+)[^}\n]*\}|\bid=["']([\w-]+)""")
_LABEL = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Target(NamedTuple):
    """Where a link or an image leads, as it is written."""

    line: int
    address: str
    is_image: bool


@dataclass(frozen=True, eq=False)
class Text:
    """A fiche."""

    fiche: Fiche

    @cached_property
    def file(self) -> str:
        """As problems name it: `faq/…/x.md`."""
        return f"{self.fiche.file.parents[self.fiche.id.count('/')].name}/{self.fiche.id}.md"

    @cached_property
    def prose(self) -> tuple[tuple[int, str], ...]:
        """The lines of the body outside code fences, with their number in the file."""
        return tuple((number + self.fiche.body_line, line) for number, line in prose_lines(self.fiche.body))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Where its links and images lead."""
        return tuple(self._read_targets())

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The names of its headings as its page gives them, and those that are given by hand."""
        names = {first or second for first, second in _GIVEN.findall(self.fiche.body)}
        for _, line in self.prose:
            if line.startswith("##") and "{" not in line and (found := _HEADING.match(line)):
                # `unique` adds the name to the set.
                unique(slugify(_LABEL.sub(r"\1", found[1]), "-"), names)
        return frozenset(names)

    def key_line(self, key: str) -> int:
        """The line of a key of the front matter, 1 when it is not there."""
        return self.fiche.key_lines.get(key, 1)

    def place_of(self, address: str) -> str:
        """The path of the file to which a link leads, its anchor aside."""
        path = unquote(address.partition("#")[0])
        return path if path.startswith("/") else normpath(f"{self._folder}/{path}")

    @cached_property
    def _folder(self) -> str:
        return str(self.fiche.file.parent)

    def _read_targets(self) -> Iterator[Target]:
        for number, line in self.prose:
            if "](" in line or "]:" in line:
                for found in _LINK.finditer(_CODE.sub("", line) if "`" in line else line):
                    mark, address = next((found[place], found[place + 1]) for place in (1, 3, 5) if found[place + 1])
                    yield Target(number, address, mark == "!")
