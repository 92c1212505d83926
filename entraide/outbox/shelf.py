"""The files of requests on disk, each under the hash of its bytes, attestations in a folder of their own.

In: files that lie elsewhere. Out: copies on the disk, for this user only. No name that was sent becomes a path. Knows no
request and no database; who calls sees to it that one at a time settles, drops and sweeps.
"""

import hashlib
import os
import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from entraide.outbox.model import Attachment

_BLOCK = 1 << 20
_NEW = ".new-"
_ABANDONED = 86_400.0
"""Seconds after which a file that belongs to no request is of a process that died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file that is on the disk under a name for the time being."""

    attachment: Attachment
    file: Path
    digest: str
    size: int


class Shelf:
    """The folder `root`, made when it is needed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, digest: str, *, is_attestation: bool) -> Path:
        """Where the file of that hash lies."""
        return self._folder(is_attestation=is_attestation) / digest

    def prepare(self) -> None:
        """Make the folders."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for is_attestation in (False, True):
            self._folder(is_attestation=is_attestation).mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def copies(self, attachments: Sequence[Attachment]) -> Iterator[Sequence[Copy]]:
        """Copies of the files; what was not settled at the end is removed."""
        made: list[Path] = []
        try:
            yield [self._copy(one, made) for one in attachments]
        finally:
            for file in made:
                file.unlink(missing_ok=True)

    def settle(self, copies: Sequence[Copy]) -> None:
        """Give the copies their lasting names, and wait until these are on the disk too."""
        for copy in copies:
            copy.file.replace(self.place(copy.digest, is_attestation=copy.attachment.is_attestation))
        for is_attestation in {copy.attachment.is_attestation for copy in copies}:
            sync_folder(self._folder(is_attestation=is_attestation))

    def sweep(self, wanted: Collection[tuple[str, bool]]) -> None:
        """Remove what processes left that died; `wanted` are hashes, each with whether it is of an attestation."""
        for is_attestation in (False, True):
            for file in self._folder(is_attestation=is_attestation).iterdir():
                if (file.name, is_attestation) not in wanted and file.stat().st_mtime < time.time() - _ABANDONED:
                    file.unlink()

    def drop(self, digest: str, *, is_attestation: bool) -> None:
        """Remove one file, if it is there."""
        self.place(digest, is_attestation=is_attestation).unlink(missing_ok=True)

    def _folder(self, *, is_attestation: bool) -> Path:
        return self._root / ("attestations" if is_attestation else "files")

    def _copy(self, attachment: Attachment, made: list[Path]) -> Copy:
        file = self._folder(is_attestation=attachment.is_attestation) / f"{_NEW}{uuid.uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        with attachment.file.open("rb") as source:
            target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            made.append(file)
            with os.fdopen(target, "wb") as copy:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
        return Copy(attachment=attachment, file=file, digest=digest.hexdigest(), size=size)


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
