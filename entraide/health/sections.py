"""What there is to do for those who write: SECTIONS, small functions from the facts to rows, the most urgent first.

In: Facts. Out: Sections. To add one: a function beside those of its subject, and its name in SECTIONS.
"""

from collections.abc import Callable, Mapping

from entraide.faq import Level
from entraide.health.model import Facts, Section
from entraide.health.of_fiches import drafts, errors, past, stale, warnings
from entraide.health.of_mirror import contradictions, flagged, quarantined
from entraide.health.of_readers import never_read, unhelpful
from entraide.health.of_searches import missing, rising, without_click

SECTIONS: tuple[Callable[[Facts], Section], ...] = (
    errors,
    quarantined,
    contradictions,
    flagged,
    stale,
    past,
    warnings,
    missing,
    unhelpful,
    without_click,
    never_read,
    drafts,
    rising,
)
_URGENCY: Mapping[Level, int] = {"erreur": 0, "avertissement": 1, "conseil": 2}


def examine(facts: Facts) -> tuple[Section, ...]:
    """All sections, the most urgent first, those without rows last."""
    sections = (section(facts) for section in SECTIONS)
    return tuple(sorted(sections, key=lambda section: (not section.rows, _URGENCY[section.level])))
