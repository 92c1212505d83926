"""What the outbox acknowledges is on the disk, once; what it cannot keep leaves nothing."""

import os
import resource
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from outbox_fakes import Clock, file_of, outbox_of, request_of

from entraide.errors import StorageError, UnknownRequestError
from entraide.outbox import Requester


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def outbox(tmp_path, clock):
    outbox = outbox_of(tmp_path, clock)
    yield outbox
    outbox.close()


def stored(outbox):
    return sorted(file for file in outbox.folder.rglob("*") if file.is_file())


def test_a_request_comes_back_as_it_was_sent_with_the_bytes_of_its_files(tmp_path, outbox, clock):
    request = request_of(files=[file_of(tmp_path / "in"), file_of(tmp_path / "in", "plan.png", b"un plan")])
    number = outbox.accept(request)
    outbox.close()
    kept = outbox_of(tmp_path, clock).find(number)
    assert number == "2026-00001"
    assert kept.request == replace(request, attachments=())
    assert [(file.name, file.file.read_bytes()) for file in kept.files] == [
        ("écran.png", b"une image"),
        ("plan.png", b"un plan"),
    ]


def test_numbers_begin_anew_each_year_and_never_come_twice(outbox, clock):
    assert [outbox.accept(request_of(key)) for key in "ab"] == ["2026-00001", "2026-00002"]
    outbox.erase("2026-00002")
    assert outbox.accept(request_of("c")) == "2026-00003"
    clock.forward(days=36)
    assert outbox.accept(request_of("d")) == "2027-00001"


def test_the_same_form_sent_by_many_at_once_is_one_request(tmp_path, clock):
    files = [file_of(tmp_path / "in")]
    outboxes = [outbox_of(tmp_path, clock) for _ in range(4)]  # as many processes have one each

    def accept(number):
        return outboxes[number % 4].accept(request_of(f"clé {number // 4}", files))

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(accept, range(48)))
    assert len(set(numbers)) == 12
    assert all(len(set(numbers[start : start + 4])) == 1 for start in range(0, 48, 4))
    assert len(stored(outboxes[0])) == 1
    for outbox in outboxes:
        outbox.close()


def test_files_are_for_this_user_only_under_their_hash_and_attestations_lie_apart(tmp_path, outbox):
    name = "../../etc/pass\x00wd\u202egnp.exe"
    files = [file_of(tmp_path / "in", name), file_of(tmp_path / "in", "accord.pdf", b"accord", is_attestation=True)]
    kept = outbox.find(outbox.accept(request_of(files=files)))
    assert [file.file.parent.name for file in kept.files] == ["files", "attestations"]
    assert kept.files[0].name == "_.._etc_passwdgnp.exe"
    assert all(len(file.name) == 64 for file in stored(outbox))
    private = [*stored(outbox), outbox.folder.parent / "requests.db"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in private} == {0o600}
    assert {stat.S_IMODE(file.parent.stat().st_mode) for file in stored(outbox)} == {0o700}
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700


def test_control_characters_are_stripped_wherever_they_stand(outbox):
    asker = Requester(name="Camille\r\nBcc: a@b", organisation="Mairie\x07", email="a@b.fr\n", phone="\x1b[31m05")
    kept = outbox.find(outbox.accept(request_of(title="Panne\r\nBcc: x@y.fr\ud800", requester=asker)))
    assert kept.request.title == "Panne Bcc: x@y.fr"
    assert kept.request.requester == Requester(name="Camille Bcc: a@b", organisation="Mairie", email="a@b.fr", phone="[31m05")


@pytest.mark.parametrize("limit", [4_000, 40_000], ids=["while a file is copied", "while the row is written"])
def test_a_full_disk_is_an_error_that_leaves_nothing_and_ends_with_it(tmp_path, outbox, limit):
    shared = file_of(tmp_path / "in", content=b"commun")
    outbox.accept(request_of("avant", [shared]))
    before = stored(outbox)
    text = "x" * 200_000
    attachments = [shared, file_of(tmp_path / "in", "seul.png", b"y" * 10_000)]
    request = request_of("pendant", attachments, answers=(replace(request_of().answers[0], text=text),))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(StorageError) as caught:
            outbox.accept(request)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "Camille" not in str(caught.value)
    assert stored(outbox) == before
    assert [kept.number for kept in outbox.all()] == ["2026-00001"]
    assert outbox.accept(request) == "2026-00002"
    assert len(stored(outbox)) == len(before) + 1


def test_what_was_delivered_long_ago_is_erased_with_the_files_that_no_other_request_has(tmp_path, outbox, clock):
    common, own = file_of(tmp_path / "in", content=b"commun"), file_of(tmp_path / "in", content=b"propre")
    old = outbox.accept(request_of("ancienne", [common, own], title="Secret de Camille"))
    waiting = outbox.accept(request_of("en attente", [common]))
    outbox.delivered(old)
    assert outbox.purge(before=clock.now) == []
    clock.forward(seconds=1)
    assert outbox.purge(before=clock.now) == [old]
    assert [kept.number for kept in outbox.all()] == [waiting]
    assert [file.read_bytes() for file in stored(outbox)] == [b"commun"]
    outbox.close()
    assert b"Secret de Camille" not in (outbox.folder.parent / "requests.db").read_bytes()
    outbox.erase(waiting)
    assert stored(outbox) == []
    with pytest.raises(UnknownRequestError):
        outbox.find(waiting)


def test_what_a_process_that_died_left_is_swept_a_day_later(tmp_path, outbox):
    for key in "ab":
        outbox.accept(request_of(key, [file_of(tmp_path / "in")]))
    kept = stored(outbox)
    old, young = outbox.folder / "files" / ".new-1", outbox.folder / "attestations" / ("0" * 64)
    for file, age in ((old, 90_000), (young, 80_000)):
        file.touch()
        os.utime(file, (time.time() - age,) * 2)
    outbox.erase("2026-00001")
    assert stored(outbox) == sorted([*kept, young])


def test_a_damaged_outbox_is_an_error_that_says_to_keep_it(tmp_path, clock):
    file = tmp_path / "var" / "requests.db"
    file.parent.mkdir()
    file.write_bytes(b"pas une base" * 1000)
    with pytest.raises(StorageError, match="keep it"):
        outbox_of(tmp_path, clock).accept(request_of())
    assert file.read_bytes() == b"pas une base" * 1000
