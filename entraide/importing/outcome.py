"""What became of an article. Pure data; the words are French, for whoever imports."""

from dataclasses import dataclass
from typing import Literal

What = Literal["créée", "mise à jour", "inchangée", "gardée", "non reprise", "disparue"]
"""A fiche that was changed by hand since is kept as it is; one whose article is gone from GLPI's FAQ too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One article, and its fiche if it has one."""

    article: int
    title: str
    what: What
    file: str = ""
    """As problems name it: `faq/…/x.md`."""
    remarks: tuple[str, ...] = ()
    """What a person should know or do."""

    def __str__(self) -> str:
        place = f" → {self.file}" if self.file else ""
        remarks = f" : {' ; '.join(self.remarks)}" if self.remarks else ""
        return f"article {self.article} « {self.title} » : {self.what}{place}{remarks}"
