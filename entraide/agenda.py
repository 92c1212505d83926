"""The coming meetings of the user clubs, from the file that the service keeps: `date`, `lieu` and `theme` of each.

In: a YAML file. Out: sessions by date, and problems. Knows no page and no calendar format.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from entraide.faq import Problem
from entraide.faq.yaml_fields import Field, compose, day, take, text

_FIELDS = {
    "date": Field(name="day", convert=day, required=True, default=date.min),
    "lieu": Field(name="place", convert=text, required=True, default=""),
    "theme": Field(name="theme", convert=text, required=True, default=""),
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Session:
    """One meeting."""

    day: date
    place: str
    """The town that hosts it."""
    theme: str


def read_agenda(file: Path, problems: list[Problem]) -> tuple[Session, ...]:
    """The sessions by date, none when there is no such file; what is wrong goes to `problems`."""
    label = file.name
    try:
        content = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        reason = "Ce fichier ne peut pas être lu : vérifiez ses droits, et qu’il est enregistré en UTF-8."
        problems.append(Problem(file=label, line=1, rule="fichier", text=reason))
        return ()
    node, before = compose(content, file=label, line=1, problems=problems), len(problems)
    if node is not None and not isinstance(node, yaml.SequenceNode):
        problems.append(Problem(file=label, line=1, rule="yaml", text="Une liste est attendue."))
    entries = node.value if isinstance(node, yaml.SequenceNode) else ()
    sessions = [Session(**take(entry, _FIELDS, file=label, problems=problems)) for entry in entries]
    return tuple(sorted(sessions)) if len(problems) == before else ()
