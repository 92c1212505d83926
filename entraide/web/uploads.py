"""The files of a form: checked, then copied under plain names into a folder of the caller, which is there for the request only.

In: what the form parser gives. Out: attachments, digests, French messages by field. No name that was sent becomes a path.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import FormData, UploadFile

from entraide.forms.files import LARGEST, MOST, RefusedError, media_type_of, safe_name
from entraide.forms.fill import missing
from entraide.forms.model import Field
from entraide.outbox.model import Attachment

_TOO_BIG = "Les fichiers dépassent 20 Mio ensemble. Retirez-en, ou n’envoyez que les pages et les images utiles."
_TOO_MANY = f"Pas plus de {MOST} fichiers par demande."


@dataclass(slots=True)
class Received:
    """What came."""

    attachments: list[Attachment] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    had_files: bool = False


def received(fields: Sequence[Field], posted: FormData, folder: Path) -> Received:
    """The files of `fields`; raises OSError when `folder` cannot hold them."""
    result, size, number = Received(), 0, 0
    for one in fields:
        files = [file for file in posted.getlist(one.id) if isinstance(file, UploadFile) and (file.filename or file.size)]
        if one.required and not files:
            result.errors[one.id] = missing(one)
        number += len(files)
        size += sum(file.size or 0 for file in files)
        result.had_files |= bool(files)
        if size > LARGEST or number > MOST:
            result.errors[one.id] = _TOO_BIG if size > LARGEST else _TOO_MANY
            continue
        for file in files:
            try:
                _keep(one, file, folder, result)
            except RefusedError as error:
                result.errors.setdefault(one.id, str(error))
    return result


def _keep(one: Field, file: UploadFile, folder: Path, result: Received) -> None:
    name = safe_name(file.filename or "")
    media_type = media_type_of(name, file.file)
    place = folder / str(len(result.attachments))
    file.file.seek(0)
    with place.open("xb") as copy:
        shutil.copyfileobj(file.file, copy)
    with place.open("rb") as copy:
        result.digests.append(hashlib.file_digest(copy, "sha256").hexdigest())
    is_attestation = one.kind == "attestation"
    result.attachments.append(Attachment(name=name, media_type=media_type, file=place, is_attestation=is_attestation))
