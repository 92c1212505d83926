"""The session with GLPI's legacy API, over real HTTP against a synthetic one."""

import io
from dataclasses import replace

import msgspec
import pytest
from fakes.answers import HTML, Answer
from fakes.glpi import FakeGlpi, Fault, error

from entraide.errors import ConfigError, GlpiAccessError, GlpiAwayError, GlpiError
from entraide.glpi import Connection, LegacyGlpi, LegacyKey


class Row(msgspec.Struct):
    id: int
    name: str = ""


KEY = LegacyKey(user_token="jeton-utilisateur", app_token="jeton-application")


@pytest.fixture
def glpi():
    with FakeGlpi(app_token="jeton-application") as fake:
        yield fake


@pytest.fixture
def opened(glpi):
    with Connection(glpi.url, agent="Entraide/test", rest=0) as connection, LegacyGlpi(connection, KEY) as session:
        yield session


def test_a_session_is_ended_whatever_happens(glpi):
    with pytest.raises(ZeroDivisionError), Connection(glpi.url, agent="x") as connection, LegacyGlpi(connection, KEY):
        raise ZeroDivisionError
    assert (glpi.opened, glpi.sessions) == (1, set())


@pytest.mark.parametrize("number", [0, 1, 100, 250])
def test_all_rows_come_page_by_page(glpi, opened, number):
    for place in range(number):
        glpi.put("KnowbaseItem", name=f"Article {place}")
    for glpi.most_rows in (990, 30):
        assert [row.id for row in opened.rows("KnowbaseItem", Row)] == list(range(1, number + 1))


def test_a_ticket_and_its_file_are_added_and_joined(glpi, opened):
    ticket = opened.add("Ticket", {"name": "Écran noir", "content": "…", "type": 1})
    document = opened.upload("capture écran.png", io.BytesIO(b"\x89PNG\0\r\n"), "image/png", title="Demande 12")
    opened.add("Document_Item", {"documents_id": document, "itemtype": "Ticket", "items_id": ticket})
    assert glpi.rows("Ticket") == [{"name": "Écran noir", "content": "…", "type": 1, "id": ticket}]
    assert glpi.rows("Document")[0]["filename"] == "capture écran.png"
    assert glpi.rows("Document_Item")[0]["items_id"] == ticket
    assert opened.download(document, limit=100) == b"\x89PNG\0\r\n"


def test_what_reads_is_tried_again_and_what_writes_is_not(glpi, opened):
    glpi.put("KnowbaseItem", name="Un")
    glpi.faults = [Fault(on="GET", answer=Answer(503)), Fault(on="GET"), Fault(on="POST")]
    assert opened.get("KnowbaseItem/1", Row).name == "Un"
    with pytest.raises(GlpiAwayError):
        opened.add("Ticket", {"name": "Un"})
    assert [visit.line for visit in glpi.seen if visit.method == "POST"] == ["POST /apirest.php/Ticket"]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error(401, "ERROR_SESSION_TOKEN_INVALID", "jeton-application refusé"), GlpiAccessError, "ERROR_SESSION_TOKEN_INVALID"),
        (error(400, "ERROR_GLPI_ADD"), GlpiError, "ERROR_GLPI_ADD"),
        (Answer(500), GlpiAwayError, ""),
        (Answer(200, b"<!DOCTYPE html><title>Maintenance</title>", HTML), GlpiAwayError, ""),
        (Answer(200, b'{"id": "'), GlpiError, ""),
        (Answer(302, headers={"Location": "https://ailleurs.example/"}), GlpiError, ""),
        (Answer(200, b'{"id": 1}', cut=3), GlpiAwayError, ""),
    ],
)
def test_an_error_says_what_kind_it_is_and_no_secret(glpi, opened, answer, kind, code):
    glpi.faults = [Fault(on="POST", answer=answer)]
    with pytest.raises(GlpiError) as raised:
        opened.add("Ticket", {"name": "Confidentiel"})
    assert (type(raised.value), raised.value.code) == (kind, code)
    assert not any(secret in str(raised.value) for secret in ("jeton", "session-1", "Confidentiel"))


def test_a_wrong_token_is_an_error_of_access_that_does_not_tell_it(glpi):
    wrong = replace(KEY, user_token="mauvais-jeton")
    with Connection(glpi.url, agent="x") as connection, pytest.raises(GlpiAccessError) as raised:
        LegacyGlpi(connection, wrong).__enter__()
    assert "mauvais" not in str(raised.value) + repr(wrong)


@pytest.mark.parametrize(
    "address", ["http://glpi.example.fr", "ftp://glpi.example.fr", "https://", "https://a:b@glpi.example.fr"]
)
def test_an_address_that_would_give_a_token_away_is_refused(address):
    with pytest.raises(ConfigError):
        Connection(address, agent="x")
