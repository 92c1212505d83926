"""The images of one thread, fetched once each and kept under their content's address.

Comes in: addresses as they stand in posts. Goes out: addresses in the mirror. Knows no HTML.
"""

from forum_sync.errors import ItemError
from forum_sync.forum.run import Run
from forum_sync.media import image_type, make_media
from forum_sync.model import Media

_MOST_BYTES = 5_000_000
_MOST_IMAGES = 200


class Images:
    """The images of one thread while it is put together."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._found: dict[str, Media] = {}
        self.postponed = False
        """Whether an image could not be had for a reason that may pass."""

    @property
    def media(self) -> tuple[Media, ...]:
        """All images that were published, each once."""
        return tuple({media.name: media for media in self._found.values()}.values())

    def publish(self, address: str) -> str | None:
        """The image's address in the mirror; None when it is not there, too big, no image, or not the forum's."""
        whole = self._run.rules.image(address)
        if whole is None or (whole not in self._found and len(self._found) >= _MOST_IMAGES):
            return None
        media = self._found.get(whole) or self._known(whole) or self._fetch(whole)
        if media is None:
            return None
        self._found[whole] = media
        return f"/media/{media.name}"

    def note(self) -> None:
        """Remember which file each image is, once the thread is stored."""
        for address, media in self._found.items():
            self._run.state.note_image(address, media.name)

    def _known(self, address: str) -> Media | None:
        name = self._run.state.image(address)
        return self._run.store.media(name) if name else None

    def _fetch(self, address: str) -> Media | None:
        try:
            data = self._run.api.client.file(address, _MOST_BYTES)
        except ItemError:
            self.postponed = True
            return None
        kind = image_type(data) if data else None
        return make_media(data, kind) if data and kind else None
