"""What every test gets: no network but this machine's own, a small FAQ, a project, a served site."""

import socket

import pytest
from projects import FaqFolder, Project

LONG = ("served", "test_kill.py", "test_cli.py", "test_hostile_posts.py", "test_forum_kill.py", "test_static_search.py")
"""Groups of tests that take a minute or so, which begin first."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Where several processes run tests, those of a file go to one, which makes what they share once."""
    sharing = {item.module for item in items if "served" in item.fixturenames and not hasattr(item.module, "served")}
    groups = {item: "served" if item.module in sharing else item.path.name for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: LONG.index(groups[item]) if groups[item] in LONG else len(LONG))


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
