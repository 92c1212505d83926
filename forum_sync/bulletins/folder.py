"""A folder of newsletters or reports: PDF, DOCX, ODT, e-mail, web pages, Markdown and plain text.

Comes in: files, whatever their extension. Goes out: Bulletins that keep the file itself to download.
Knows no format: `make` reads them and makes them fit to be published.
"""

import errno
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from forum_sync.bulletins.make import MAX_BYTES, VERSION, make_bulletin
from forum_sync.errors import ItemError, SourceError
from forum_sync.extract import ExtractError, read_facts
from forum_sync.html.masks import NOBODY
from forum_sync.model import Bulletin, Cursor, Page, Summary
from forum_sync.words import slug_of

_MAX_SLUG = 120


class FolderSource:
    """The documents in the folder `path` and in those below it, as a Source.

    Hidden files, `README.*` and `*.yml` are no documents; `<file>.yml` may tell about `<file>` what `extract.facts` reads.
    """

    def __init__(self, name: str, kind: str, path: Path, public: frozenset[str] = NOBODY) -> None:
        self.name = name
        self.kind = kind
        self._path = path
        self._public = public
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
        if file.stat().st_size > MAX_BYTES:
            raise ExtractError(f"is bigger than {MAX_BYTES // 1_000_000} MB")
        facts = read_facts(beside.decode()) if (beside := _read_beside(file)) is not None else None
        data = file.read_bytes()
        return make_bulletin(data, item_id=item_id, kind=self.kind, name=file.stem, facts=facts, public=self._public)

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
        parts = [
            VERSION,
            *sorted(self._public),
            self.kind,
            str(file.relative_to(self._path)),
            _digest(file),
            _digest(_sidecar(file)),
        ]
        return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _sidecar(file: Path) -> Path:
    return file.with_name(f"{file.name}.yml")


def _read_beside(file: Path) -> bytes | None:
    """What the file beside it holds, None when there is none, as beside one whose name cannot be made longer."""
    try:
        return _sidecar(file).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise


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
