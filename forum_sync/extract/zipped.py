"""Looks into a zip before anything unpacks it.

Comes in: the bytes of a zip. Goes out: its members' names, or an ExtractError for one that would fill the memory.
"""

import io
import zipfile

from forum_sync.extract.model import ExtractError

_MAX_MEMBERS = 2_000
_MAX_SIZE = 100_000_000
_MAX_RATIO = 200
_SMALL = 1_000_000


def members(data: bytes) -> set[str]:
    """Names inside the zip. Raises ExtractError when it is damaged or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise ExtractError("is a damaged archive") from error
    swollen = any(info.file_size > max(_SMALL, _MAX_RATIO * info.compress_size) for info in infos)
    if swollen or len(infos) > _MAX_MEMBERS or sum(info.file_size for info in infos) > _MAX_SIZE:
        raise ExtractError("unpacks to far more than a document holds")
    return {info.filename for info in infos}
