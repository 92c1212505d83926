"""The screens of business applications that fiches explain, each at a short address that stays: `/a/<logiciel>/<contexte>/`.

In: fiches. Out: contexts with their fiches, the closest first. Knows no page.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from entraide.faq import Fiche, Software

ROOT = "/a/"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpContext:
    """A screen, or anything else that asks for help by a name of its own."""

    name: str
    software: Software | None
    """None for what belongs to no software."""
    fiches: tuple[Fiche, ...]
    """At least one; those that are about fewer contexts come first, for they are closer to this one."""

    @property
    def url(self) -> str:
        """Its address on the site."""
        return _address(self.software, self.name)


def contexts_of(fiches: Iterable[Fiche]) -> tuple[HelpContext, ...]:
    """All contexts, by software and name. A fiche of several software stands in those of each; an outdated one in none."""
    found: defaultdict[tuple[str, str], list[Fiche]] = defaultdict(list)
    software: dict[str, Software] = {}
    for fiche in fiches:
        for one in () if fiche.is_outdated else (fiche.software or (None,)):
            software |= {one.id: one} if one else {}
            for name in dict.fromkeys(fiche.contexts):
                found[one.id if one else "", name].append(fiche)
    return tuple(
        HelpContext(name=name, software=software.get(owner), fiches=tuple(sorted(found[owner, name], key=_closeness)))
        for owner, name in sorted(found)
    )


def first_address(fiche: Fiche) -> str:
    """The first address at which a fiche is the help, '' when it is in no context."""
    if not fiche.contexts or fiche.is_outdated:
        return ""
    return _address(fiche.software[0] if fiche.software else None, fiche.contexts[0])


def _address(software: Software | None, name: str) -> str:
    return f"{ROOT}{software.id}/{name}/" if software else f"{ROOT}{name}/"


def _closeness(fiche: Fiche) -> tuple[int, str]:
    return len(fiche.contexts), fiche.title.casefold()
