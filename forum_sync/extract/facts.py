"""What somebody wrote beside a document, or at its head: `titre`, `date`, `session`, `lieu`, `logiciels`, all optional."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from forum_sync.extract.model import ExtractError, Facts

_KEYS = {
    "title": ("titre", "title"),
    "date": ("date",),
    "session": ("session",),
    "place": ("lieu", "place"),
    "software": ("logiciels", "logiciel", "software"),
    "original": ("original",),
}
"""In French as in fiches; the English names are those of many a tool that writes front matter."""


def read_facts(text: str) -> Facts:
    """The facts of a YAML mapping, whose other keys are not looked at. Raises ExtractError when it is no such thing."""
    try:
        found = dict(yaml.safe_load(text) or {})
        values = {key: next((found[name] for name in names if name in found), None) for key, names in _KEYS.items()}
        return Facts(
            title=_words(values["title"]),
            day=_day(values["date"]),
            session=_words(values["session"]),
            place=_words(values["place"]),
            software=tuple(_list(values["software"])),
            public=values["original"] is True,
        )
    except (yaml.YAMLError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ExtractError("its title and date are no valid YAML") from error


def joined(first: Facts, second: Facts) -> Facts:
    """What `first` says, and what `second` says where the first says nothing."""
    return Facts(**{name: getattr(first, name) or getattr(second, name) for name in Facts.__struct_fields__})


def _words(value: Any) -> str:
    if isinstance(value, Mapping | list):
        raise TypeError("not a text")
    return "" if value is None else str(value)


def _list(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if each is not None:
            yield _words(each)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))
