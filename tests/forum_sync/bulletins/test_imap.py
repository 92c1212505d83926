import socket
from datetime import date

import pytest
from fakes.imap import Folder, ImapServer
from mirror_fakes import make_eml

from forum_sync import ItemError, SourceError, sync
from forum_sync.bulletins import imap as module
from forum_sync.bulletins.imap import ImapAccount, ImapSource
from forum_sync.errors import AccessError
from forum_sync.extract.formats import extract_any
from forum_sync.model import Cursor

PASSWORD = "secret-d-essai"


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    monkeypatch.setattr("forum_sync.bulletins.make.extract", extract_any)


@pytest.fixture
def server():
    with ImapServer(password=PASSWORD) as server:
        yield server


@pytest.fixture
def inbox(server):
    return server.folders["INBOX"]


@pytest.fixture
def open_source(server):
    opened = []

    def open_one(known=(), *, timeout=5, **account):
        given = {"port": server.port, "password": PASSWORD, "folder": "INBOX"} | account
        whole = ImapAccount(host="127.0.0.1", username="lettre", tls=False, **given)
        opened.append(ImapSource("courrier", "newsletter", whole, dict(known), timeout=timeout))
        return opened[-1]

    yield open_one
    for source in opened:
        source.close()


def message(key, subject="La lettre de mars", text="Bonjour"):
    return f"Message-ID: <{key}@lettre.example.org>\r\n".encode() + make_eml(subject=subject, text=text)


@pytest.fixture
def run(open_source, store, server):
    def run_pass(**account):
        server.commands.clear()
        source = open_source(store.known("courrier"), **account)
        report = sync(store, source)
        source.close()
        return report

    return run_pass


def test_messages_become_bulletins(inbox, run, store):
    inbox.add(message("a", "Été à l’œuvre", "Le taux passe à 0,10 %."))
    assert run().read == 1
    [bulletin] = store.items()
    assert bulletin.id.startswith("courrier/2024-03-12-ete-a-l-oeuvre-")
    assert (bulletin.kind, bulletin.title, bulletin.day) == ("newsletter", "Été à l’œuvre", date(2024, 3, 12))
    assert (bulletin.text, bulletin.media) == ("Le taux passe à 0,10 %.", ())


def test_a_second_pass_fetches_no_message_and_no_header(inbox, run, server):
    for key in "abc":
        inbox.add(message(key, f"Lettre {key}"))
    assert run().read == 3
    assert len(server.asked("UID FETCH")) == 4
    report = run()
    assert (report.read, report.unchanged) == (0, 3)
    assert [command.split(" ")[0] for command in server.commands] == ["CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"]
    assert server.asked("UID FETCH") == []


def test_headers_of_new_messages_only_are_fetched_in_batches(inbox, run, server, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 2)
    inbox.add(message("a"))
    run()
    for key in "bcd":
        inbox.add(message(key))
    assert run().read == 3
    assert [command.split(" ")[2] for command in server.asked("HEADER.FIELDS")] == ["2,3", "4"]


def test_nothing_is_marked_as_read_and_the_folder_is_open_for_reading_only(inbox, run, server):
    inbox.add(message("a"))
    run()
    assert inbox.seen == set()
    assert server.asked("BODY[") == server.asked("SELECT") == server.asked("STORE") == []


def test_the_server_of_these_tests_would_mark_as_read(inbox, server):
    from imaplib import IMAP4

    inbox.add(message("a"))
    with IMAP4("127.0.0.1", server.port) as client:
        client.login('"lettre"', PASSWORD)
        client.select("INBOX")
        client.uid("FETCH", "1", "(BODY[])")
    assert inbox.seen == {1}


def test_a_folder_made_anew_duplicates_nothing_and_changes_nothing(inbox, run, store):
    for key in "ab":
        inbox.add(message(key, f"Lettre {key}"))
    run()
    before = store.last_change()
    inbox.rebuild()
    report = run()
    assert (report.read, report.removed) == (2, 0)
    assert store.last_change() == before
    assert run().unchanged == 2


def test_a_message_deleted_on_the_server_is_removed(inbox, run, store):
    for key in "ab":
        inbox.add(message(key, f"Lettre {key}"))
    run()
    del inbox.messages[1]
    assert run().removed == 1
    assert [item.title for item in store.items()] == ["Lettre b"]


def test_the_same_message_twice_is_one_item_and_the_first_one(inbox, run, store):
    for text in ("Premier", "Second"):
        inbox.add(message("a", text=text))
    assert run().read == 1
    assert next(store.items()).text == "Premier"
    assert (run().read, run().unchanged) == (0, 1)


def test_messages_without_message_id_are_told_apart_by_their_headers(inbox, run):
    for subject in ("Un", "Deux", "Deux"):
        inbox.add(make_eml(subject=subject))
    assert run().read == 2


@pytest.mark.parametrize("answer", [b"NO [AUTHENTICATIONFAILED] no", b"NO Login failed", b"BAD no such account"])
def test_a_refused_account_is_an_access_error_that_tells_no_password(server, open_source, answer, caplog):
    server.login_answer = answer
    source = open_source(password="autre-secret")
    with pytest.raises(AccessError, match=r"^courrier: the mail server refuses the account$") as caught:
        source.fetch(Cursor())
    assert caught.value.__cause__ is None
    assert "autre-secret" not in f"{caught.value!r} {caplog.text} {source!r} {vars(source)}"


def test_a_busy_server_is_no_refusal(server, open_source):
    server.login_answer = b"NO [UNAVAILABLE] try later"
    with pytest.raises(SourceError, match=r"courrier: the mail server fails: .*try later") as caught:
        open_source(password="autre").fetch(Cursor())
    assert not isinstance(caught.value, AccessError)


def test_a_password_with_accents_is_understood(server, open_source):
    server.password = "clé-d’été"
    assert open_source(password="clé-d’été").fetch(Cursor()).summaries == ()
    with pytest.raises(AccessError):
        open_source(password="clé-d’hiver").fetch(Cursor())


def test_a_folder_may_have_accents_and_spaces(server, run):
    server.folders["&AMk-l&AOk-ments envoy&AOk-s"] = Folder()
    server.folders["&AMk-l&AOk-ments envoy&AOk-s"].add(message("a"))
    assert run(folder="Éléments envoyés").read == 1


def test_a_folder_that_is_not_there_is_a_source_error_with_its_name(open_source):
    with pytest.raises(SourceError, match="courrier: the mail server has no folder Lettres reçues"):
        open_source(folder="Lettres reçues").fetch(Cursor())


def test_a_connection_that_drops_is_made_again(inbox, run, server):
    for key in "ab":
        inbox.add(message(key, f"Lettre {key}"))
    server.hang_up_on, server.hang_ups = "BODY.PEEK[])", 1
    assert run().read == 2
    assert len(server.asked("LOGIN")) == 2


def test_a_server_that_keeps_hanging_up_is_a_source_error_and_what_was_read_stays(inbox, run, server, store):
    inbox.add(message("a"))
    run()
    inbox.add(message("b"))
    server.hang_up_on, server.hang_ups = "BODY.PEEK[])", 9
    report = run()
    assert [trouble.reason for trouble in report.troubles] == ["courrier: the mail server ends the connection"]
    assert len(list(store.items())) == 1
    server.hang_ups = 0
    assert (run().read, len(list(store.items()))) == (1, 2)


def test_a_folder_made_anew_while_it_is_read_ends_the_pass(inbox, server, open_source):
    inbox.add(message("a"))
    source = open_source()
    [summary] = source.fetch(Cursor()).summaries
    inbox.rebuild()
    server.hang_up_on, server.hang_ups = "BODY.PEEK[])", 1
    with pytest.raises(SourceError, match="courrier: the mail server gives no lasting numbers"):
        source.read(summary.id)


def test_a_message_that_went_away_meanwhile_is_an_item_error(inbox, open_source):
    inbox.add(message("a"))
    source = open_source()
    [summary] = source.fetch(Cursor()).summaries
    inbox.messages.clear()
    with pytest.raises(ItemError, match=r"courrier: 2024-03-12-.*: went away while it was read"):
        source.read(summary.id)


def test_a_message_that_is_too_big_is_not_even_fetched(inbox, run, server, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 500)
    inbox.add(message("a", text="mot " * 500))
    [trouble] = run().troubles
    assert "is bigger than" in trouble.reason
    assert server.asked("BODY.PEEK[])") == []


def test_a_message_that_cannot_be_read_is_put_in_quarantine_and_not_fetched_again(inbox, run, server):
    inbox.add(b"Message-ID: <a@x.example>\r\nSubject: Vide\r\n\r\n")
    [trouble] = run().troubles
    assert trouble.reason.startswith("courrier: vide-")
    assert "is a message without text" in trouble.reason
    run()
    assert server.asked("UID FETCH") == []


def test_a_server_that_cannot_be_reached_is_a_source_error(open_source):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match=r"courrier: 127\.0\.0\.1: Connection refused"):
        open_source(port=port).fetch(Cursor())


def test_a_server_that_does_not_answer_is_a_source_error(server, open_source):
    server.deaf = True
    with pytest.raises(SourceError, match=r"courrier: .*timed out"):
        open_source(timeout=0.2).fetch(Cursor())


def test_another_server_is_a_source_error(open_source):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SourceError, match=r"courrier: .*timed out"):
        open_source(port=silent.getsockname()[1], timeout=0.2).fetch(Cursor())


def test_an_item_that_does_not_exist_is_an_item_error(inbox, open_source):
    inbox.add(message("a"))
    with pytest.raises(ItemError, match="courrier: absent: not in the folder"):
        open_source().read("courrier/absent")


def test_the_account_does_not_show_its_password():
    account = ImapAccount(host="x", port=993, username="u", password="secret", folder="INBOX", tls=True)
    assert "secret" not in f"{account!r} {account}"
