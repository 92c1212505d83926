"""The `entraide` command: reads arguments, fills in the clock, the paths and the progress line, turns errors into codes.

What the commands do is in `pipeline`, `service` and `lint`; nothing here is imported by them.
"""

import logging
import sys

import click

from entraide.cli.base import EXIT_CODES, NO_ACCESS, Group
from entraide.cli.content import build, index, lint
from entraide.cli.forum import archive, forget, forum
from entraide.cli.measure import evaluate, searches, votes
from entraide.cli.search import search
from entraide.cli.serve import serve
from entraide.cli.sync import sync
from entraide.cli.writing import new, promote

__all__ = ["EXIT_CODES", "NO_ACCESS", "main"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entraide")
def main() -> None:
    """Knowledge base, mirrored forum and one search for shared IT services.

    Exit codes: 0 done; 1 problems in the content, a source or the index; 2 wrong use or configuration; 75 busy, try later;
    77 a key or a password is missing or refused.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("entraide").setLevel(logging.INFO)


for command in (archive, build, evaluate, forget, forum, index, lint, new, promote, search, searches, serve, sync, votes):
    main.add_command(command)
