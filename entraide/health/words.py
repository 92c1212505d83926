"""Words that several sections say: days, files, and what readers typed as one word of a command."""

import re
from datetime import date

from entraide.faq import Fiche

_UNSAFE = re.compile(r"[\"$`\\!%^&|<>\x00-\x1f]+")


def file_of(fiche: Fiche) -> str:
    """As problems name it."""
    return f"{fiche.file.parents[fiche.id.count('/')].name}/{fiche.id}.md"


def quoted(text: str) -> str:
    """One word for the shells of all systems; what readers typed may hold anything."""
    return f'"{" ".join(_UNSAFE.sub(" ", text).split())}"'


def day_of(day: date) -> str:
    """`31/12/2026`."""
    return f"{day:%d/%m/%Y}"
