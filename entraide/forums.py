"""The live forums of the configuration, joined with their secrets, which stand in the environment.

In: settings and the world. Out: a Forum that can be mirrored, or ConfigError that names the missing variable.
"""

from dataclasses import dataclass

from entraide.agent import user_agent
from entraide.config import ForumSettings, Settings, seconds
from entraide.errors import ConfigError
from entraide.world import World, variable_of
from forum_sync import ForumApi, ForumClient, Key, Pace, Privacy, Report, Rules, RunProgress, Store, Wanted, mirror_forum

_PSEUDONYM_SECRET = "ENTRAIDE_PSEUDONYM_SECRET"  # noqa: S105 - the name of a variable
_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """A forum that can be read."""

    api: ForumApi
    rules: Rules
    every: float
    """Seconds between two looks while the site is served."""

    @property
    def name(self) -> str:
        """The name of the source."""
        return self.api.name

    def mirror(self, store: Store, wanted: Wanted, *, world: World, progress: RunProgress) -> Report:
        """One pass; see `forum_sync.mirror_forum`."""
        return mirror_forum(store, self.api, self.rules, wanted, clock=world.clock, progress=progress)


def forum_settings(settings: Settings) -> tuple[ForumSettings, ...]:
    """The live forums that are configured."""
    return tuple(source for source in settings.sources if isinstance(source, ForumSettings))


def open_forum(settings: Settings, forum: ForumSettings, world: World) -> Forum:
    """The forum with its key, if there is one, and the names of its members as configured."""
    url = forum.url.rstrip("/")
    client = ForumClient(
        forum.name,
        url,
        pace=Pace(seconds(forum.pace), clock=world.monotonic, sleep=world.sleep),
        agent=user_agent(settings),
        key=_key(forum, world),
    )
    rules = Rules(
        url=url,
        categories=forum.categories,
        privacy=forum_privacy(settings, forum, world),
        image_hosts=frozenset(forum.image_hosts),
    )
    return Forum(api=ForumApi(client), rules=rules, every=seconds(forum.every))


def forum_privacy(settings: Settings, forum: ForumSettings, world: World) -> Privacy:
    """How the forum's members are named."""
    secret = world.environ.get(_PSEUDONYM_SECRET, "")
    if forum.names == "pseudonyms" and len(secret) < _SHORTEST_SECRET:
        raise ConfigError(
            f"{forum.name}: pseudonyms are made from a secret: set {_PSEUDONYM_SECRET} to {_SHORTEST_SECRET} characters or "
            "more (python3 -c 'import secrets; print(secrets.token_hex())'), and keep it: another secret renames everyone"
        )
    return Privacy(names=forum.names, secret=secret.encode(), opted_out=opted_out(settings))


def opted_out(settings: Settings) -> frozenset[str]:
    """User names of the members who do not want to be mirrored, one a line of the file; `#` begins a comment."""
    file = settings.paths.opt_out
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
    names = (line.partition("#")[0].strip().removeprefix("@") for line in lines)
    return frozenset(name for name in names if name)


def hook_secret(forum: ForumSettings, world: World) -> str:
    """The secret with which the forum signs its notices, empty when none is agreed."""
    return world.environ.get(variable_of(forum.name, "WEBHOOK_SECRET"), "")


def _key(forum: ForumSettings, world: World) -> Key | None:
    names = variable_of(forum.name, "API_KEY"), variable_of(forum.name, "API_USERNAME")
    secret, username = (world.environ.get(name, "").strip() for name in names)
    if bool(secret) != bool(username):
        raise ConfigError(f"{forum.name}: {names[0]} and {names[1]} go together; only one of them is set")
    return Key(username=username, secret=secret) if secret else None
