"""Requests as tickets, over real HTTP with a GLPI that fails in every way: one ticket each, each file on it once."""

import hashlib
import random
import threading

import pytest
from fakes.answers import HTML, Answer
from fakes.glpi import FakeGlpi, Fault, error
from fakes.smtp import MailServer
from outbox_fakes import EMAIL, Clock, file_of, outbox_of, request_of, worker_of

import entraide.glpi.connection

NEVER = threading.Event()
API = "/apirest.php"
PAGE = Answer(200, b"<!DOCTYPE html><title>Maintenance</title>", HTML)
LIE = Answer(200, b'["ERROR_GLPI_ADD", "Une erreur"]')


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def outbox(tmp_path, clock):
    outbox = outbox_of(tmp_path, clock)
    yield outbox
    outbox.close()


@pytest.fixture
def glpi():
    with FakeGlpi() as fake:
        fake.put("ITILCategory", id=11, completename="Incident &#62; Logiciel &#62; Gestion de la paie")
        fake.put("ITILCategory", id=12, completename=2024)
        fake.put("Ticket", name="Un ancien", externalid=None)
        yield fake


def deliver(worker, clock, tries=1):
    for _ in range(tries):
        worker.deliver(NEVER)
        clock.forward(hours=1)


def tickets(glpi):
    return [row for row in glpi.rows("Ticket") if row["externalid"]]


def contents(glpi, ticket):
    """The bytes of the documents of a ticket."""
    return sorted(glpi.files[row["documents_id"]] for row in glpi.rows("Document_Item") if row["items_id"] == ticket["id"])


def test_a_request_becomes_a_ticket_with_category_urgency_type_and_files(tmp_path, outbox, clock, glpi):
    outbox.accept(request_of(files=[file_of(tmp_path / "in"), file_of(tmp_path / "in", "b.png", b"autre")]))
    deliver(worker_of(outbox, clock, glpi=glpi), clock)
    [ticket] = tickets(glpi)
    kept = outbox.find("2026-00001")
    assert (kept.state, kept.ticket) == ("delivered", ticket["id"])
    wanted = {"name": "[2026-00001] Parme ne s’ouvre plus", "type": 1, "urgency": 4, "itilcategories_id": 11, "entities_id": 3}
    assert wanted.items() <= ticket.items()
    assert ticket["externalid"] == kept.tag
    assert ticket["_users_id_requester_notif"]["alternative_email"] == [EMAIL]
    assert "« Erreur &lt;12&gt; &amp; fin »" in ticket["content"]
    assert contents(glpi, ticket) == [b"autre", b"une image"]
    assert all("Camille" not in row["name"] for row in glpi.rows("Document"))
    assert glpi.sessions == set()


def test_a_category_that_glpi_does_not_have_is_left_out_and_stands_in_the_text(outbox, clock, glpi):
    outbox.accept(request_of(category=("Demande", "Assistance"), kind="demande", urgency=None))
    deliver(worker_of(outbox, clock, glpi=glpi), clock)
    [ticket] = tickets(glpi)
    assert ticket["type"] == 2
    assert {"itilcategories_id", "urgency"} & {*ticket} == set()
    assert "Demande &gt; Assistance" in ticket["content"]


LOST = [
    pytest.param({"answer": error(500, "ERROR")}, id="500"),
    pytest.param({"answer": None}, id="cut"),
    pytest.param({"answer": LIE}, id="200 with an error"),
    pytest.param({"answer": PAGE}, id="a web page"),
    pytest.param({"answer": Answer(201, b'{"id": 15', cut=3)}, id="half an answer"),
    pytest.param({"answer": error(401, "ERROR_SESSION_TOKEN_INVALID")}, id="session over"),
    pytest.param({"answer": error(429, "TOO_MANY")}, id="too many"),
]
STEPS = [
    f"GET {API}/initSession",
    f"GET {API}/Ticket",
    f"POST {API}/Ticket",
    f"POST {API}/Document",
    f"POST {API}/Document_Item",
]


@pytest.mark.parametrize("done_first", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("fault", LOST)
def test_whatever_step_fails_and_however_there_is_one_ticket_with_its_files_once(tmp_path, clock, glpi, fault, done_first):
    outbox = outbox_of(tmp_path, clock)
    files = [file_of(tmp_path / "in"), file_of(tmp_path / "in", "b.png", b"autre")]
    worker = worker_of(outbox, clock, glpi=glpi)
    for step in STEPS:
        number = outbox.accept(request_of(step, files))
        glpi.faults = [Fault(on=step, done_first=done_first, **fault)]
        deliver(worker, clock, tries=3)
        assert outbox.find(number).state == "delivered", (step, outbox.find(number).trouble)
    assert sorted(ticket["externalid"] for ticket in tickets(glpi)) == [kept.tag for kept in outbox.all()]
    assert [contents(glpi, ticket) for ticket in tickets(glpi)] == [[b"autre", b"une image"]] * len(STEPS)
    assert len(glpi.rows("Document")) == 2 * len(STEPS)
    outbox.close()


def test_an_answer_that_comes_too_late_counts_as_lost(outbox, clock, glpi, monkeypatch):
    monkeypatch.setattr(entraide.glpi.connection, "_TIMEOUT", (5, 0.5))
    outbox.accept(request_of())
    worker = worker_of(outbox, clock, glpi=glpi)
    glpi.faults = [Fault(on=f"POST {API}/Ticket", answer=error(500, "ERROR"), done_first=True, slow=0.9)]
    worker.deliver(NEVER)
    assert "cannot be reached" in outbox.find("2026-00001").trouble
    monkeypatch.undo()
    clock.forward(hours=1)
    worker.deliver(NEVER)
    assert (outbox.find("2026-00001").state, len(tickets(glpi))) == ("delivered", 1)


def test_without_the_look_up_nothing_is_added_however_long_it_fails(outbox, clock, glpi):
    outbox.accept(request_of())
    worker = worker_of(outbox, clock, glpi=glpi)
    glpi.faults = [Fault(on=f"POST {API}/Ticket", done_first=True)]
    deliver(worker, clock)
    for answer in (PAGE, error(400, "ERROR_FIELD_NOT_FOUND"), error(403, "ERROR_RIGHT_MISSING"), Answer(200, b'[{"id": 3}]')):
        glpi.faults = [Fault(on=f"GET {API}/Ticket", answer=answer, times=-1)]
        deliver(worker, clock, tries=2)
    assert outbox.find("2026-00001").state == "waiting"
    glpi.faults = []
    deliver(worker, clock)
    assert (outbox.find("2026-00001").state, len(tickets(glpi))) == ("delivered", 1)


def test_a_ticket_that_glpi_only_says_it_added_is_to_be_looked_at_and_never_added_by_itself_again(outbox, clock, glpi):
    number = outbox.accept(request_of())
    worker = worker_of(outbox, clock, glpi=glpi)
    glpi.faults = [Fault(on=f"POST {API}/Ticket", answer=Answer(201, b'{"id": 77}'))]
    deliver(worker, clock, tries=3)
    assert (outbox.find(number).state, tickets(glpi)) == ("unsure", [])
    outbox.retry(number)
    deliver(worker, clock)
    assert (outbox.find(number).state, len(tickets(glpi))) == ("delivered", 1)


def test_many_requests_under_a_storm_of_failures_arrive_once_each(tmp_path, outbox, clock, glpi):
    dice, worker = random.Random(11), worker_of(outbox, clock, glpi=glpi)
    files = [file_of(tmp_path / "in", f"{number}.png", bytes([number])) for number in range(3)]
    for number in range(12):
        outbox.accept(request_of(f"clé {number}", files[: number % 4]))
    for _ in range(12):
        glpi.faults = [
            Fault(
                on=dice.choice(STEPS), done_first=dice.random() < 0.6, times=dice.randint(1, 5), **dice.choice(LOST).values[0]
            )
            for _ in range(5)
        ]
        deliver(worker, clock)
    glpi.faults = []
    deliver(worker, clock, tries=2)
    assert {kept.state for kept in outbox.all()} == {"delivered"}
    assert sorted(ticket["externalid"] for ticket in tickets(glpi)) == [kept.tag for kept in outbox.all()]
    for kept in outbox.all():
        [ticket] = [ticket for ticket in tickets(glpi) if ticket["externalid"] == kept.tag]
        assert contents(glpi, ticket) == [bytes([place]) for place in range(len(kept.files))]


REFUSALS = {
    "too big for PHP": (error(400, "ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE"), "ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE"),
    "too big for the proxy": (Answer(413, b"<html>413 Request Entity Too Large</html>", HTML), "HTTP_413"),
    "type not allowed": (error(400, "ERROR_GLPI_ADD", "Unauthorized file type"), "ERROR_GLPI_ADD"),
    "in silence": (None, "FILE_NOT_THERE"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_file_that_glpi_refuses_is_kept_and_named_until_it_takes_it(tmp_path, outbox, clock, glpi, refusal):
    answer, code = REFUSALS[refusal]
    number = outbox.accept(request_of(files=[file_of(tmp_path / "in", "a.odg"), file_of(tmp_path / "in", "b.png", b"autre")]))
    if answer:
        glpi.faults = [Fault(on=f"POST {API}/Document", answer=answer)]
    else:
        glpi.swallowed = (".odg",)
    worker = worker_of(outbox, clock, glpi=glpi)
    deliver(worker, clock, tries=2)
    kept, [ticket] = outbox.find(number), tickets(glpi)
    assert (kept.state, [file.refusal for file in kept.files]) == ("held", [code, ""])
    assert contents(glpi, ticket) == [b"autre"]
    assert "a.odg (1\u00a0Kio)" in ticket["content"]
    assert f"entraide requests show {number}" in ticket["content"]
    assert outbox.purge(before=clock.now) == []
    if answer:  # an administrator raised the limit
        outbox.retry(number)
        deliver(worker, clock)
        assert outbox.find(number).state == "delivered"
        assert contents(glpi, tickets(glpi)[0]) == [b"autre", b"une image"]


def test_a_file_that_glpi_refuses_goes_by_mail_where_there_is_a_mail_server(tmp_path, outbox, clock, glpi):
    number = outbox.accept(request_of(files=[file_of(tmp_path / "in", "a.odg"), file_of(tmp_path / "in", "b.png", b"autre")]))
    glpi.swallowed = (".odg",)
    with MailServer() as mail:
        mail.fail("DATA 451 plus tard")
        worker = worker_of(outbox, clock, glpi=glpi, mail=mail)
        deliver(worker, clock)
        assert outbox.find(number).state == "waiting"
        deliver(worker, clock, tries=2)
        [message] = mail.parsed()
    assert outbox.find(number).state == "delivered"
    assert len(tickets(glpi)) == 1
    assert [part.get_filename() for part in message.iter_attachments()] == ["a.odg"]
    assert f"Ticket GLPI\u00a0: {tickets(glpi)[0]['id']}" in message.get_body().get_content()


def test_the_number_of_an_outbox_that_was_lost_is_not_taken_for_this_one(outbox, clock, glpi):
    stranger = hashlib.sha256(b"autre").hexdigest()[:8]
    glpi.put("Ticket", name="D’un autre", externalid=f"2026-00001-{stranger}")
    outbox.accept(request_of())
    deliver(worker_of(outbox, clock, glpi=glpi), clock)
    assert len(tickets(glpi)) == 2
