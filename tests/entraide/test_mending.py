"""An index whose files are lost or spoilt while the site is served: searches go on, and it is made anew without a restart."""

import shutil
import threading
import time
from datetime import UTC, datetime

import pytest
from in_process import read_here
from projects import SmallProject

from entraide.config import read_settings
from entraide.searching import open_search
from entraide.service import Service
from entraide.world import World
from search import parse

QUERY = parse("fiche numéro")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    project = SmallProject(tmp_path_factory.mktemp("mending") / "project")
    world = World(environ={}, clock=lambda: datetime(2026, 11, 26, tzinfo=UTC), monotonic=time.monotonic, sleep=time.sleep)
    service = Service(read_settings(project.path / "entraide.yml"), world=world, progress=lambda *_: None)
    service.index = project.path / "var" / "index"
    with pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        service.refresh()
        yield service
    service.engine().close()


def lose_everything(folder):
    shutil.rmtree(folder)


def lose_tables(folder):
    for file in folder.glob("*.toc"):
        file.unlink()


def spoil_tables(folder):
    (folder / "_MAIN_99.toc").write_bytes(b"\0" * 100)


def lose_segments(folder):
    for file in folder.glob("*.seg"):
        file.unlink()


def found(service):
    return sorted(hit.id for hit in service.engine().search(QUERY).hits)


def on_disk(service):
    """What another process finds in the files."""
    engine = open_search(service._settings)
    try:
        return engine.versions(), sorted(hit.id for hit in engine.search(QUERY).hits)
    finally:
        engine.close()


# Whoosh leaves the files open that it fails to read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", [lose_everything, lose_tables, spoil_tables])
def test_the_last_index_answers_until_it_has_been_made_anew(service, harm):
    versions, before = on_disk(service)
    assert len(before) == 10
    harm(service.index)
    assert found(service) == before
    service.mend()
    assert found(service) == before
    assert on_disk(service) == (versions, before)
    assert not service.index.with_name("index.new").exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_change_that_cannot_be_written_into_what_is_left_makes_the_index_anew(service):
    versions, before = on_disk(service)
    lose_segments(service.index)
    with service.writing() as store:
        service._shown = 0
        store.acknowledge(store_consumer(service), 0)
        service.publish(store)
    assert found(service) == before
    assert on_disk(service) == (versions, before)


def store_consumer(service):
    from entraide.indexing import consumer_of

    return consumer_of(service._settings.labels, service._publication.tagger)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_service_sees_by_itself_that_its_index_is_gone(service, monkeypatch):
    monkeypatch.setattr("entraide.service.LOOK_MILLISECONDS", 300)
    versions, before = on_disk(service)
    stop = threading.Event()
    watcher = threading.Thread(target=service.watch, args=(stop,))
    watcher.start()
    try:
        lose_everything(service.index)
        deadline = time.monotonic() + 20
        while not service.index.is_dir() or not [*service.index.glob("*.toc")]:
            assert time.monotonic() < deadline
            assert found(service) == before
    finally:
        stop.set()
        watcher.join(timeout=20)
    assert on_disk(service) == (versions, before)


def test_a_whole_index_is_left_as_it_is(service):
    files = {file.name: file.stat().st_mtime_ns for file in service.index.iterdir()}
    service.mend()
    assert {file.name: file.stat().st_mtime_ns for file in service.index.iterdir()} == files
