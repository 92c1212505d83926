"""Writes all that is mirrored of one forum into a folder, in the shapes of Discourse: what `archive` reads.

Comes in: a store. Goes out: `categories.json`, `t/<id>.json`, `uploads/`, and `mirror.json`, which tells that names and HTML
are those of a mirror. The same mirror gives the same bytes. Knows no network.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from forum_sync.categories import Categories, Category, CategoryAnswer, CategoryList, categories_of
from forum_sync.errors import MirrorError
from forum_sync.forum_state import ForumState
from forum_sync.html.clean import Context
from forum_sync.kept import MARK, Mark, encode_mark, encode_thread
from forum_sync.model import Thread
from forum_sync.privacy import REAL_NAMES
from forum_sync.store import Store
from forum_sync.words import slug_of

_UPLOADS = "uploads/default/original/1X"
_NAMES = {"categories.json", "t", "uploads", MARK}
_LOCAL = re.compile(r"/[a-z0-9-]+/([0-9]+)/(?:#message-([0-9]+))?")
_UNFINISHED, _ASIDE = ".{}.unfinished", ".{}.aside"


def export_archive(store: Store, source: str, folder: Path) -> int:
    """Write the threads of `source` into `folder`, in place of an earlier export there; how many they are.

    Links between threads of an archive become relative (`/t/12/3`), those of a live forum stay its addresses. A category keeps
    its id when the mirror knows it; those of an archive are numbered anew. A killed export leaves the earlier one as it was.
    Raises MirrorError when nothing is mirrored, and when the folder holds something else or cannot be written.
    """
    try:
        with _in_place_of(folder.resolve()) as new:
            return _write(store, source, new)
    except OSError as error:
        raise MirrorError(f"{folder}: cannot be written: {error.strerror}") from error


def _write(store: Store, source: str, folder: Path) -> int:
    state = ForumState(store.database, source)
    places = _Places(state, _threads(store, source))
    (folder / "t").mkdir()
    (folder / _UPLOADS).mkdir(parents=True)
    count = 0
    for count, thread in enumerate(_threads(store, source), 1):  # noqa: B007 - how many there were
        number, images = _number(thread), _Images(store, folder / _UPLOADS)
        context = Context(link=_link, image=images.publish)
        data = encode_thread(thread, slug=_slug(thread), category=places.of(thread), context=context)
        (folder / "t" / f"{number}.json").write_bytes(data)
    if not count:
        raise MirrorError(f"{source}: nothing is mirrored of it, so that there is nothing to write")
    (folder / "categories.json").write_bytes(places.encode())
    naming = state.recall("naming") or REAL_NAMES.fingerprint
    (folder / MARK).write_bytes(encode_mark(Mark(naming=naming)))
    return count


def _threads(store: Store, source: str) -> Iterator[Thread]:
    return (item for item in store.items(source) if isinstance(item, Thread))


class _Places:
    """In which category each thread is, and the tree of those that have any."""

    def __init__(self, state: ForumState, threads: Iterable[Thread]) -> None:
        known = state.recall("categories")
        self._tree = categories_of(msgspec.json.decode(known, type=list[Category]) if known else ())
        self._by_topic = {topic: place for topic, place in state.mirrored().items() if place in self._tree.by_id}
        self._by_labels: dict[tuple[str, ...], int] = {}
        self._used: set[int] = set()
        self._name({thread.category for thread in threads if _number(thread) not in self._by_topic})

    def of(self, thread: Thread) -> int | None:
        """The id of its category."""
        place = self._by_topic.get(_number(thread)) or self._by_labels.get(thread.category)
        self._used |= {place} if place else set()
        return place

    def encode(self) -> bytes:
        """`categories.json` with the categories that were asked for and those above them."""
        by_id, above = self._tree.by_id, set(self._used)
        while parents := {by_id[number].parent_category_id for number in above if number in by_id} - above - {None}:
            above |= {number for number in parents if number}
        kept = [_bare(by_id[number]) for number in sorted(above) if number in by_id]
        return msgspec.json.format(msgspec.json.encode(CategoryAnswer(category_list=CategoryList(categories=kept))), indent=1)

    def _name(self, paths: set[tuple[str, ...]]) -> None:
        """Find the ids of categories of which only the labels are known, or give them one."""
        by_id = dict(self._tree.by_id)
        self._by_labels = {self._tree.labels(number): number for number in sorted(by_id, reverse=True)}
        for path in sorted(paths):
            for depth in range(1, len(path) + 1):
                labels, above = path[:depth], self._by_labels.get(path[: depth - 1])
                if labels not in self._by_labels:
                    number = max(by_id, default=0) + 1
                    by_id[number] = Category(
                        id=number, name=labels[-1], slug=slug_of(labels[-1]), parent_category_id=above if depth > 1 else None
                    )
                    self._by_labels[labels] = number
        self._tree = Categories(by_id)


class _Images:
    """Files of the mirror that are written beside the topics."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def publish(self, address: str) -> str | None:
        """The address under which the file is, None when the mirror does not have it."""
        name = address.removeprefix("/media/")
        file = self._folder / name
        if not file.exists():
            media = self._store.media(name)
            if media is None:
                return None
            file.write_bytes(media.data)
        return f"/{_UPLOADS}/{name}"


def _link(address: str) -> str:
    match = _LOCAL.fullmatch(address)
    return "/t/" + "/".join(filter(None, match.groups())) if match else address


def _number(thread: Thread) -> int:
    return int(thread.id.rpartition("/")[2])


def _slug(thread: Thread) -> str:
    """As the thread's address tells it; one without an address has none, for another slug could make links lead elsewhere."""
    slug = thread.origin.rpartition("/")[0].rpartition("/")[2]
    return "" if slug == "-" else slug


def _bare(category: Category) -> Category:
    return Category(
        id=category.id,
        name=category.name,
        slug=category.slug,
        parent_category_id=category.parent_category_id,
        read_restricted=category.read_restricted,
    )


@contextmanager
def _in_place_of(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which is put in the place of `folder` when the block ends well, and removed when it does not."""
    new, aside = (folder.with_name(name.format(folder.name)) for name in (_UNFINISHED, _ASIDE))
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    _refuse_foreign(folder)
    for left in (new, aside):
        shutil.rmtree(left, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if folder.exists():
        folder.rename(aside)
    new.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    """What no export made is not ours to replace: it may be the only copy of a forum as it was."""
    if folder.exists() and not folder.is_dir():
        raise MirrorError(f"{folder}: is no folder; name another one")
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if names and not (MARK in names and names <= _NAMES):
        raise MirrorError(f"{folder}: holds something that is no exported archive; move it away, or name another folder")
