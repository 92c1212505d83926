"""Fixtures of the mirror's tests."""

import pytest
from mirror_fakes import Archive

from forum_sync import Store


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "mirror.db") as store:
        yield store


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "documents"
    path.mkdir()
    return path
