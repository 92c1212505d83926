"""Take YAML mappings apart strictly: known keys only, each value of its kind, every mistake with its file and line.

In: YAML text. Out: plain values by key, and problems. Knows nothing of what the keys mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from entraide.faq.model import Problem

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The base loader leaves every scalar a string, so that a date or a `non` means what its field says, not what YAML guesses."""


class MalformedError(Exception):
    """A value that its field cannot take; the text, in French, says what is expected."""

    def __init__(self, text: str, node: yaml.Node) -> None:
        self.line = node.start_mark.line + 1
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How one key is read; `convert` raises MalformedError."""

    convert: Callable[[yaml.Node], Any]
    required: bool = False
    default: Any = None


def compose(text: str, *, file: str, line: int, problems: list[Problem]) -> yaml.Node | None:
    """Parse YAML whose first line is line `line` of `file`; None when it is empty or cannot be parsed."""
    try:
        return yaml.compose("\n" * (line - 1) + text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"YAML illisible ({error.problem}). Vérifiez les tabulations, les guillemets et les « : » dans les valeurs."
        problems.append(Problem(file=file, line=mark.line + 1 if mark else line, rule="yaml", text=reason))
    except yaml.YAMLError as error:
        reason = f"YAML illisible ({' '.join(str(error).split())})."
        problems.append(Problem(file=file, line=line, rule="yaml", text=reason))
    return None


def take(node: yaml.Node | None, fields: Mapping[str, Field], *, file: str, problems: list[Problem]) -> dict[str, Any]:
    """Read a mapping: every field gets a value, its default when it is absent or wrong; what is wrong goes to `problems`."""
    values = {key: field.default for key, field in fields.items()}
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1 if node else 1
        problems.append(Problem(file=file, line=line, rule="yaml", text="Des lignes « clé: valeur » sont attendues ici."))
        return values
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key not in fields:
            reason = f"Clé inconnue « {key} ». Clés admises : {', '.join(fields)}."
            problems.append(Problem(file=file, line=line, rule="cle-inconnue", text=reason))
            continue
        if key in seen:
            problems.append(Problem(file=file, line=line, rule="cle-double", text=f"La clé « {key} » est donnée deux fois."))
        seen.add(key)
        try:
            values[key] = fields[key].convert(value_node)
        except MalformedError as error:
            problems.append(Problem(file=file, line=error.line, rule=key, text=str(error)))
    start = node.start_mark.line + 1
    missing = (key for key, field in fields.items() if field.required and key not in seen)
    problems += [Problem(file=file, line=start, rule="cle-manquante", text=f"Il manque la clé « {key} ».") for key in missing]
    return values


def text(node: yaml.Node) -> str:
    """One line of text, not empty."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise MalformedError("Un texte est attendu.", node)
    return " ".join(str(node.value).split())


def texts(node: yaml.Node) -> tuple[str, ...]:
    """A list of texts; a lone text is a list of one, nothing is an empty list."""
    if isinstance(node, yaml.ScalarNode):
        return (text(node),) if node.value.strip() else ()
    return tuple(text(child) for child in nodes(node))


def nodes(node: yaml.Node) -> Sequence[yaml.Node]:
    """A list of anything, to be read further."""
    if not isinstance(node, yaml.SequenceNode):
        raise MalformedError("Une liste est attendue.", node)
    children: Sequence[yaml.Node] = node.value
    return children


def day(node: yaml.Node) -> date:
    """A date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(node))
    except ValueError:
        raise MalformedError(
            f"Date illisible « {node.value} » : écrivez-la AAAA-MM-JJ, par exemple 2026-03-12.", node
        ) from None


def whole(node: yaml.Node) -> int:
    """A whole number above zero."""
    try:
        number = int(text(node))
    except ValueError:
        number = 0
    if number <= 0:
        raise MalformedError(f"Un nombre entier positif est attendu, pas « {node.value} ».", node)
    return number


def one_of(options: Sequence[str]) -> Callable[[yaml.Node], str]:
    """A field that takes one of a few words."""

    def convert(node: yaml.Node) -> str:
        word = text(node)
        if word not in options:
            raise MalformedError(f"« {word} » n’est pas admis ici. Valeurs admises : {', '.join(options)}.", node)
        return word

    return convert


def known(register: Mapping[str, Any], what: str) -> Callable[[yaml.Node], tuple[Any, ...]]:
    """A field that lists ids of `register` and gives its entries; `what` names the register's file."""

    def convert(node: yaml.Node) -> tuple[Any, ...]:
        ids = texts(node)
        unknown = [f"« {item} »" for item in ids if item not in register]
        if unknown:
            raise MalformedError(f"Absent de {what} : {', '.join(unknown)}.", node)
        return tuple(register[item] for item in ids)

    return convert
