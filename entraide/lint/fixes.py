"""Mends what can be mended without a doubt in the files of fiches: encoding, ends of lines, spaces, form of letters, dates.

In: a folder. Out: for each file that was written anew, what was changed. Nothing else of a file changes.
"""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from entraide.faq import prose_lines
from entraide.replacing import replace_file

_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»‘’“”–—…€°²³§·•\u00a0")
"""Signs beyond ASCII of a French text: others in a file of unknown encoding say that it was guessed wrong."""
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)
_DATE = re.compile(r"^((?:publie_le|revu_le):[ \t]*[\"']?)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?=[\"']?[ \t]*$)", re.MULTILINE)
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def fix_faq(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Mend every fiche; gives `faq/…/x.md` and what was changed in it, once the file is in its place."""
    for file in sorted(folder.rglob("[!.]*.md")):
        try:
            before = file.read_bytes()
        except OSError:
            continue  # the lint names it
        after, changes = mended(before)
        if changes:
            replace_file(file, after)
            yield f"{folder.name}/{file.relative_to(folder).as_posix()}", changes


def mended(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A file as it should be, and what was changed, in French; one whose encoding is in doubt stays as it is."""
    text, encoding = _decode(data)
    if text is None:
        return data, ()
    changes = [encoding] if encoding else []
    for label, mend in _FIXES.items():
        after = mend(text)
        if after != text:
            changes.append(label)
        text = after
    return text.encode(), tuple(changes)


def _decode(data: bytes) -> tuple[str | None, str]:
    """The text and what its encoding was, '' for the right one; None when it is in doubt."""
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return data.decode("utf-16"), "encodage UTF-16 → UTF-8"
        return data.decode("utf-8-sig"), "marque d’ordre des octets" if data.startswith(BOM_UTF8) else ""
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None, ""
    is_french = all(letter.isascii() or letter in _FRENCH for letter in text) and "\0" not in text
    return (text, "encodage Windows → UTF-8") if is_french else (None, "")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _trailing_spaces(text: str) -> str:
    """Two spaces before another line of a paragraph begin a new line there: they stay, as does all code."""
    if not _TRAILING.search(text):
        return text
    lines = text.split("\n")
    for number, line in prose_lines(text):
        bare = _TRAILING.sub("", line)
        breaks = line.endswith("  ") and bare and number + 1 < len(lines) and lines[number + 1].strip()
        lines[number] = bare + "  " if breaks else bare
    return "\n".join(lines)


def _last_line(text: str) -> str:
    return text.rstrip("\n") + "\n" if text.strip() else text


def _dates(text: str) -> str:
    front = _FRONT_MATTER.match(text)
    return _DATE.sub(_iso, front[0]) + text[front.end() :] if front else text


def _iso(found: re.Match[str]) -> str:
    """The day comes first, as it does in French; what is no day stays as it is."""
    try:
        return f"{found[1]}{date(int(found[4]), int(found[3]), int(found[2])).isoformat()}"
    except ValueError:
        return found[0]


_FIXES: dict[str, Callable[[str], str]] = {
    "fins de ligne Windows": _line_ends,
    "accents décomposés": _composed,
    "espaces en fin de ligne": _trailing_spaces,
    "fin du fichier": _last_line,
    "dates → AAAA-MM-JJ": _dates,
}
