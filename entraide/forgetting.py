"""A member who does not want to be mirrored: noted for good, and erased from what is mirrored.

In: settings, a store, a user name. Knows no page and no index; who calls renews both.
"""

from entraide.config import LocalSettings, Settings
from entraide.errors import StorageError
from entraide.forums import forum_privacy, forum_settings, opted_out
from entraide.sources import local_source
from entraide.world import World
from forum_sync import Store, erase_members, sync


def forget_member(settings: Settings, store: Store, username: str, *, world: World) -> int:
    """Add the member to the list of those who opted out, then erase; how many discussions changed. Asks no forum."""
    username = username.strip().removeprefix("@")
    privacies = {forum.name: forum_privacy(settings, forum, world) for forum in forum_settings(settings)}
    _note(settings, username)
    changed = sum(erase_members(store, name, [username], privacy) for name, privacy in privacies.items())
    for source in settings.sources:
        if isinstance(source, LocalSettings) and source.kind == "forum":
            before = store.last_change()
            sync(store, local_source(settings, source))
            changed += len(store.changes(before, 1_000_000))
    return changed


def _note(settings: Settings, username: str) -> None:
    if username.casefold() in {name.casefold() for name in opted_out(settings)}:
        return
    file = settings.paths.opt_out
    try:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"{username}\n")
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error
