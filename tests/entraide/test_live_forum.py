"""A live forum through all commands: mirrored, searched, served, told of changes, and forgotten."""

import json

import pytest
import requests
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from live_forum import LiveProject, Served, wait_until


def make_forum():
    forum = Forum()
    finances = forum.create_category("Finances")
    for name, shown in (("jeanne_m", "Jeanne, Valmorel"), ("paul_b", "Paul B."), ("claire_s", "Claire")):
        forum.create_user(name, shown)
    for number in range(12):
        topic = forum.create_topic(
            "jeanne_m", f"Rejet du flux PES numéro {number}", finances, f"<p>Le bordereau {number} bloque.</p>"
        )
        forum.reply(topic, "paul_b", "<p>Bonjour @jeanne_m, joignez-moi : paul@exemple.org.</p>", reply_to=1)
    return forum


@pytest.fixture
def fake():
    with FakeDiscourse(make_forum()) as fake:
        yield fake


@pytest.fixture
def project(tmp_path, fake):
    return LiveProject(tmp_path / "project", fake, categories="finances")


def test_a_forum_is_mirrored_indexed_and_built_under_pseudonyms(project):
    for command in ("sync", "index", "build"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr
    answer = json.loads(project.run("search", "bordereau", "--kind", "forum", "--json").stdout)
    assert answer["total"] == 12
    page = next((project.path / "site" / "forum").glob("1*/index.html")).read_text(encoding="utf-8")
    assert "Répondre sur le forum" in page
    everything = project.text_on_disk()
    for private in (b"jeanne_m", b"Jeanne, Valmorel", b"paul@exemple.org", b"paul_b"):
        assert private not in everything


def test_a_notice_is_searchable_and_visible_soon_and_a_deletion_gone(project, fake):
    served = Served(project)
    try:
        wait_until(lambda: served.found("bordereau") == 12)
        topic = max(fake.forum.topics)
        post = fake.forum.reply(topic, "claire_s", "<p>Le code motrarissime débloque tout.</p>")
        assert served.notice(topic).status_code == 202
        # The promise is two seconds on a machine that does nothing else.
        wait_until(lambda: "motrarissime" in served.page(topic).text and served.found("motrarissime"), seconds=10)
        fake.forum.delete_post(post)
        assert served.notice(topic, event="post_destroyed", event_id="2").status_code == 202
        wait_until(lambda: "motrarissime" not in served.page(topic).text and not served.found("motrarissime"), seconds=10)
    finally:
        assert served.stop() == 0


def test_a_notice_is_refused_unsigned_foreign_or_too_big_and_counts_once(project, fake):
    served = Served(project)
    try:
        wait_until(lambda: served.found("bordereau") == 12)
        assert served.notice(1, **{"X-Discourse-Event-Signature": "sha256=0"}).status_code == 403
        assert served.notice(1, **{"X-Discourse-Instance": "https://autre.exemple.org"}).status_code == 403
        big = requests.post(f"{served.address}/hooks/discourse", data=b" " * 1_048_577, timeout=10)
        assert big.status_code == 413
        asked = len(fake.requests)
        assert [served.notice(1, event_id="9").status_code for _ in range(5)] == [202] * 5
        wait_until(lambda: "GET /t/1.json" in fake.requests[asked:])
        assert fake.requests[asked:].count("GET /t/1.json") == 1
    finally:
        served.stop()


def test_a_member_who_is_forgotten_is_nowhere_any_more_and_does_not_come_back(project, fake):
    fake.forum.reply(1, "claire_s", '<p>Selon <a class="mention" href="/u/paul_b">@paul_b</a>, il faut motunique.</p>')
    for command in ("sync", "index", "build"):
        assert project.run(command).returncode == 0
    asked = len(fake.requests)
    done = project.run("forget", "claire_s")
    assert done.returncode == 0, done.stderr
    assert len(fake.requests) == asked
    assert b"motunique" not in project.text_on_disk()
    assert (project.path / "opt-out.txt").read_text(encoding="utf-8") == "claire_s\n"
    for command in (["sync", "--full"], ["index"], ["build"]):
        assert project.run(*command).returncode == 0
    assert b"motunique" not in project.text_on_disk()


def test_pseudonyms_without_a_secret_are_refused(project, fake):
    project.secrets["ENTRAIDE_PSEUDONYM_SECRET"] = ""
    done = project.run("sync")
    assert (done.returncode, fake.requests) == (2, [])
    assert "ENTRAIDE_PSEUDONYM_SECRET" in done.stderr


@pytest.mark.parametrize(
    ("switch", "code", "words"),
    [
        ("maintenance", 1, "web page"),
        ("login_wall", 77, "needs a key"),
        ("login_redirect", 77, "needs a key"),
    ],
)
def test_a_forum_that_cannot_be_read_is_one_clear_line_an_exit_code_and_nothing_lost(project, fake, switch, code, words):
    assert project.run("sync").returncode == 0
    setattr(fake.switches, switch, True)
    done = project.run("sync", "--full")
    troubles = [line for line in done.stderr.splitlines() if words in line]
    assert (done.returncode, len(troubles)) == (code, 1)
    assert troubles[0].startswith("forum: ")
    assert "12 unchanged" in done.stdout
    setattr(fake.switches, switch, False)
    assert project.run("sync", "--full").returncode == 0


def test_a_staff_key_is_refused_before_anything_is_read(project, fake):
    project.secrets |= {"ENTRAIDE_FORUM_API_KEY": "cle-equipe", "ENTRAIDE_FORUM_API_USERNAME": "admin_forum"}
    done = project.run("sync")
    assert done.returncode == 77
    assert "administrator or moderator" in done.stderr
    assert [line for line in fake.requests if "session" not in line] == []
    assert "cle-equipe" not in done.stderr + done.stdout


def test_one_topic_can_be_read_alone(project, fake):
    project.run("sync")
    fake.forum.edit_post(1, "<p>Corrigé.</p>")
    asked = len(fake.requests)
    done = project.run("sync", "--topic", "1")
    assert done.returncode == 0
    assert fake.requests[asked:] == ["GET /t/1.json"]
