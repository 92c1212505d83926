"""What every test gets: no network but this machine's own, a small FAQ, a project, a served site."""

import socket
from pathlib import Path

import pytest
from projects import FaqFolder, Project

SERVED = (
    "test_results_page.py",
    "test_first_run.py",
    "test_search_box.py",
    "test_click_count.py",
    "test_thread_page.py",
    "test_request_forms.py",
)
"""What looks at the one served site: where several processes run tests, one of them takes all these and builds it."""
LONG = (
    *SERVED,
    *(
        "test_kill.py",
        "test_outbox_kill.py",
        "test_cli.py",
        "test_forum_kill.py",
        "test_hostile_posts.py",
        "test_static_search.py",
    ),
    *("test_fiche_page.py", "test_live_forum.py", "test_remote_documents.py", "test_property.py", "test_pdf_hostile.py"),
    "test_editor_pages.py",
)
"""What takes long begins first, so that no process is left alone with it."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """The tests of a file go to one process, which makes what they share once."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = Path(super()._split_scope(nodeid)).name
            return "served" if file in SERVED else file

    return ByFile(config, log)


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
