"""The editor as `entraide serve` offers it: who may come in, and what becomes of what is saved."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from entraide.cli.base import WORLD
from entraide.config import Settings
from entraide.errors import ConfigError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from entraide.web import Editor
    from search import Engine

PASSWORD = "ENTRAIDE_EDITOR_PASSWORD"  # noqa: S105 - the name of a variable
_SHORTEST = 12


def make_editor(
    settings: Settings, host: str, engine: "Callable[[], Engine]"
) -> "tuple[Editor, list[Callable[[threading.Event], None]]]":
    """The editor of a service that listens on `host`, and what is to run beside it until an event is set."""
    from entraide.editor import Desk, Forge
    from entraide.web import Access, Door, Editor

    password = WORLD.environ.get(PASSWORD, "")
    if password and len(password) < _SHORTEST:
        raise ConfigError(f"{PASSWORD}: {_SHORTEST} characters at least")
    forge = None
    if settings.editor.git:
        address = f"entraide@{urlsplit(settings.site.url).hostname or 'localhost'}"
        forge = Forge(settings.paths.faq, name=settings.site.name, address=address, environ=WORLD.environ)
    editor = Editor(
        desk=Desk(settings, world=WORLD, engine=engine, saved=forge.saved if forge else lambda *_: None),
        door=Door(Access(host=host, site_url=settings.site.url, password=password), WORLD.monotonic),
        site=settings.paths.site,
        trouble=lambda: forge.trouble if forge else "",
    )
    return editor, [forge.run] if forge else []
