"""A folder of newsletters or reports: PDF, DOCX, ODT, e-mail, web pages, Markdown and plain text.

Comes in: files, whatever their extension. Goes out: Bulletins that keep the file itself to download.
Knows no format: `forum_sync.extract` reads the files, `forum_sync.html.clean` makes them fit to be published.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from forum_sync.bulletins.dates import date_in, date_in_name
from forum_sync.errors import ItemError, SourceError
from forum_sync.extract import ExtractError, extract, read_facts
from forum_sync.html.clean import clean, text_of
from forum_sync.media import make_media
from forum_sync.model import Bulletin, Cursor, Page, Summary
from forum_sync.words import line_of, slug_of

_VERSION = "1"
"""Part of every signature: raise it when the same file must give another bulletin."""
_MAX_FILE = 25_000_000
_MAX_SLUG = 120
_TOP = 500
"""Characters at the top of a document among which its date is looked for."""
_PRIVATE_TYPES = frozenset({"message/rfc822"})
"""Not offered to download: the headers of an e-mail name people who did not ask to be published."""
_FIRST_BLOCK = re.compile(r"<(p|h[1-6])>.*?</\1>\s*", re.DOTALL)
_DATE_LINE = 40
"""Characters of the longest line that is taken for a date line."""


class FolderSource:
    """The documents in the folder `path` and in those below it, as a Source.

    Hidden files, `README.*` and `*.yml` are no documents; `<file>.yml` may give the `title` and the `date` of `<file>`.
    """

    def __init__(self, name: str, kind: str, path: Path) -> None:
        self.name = name
        self.kind = kind
        self._path = path
        self._files: Mapping[str, Path] = {}

    def fetch(self, cursor: Cursor) -> Page:  # noqa: ARG002
        """All documents on one page, by path."""
        self._files = self._scan()
        return Page(summaries=tuple(Summary(id=item, signature=self._signature(file)) for item, file in self._files.items()))

    def read(self, item_id: str) -> Bulletin:
        """The document. Raises ItemError when it is missing, too big, of an unknown format or broken."""
        self._files = self._files or self._scan()
        if item_id not in self._files:
            raise ItemError(f"{item_id}: not in the folder")
        file = self._files[item_id]
        try:
            return self._read(item_id, file)
        except (OSError, ValueError, ExtractError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise ItemError(f"{self.name}: {file.relative_to(self._path)}: {reason}") from error

    def _read(self, item_id: str, file: Path) -> Bulletin:
        if file.stat().st_size > _MAX_FILE:
            raise ExtractError(f"is bigger than {_MAX_FILE // 1_000_000} MB")
        data, sidecar = file.read_bytes(), _sidecar(file)
        answer = extract(data)
        title, day = read_facts(sidecar.read_text(encoding="utf-8")) if sidecar.is_file() else ("", None)
        title = line_of(title or answer.extract.title) or _spoken(file.stem)
        html = _without_title(clean(answer.extract.html), title)
        text = text_of(html)
        original = None if answer.content_type in _PRIVATE_TYPES else make_media(data, answer.content_type)
        return Bulletin(
            id=item_id,
            kind=self.kind,
            title=title,
            day=day or answer.extract.day or _stated_day(title, text[:_TOP]) or date_in_name(file.stem),
            html=html,
            text=text,
            original=original.name if original else "",
            media=(original,) if original else (),
        )

    def _scan(self) -> dict[str, Path]:
        """Files by item id, in the order of their paths."""
        root = self._path.resolve()
        try:
            found = sorted(path for path in self._walk(self._path) if path.resolve().is_relative_to(root))
        except OSError as error:
            raise SourceError(f"{self.name}: {error.filename}: {error.strerror}") from error
        files: dict[str, Path] = {}
        for path in found:
            slugs = _slugs(path.relative_to(self._path))
            files[next(item for slug in slugs if (item := f"{self.name}/{slug}") not in files)] = path
        return files

    def _walk(self, folder: Path) -> Iterator[Path]:
        for path in folder.iterdir():
            if path.name.startswith((".", "~")):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from self._walk(path)
            elif path.is_file() and path.suffix != ".yml" and path.stem.upper() != "README":
                yield path

    def _signature(self, file: Path) -> str:
        """Over all that a bulletin is made from, its path included, which may give title and date."""
        parts = [_VERSION, self.kind, str(file.relative_to(self._path)), _digest(file), _digest(_sidecar(file))]
        return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _without_title(html: str, title: str) -> str:
    """The document without a first line that only repeats its title."""
    first = _FIRST_BLOCK.match(html)
    repeats = first and line_of(text_of(first[0])).casefold() == title.casefold()
    return html[first.end() :] if first and repeats else html


def _stated_day(title: str, top: str) -> date | None:
    """The date that has a line of its own, else the one in the title, else the first in the text."""
    own_lines = (date_in(line) for line in top.splitlines() if len(line) <= _DATE_LINE)
    return next(filter(None, own_lines), None) or date_in(title) or date_in(top)


def _sidecar(file: Path) -> Path:
    return file.with_name(f"{file.name}.yml")


def _digest(file: Path) -> str:
    """Of the content, or why there is none, so that a file that becomes readable is read again."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return str(error.errno)


def _slugs(path: Path) -> Iterator[str]:
    """Slugs for a path, best first: without extension, with it, then numbered."""
    extension = slug_of(path.suffix)
    short = slug_of(str(path.with_suffix("")))[:_MAX_SLUG].strip("-") or "document"
    yield short
    yield f"{short}-{extension}"
    yield from (f"{short}-{extension}-{number}" for number in range(2, 1_000_000))


def _spoken(stem: str) -> str:
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return line_of(words[:1].upper() + words[1:])
