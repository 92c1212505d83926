"""Requests as e-mails, over a real mail server that fails in every way: each arrives once, or is said to be unsure."""

import socket
import threading
import time
from email.utils import parsedate_to_datetime

import pytest
from fakes.smtp import MailServer
from filelock import FileLock
from outbox_fakes import EMAIL, Clock, file_of, outbox_of, request_of, worker_of

import entraide.outbox.worker
from entraide.outbox import Requester

NEVER = threading.Event()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def outbox(tmp_path, clock):
    outbox = outbox_of(tmp_path, clock)
    yield outbox
    outbox.close()


@pytest.fixture
def mail():
    with MailServer() as server:
        yield server


def test_a_request_arrives_as_a_message_that_a_technician_can_read_and_answer(tmp_path, outbox, clock, mail):
    files = [file_of(tmp_path / "in", "écran d’erreur.png"), file_of(tmp_path / "in", "message.eml", b".\r\n.fin\r\n")]
    outbox.accept(request_of(files=files))
    worker_of(outbox, clock, mail=mail).deliver(NEVER)
    [message] = mail.parsed()
    assert message["Subject"] == "[2026-00001] Parme ne s’ouvre plus"
    assert message["Reply-To"].addresses[0].addr_spec == EMAIL
    assert message["To"] == "assistance@service.example.org"
    assert message["Message-ID"] == f"<{outbox.find('2026-00001').tag}@service.example.org>"
    assert parsedate_to_datetime(message["Date"]) == clock.now
    text = message.get_body().get_content()
    lines = text.replace("\u00a0", " ").splitlines()
    assert lines[:2] == [
        "Demande    : n° 2026-00001, reçue le 26/11/2026 à 14 h 05",
        "Demandeur  : Camille Exemple, Mairie d’Exemple",
    ]
    assert {"Catégorie  : Incident > Logiciel > Gestion de la Paie", "Urgence    : Haute"} <= {*lines}
    assert "Quels sont les symptômes ?\n    Un message :\n    « Erreur <12> & fin »\n" in text
    attached = [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]
    assert attached == [("écran d’erreur.png", b"une image"), ("message.eml", b".\r\n.fin\r\n")]
    assert outbox.find("2026-00001").state == "delivered"


def test_no_text_makes_a_header_or_ends_the_message(outbox, clock, mail):
    asker = Requester(name="Camille\r\nBcc: tous@example.org", organisation="", email="a@b\r\nBcc: x@y.fr", phone="")
    answers = (request_of().answers[0].__class__(label="Suite", text="avant\n.\nQUIT\n..après"),)
    outbox.accept(request_of(title="Panne\r\nBcc: tous@example.org\r\n\r\nvoici", requester=asker, answers=answers))
    worker_of(outbox, clock, mail=mail).deliver(NEVER)
    [message] = mail.parsed()
    assert message["Bcc"] is None
    assert message["Reply-To"] is None
    assert message["Subject"] == "[2026-00001] Panne Bcc: tous@example.org voici"
    assert "    avant\n    .\n    QUIT\n    ..après\n" in message.get_body().get_content()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("CONNECT", "waiting"),
        ("MAIL 451 plus tard", "waiting"),
        ("RCPT 550 inconnu", "waiting"),
        ("DATA 452 plein", "waiting"),
        ("DATA 554 refusé", "waiting"),
        ("DATA quoi", "unsure"),
        ("cut after", "unsure"),
        ("cut before", "unsure"),
        ("silent", "unsure"),
    ],
)
def test_a_server_that_fails_is_tried_again_unless_it_may_have_the_message(outbox, clock, mail, fault, expected):
    number, other = outbox.accept(request_of()), outbox.accept(request_of("autre"))
    worker = worker_of(outbox, clock, mail=mail)
    mail.fail(fault)
    worker.deliver(NEVER)
    assert outbox.find(number).state == expected
    assert outbox.find(other).state == "delivered"
    clock.forward(hours=2)
    worker.deliver(NEVER)
    assert outbox.find(number).state == ("delivered" if expected == "waiting" else "unsure")
    ids = [message["Message-ID"] for message in mail.parsed()]
    assert len(set(ids)) == len(ids)
    if expected == "unsure":  # somebody looked, and asks for it
        outbox.retry(number)
        worker.deliver(NEVER)
        assert outbox.find(number).state == "delivered"
        assert len({message["Message-ID"] for message in mail.parsed()}) == 2


def test_a_connection_that_ends_within_a_long_message_is_known_to_have_failed(tmp_path, outbox, clock, mail):
    number = outbox.accept(request_of(files=[file_of(tmp_path / "in", content=bytes(8_000_000))]))
    worker = worker_of(outbox, clock, mail=mail)
    mail.fail("cut DATA")
    worker.deliver(NEVER)
    assert (outbox.find(number).state, mail.messages) == ("waiting", [])


def test_nothing_is_sent_without_encryption_unless_the_configuration_says_so(outbox, clock, mail):
    number = outbox.accept(request_of())
    worker_of(outbox, clock, mail=mail, tls=True).deliver(NEVER)
    assert outbox.find(number).trouble == "SMTP 127.0.0.1: SMTPNotSupportedError"
    assert mail.messages == []


def test_rests_grow_from_half_a_minute_to_an_hour_and_logs_hold_nothing_of_the_request(outbox, clock, mail, caplog):
    number = outbox.accept(request_of())
    worker = worker_of(outbox, clock, mail=mail)
    mail.fail(f"RCPT 550 {EMAIL} inconnu", times=9)
    rests = []
    for _ in range(9):
        worker.deliver(NEVER)
        rests.append((outbox.find(number).due_at - clock.now).total_seconds())
        clock.forward(seconds=rests[-1] - 1)
        worker.deliver(NEVER)  # too early: not tried
        clock.forward(seconds=1)
    assert rests == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    caplog.set_level("INFO", "entraide.outbox")
    worker.deliver(NEVER)
    assert outbox.find(number).state == "delivered"
    assert "2026-00001" in caplog.text
    for private in ("Camille", "Parme", "mairie", "symptôme", "example.org"):
        assert private not in caplog.text


def test_a_request_that_cannot_even_be_made_a_message_holds_up_no_other(tmp_path, outbox, clock, mail):
    lost, whole = outbox.accept(request_of(files=[file_of(tmp_path / "in")])), outbox.accept(request_of("autre"))
    outbox.find(lost).files[0].file.unlink()
    worker_of(outbox, clock, mail=mail).deliver(NEVER)
    assert (outbox.find(lost).state, outbox.find(lost).trouble) == ("waiting", "FileNotFoundError")
    assert outbox.find(whole).state == "delivered"


def test_a_server_that_is_down_leaves_the_request_waiting(outbox, clock, mail):
    number = outbox.accept(request_of())
    with socket.create_server(("127.0.0.1", 0)) as free:
        mail.port = free.getsockname()[1]
    worker_of(outbox, clock, mail=mail).deliver(NEVER)
    assert (outbox.find(number).state, outbox.find(number).trouble) == ("waiting", "SMTP 127.0.0.1: ConnectionRefusedError")


def test_the_service_delivers_and_forgets_by_itself_and_leaves_a_request_to_the_process_that_is_at_it(
    outbox, clock, mail, monkeypatch
):
    monkeypatch.setattr(entraide.outbox.worker, "LOOK_SECONDS", 0.01)
    old = outbox.accept(request_of("ancienne"))
    outbox.delivered(old)
    clock.forward(days=366)
    new = outbox.accept(request_of("nouvelle"))
    worker, stop = worker_of(outbox, clock, mail=mail), threading.Event()
    with FileLock(outbox.folder / "deliver.lock"):
        assert worker.deliver(NEVER) is False
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    end = time.monotonic() + 30
    while [(kept.number, kept.state) for kept in outbox.all()] != [(new, "delivered")] and time.monotonic() < end:
        time.sleep(0.01)
    stop.set()
    thread.join()
    assert [(kept.number, kept.state) for kept in outbox.all()] == [(new, "delivered")]
    assert len(mail.messages) == 1
