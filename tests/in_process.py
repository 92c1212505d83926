"""Reads documents in the process of the test: a worker for each costs half a second, and is tested by itself."""

import msgspec

from forum_sync.bulletins import feed, make, webpage
from forum_sync.extract import ExtractError
from forum_sync.extract.feed import parse_feed
from forum_sync.extract.formats import extract_any
from forum_sync.extract.page import extract_part


def here(read):
    """`read`, with its errors as a worker would give them."""

    def attempt(*arguments, **options):
        try:
            return read(*arguments, **options)
        except ExtractError:
            raise
        except Exception as error:
            raise ExtractError(f"cannot be read ({type(error).__name__})") from error

    return attempt


def read_here(monkeypatch):
    monkeypatch.setattr(make, "extract", here(extract_any))
    monkeypatch.setattr(feed, "read_feed", here(parse_feed))
    monkeypatch.setattr(webpage, "run_worker", part_here)


def part_here(data, _mode, *arguments, wall):  # noqa: ARG001 - as the worker's own
    return msgspec.json.encode(here(extract_part)(data, *arguments))
