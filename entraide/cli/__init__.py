"""The `entraide` command: reads arguments, fills in the clock, the paths and the progress line, turns errors into codes.

What the commands do is in `pipeline`, `service` and `lint`; nothing here is imported by them.
"""

import logging
import sys

import click

from entraide.cli.base import NO_ACCESS, Group, exit_codes

__all__ = ["NO_ACCESS", "exit_codes", "main"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entraide")
def main() -> None:
    """Knowledge base, mirrored forum and one search for shared IT services.

    Exit codes: 0 done; 1 problems in the content, a source or the index; 2 wrong use or configuration; 75 busy, try later;
    77 a key or a password is missing or refused.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("entraide").setLevel(logging.INFO)
