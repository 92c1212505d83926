"""Take YAML mappings apart strictly: known keys only, each value of its kind, every mistake with its file and line.

In: YAML text. Out: plain values by key, and problems. Knows nothing of what the keys mean.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml

from entraide.faq.model import Problem

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The base loader leaves every scalar a string, so that a date or a `non` means what its field says, not what YAML guesses."""


DEEPEST = 64
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAB = re.compile(r" *\t")
_COLON = re.compile(r"(?P<key>\s*[\w-]+): +(?P<value>[^\[{\"'].*: .*|[^\[{\"'].*:)$")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class MalformedError(Exception):
    """A value that its field cannot take; the text, in French, says what is expected."""

    def __init__(self, text: str, node: yaml.Node) -> None:
        self.line = node.start_mark.line + 1
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How one key is read, and the name under which its value is given; `convert` raises MalformedError."""

    name: str
    convert: Callable[[yaml.Node], Any]
    required: bool = False
    default: Any = None


def compose(text: str, *, file: str, line: int, problems: list[Problem]) -> yaml.Node | None:
    """Parse YAML whose first line is line `line` of `file`; None when it is empty or cannot be parsed."""
    padded = "\n" * (line - 1) + text
    try:
        if _depth(padded) <= DEEPEST:
            return yaml.compose(padded, Loader=_Loader)
        reason = f"YAML illisible : plus de {DEEPEST} listes l’une dans l’autre."
        problems.append(Problem(file=file, line=line, rule="yaml", text=reason))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        number = mark.line + 1 if mark else line
        problems.append(Problem(file=file, line=number, rule="yaml", text=f"YAML illisible : {_remedy(padded, number)}"))
    except yaml.YAMLError:
        reason = "YAML illisible : un caractère invisible s’y trouve, retapez le texte au lieu de le coller."
        problems.append(Problem(file=file, line=line, rule="yaml", text=reason))
    return None


def _remedy(text: str, line: int) -> str:
    """What to do about a line that cannot be read."""
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if _TAB.match(written):
        return "la ligne commence par une tabulation ; remplacez-la par des espaces."
    if colon := _COLON.match(written):
        curly = " (les guillemets “ ” et « » ne suffisent pas)" if re.search("[“”«»]", written) else ""
        value = colon["value"].strip().strip("“”«»'\" ").replace('"', "'")
        return f'la valeur contient « : », mettez-la entre guillemets droits{curly} : {colon["key"]}: "{value}"'
    return "vérifiez les tabulations, les guillemets, les crochets, et mettez entre guillemets une valeur qui contient « : »."


def _depth(text: str) -> int:
    """How deep collections are nested, at most: composing recurses in C, where too deep ends the process."""
    # Each level takes a sign of its own; few signs are the rule, and counting them is faster than parsing.
    signs = sum(map(text.count, "[{-:?"))
    if signs <= DEEPEST:
        return signs
    depth = deepest = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def take(node: yaml.Node | None, fields: Mapping[str, Field], *, file: str, problems: list[Problem]) -> dict[str, Any]:
    """Read a mapping: every field gets a value, by name, its default when it is absent or wrong.

    What is wrong goes to `problems`.
    """
    values = {field.name: field.default for field in fields.values()}
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
            values[fields[key].name] = fields[key].convert(value_node)
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
    written = text(node)
    try:
        if _DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise MalformedError(f"Date illisible « {written} » : écrivez-la AAAA-MM-JJ, par exemple 2026-03-12.", node)


def days(node: yaml.Node) -> tuple[date, ...]:
    """A list of dates, the earliest first; a lone date is a list of one, nothing is an empty list."""
    if isinstance(node, yaml.ScalarNode):
        return (day(node),) if node.value.strip() else ()
    return tuple(sorted(map(day, nodes(node))))


def slug(node: yaml.Node) -> str:
    """A word fit for an address: small letters, digits and hyphens."""
    if not _SLUG.fullmatch(text(node)):
        raise MalformedError(
            f"« {text(node)} » : seuls les lettres minuscules sans accent, les chiffres et « - » sont admis.", node
        )
    return text(node)


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


def entry_of(register: Collection[str], what: str) -> Callable[[yaml.Node], str]:
    """A field that names one entry of `register`; `what` names the register's file."""

    def convert(node: yaml.Node) -> str:
        if text(node) not in register:
            raise MalformedError(f"Absent de {what} : « {text(node)} ».", node)
        return text(node)

    return convert


def known(register: Mapping[str, Any], what: str) -> Callable[[yaml.Node], tuple[Any, ...]]:
    """A field that lists ids of `register` and gives its entries; `what` names the register's file."""

    def convert(node: yaml.Node) -> tuple[Any, ...]:
        ids = texts(node)
        unknown = [item for item in ids if item not in register]
        if unknown:
            near = dict.fromkeys(other for item in unknown for other in get_close_matches(item.casefold(), register))
            hint = f" Vouliez-vous dire {' ou '.join(f'« {other} »' for other in near)} ?" if near else ""
            raise MalformedError(f"Absent de {what} : {', '.join(f'« {item} »' for item in unknown)}.{hint}", node)
        return tuple(register[item] for item in ids)

    return convert
