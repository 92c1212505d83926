"""Title and date that somebody wrote beside a document, or at its head."""

from datetime import date, datetime

import yaml

from forum_sync.extract.model import ExtractError


def read_facts(text: str) -> tuple[str, date | None]:
    """`title` and `date` of a YAML mapping, both optional. Raises ExtractError when it is no such thing."""
    try:
        facts = yaml.safe_load(text) or {}
        title, day = str(facts.get("title") or ""), facts.get("date")
        return title, _day(day)
    except (yaml.YAMLError, AttributeError, ValueError) as error:
        raise ExtractError("its title and date are no valid YAML") from error


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))
