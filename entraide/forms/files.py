"""The files of a request: how many and how big they may be, what they are by their content, and names that harm nobody.

In: the name that was sent and the file. Out: a name, a media type, or a French sentence why it is refused. Nothing is run.
"""

import re
import unicodedata
import zipfile
from typing import BinaryIO

import puremagic

LARGEST = 20 * 1024 * 1024
"""Bytes of all files of a request together."""
MOST = 20
"""Files of a request."""
_LONGEST_NAME = 100
_HEAD = 64 * 1024
_MACROS = "vbaproject.bin"
_TEXTS = {"txt": "text/plain", "log": "text/plain", "csv": "text/csv", "xml": "application/xml", "json": "application/json"}
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_BINARY = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
}
_OLD_OFFICE = frozenset({"doc", "xls", "ppt"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENDINGS = tuple({**_BINARY, **_OFFICE, **_TEXTS})
"""What names of files may end with, after the dot."""
ACCEPTED = "PDF, images, documents Word, Excel, PowerPoint ou LibreOffice, textes, CSV et XML"
_SAME = {"image/jpg": "image/jpeg", "image/x-ms-bmp": "image/bmp", "image/heif": "image/heic"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


class RefusedError(Exception):
    """The file is not taken; the text, in French, says why."""


def safe_name(name: str) -> str:
    """The last part of `name`, without what could be a path, a control or a disguise; `fichier` when nothing is left."""
    last = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    shown = "".join(sign for sign in _UNSAFE.sub("", last) if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    stem, dot, ending = " ".join(shown.split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:_LONGEST_NAME] or "fichier"
    return f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip()}.{ending[:10]}"


def media_type_of(name: str, file: BinaryIO) -> str:
    """The media type of what `file` holds; raises RefusedError when it is not accepted, or not what `name` says."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise RefusedError(f"« {name} » : ce type de fichier n’est pas accepté. Sont acceptés : {ACCEPTED}.")
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise RefusedError(f"« {name} » est vide.")
    if not _is(ending, head, file):
        raise RefusedError(
            f"« {name} » n’est pas un vrai fichier .{ending} : ouvrez-le pour vérifier, puis enregistrez-le à nouveau."
        )
    return {**_BINARY, **_OFFICE, **_TEXTS}[ending]


def _is(ending: str, head: bytes, file: BinaryIO) -> bool:
    if ending in _TEXTS:
        return _is_text(head)
    if ending in _OFFICE:
        return _is_office(ending, file)
    if ending in _OLD_OFFICE:
        return head.startswith(_OLE)
    return _BINARY[ending] in _types(head)


def _types(head: bytes) -> set[str]:
    """What begins like this, whatever it is called."""
    try:
        return {_SAME.get(found.mime_type, found.mime_type) for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(head: bytes) -> bool:
    """Text has no control character, but may be in any of the usual encodings."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _is_office(ending: str, file: BinaryIO) -> bool:
    """Only the list of its parts is read. Documents with macros are refused."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = [name.lower() for name in parts.namelist()]
            kind = parts.read("mimetype").decode("ascii", "replace") if names[:1] == ["mimetype"] and _is_small(parts) else ""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return False
    if any(name.endswith(_MACROS) for name in names):
        return False
    part = _PARTS.get(ending)
    return kind == _OFFICE[ending] or bool(
        part and "[content_types].xml" in names and any(name.startswith(part) for name in names)
    )


def _is_small(parts: zipfile.ZipFile) -> bool:
    return parts.infolist()[0].file_size <= _LONGEST_NAME
