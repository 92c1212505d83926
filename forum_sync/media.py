"""Files that go with items, named by content.

Comes in: bytes from a source, whatever their name says. Goes out: Media. Knows no HTML and no source.
"""

import hashlib

from forum_sync.model import Media

_EXTENSIONS = {
    "application/pdf": "pdf",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "message/rfc822": "eml",
    "text/plain": "txt",
}
_IMAGE_STARTS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def make_media(data: bytes, content_type: str) -> Media:
    """A file under its address by content; `content_type` is one of those that are published."""
    name = f"{hashlib.sha256(data).hexdigest()}.{_EXTENSIONS[content_type]}"
    return Media(name=name, content_type=content_type, data=data)


def image_type(data: bytes) -> str | None:
    """The content type of a raster image that every browser shows, None for anything else (SVG can carry scripts)."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _IMAGE_STARTS.items() if data.startswith(start)), None)
