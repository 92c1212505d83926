"""`entraide requests`, and where the configuration lets requests go."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes.glpi import FakeGlpi
from fakes.smtp import MailServer
from outbox_fakes import file_of, outbox_of, request_of

from entraide.cli import main
from entraide.cli.base import WORLD
from entraide.config import read_settings
from entraide.delivering import make_worker
from entraide.errors import ConfigError

README = Path(__file__).parent.parent.parent / "README.md"


def write(folder, text):
    (folder / "entraide.yml").write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with an outbox of two requests, as the current one."""
    write(tmp_path, "{}")
    monkeypatch.chdir(tmp_path)
    outbox = outbox_of(tmp_path, lambda: datetime(2026, 11, 26, 13, 5, tzinfo=UTC))
    outbox.accept(request_of("a", [file_of(tmp_path / "in", "accord.png", is_attestation=True)]))
    outbox.accept(request_of("b", title="Écran noir"))
    outbox.close()
    return tmp_path


def entraide(*arguments):
    result = CliRunner().invoke(main, ["requests", *arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("place")
def test_the_list_says_where_each_request_stands():
    code, output, errors = entraide("list")
    assert (code, errors) == (0, "2 requests, 2 not delivered\n")
    assert output.splitlines()[1] == "2026-00002  en attente            26/11/2026 à 14\u00a0h\u00a005  Écran noir"
    assert [one["state"] for one in json.loads(entraide("list", "--json")[1])["requests"]] == ["waiting", "waiting"]


@pytest.mark.usefixtures("place")
def test_one_is_shown_whole_with_the_places_of_its_files():
    _, output, _ = entraide("show", "2026-00001")
    assert "Demandeur\u00a0: Camille Exemple, Mairie d’Exemple" in output
    assert "Quels sont les symptômes ?\nUn message :\n« Erreur <12> & fin »" in output
    assert Path(re.search(r"accord\.png \(1\u00a0Kio\), attestation signée\n  (.*)", output)[1]).read_bytes() == b"une image"
    [file] = json.loads(entraide("show", "2026-00001", "--json")[1])["files"]
    assert Path(file["file"]).parent.name == "attestations"
    assert entraide("show", "2026-00009") == (1, "", "2026-00009: no such request\n")


def test_a_request_that_is_not_delivered_is_erased_only_when_it_is_named(place):
    assert entraide("purge")[2] == "0 requests erased\nnot delivered, and so kept: 2026-00001, 2026-00002\n"
    assert entraide("purge", "2026-00001")[0] == 0
    assert [one["number"] for one in json.loads(entraide("list", "--json")[1])["requests"]] == ["2026-00002"]
    assert [file for file in (place / "var" / "requests").rglob("*") if len(file.name) == 64] == []


def test_another_try_delivers_what_waits_or_says_that_nothing_is_configured(place, monkeypatch):
    code, _, errors = entraide("retry")
    assert code == 2
    assert "neither `glpi` nor `smtp`" in errors
    monkeypatch.setenv("ENTRAIDE_GLPI_USER_TOKEN", "jeton-utilisateur")
    with FakeGlpi() as glpi, MailServer() as mail:
        smtp = f"{{host: localhost, port: {mail.port}, from: a@example.org, to: b@example.org, tls: false}}"
        write(place, f"requests: {{glpi: {{url: '{glpi.url}'}}, smtp: {smtp}}}")
        glpi.swallowed = (".png",)
        assert entraide("retry")[0] == 0
        assert len(glpi.rows("Ticket")) == 2
        assert len(mail.messages) == 1
        assert entraide("retry", "2026-00001")[0] == 0
        assert (len(glpi.rows("Ticket")), len(mail.messages)) == (2, 1)
    assert entraide("list", "--open")[2] == "0 requests, 0 not delivered\n"


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ("{smtp: {host: smtp.example.org, from: a@b.fr, to: c@d.fr, tls: false}}", "unencrypted"),
        ("{smtp: {host: smtp.example.org, from: 'a@b.fr\\r\\nBcc: x@y.fr', to: c@d.fr}}", r"requests\.smtp"),
        ("{smtp: {host: smtp.example.org, username: u, from: a@b.fr, to: c@d.fr}}", "ENTRAIDE_SMTP_PASSWORD"),
        ("{glpi: {url: 'https://glpi.example.org'}}", "ENTRAIDE_GLPI_USER_TOKEN"),
        ("{glpi: {url: 'http://glpi.example.org'}}", "ENTRAIDE_GLPI_USER_TOKEN|unencrypted"),
        ("{keep: toujours}", r"requests\.keep"),
        ("{mot_de_passe: x}", "mot_de_passe"),
    ],
)
def test_a_configuration_that_cannot_be_is_said_before_anything_is_sent(tmp_path, requests, reason):
    write(tmp_path, f"requests: {requests}")
    with pytest.raises(ConfigError, match=reason):
        make_worker(read_settings(tmp_path / "entraide.yml"), outbox_of(tmp_path, WORLD.clock), WORLD)


def test_the_requests_of_the_readme_are_valid_and_show_every_key(tmp_path):
    example = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[3]
    write(tmp_path, example)
    settings = read_settings(tmp_path / "entraide.yml").requests
    keys = {*settings.__struct_fields__, *settings.glpi.__struct_fields__, *settings.smtp.__struct_encode_fields__}
    assert keys == set(re.findall(r"(\w+): ", example)) - {"requests"}
