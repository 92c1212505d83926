"""What every test gets: no network but this machine's own, a small FAQ, a project, a served site."""

import socket

import pytest
from projects import FaqFolder, Project


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    connect = socket.socket.connect

    def local_only(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture
def faq_folder(tmp_path):
    return FaqFolder(tmp_path / "faq")


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A project served by `entraide serve` on a free port; gives its address and the project."""
    project = Project(tmp_path_factory.mktemp("served") / "project")
    with project.served() as project.address:
        yield project
