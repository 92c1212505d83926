"""The chrome of the theme around a gap: rendered once per place, then filled for each page of the mirror.

In: the HTML of a page rendered with MARKS in the place of what differs. Out: pages. Knows no theme.
"""

import re
from dataclasses import dataclass
from html import escape

from entraide.site.reuse import digest

TITLE, DESCRIPTION, CANONICAL, CONTENT = MARKS = ("%%TITLE%%", "%%DESCRIPTION%%", "%%CANONICAL%%", "%%CONTENT%%")
_MARK = re.compile(f"({'|'.join(MARKS)})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """HTML and marks in turn: even places are HTML, odd places the name of what goes there."""

    parts: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> "Shell":
        """The shell of a page with marks."""
        return cls(parts=tuple(_MARK.split(html)), digest=digest(html))

    digest: str
    """Another one for another shell."""

    def fill(self, *, title: str, description: str, canonical: str, content: str) -> str:
        """A page; `content` is HTML, the others are text."""
        values = {TITLE: escape(title), DESCRIPTION: escape(description), CANONICAL: escape(canonical), CONTENT: content}
        return "".join(values[part] if place % 2 else part for place, part in enumerate(self.parts))
