"""A whole forum as a folder of JSON files: kept, or brought to a new installation.

In: settings, a store, the name of a forum or none, a folder. Out: how many topics. Knows no file format.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from entraide.config import ArchiveSettings, ForumSettings, Settings, SourceSettings
from entraide.errors import ConfigError, EntraideError
from entraide.forums import forum_settings, open_forum
from entraide.world import World
from forum_sync import Store, export_archive, import_archive

_Source = TypeVar("_Source", bound=SourceSettings)


def export(settings: Settings, store: Store, source: str | None, folder: Path) -> int:
    """Write all that is mirrored of the forum `source`, live or not, or of the only one.

    Raises ConfigError when it is not clear which one is meant, and what `export_archive` raises.
    """
    forums = [one for one in settings.sources if isinstance(one, ForumSettings | ArchiveSettings)]
    return export_archive(store, _chosen(forums, source).name, folder)


def import_(settings: Settings, store: Store, source: str | None, folder: Path, *, world: World) -> int:
    """Bring the topics of the folder into the mirror of the live forum `source`, or of the only one. Asks no forum.

    Raises ConfigError when it is not clear which one is meant, what `import_archive` raises, and EntraideError with every topic
    that cannot be read, once the others are there.
    """
    named = next((one for one in settings.sources if one.name == source), None)
    if isinstance(named, ArchiveSettings):
        raise ConfigError(f"{source}: is the archive {named.path} itself, of which `path` is to be set to {folder} instead")
    forum = _chosen(forum_settings(settings), source)
    opened = open_forum(settings, forum, world)
    opened.api.client.close()
    report = import_archive(store, forum.name, folder, opened.rules, clock=world.clock)
    if report.troubles:
        reasons = "\n".join(trouble.reason for trouble in report.troubles)
        raise EntraideError(f"{reasons}\n{report.read} topics from {folder}; {len(report.troubles)} cannot be read")
    return report.read


def _chosen(forums: Sequence[_Source], name: str | None) -> _Source:
    by_name = {forum.name: forum for forum in forums}
    if name in by_name:
        return by_name[name]
    if name is None and len(forums) == 1:
        return forums[0]
    there = f"there are: {', '.join(by_name)}" if by_name else "none is configured"
    raise ConfigError(f"{name}: no such forum; {there}" if name else f"--source: name the forum; {there}")
