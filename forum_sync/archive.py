"""A folder that holds the JSON of a Discourse forum: a backup made by hand, an import, the demonstration.

Comes in: `categories.json`, `t/<id>.json` with all posts of a topic, `uploads/`. Goes out: Threads with their images.
Knows no network; the address of the forum is unknown, so that links are matched to the topics of the folder alone. A folder
that was exported from a mirror (it holds `mirror.json`) gives the threads that were mirrored, whatever the names in it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from forum_sync.categories import Categories, decode_categories
from forum_sync.errors import ItemError, SourceError
from forum_sync.html.clean import Context, web_link
from forum_sync.kept import MARK, Mark, decode_kept, decode_mark, restore_thread
from forum_sync.media import image_type, make_media
from forum_sync.model import Cursor, Media, Page, Summary, Thread
from forum_sync.privacy import REAL_NAMES, Privacy
from forum_sync.topic import Topic, decode_topic, make_thread

_VERSION = "2"
"""Part of every signature: raise it when the same folder must give other threads."""
_MAX_IMAGE = 5_000_000
_UPLOADS = "/uploads/"
_TOPIC_PATH = re.compile(r"/t/(?:(?P<slug>(?![0-9]+/)[^/]+)/)?(?P<topic>[0-9]{1,15})(?:/(?P<post>[0-9]{1,15}))?/?")
_REFERENCES = re.compile(r"/t/[^\s\"\\?#]+|/uploads/[^\s\"\\?#]+|(?<=data-topic=\\\")[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class _File:
    """A topic's file as it was listed."""

    digest: str
    references: tuple[str, ...] = ()
    """Topics and uploads that its posts name."""
    slug: str | None = None
    """None when the topic cannot be decoded."""
    category: int | None = None
    public: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """What the folder held when it was listed."""

    categories: Categories
    mark: Mark | None
    """How members are named, when it was exported from a mirror."""
    places: Mapping[int, int | None]
    """The category of every topic that all may read, by its id."""
    slugs: Mapping[int, str]
    """Of every topic that all may read, by its id."""
    signatures: Mapping[str, str]
    """By item id."""


class ArchiveSource:
    """The archive in the folder `path` as a Source.

    Not listed: private messages, unlisted and deleted topics, and topics of a category that not everyone may read.
    """

    def __init__(self, name: str, kind: str, path: Path, privacy: Privacy = REAL_NAMES) -> None:
        self.name = name
        self.kind = kind
        self._privacy = privacy
        self._path = path
        self._uploads = path.resolve() / "uploads"
        self._listing: Listing | None = None

    def fetch(self, cursor: Cursor) -> Page:  # noqa: ARG002
        """All topics on one page; one that cannot be decoded is listed too, so that reading it tells why."""
        self._listing = self._scan()
        return Page(summaries=tuple(Summary(id=item, signature=value) for item, value in self._listing.signatures.items()))

    def read(self, item_id: str) -> Thread:
        """The thread with its images. Raises ItemError when it is not listed, or its file is missing or broken."""
        listing = self.listing
        if item_id not in listing.signatures:
            raise ItemError(f"{item_id}: not in the archive")
        file = self._path / "t" / f"{item_id.removeprefix(self.name + '/')}.json"
        try:
            return self._make_thread(item_id, file, listing)
        except (OSError, ValueError) as error:
            raise ItemError(f"{self.name}: t/{file.name}: {_reason(error)}") from error

    @property
    def listing(self) -> Listing:
        """What the folder held when it was listed last. Raises SourceError."""
        self._listing = self._listing or self._scan()
        return self._listing

    def link(self, address: str) -> str | None:
        """Where a link of a post leads: to a topic of the folder, if it is relative or has that topic's own slug.

        Else it is a web address as it stands, or leads nowhere.
        """
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        match = _TOPIC_PATH.fullmatch(parts.path)
        slug = self.listing.slugs.get(int(match["topic"])) if match else None
        if match is None or slug is None or (parts.netloc and match["slug"] != slug):
            return web_link(address)
        anchor = f"#message-{match['post']}" if match["post"] else ""
        return f"/{self.name}/{int(match['topic'])}/{anchor}"

    def origin(self, topic: int, slug: str) -> str:  # noqa: ARG002
        """The address of a topic on its forum: none."""
        return ""

    def _make_thread(self, item_id: str, file: Path, listing: Listing) -> Thread:
        topic = self._decode(file.read_bytes(), listing.mark)
        if not self._is_public(topic, listing.categories):
            raise ValueError("is no longer public")
        images = _Images(self._uploads)
        thread = (restore_thread if listing.mark else make_thread)(
            topic,
            thread_id=item_id,
            kind=self.kind,
            category=listing.categories.labels(topic.category_id),
            context=Context(link=self.link, image=images.publish),
            privacy=self._privacy,
        )
        return replace(thread, origin=self.origin(int(file.stem), topic.slug or ""), media=tuple(images.media.values()))

    def _decode(self, data: bytes, mark: Mark | None) -> Topic:
        return decode_kept(data, self._privacy) if mark else decode_topic(data)

    def _scan(self) -> Listing:
        mark = read_mark(self.name, self._path)
        categories, base = self._read_categories()
        base = f"{base} {mark}" if mark else base
        files = {path.stem: self._examine(path, categories, mark) for path in self._topic_files()}
        listed = {number: file for number, file in files.items() if file.public}
        slugs = {int(number): file.slug for number, file in listed.items() if file.slug is not None}
        signatures = {
            f"{self.name}/{number}": _digest(
                _VERSION, self.kind, self._privacy.fingerprint, base, file.digest, *self._resolve(file.references, slugs)
            )
            for number, file in listed.items()
        }
        places = {int(number): file.category for number, file in listed.items()}
        return Listing(categories, mark, places, slugs, signatures)

    def _read_categories(self) -> tuple[Categories, str]:
        """The categories, and the digest of their file."""
        path = self._path / "categories.json"
        try:
            data = path.read_bytes()
            return decode_categories(data), hashlib.sha256(data).hexdigest()
        except (OSError, ValueError) as error:
            raise SourceError(f"{self.name}: {path}: {_reason(error)}") from error

    def _topic_files(self) -> list[Path]:
        folder = self._path / "t"
        try:
            found = [path for path in folder.iterdir() if path.suffix == ".json" and re.fullmatch(r"[0-9]{1,15}", path.stem)]
        except OSError as error:
            raise SourceError(f"{self.name}: {folder}: {_reason(error)}") from error
        return sorted(found, key=lambda path: int(path.stem))

    def _examine(self, path: Path, categories: Categories, mark: Mark | None) -> _File:
        try:
            data = path.read_bytes()
        except OSError as error:
            return _File(_reason(error))
        digest, references = hashlib.sha256(data).hexdigest(), sorted(set(_REFERENCES.findall(data.decode(errors="replace"))))
        try:
            topic = self._decode(data, mark)
        except ValueError:
            return _File(digest, tuple(references))
        public = self._is_public(topic, categories)
        return _File(digest, tuple(references), topic.slug or "", topic.category_id, public)

    def _is_public(self, topic: Topic, categories: Categories) -> bool:
        return topic.is_shown(self._privacy) and not categories.is_restricted(topic.category_id)

    def _resolve(self, references: tuple[str, ...], slugs: Mapping[int, str]) -> Iterator[str]:
        """What references lead to now, for a thread is read again when a topic or an image that it shows comes or goes."""
        for reference in references:
            match = _TOPIC_PATH.fullmatch(reference)
            number = match["topic"] if match else reference
            if reference.startswith(_UPLOADS):
                file = _inside(self._uploads, reference)
                yield f"{reference} {file.stat().st_size if file else ''}"
            elif number.isdecimal():
                yield f"{reference} {slugs.get(int(number))}"


def read_mark(name: str, folder: Path) -> Mark | None:
    """What tells that the folder was exported from a mirror, None when it was not. Raises SourceError for the source `name`."""
    path = folder / MARK
    try:
        return decode_mark(path.read_bytes()) if path.exists() else None
    except (OSError, ValueError) as error:
        raise SourceError(f"{name}: {path}: {_reason(error)}") from error


class _Images:
    """Images that are published on the way, by their file name in the mirror."""

    def __init__(self, uploads: Path) -> None:
        self.media: dict[str, Media] = {}
        self._uploads = uploads

    def publish(self, address: str) -> str | None:
        """The address in the mirror, None when the file is missing, too big or no image."""
        file = _inside(self._uploads, address)
        if file is None or file.stat().st_size > _MAX_IMAGE:
            return None
        data = file.read_bytes()
        content_type = image_type(data)
        if content_type is None:
            return None
        media = make_media(data, content_type)
        self.media[media.name] = media
        return f"/media/{media.name}"


def _inside(uploads: Path, address: str) -> Path | None:
    """The file of the folder that an address of any host leads to; None when it leads nowhere or outside."""
    try:
        path = unquote(urlsplit(address).path)
        file = (uploads / path.removeprefix(_UPLOADS)).resolve()
        return file if path.startswith(_UPLOADS) and file.is_relative_to(uploads) and file.is_file() else None
    except (OSError, ValueError):
        return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _reason(error: OSError | ValueError) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
