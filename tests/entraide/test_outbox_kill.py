"""Killed at a hundred random moments of taking and delivering requests, the outbox loses none and delivers none twice."""

import os
import random
import signal
import threading
import time

import pytest
from fakes.glpi import FakeGlpi
from fakes.smtp import MailServer
from forks import FORKS
from outbox_fakes import outbox_of, worker_of
from outbox_victim import At, content_of, live, now

KILLS = 50
"""For each way of delivery."""
PATIENCE = 20


@pytest.fixture
def place(tmp_path):
    """A folder, and the file in which acknowledged requests are noted."""
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    return tmp_path, acknowledged


def kill_often(place, happened, most, *, glpi=None, mail=None):
    """Let a process live until a random number of things happened and some milliseconds, fifty times."""
    folder, acknowledged = place
    dice = random.Random(7)
    for _ in range(KILLS):
        victim = FORKS.Process(target=live, args=(folder, glpi, mail, acknowledged), daemon=True)
        begun, end = happened(), time.monotonic() + PATIENCE
        victim.start()
        wanted = dice.randint(0, most)
        while happened() - begun < wanted and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.02))
        os.kill(victim.pid, signal.SIGKILL)
        victim.join()
        assert victim.exitcode == -signal.SIGKILL
        victim.close()


def lines(place):
    return [line.split() for line in place[1].read_text().splitlines()]


def finish(place, **ways):
    """Deliver what is left, undisturbed; all that is kept then."""
    outbox = outbox_of(place[0], now)
    worker_of(outbox, now, **ways).deliver(threading.Event())
    kept = outbox.all()
    outbox.close()
    assert {number: int(one.request.key.split()[1]) for one in kept if (number := one.number)}.items() >= {
        (number, int(key)) for key, number in lines(place)
    }, "an acknowledged request is lost"
    assert len(kept) <= len(lines(place)) + 1, "a request that was sent again is there twice"
    for one in kept:
        [file] = one.files
        assert file.file.read_bytes() == content_of(int(one.request.key.split()[1]))
    return kept


def test_with_tickets_each_acknowledged_request_is_one_ticket_with_its_file_once(place):
    with FakeGlpi() as glpi:
        kill_often(place, lambda: len(glpi.seen) + len(lines(place)), 24, glpi=At(url=glpi.url))
        kept = finish(place, glpi=glpi)
        assert {one.state for one in kept} == {"delivered"}
        assert sorted(ticket["externalid"] for ticket in glpi.rows("Ticket")) == [one.tag for one in kept]
        found = sorted((row["items_id"], glpi.files[row["documents_id"]]) for row in glpi.rows("Document_Item"))
        assert found == sorted((one.ticket, content_of(int(one.request.key.split()[1]))) for one in kept)
        assert len(glpi.rows("Document")) == len(kept)
        assert len(kept) >= KILLS / 2


def test_with_mail_each_acknowledged_request_is_one_message_or_is_said_to_be_unsure(place):
    with MailServer() as mail:
        kill_often(place, lambda: mail.connections + len(mail.messages) + len(lines(place)), 6, mail=At(port=mail.port))
        kept = finish(place, mail=mail)
        ids = [message["Message-ID"] for message in mail.parsed()]
        assert len(set(ids)) == len(ids)
        arrived = {one.tag for one in kept if f"<{one.tag}@service.example.org>" in ids}
        assert len(arrived) == len(ids)
        assert {one.state for one in kept} <= {"delivered", "unsure"}
        assert {one.tag for one in kept if one.state == "delivered"} <= arrived
        assert sum(one.state == "unsure" for one in kept) <= KILLS
        assert len(kept) >= KILLS / 2
