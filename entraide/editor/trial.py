"""What the lint would say of the FAQ if a file of it were another: tried on a copy made of links.

In: the folder of the FAQ, a file's path and bytes, images that go beside it. Out: the fiche and problems.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from entraide.faq import Faq, Problem
from entraide.lint import check_faq


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What would be."""

    faq: Faq
    own: tuple[Problem, ...]
    """Problems of the file."""
    others: tuple[Problem, ...]
    """Errors elsewhere, which hold back the site all the same."""

    @property
    def has_errors(self) -> bool:
        """Whether the file would stop the build."""
        return any(problem.level == "erreur" for problem in self.own)


def try_file(  # noqa: PLR0913 - the FAQ, what would differ in it, what it is judged by
    folder: Path, name: str, data: bytes, *, images: Iterable[Path], today: date, public: frozenset[str]
) -> Tried:
    """The problems of `folder` if its file `name` were `data`, with `images` in the same folder."""
    with _copy(folder) as copy:
        file = copy / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.write_bytes(data)
        for image in images:
            if not (file.parent / image.name).exists():
                (file.parent / image.name).symlink_to(image)
        faq, problems = check_faq(copy, today=today, public=public)
    label = f"{folder.name}/{name}"
    return Tried(
        faq=faq,
        own=tuple(problem for problem in problems if problem.file == label),
        others=tuple(problem for problem in problems if problem.file != label and problem.level == "erreur"),
    )


@contextmanager
def _copy(folder: Path) -> Iterator[Path]:
    """A folder of the same name whose files are links to those of `folder`, hidden ones left out."""
    with tempfile.TemporaryDirectory(prefix="entraide-") as place:
        copy = Path(place) / folder.name
        for root, folders, files in os.walk(folder.resolve()):
            folders[:] = [name for name in folders if not name.startswith(".")]
            here = copy / Path(root).relative_to(folder.resolve())
            here.mkdir()
            for name in files:
                if not name.startswith("."):
                    (here / name).symlink_to(Path(root) / name)
        yield copy
