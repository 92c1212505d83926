"""Opens fiches for the editor and saves them: one that somebody else changed meanwhile is never written over.

In: Settings, a clock, what a request asks. Out: sheets, what the lint says of them, files. Knows no HTTP and no Git.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from entraide.atomic import new_file, replace_file
from entraide.config import Settings
from entraide.drafting import find_category, make_draft
from entraide.editor.images import Images
from entraide.editor.sheet import Edit, Sheet, bytes_of, read_sheet, sheet_of
from entraide.editor.trial import Tried, try_file
from entraide.errors import DraftError
from entraide.faq import TEMPLATES, Faq, Fiche
from entraide.lint import check_faq
from entraide.local_time import LOCAL_TIME
from entraide.promoting import draft_of_thread, find_thread
from entraide.related import may_answer
from entraide.sources import public_contacts
from entraide.world import World
from search import Engine


class ConflictError(Exception):
    """The file is not the one that was opened any more."""

    def __init__(self, there: bytes) -> None:
        self.there = there
        super().__init__("the file changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A fiche, or one that is to be."""

    id: str
    original: bytes
    """Its file as it was read; b'' for one that is not there yet."""
    sheet: Sheet
    mended: tuple[str, ...] = ()
    """What was wrong with the encoding, and will be right once saved."""

    @property
    def is_new(self) -> bool:
        """Whether there is no file yet."""
        return not self.original


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What there is to edit."""

    faq: Faq
    broken: tuple[str, ...]
    """Ids of files with errors."""


class Desk:
    """The editor without its pages. Any number of requests at once."""

    def __init__(
        self,
        settings: Settings,
        *,
        world: World,
        engine: Callable[[], Engine],
        saved: Callable[[list[Path], str, str], None],
    ) -> None:
        """`saved` is told the files that were written, a message and the author's name; it does not raise."""
        self._engine = engine
        self.settings = settings
        self.images = Images(settings.paths.var / "redaction")
        self._folder = settings.paths.faq
        self._world = world
        self._saved = saved
        self._one_at_a_time = threading.Lock()

    @property
    def today(self) -> date:
        """In France."""
        return self._world.clock().astimezone(LOCAL_TIME).date()

    def listing(self) -> Listing:
        """All fiches and drafts, and the files that are neither because of an error."""
        faq, problems = check_faq(self._folder, public=public_contacts(self.settings))
        files = dict.fromkeys(problem.file.partition("/")[2] for problem in problems)
        return Listing(faq=faq, broken=tuple(file.removesuffix(".md") for file in files if file.endswith(".md")))

    def open(self, fiche_id: str) -> Opened:
        """The fiche of that id; DraftError when there is none or nobody can read it."""
        file = self._file(fiche_id)
        if file is None:
            raise DraftError(f"Aucune fiche ne porte le nom « {fiche_id} » : elle a été renommée ou supprimée.")
        try:
            data = file.read_bytes()
            sheet, mended = read_sheet(data)
        except OSError as error:
            raise DraftError(f"« {fiche_id}.md » ne peut pas être lu : {error.strerror}.") from error
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise DraftError(
                f"« {fiche_id}.md », ligne {line} : l’encodage du fichier n’est pas reconnu. "
                "Ouvrez-le avec le Bloc-notes et enregistrez-le en « UTF-8 »."
            ) from error
        return Opened(id=fiche_id, original=data, sheet=sheet, mended=mended)

    def begin(self, title: str, category: str, template: str, thread: str = "") -> Opened:
        """A fiche that is not there yet, from a thread of the forum where one is named; DraftError says what is missing."""
        if template not in TEMPLATES:
            raise DraftError("Choisissez un modèle.")
        faq, _ = check_faq(self._folder)
        place, today = find_category(faq, category), self.today
        if thread:
            item, topic_id = find_thread(self.settings, thread)
            draft = draft_of_thread(item, faq, self._folder, category=place, today=today, topic_id=topic_id)
        else:
            draft = make_draft(faq, self._folder, title=title, category=place, template=template, today=today)
        fiche_id = draft.file.relative_to(self._folder).as_posix().removesuffix(".md")
        return Opened(id=fiche_id, original=b"", sheet=sheet_of(draft.text))

    def near(self, title: str) -> tuple[Fiche, ...]:
        """Fiches that may answer already what one of that title would."""
        return may_answer(self._engine, check_faq(self._folder)[0], title)

    def edited(self, opened: Opened, edit: Edit) -> Opened:
        """With what the fields say; an image that they add is still aside."""
        return replace(opened, sheet=opened.sheet.edited(edit))

    def tried(self, opened: Opened) -> Tried:
        """What the lint would say of it."""
        return try_file(
            self._folder,
            f"{opened.id}.md",
            bytes_of(opened.sheet, opened.original),
            images=self.images.named_in(opened.sheet.text),
            today=self.today,
            public=public_contacts(self.settings),
        )

    def save(self, opened: Opened, *, message: str, author: str) -> Tried:
        """Write the fiche and the images that it shows, if it has no error; ConflictError when its file is another by now."""
        data = bytes_of(opened.sheet, opened.original)
        with self._one_at_a_time:
            self._check_unchanged(opened, data)
            tried = self.tried(opened)
            if not tried.has_errors:
                written = [*self._write(opened, data)]
                if written:
                    self._saved(written, message, author)
        return tried

    def image_file(self, name: str) -> Path | None:
        """The image at a path below the FAQ, or one of the same name that is still aside."""
        file = self._folder / name
        try:
            if file.resolve().is_relative_to(self._folder.resolve()) and file.is_file():
                return file
            return self.images.find(name.rpartition("/")[2])
        except (OSError, ValueError):
            return None  # a name that no file can have

    def _check_unchanged(self, opened: Opened, data: bytes) -> None:
        """What is there already is what was opened, or what is to be written: a form that was sent twice."""
        file = self._file(opened.id)
        there = file.read_bytes() if file else b""
        if there not in (opened.original, data):
            raise ConflictError(there)

    def _write(self, opened: Opened, data: bytes) -> Iterator[Path]:
        """Write what is not there yet: images first, so that the fiche never names one that is missing."""
        file = self._folder / f"{opened.id}.md"
        try:
            for image in self.images.named_in(opened.sheet.text):
                if not (file.parent / image.name).exists():
                    new_file(file.parent / image.name, image.read_bytes())
                    yield file.parent / image.name
            if not file.exists():
                new_file(file, data)
                yield file
            elif file.read_bytes() != data:
                replace_file(file, data)
                yield file
        except FileExistsError as error:
            raise ConflictError(file.read_bytes()) from error
        except OSError as error:
            raise DraftError(
                f"La fiche ne peut pas être enregistrée : {error.strerror}. Le texte reste dans cette page."
            ) from error

    def _file(self, fiche_id: str) -> Path | None:
        """The file of that id among those that the FAQ has."""
        wanted = self._folder / f"{fiche_id}.md"
        return next((file for file in self._folder.rglob("[!.]*.md") if file == wanted and file.is_file()), None)
