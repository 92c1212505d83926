"""Read entraide.yml into Settings: every path absolute, every key known, every mistake named by its place in the file.

Knows the shape of the configuration only; opening what it names is the caller's business.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from entraide.errors import ConfigError

Kind = Literal["forum", "newsletter", "club", "news"]
MailAddress = Annotated[str, msgspec.Meta(pattern=r"^[!#-'*+/-9=?A-Z^-~-]+@[A-Za-z0-9.-]+$")]
CategoryName = int | Annotated[str, msgspec.Meta(min_length=1)]
Duration = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,4}(ms|s|m|h|d)$")]
"""`30s`, `2m`, `1h`; see `seconds`."""
WebAddress = Annotated[str, msgspec.Meta(pattern="^https?://[^/?# ]+([/?][^# ]*)?$")]
RESERVED_NAMES = frozenset({"a", "api", "assets", "demandes", "faq", "healthz", "hooks", "media", "recherche", "redaction"})
"""First parts of addresses that pages of the site have already."""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`site:` how the site calls itself."""

    name: str = "Entraide"
    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/ ]+(/[^ ]*)?$")] = "http://127.0.0.1:8000/"
    language: Literal["fr"] = "fr"
    contacts: tuple[str, ...] = ()
    """Phone numbers and e-mail addresses of the service, which are shown where others are hidden."""


class SourceSettings(msgspec.Struct, tag_field="type", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of `sources:`; its name is the first part of its pages' addresses, `/<name>/`, its label their menu entry."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,40}$")]
    label: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Kind


class LocalSettings(SourceSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that is a folder on this machine."""

    path: Path


class ArchiveSettings(LocalSettings, tag="archive", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of Discourse's JSON."""


class FolderSettings(LocalSettings, tag="folder", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of documents."""


class MailboxSettings(LocalSettings, tag="mbox", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of e-mails (mbox); `path` names the file."""


class RemoteSettings(SourceSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source of documents on another machine."""

    every: Duration = "1h"
    """Between two looks while the site is served."""


class ImapSettings(RemoteSettings, tag="imap", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of a mail account, which is only read. Its password stands in the environment."""

    host: Annotated[str, msgspec.Meta(min_length=1)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 993
    username: Annotated[str, msgspec.Meta(min_length=1)]
    folder: Annotated[str, msgspec.Meta(min_length=1)] = "INBOX"
    tls: bool = True
    """False on a server of this machine only."""


class FeedSettings(RemoteSettings, tag="feed", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An RSS or Atom feed."""

    url: WebAddress


class WebPageSettings(RemoteSettings, tag="page", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some pages of the web, of which a part is kept."""

    urls: Annotated[tuple[WebAddress, ...], msgspec.Meta(min_length=1)]
    selector: str = "article, main"
    """CSS selector of the part."""


class ForumSettings(SourceSettings, tag="discourse", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Discourse forum. Secrets stand in the environment, never here."""

    kind: Literal["forum"] = "forum"
    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/?# ]+(/[^?# ]*)?$")]
    categories: Annotated[tuple[CategoryName, ...], msgspec.Meta(min_length=1)]
    """What may be mirrored, by id or slug, public categories below included; nothing else is."""
    names: Literal["pseudonyms", "real", "initials"] = "pseudonyms"
    every: Duration = "2m"
    """Between two looks at the forum while the site is served."""
    pace: Duration = "2s"
    """Between two requests, once a few were made at once."""
    image_hosts: tuple[str, ...] = ()
    """Hosts beside the forum's own from which its images are fetched, to be stored here."""


class SearchSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`search:` the engine's address, `scheme:path`; the path is relative to the configuration file."""

    engine: str = "whoosh:var/index"


class SmtpSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """Where requests go by e-mail. The password stands in the environment."""

    host: Annotated[str, msgspec.Meta(min_length=1)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    """465 for TLS from the start."""
    username: str = ""
    sender: MailAddress
    to: MailAddress
    tls: bool = True
    """False on a server of this machine only."""


class TicketSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The GLPI in which requests become tickets. Its tokens stand in the environment."""

    url: WebAddress
    entity: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Where tickets belong; that of the account when it is left out."""


class RequestSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`requests:` where they go: tickets, and e-mails for what GLPI refuses; or e-mails alone; or nowhere, to be read here."""

    glpi: TicketSettings | None = None
    smtp: SmtpSettings | None = None
    keep: Duration = "365d"
    """How long what was delivered stays."""

    @property
    def are_delivered(self) -> bool:
        """Whether they go anywhere by themselves."""
        return bool(self.glpi or self.smtp)


class Paths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`paths:` relative to the configuration file as written, absolute once read."""

    faq: Path = Path("faq")
    site: Path = Path("site")
    var: Path = Path("var")
    agenda: Path = Path("clubs.yml")
    """The coming meetings of the user clubs; may be missing."""
    opt_out: Path = Path("opt-out.txt")
    """The members of a forum who do not want to be mirrored, a user name a line; may be missing."""


class EditorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`editor:` what becomes of a fiche that is saved in the browser. The password stands in the environment."""

    git: bool = False
    """Whether each save is committed and sent to the branch that the work tree around the FAQ follows."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    site: Site = Site()
    sources: tuple[
        ArchiveSettings | FolderSettings | MailboxSettings | ImapSettings | FeedSettings | WebPageSettings | ForumSettings, ...
    ] = ()
    search: SearchSettings = SearchSettings()
    requests: RequestSettings = RequestSettings()
    paths: Paths = Paths()
    editor: EditorSettings = EditorSettings()


class Settings(Configuration, frozen=True, kw_only=True):
    """The configuration, read from a file in the folder `root`."""

    root: Path = Path()

    @property
    def labels(self) -> dict[str, str]:
        """What readers call each source, by its name."""
        return {source.name: source.label for source in self.sources}


_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(duration: Duration) -> float:
    """`2m` as a number of seconds."""
    number = duration.rstrip("mshd")
    return int(number) * _UNITS[duration.removeprefix(number)]


def first_forum(settings: Configuration) -> str:
    """The name of the forum whose topics fiches name, a live one before an archive; '' when there is none."""
    forums = [source for source in settings.sources if source.kind == "forum"]
    return next((source.name for source in sorted(forums, key=lambda source: not isinstance(source, ForumSettings))), "")


def read_settings(file: Path) -> Settings:
    """Read and check the configuration; raises ConfigError that names the file and the place in it."""
    try:
        settings = msgspec.yaml.decode(file.read_bytes(), type=Configuration, dec_hook=_path)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{file}: not valid YAML: {' '.join(str(error).split())}") from error
    _check_names(file, settings)
    _check_tls(file, settings)
    return _absolute(settings, file.resolve().parent)


def _path(expected: type, value: Any) -> Any:
    if expected is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError(f"Expected a path, got {value!r}")


def _check_names(file: Path, settings: Configuration) -> None:
    seen: set[str] = set()
    for place, source in enumerate(settings.sources):
        if source.name in RESERVED_NAMES:
            raise ConfigError(f"{file}: the name `{source.name}` is taken by the site itself - at `$.sources[{place}].name`")
        if source.name in seen:
            raise ConfigError(f"{file}: two sources are named `{source.name}` - at `$.sources[{place}].name`")
        seen.add(source.name)


def _check_tls(file: Path, settings: Configuration) -> None:
    for place, source in enumerate(settings.sources):
        if isinstance(source, ImapSettings) and not source.tls and source.host not in _LOOPBACK:
            raise ConfigError(f"{file}: the password would cross the network unencrypted - at `$.sources[{place}].tls`")
    smtp = settings.requests.smtp
    if smtp and not smtp.tls and smtp.host not in _LOOPBACK:
        raise ConfigError(f"{file}: requests would cross the network unencrypted - at `$.requests.smtp.tls`")


def _absolute(settings: Configuration, root: Path) -> Settings:
    paths = Paths(**{name: root / path for name, path in msgspec.structs.asdict(settings.paths).items()})
    sources = tuple(
        msgspec.structs.replace(source, path=root / source.path) if isinstance(source, LocalSettings) else source
        for source in settings.sources
    )
    site = msgspec.structs.replace(settings.site, url=settings.site.url.rstrip("/") + "/")
    return Settings(**{**msgspec.structs.asdict(settings), "root": root, "site": site, "sources": sources, "paths": paths})
