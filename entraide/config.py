"""Read entraide.yml into Settings: every path absolute, every key known, every mistake named by its place in the file.

Knows the shape of the configuration only; opening what it names is the caller's business.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from entraide.errors import ConfigError

Kind = Literal["forum", "newsletter", "club", "news"]
RESERVED_NAMES = frozenset({"api", "assets", "faq", "healthz", "media", "recherche"})
"""First parts of addresses that pages of the site have already."""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`site:` how the site calls itself."""

    name: str = "Entraide"
    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/ ]+(/[^ ]*)?$")] = "http://127.0.0.1:8000/"
    language: Literal["fr"] = "fr"


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of `sources:`; its name is the first part of its pages' addresses, `/<name>/`, its label their menu entry."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,40}$")]
    type: Literal["archive", "folder"]
    kind: Kind
    path: Path
    label: Annotated[str, msgspec.Meta(min_length=1)]


class SearchSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`search:` the engine's address, `scheme:path`; the path is relative to the configuration file."""

    engine: str = "whoosh:var/index"


class Paths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`paths:` relative to the configuration file as written, absolute once read."""

    faq: Path = Path("faq")
    site: Path = Path("site")
    var: Path = Path("var")


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    site: Site = Site()
    sources: tuple[SourceSettings, ...] = ()
    search: SearchSettings = SearchSettings()
    paths: Paths = Paths()


class Settings(Configuration, frozen=True, kw_only=True):
    """The configuration, read from a file in the folder `root`."""

    root: Path = Path()


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


def _absolute(settings: Configuration, root: Path) -> Settings:
    paths = Paths(faq=root / settings.paths.faq, site=root / settings.paths.site, var=root / settings.paths.var)
    sources = tuple(msgspec.structs.replace(source, path=root / source.path) for source in settings.sources)
    site = msgspec.structs.replace(settings.site, url=settings.site.url.rstrip("/") + "/")
    return Settings(root=root, site=site, sources=sources, search=settings.search, paths=paths)
