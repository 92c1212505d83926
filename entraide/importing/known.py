"""The fiches that were imported before, as their files stand: from which article, of what state of it, changed since or not.

In: the folder of the FAQ. Out: Known by article. Read from the files themselves, for a fiche with a mistake is still there.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEAD = re.compile(r"\A\s*---[ \t]*\n(.*?)^---", re.MULTILINE | re.DOTALL)
_ARTICLE = re.compile(r"^glpi_id:[ \t]*(\d{1,15})[ \t]*\n", re.MULTILINE)
_DIGEST = re.compile(r"^glpi_empreinte:.*\n", re.MULTILINE)
_STATES = re.compile(r"glpi_empreinte:[ \t]*([0-9a-f]+)-([0-9a-f]+)-([0-9a-f]+)\s*")
_ID = re.compile(r"^id:[ \t]*[\"']?([\w-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A fiche that was imported."""

    file: Path
    lasting_id: str
    source: str
    """Digest of the article; '' when it is not told."""
    links: str
    """Digest of where its links led."""
    is_edited: bool
    """Whether a person changed it since; so it is when that cannot be told."""
    is_draft: bool


def read_known(folder: Path) -> dict[int, Known]:
    """The imported fiches by the number of their article."""
    found: dict[int, Known] = {}
    for file in sorted(folder.rglob("[!.]*.md")):
        try:
            text = file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
        except OSError:
            continue  # the lint names it
        head = _HEAD.match(text)
        article = _ARTICLE.search(head[1]) if head else None
        if head and article:
            found.setdefault(int(article[1]), _known(file, text, head[1]))
    return found


def _known(file: Path, text: str, head: str) -> Known:
    line = _DIGEST.search(head)
    states = _STATES.fullmatch(line[0]) if line else None
    given = _ID.search(head)
    return Known(
        file=file,
        lasting_id=given[1] if given else "",
        source=states[1] if states else "",
        links=states[2] if states else "",
        is_edited=states is None or states[3] != _text_digest(text),
        is_draft=re.search(r"^statut:[ \t]*[\"']?brouillon", head, re.MULTILINE) is not None,
    )


def signed(text: str, source: str, links: str) -> str:
    """The text of a fiche with a line that tells what it is made of, and later whether it was changed."""
    digest = _text_digest(text)
    return _ARTICLE.sub(lambda found: f"{found[0]}glpi_empreinte: {source}-{links}-{digest}\n", text, count=1)


def digest_of(*parts: Any) -> str:
    """A short digest of what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()[:12]


def _text_digest(text: str) -> str:
    return digest_of(_DIGEST.sub("", text, count=1))
