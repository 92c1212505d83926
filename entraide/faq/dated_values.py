"""Read `valeurs:` of a fiche's front matter: `nom`, `valeur`, `unite`, `du`, `au` and `source` of each.

In: YAML nodes. Out: values, and problems. Whether periods fit together is a rule of `entraide.lint`.
"""

import re
from collections.abc import Sequence
from datetime import date

import yaml

from entraide.dated.values import DatedValue
from entraide.faq.model import Problem
from entraide.faq.yaml_fields import Field, MalformedError, day, take, text

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_GLUED = re.compile(r"(?P<amount>.*\d)\s*(?P<unit>%|€)\Z")


def _amount(node: yaml.Node) -> str:
    """A number with its unit elsewhere, or a word; decimals after a comma."""
    written = text(node)
    if glued := _GLUED.fullmatch(written):
        raise MalformedError(f'Écrivez « valeur: "{glued["amount"].strip()}" » et « unite: "{glued["unit"]}" ».', node)
    return _POINT.sub(",", written) if written.count(".") == 1 else written


def _last_day(node: yaml.Node) -> date | None:
    """Nothing after the key is an open end."""
    return day(node) if not isinstance(node, yaml.ScalarNode) or node.value.strip() else None


_FIELDS = {
    "nom": Field(name="name", convert=text, required=True, default=""),
    "valeur": Field(name="amount", convert=_amount, required=True, default=""),
    "unite": Field(name="unit", convert=text, default=""),
    "du": Field(name="since", convert=day, default=date.min),
    "au": Field(name="until", convert=_last_day),
    "source": Field(name="source", convert=text, required=True, default=""),
}


def read_values(entries: Sequence[yaml.Node], *, file: str, problems: list[Problem]) -> tuple[DatedValue, ...]:
    """The values in the order of the file; what is wrong goes to `problems`."""
    return tuple(
        DatedValue(line=entry.start_mark.line + 1, **take(entry, _FIELDS, file=file, problems=problems)) for entry in entries
    )
