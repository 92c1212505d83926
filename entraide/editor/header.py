"""The front matter of a fiche as text: read some of its values, and change some without touching anything else.

In: the YAML between the two lines. Out: values, or the same YAML with others. Comments, keys that are not asked for and the
way in which unchanged values are written stay as they are. Knows of a key whether it holds a text or a list.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import yaml

from entraide.drafting import as_yaml
from entraide.faq.yaml_fields import compose

Value = str | tuple[str, ...]
LISTS = ("logiciels", "themes", "mots_cles", "sources")
TEXTS = ("titre", "type", "statut", "resume", "auteur", "publie_le", "revu_le", "revision_mois")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


class ShapeError(Exception):
    """A front matter whose values cannot be changed one by one: it is to be edited as the text that it is."""


class _Entry(NamedTuple):
    key: yaml.Node
    value: yaml.Node


def values_of(front: str) -> Mapping[str, Value]:
    """What stands at TEXTS and LISTS, by key, absent ones left out; ShapeError when that is not clear."""
    return {key: _value(key, entry.value) for key, entry in _entries(front).items() if key in TEXTS or key in LISTS}


def with_values(front: str, changes: Mapping[str, Value | None]) -> str:
    """The YAML with other values for some keys; None takes a key away."""
    entries, more = _entries(front), []
    edits: list[tuple[int, int, str]] = []
    for key, value in changes.items():
        if key in entries:
            edits.append(_edit(front, entries[key], value))
        elif value is not None:
            more.append(f"{key}: {as_yaml(value)}\n")
    for start, end, text in sorted(edits, reverse=True):
        front = front[:start] + text + front[end:]
    return front + "".join(more)


def key_lines(front: str) -> Mapping[str, int]:
    """The line of each key, from 0."""
    return {key: entry.key.start_mark.line for key, entry in _entries(front).items()}


def _entries(front: str) -> dict[str, _Entry]:
    node = compose(front, file="", line=1, problems=[])
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ShapeError
    entries = {str(key.value): _Entry(key, value) for key, value in node.value}
    # An alias is where its anchor is.
    if len(entries) < len(node.value) or any(value.start_mark.index < key.end_mark.index for key, value in node.value):
        raise ShapeError
    return entries


def _value(key: str, node: yaml.Node) -> Value:
    children = node.value if isinstance(node, yaml.SequenceNode) and key in LISTS else [node]
    if not all(isinstance(child, yaml.ScalarNode) for child in children):
        raise ShapeError
    texts = tuple(" ".join(str(child.value).split()) for child in children)
    return tuple(filter(None, texts)) if key in LISTS else texts[0]


def _edit(front: str, entry: _Entry, value: Value | None) -> tuple[int, int, str]:
    """From where to where something else is to stand, and what: the value, with the comments that stood in it above."""
    line = front.rfind("\n", 0, entry.key.start_mark.index) + 1
    after_colon = front.index(":", entry.key.end_mark.index) + 1
    end = max(_end(front, entry.value), after_colon)
    comments = [*_comments(front, after_colon, entry.value)]
    if value is None:
        rest = front.find("\n", end)
        comments += _COMMENT.findall(front[end:rest])
        return line, rest + 1, "".join(f"{comment}\n" for comment in comments)
    kept = "".join(f"{comment}\n" for comment in comments)
    return line, end, f"{kept}{front[line:after_colon]} {as_yaml(value)}"


def _comments(front: str, start: int, node: yaml.Node) -> Iterator[str]:
    """Comments between the items of a list, which goes when its list is written anew."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _COMMENT.findall(front[start : child.start_mark.index])
            start = _end(front, child)


def _end(front: str, node: yaml.Node) -> int:
    """Where a value ends: the parser counts what follows a block as its own."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _end(front, node.value[-1])
    end: int = node.end_mark.index
    is_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    return len(front[:end].rstrip()) if is_block else end
