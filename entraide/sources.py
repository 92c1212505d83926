"""The sources of newsletters and reports that the configuration names, those on other machines with their secrets.

In: settings and the world. Out: sources that can be mirrored, or ConfigError that names the missing variable. Forums are in
`forums`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from entraide.agent import user_agent
from entraide.config import (
    ArchiveSettings,
    FeedSettings,
    FolderSettings,
    ImapSettings,
    LocalSettings,
    RemoteSettings,
    Settings,
    WebPageSettings,
    seconds,
)
from entraide.errors import ConfigError
from entraide.forums import opted_out
from entraide.world import World, variable_of
from forum_sync import (
    ArchiveSource,
    FeedSource,
    FolderSource,
    ImapAccount,
    ImapSource,
    MboxSource,
    Privacy,
    Report,
    RunProgress,
    Source,
    Store,
    Wanted,
    WebPageSource,
    plain_contact,
    sync,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDocuments:
    """A mail folder, a feed or some web pages, looked at from time to time."""

    name: str
    every: float
    """Seconds between two looks."""
    open: Callable[[Store], Source]

    def mirror(self, store: Store, wanted: Wanted, *, world: World, progress: RunProgress) -> Report:  # noqa: ARG002
        """One pass; see `forum_sync.sync`."""
        source = self.open(store)
        try:
            return sync(
                store,
                source,
                accept_removals=wanted.accept_removals,
                progress=lambda done, total: progress("documents", done, total),
            )
        finally:
            if isinstance(source, ImapSource):
                source.close()


def local_source(settings: Settings, source: LocalSettings) -> Source:
    """The source that is on this machine."""
    if isinstance(source, ArchiveSettings):
        return ArchiveSource(source.name, source.kind, source.path, Privacy(names="real", opted_out=opted_out(settings)))
    kind = FolderSource if isinstance(source, FolderSettings) else MboxSource
    return kind(source.name, source.kind, source.path, public_contacts(settings))


def remote_sources(settings: Settings, world: World) -> tuple[RemoteDocuments, ...]:
    """The sources of documents on other machines."""
    remote = (source for source in settings.sources if isinstance(source, RemoteSettings))
    return tuple(
        RemoteDocuments(name=source.name, every=seconds(source.every), open=_opener(settings, source, world))
        for source in remote
    )


def public_contacts(settings: Settings) -> frozenset[str]:
    """The contacts of the service in the form in which they are compared."""
    return frozenset(map(plain_contact, settings.site.contacts))


def _opener(settings: Settings, source: RemoteSettings, world: World) -> Callable[[Store], Source]:
    public = public_contacts(settings)
    agent = user_agent(settings)
    if isinstance(source, ImapSettings):
        account = _account(source, world)
        return lambda store: ImapSource(source.name, source.kind, account, store.known(source.name), public=public)
    if isinstance(source, FeedSettings):
        return lambda _: FeedSource(source.name, source.kind, source.url, agent=agent, public=public)
    if isinstance(source, WebPageSettings):
        return lambda _: WebPageSource(source.name, source.kind, source.urls, source.selector, agent=agent, public=public)
    raise TypeError(f"{source.name}: no source is made of {type(source).__name__}")


def _account(source: ImapSettings, world: World) -> ImapAccount:
    name = variable_of(source.name, "PASSWORD")
    if not world.environ.get(name):
        raise ConfigError(f"{source.name}: the mail account needs its password: set {name}")
    return ImapAccount(
        host=source.host,
        port=source.port,
        username=source.username,
        password=world.environ[name],
        folder=source.folder,
        tls=source.tls,
    )
