"""The long lists that forms offer, from the registers of the FAQ: software, and equipment by category.

In: the FAQ. Out: choices, grouped. Nothing is written down twice: who adds a software to the register adds it to the forms.
"""

from collections.abc import Iterator

from entraide.faq import Category, Faq, Software
from entraide.forms.model import Choice

SOFTWARE, HARDWARE = "logiciel", "materiel"
"""Roots of the tree of categories, and kinds of fields."""
OTHER = "autre"
"""The value of what is not in the list."""
_OTHERS = "Autres"
_REST = "Autres logiciels"
_NOT_LISTED = "Un autre, qui n’est pas dans la liste"


def software_choices(faq: Faq) -> tuple[Choice, ...]:
    """The software in use, in the order of the tree of categories; those without category come last."""
    ranks = {category.path: rank for rank, category in enumerate(faq.walk())}
    places = {category.path: category for category in faq.walk()}
    used = [software for software in faq.software.values() if software.status != "historique"]
    used.sort(key=lambda software: (ranks.get(software.category, len(ranks)), software.name.casefold()))
    root = _root(faq, SOFTWARE)
    found = [_software(software, places.get(software.category), root) for software in used]
    groups = list(dict.fromkeys(choice.group for choice in found if choice.group != _REST))
    found.sort(key=lambda choice: groups.index(choice.group) if choice.group != _REST else len(groups))
    return (*found, _other(root))


def _software(software: Software, category: Category | None, root: tuple[str, ...]) -> Choice:
    """A category may be that of the software alone, and then bears its name; one outside the software counts as none."""
    labels = category.labels if category and category.labels[: len(root)] == root else root
    above = labels[:-1] if labels[-1] == software.name else labels
    inside = above[len(root) :]
    return Choice(
        value=software.id,
        label=software.name,
        category=(*above, software.name),
        group=" › ".join(inside) or _REST,
        words=" ".join((*software.aliases, software.publisher, *inside)),
    )


def hardware_choices(faq: Faq) -> tuple[Choice, ...]:
    """What the categories below the hardware say that they are about; a category that names no equipment stands for itself."""
    roots = (category for category in faq.categories if category.path == HARDWARE)
    return (*(choice for root in roots for choice in _below(root)), _other(_root(faq, HARDWARE)))


def _below(root: Category) -> Iterator[Choice]:
    for category in root.walk():
        for name in category.equipment or ((category.label,) if not category.children else ()):
            labels = category.labels if category.equipment else category.labels[:-1]
            group = " › ".join(category.labels[1:])
            yield Choice(value=name, label=name, category=(*labels, name), group=group, words=group)


def _root(faq: Faq, path: str) -> tuple[str, ...]:
    return next((category.labels for category in faq.categories if category.path == path), (path.capitalize(),))


def _other(root: tuple[str, ...]) -> Choice:
    return Choice(value=OTHER, label=_NOT_LISTED, category=(*root, _OTHERS))
