"""Real mails and feeds, when they lie beside the checkout: each is a bulletin or has a reason, whatever it holds."""

import re

import pytest
from beside import SHARED
from in_process import read_here

from forum_sync import FolderSource, ItemError
from forum_sync.model import Cursor

REASON = re.compile(r"essai: .+: .+")
FOLDERS = {"emails": 90, "feeds": 0}
"""Folder to the number of documents in it that can be read at least; feeds are sources, no documents."""


@pytest.mark.parametrize("name", FOLDERS)
def test_each_file_becomes_a_bulletin_or_has_a_reason(monkeypatch, name):
    folder = SHARED / "data" / name
    if not folder.is_dir():
        pytest.skip("the material is not beside the checkout")
    read_here(monkeypatch)
    source = FolderSource("essai", "newsletter", folder)
    ids = [summary.id for summary in source.fetch(Cursor()).summaries]
    ends = [end_of(source, item) for item in ids]
    assert len(ends) >= 100
    assert ends.count("bulletin") >= FOLDERS[name]
    assert [end for end in ends if end != "bulletin" and not REASON.fullmatch(end)] == []


def test_some_of_them_end_the_same_way_in_workers(monkeypatch):
    folder = SHARED / "data" / "emails"
    if not folder.is_dir():
        pytest.skip("the material is not beside the checkout")
    source = FolderSource("essai", "newsletter", folder)
    ids = [summary.id for summary in source.fetch(Cursor()).summaries][::20]
    in_workers = [end_of(source, item) for item in ids]
    read_here(monkeypatch)
    assert [end_of(source, item) for item in ids] == in_workers


def end_of(source, item):
    """`bulletin`, or the reason why it is none."""
    try:
        bulletin = source.read(item)
    except ItemError as error:
        return str(error)
    return "bulletin" if bulletin.text or bulletin.warnings or bulletin.media else "nothing"
