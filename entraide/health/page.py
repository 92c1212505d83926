"""The page for the team: one file that asks for nothing else, fit to be opened from a disk.

In: sections, the name and the address of the site. Out: HTML. What it may load is its own style alone.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache

import jinja2

from entraide.health.model import Section
from entraide.site.typography import space

_SHOWN = 10


def make_page(sections: Sequence[Section], *, name: str, address: str, today: date) -> str:
    """The whole page; `address` is that of the site, to which its links lead."""
    environment = _environment()
    style = environment.loader.get_source(environment, "health.css")[0] if environment.loader else ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("health.html").render(
        todo=[section for section in sections if section.rows],
        fine=[section for section in sections if not section.rows and not section.unknown],
        unknown=[section for section in sections if section.unknown],
        name=name,
        address=address.rstrip("/"),
        today=today,
        style=style,
        digest=digest,
        shown=_SHOWN,
    )


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("entraide.health")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["space"] = space
    return environment
