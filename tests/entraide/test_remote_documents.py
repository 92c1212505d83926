"""A mail folder, a feed and a web page through all commands, and while the site is served."""

import json
import re
import signal

import pytest
import requests
from fakes.imap import ImapServer
from fakes.web import FakeWeb
from live_forum import wait_until
from projects import SmallProject

MAIL = (
    b"From: Service <lettres@exemple.org>\r\nTo: mairies@exemple.org\r\nSubject: La lettre du printemps\r\n"
    b"Date: Tue, 12 Mar 2024 09:00:00 +0100\r\nMessage-ID: <1@exemple.org>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nLe parapheur change de version.\r\n"
)
FEED = (
    "<rss version='2.0'><channel>"
    "<item><guid isPermaLink='false'>{0}</guid><title>Alerte {0}</title><link>https://exemple.org/{0}</link>"
    "<pubDate>12 mars 2024</pubDate><description>Un faux message circule : {0}.</description></item></channel></rss>"
)
PAGE = "<!doctype html><title>Aide</title><nav>Menu</nav><main><h1>Calendrier</h1><p>La bascule se fait en janvier.</p></main>"
CONFIGURATION = """\
sources:
  - {{name: courrier, type: imap, kind: newsletter, label: Courrier, host: 127.0.0.1, port: {port}, username: lettre,
     tls: false, every: 1s}}
  - {{name: breves, type: feed, kind: news, label: Brèves, url: "{url}/flux", every: 1s}}
  - {{name: pages, type: page, kind: news, label: Pages, urls: ["{url}/page"], every: 1s}}
paths: {{faq: faq}}
"""


class RemoteProject(SmallProject):
    def __init__(self, path, imap, web):
        super().__init__(path)
        self.secrets = {"ENTRAIDE_COURRIER_PASSWORD": "secret-d-essai"}
        configuration = CONFIGURATION.format(port=imap.port, url=web.url)
        (path / "entraide.yml").write_text(configuration, encoding="utf-8")


@pytest.fixture
def imap():
    with ImapServer() as server:
        server.folders["INBOX"].add(MAIL)
        yield server


@pytest.fixture
def web():
    with FakeWeb() as web:
        web.put("/flux", FEED.format("rançon"), headers={"ETag": '"1"'})
        web.put("/page", PAGE, headers={"ETag": '"1"'})
        yield web


@pytest.fixture
def project(tmp_path, imap, web):
    return RemoteProject(tmp_path / "project", imap, web)


def reports(project):
    done = project.run("sync", "--json")
    return {
        name: (report["read"], report["removed"], len(report["troubles"])) for name, report in json.loads(done.stdout).items()
    }


def test_documents_of_other_machines_are_mirrored_searched_and_shown(project, imap, web):
    assert reports(project) == {"courrier": (1, 0, 0), "breves": (1, 0, 0), "pages": (1, 0, 0)}
    sent, asked = web.sent, len(imap.commands)
    assert reports(project) == {"courrier": (0, 0, 0), "breves": (0, 0, 0), "pages": (0, 0, 0)}
    assert web.sent == sent
    assert not any("FETCH" in str(command) for command in imap.commands[asked:])
    assert imap.folders["INBOX"].seen == set()
    for command in ("index", "build"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr
    for words, kind in (("parapheur", "newsletter"), ("rançon", "news"), ("bascule", "news")):
        answer = json.loads(project.run("search", words, "--json").stdout)
        assert [hit["kind"] for hit in answer["hits"]] == [kind]
        page = project.path / "site" / answer["hits"][0]["url"].strip("/") / "index.html"
        assert words in page.read_text(encoding="utf-8")


def test_a_source_that_fails_is_named_and_the_others_go_on(project, web):
    del web.answers["/flux"]
    done = project.run("sync")
    assert done.returncode == 1
    assert re.search(r"^breves: .*404", done.stderr, re.MULTILINE)
    assert "courrier: 1 read" in done.stdout


def test_a_password_that_is_missing_or_refused_has_its_exit_code_and_is_never_shown(project):
    project.secrets = {"ENTRAIDE_COURRIER_PASSWORD": ""}
    done = project.run("sync")
    assert (done.returncode, done.stderr.count("ENTRAIDE_COURRIER_PASSWORD")) == (2, 1)
    project.secrets = {"ENTRAIDE_COURRIER_PASSWORD": "mauvais-secret"}
    done = project.run("sync")
    assert done.returncode == 77
    assert "courrier: the mail server refuses the account" in done.stderr
    assert "mauvais-secret" not in done.stdout + done.stderr


def test_a_password_does_not_cross_the_network_in_clear(project):
    file = project.path / "entraide.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("127.0.0.1, port", "mail.exemple.org, port"), encoding="utf-8")
    done = project.run("sync")
    assert (done.returncode, "unencrypted" in done.stderr) == (2, True)


def test_what_arrives_while_the_site_is_served_is_shown_and_found(project, web):
    process = project.start("serve", "--port", "0")
    try:
        address = next(found[1] for line in process.stderr if (found := re.search(r"(http://127\.0\.0\.1:\d+)/", line)))

        def found(words):
            return requests.get(f"{address}/api/search", params={"q": words}, timeout=10).json()["total"]

        wait_until(lambda: found("rançon") == 1, 60)
        web.put("/flux", FEED.format("hameçonnage"), headers={"ETag": '"2"'})
        wait_until(lambda: found("hameçonnage") == 1, 60)
        assert found("rançon") == 1
        assert "hameçonnage" in requests.get(f"{address}/breves/", timeout=10).text
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
    assert process.returncode == 0
