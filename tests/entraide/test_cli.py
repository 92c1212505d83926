"""The commands as a technician or a script runs them, on the real content."""

import json
import re
import shutil
import signal
import socket
import time
from pathlib import Path

import click
import pytest
import requests
from click.testing import CliRunner
from projects import Project, SmallProject

from entraide.cli import main

CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}
LEAVES = [
    [name, *inner]
    for name, command in COMMANDS.items()
    for inner in ([[one] for one in command.commands] if isinstance(command, click.Group) else [[]])
]


def finish(project, start=None):
    """The project once it was synced, indexed and built."""
    for command in ("sync", "index", "build"):
        done = project.run(command, start=start)
        assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The real content, by the script that people type."""
    project = Project(tmp_path_factory.mktemp("cli") / "project")
    return finish(project, project.script)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A little of each kind of content, for what takes several commands."""
    return finish(SmallProject(tmp_path_factory.mktemp("cli") / "small"))


@pytest.mark.parametrize("words", [[], *LEAVES], ids=" ".join)
def test_each_command_has_help(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert words == [] or "--config" in result.output


def test_lint_says_that_the_real_content_has_no_problem_but_its_age(finished):
    done = finished.run("lint", "--json", start=finished.script)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["fixed"]) == (0, {})
    assert {problem["rule"] for problem in answer["problems"]} <= {"revision-depassee"}
    assert answer["fiches"] >= 40


def test_sync_reads_everything_once_and_nothing_the_second_time(finished):
    reports = json.loads(finished.run("sync", "--json").stdout)
    assert reports.keys() == {"forum", "lettres", "clubs"}
    assert [(report["read"], report["removed"], report["troubles"]) for report in reports.values()] == [(0, 0, [])] * 3
    assert reports["forum"]["unchanged"] >= 25


def test_index_writes_nothing_the_second_time(finished):
    answer = json.loads(finished.run("index", "--json").stdout)
    assert (answer["written"], answer["deleted"]) == (0, 0)
    assert answer["total"] >= 40 + 25 + 12


@pytest.mark.parametrize(
    ("text", "kind"), [("taux cotisation apprentis", "fiche"), ("dsn", "forum"), ("lettre", "newsletter"), ("club", "club")]
)
def test_search_finds_each_kind(finished, text, kind):
    answer = json.loads(finished.run("search", text, "--kind", kind, "--limit", "3", "--json").stdout)
    assert 0 < len(answer["hits"]) <= 3
    assert {hit["kind"] for hit in answer["hits"]} == {kind}


def test_search_prints_title_place_and_excerpt_for_people(finished):
    done = finished.run("search", "parme", "cotisation", "apprentis", start=finished.script)
    assert done.returncode == 0
    assert "apprentis" in done.stdout.split("\n")[0]
    assert "Logiciel > Ressources Humaines > Gestion de la Paie > Cosoluce - Parme" in done.stdout


def test_a_wrong_configuration_ends_with_code_2_and_its_place(project):
    (project.path / "entraide.yml").write_text("siite: {}\n", encoding="utf-8")
    done = project.run("lint", start=project.script)
    assert done.returncode == 2
    assert "entraide.yml" in done.stderr
    assert "siite" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_without_an_index_says_how_to_make_one_and_writes_nothing(project):
    done = project.run("search", "parme")
    assert done.returncode == 1
    assert "`entraide index` makes it anew" in done.stderr
    assert not (project.path / "var").exists()


def test_an_unknown_engine_ends_with_code_2(project):
    file = project.path / "entraide.yml"
    file.write_text(file.read_text().replace("whoosh:", "elastic:"), encoding="utf-8")
    done = project.run("index")
    assert done.returncode == 2
    assert "elastic:" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(project):
    (project.path / "var").write_text("un fichier", encoding="utf-8")
    done = project.run("sync")
    assert done.returncode == 1
    assert "var: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_configuration_file_serves_without_the_usual_one(project):
    (project.path / "entraide.yml").rename(project.path / "autre.yml")
    assert project.run("build", "--config", "autre.yml").returncode == 0


def test_two_pages_at_one_address_stop_the_build(tmp_path):
    project = SmallProject(tmp_path / "project")
    file = project.path / "entraide.yml"
    file.write_text(file.read_text().replace("name: lettres", "name: aide"), encoding="utf-8")
    assert project.run("sync").returncode == 0
    done = project.run("build")
    assert done.returncode == 1
    assert "/aide/: two pages have this address" in done.stderr
    assert not (project.path / "site").exists()


def test_a_build_that_keeps_going_leaves_out_what_is_wrong_and_says_so(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    faq = project.path / "faq/logiciel/paie"
    for name, text in {"fiche-1": "\nVoir [cette fiche](fiche-2.md#solution).\n", "fiche-2": "\n[Rien](absente.md)\n"}.items():
        with (faq / f"{name}.md").open("a", encoding="utf-8") as file:
            file.write(text)
    assert project.run("build").returncode == 1
    done = project.run("build", "--keep-going")
    assert done.returncode == 1
    assert "faq/logiciel/paie/fiche-2.md" in done.stderr
    assert "1 fiches left out" in done.stderr
    pages = project.path / "site/faq/logiciel/paie"
    assert not (pages / "fiche-2").exists()
    assert "Voir cette fiche." in (pages / "fiche-1/index.html").read_text(encoding="utf-8")
    assert "faq/logiciel/paie/fiche-2.md" in (project.path / "site/etat/index.html").read_text(encoding="utf-8")
    (project.path / "faq/themes.yml").write_text("- dsn\n", encoding="utf-8")
    assert "themes.yml" in project.run("build", "--keep-going").stderr


def test_a_thread_is_promoted_to_a_draft_and_one_that_is_not_there_is_not(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    number = min(file.stem for file in (project.path / "examples/forum/t").glob("*.json"))
    done = project.run("promote", f"forum/{number}", "--category", "Matériel")
    assert done.returncode == 0, done.stderr
    draft = Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert f"topic_id: {number}\n" in draft
    assert "statut: brouillon\n" in draft
    assert project.run("lint").returncode == 0
    absent = project.run("promote", "forum/999999", "--category", "Matériel")
    assert (absent.returncode, "n’est pas une discussion" in absent.stderr) == (2, True)


def test_a_source_of_another_kind_is_read_again_and_keeps_its_pages(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    file = project.path / "entraide.yml"
    file.write_text(file.read_text().replace("kind: newsletter", "kind: news"), encoding="utf-8")
    for command in ("sync", "index", "build"):
        assert project.run(command).returncode == 0
    assert len(list((project.path / "site" / "lettres").glob("*/index.html"))) == 2
    assert json.loads(project.run("search", "lettre", "--kind", "news", "--json").stdout)["hits"]


def test_a_signal_during_the_first_build_ends_serve_in_good_order(project):
    process = project.script("serve", "--port", "0")
    while not (project.path / "var" / "writer.lock").exists():
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=40)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def test_a_broken_fiche_stops_the_build_with_file_and_line_and_the_last_site_stays(finished, tmp_path):
    project = finished.copy(tmp_path / "copy")
    before = (project.path / "site").resolve()
    fiche = project.path / "faq" / "materiel" / "casse.md"
    fiche.write_text("---\ntitre: Cassée\ntype: symptome\n---\n", encoding="utf-8")
    done = project.run("build")
    assert done.returncode == 1
    assert "faq/materiel/casse.md:2: [cle-manquante]" in done.stderr
    assert (project.path / "site").resolve() == before
    assert (before / "index.html").is_file()


def test_a_broken_thread_and_a_broken_document_are_skipped_reported_and_counted(finished, tmp_path):
    project = finished.copy(tmp_path / "copy")
    examples = project.path / "examples"
    examples.unlink()
    shutil.copytree(finished.path / "examples", examples)
    (examples / "forum" / "t" / "999999.json").write_text('{"id": 999999, "post_stream"', encoding="utf-8")
    (examples / "newsletters" / "cassee.pdf").write_bytes(b"%PDF-1.7\nrien")
    done = project.run("sync", "--json")
    troubles = {name: len(report["troubles"]) for name, report in json.loads(done.stdout).items()}
    assert done.returncode == 1
    assert troubles == {"forum": 1, "lettres": 1, "clubs": 0}
    assert "999999" in done.stderr
    assert "cassee" in done.stderr


def test_a_second_writer_is_told_to_try_later(finished, tmp_path):
    from filelock import FileLock

    project = finished.copy(tmp_path / "copy")
    with FileLock(project.path / "var" / "writer.lock"):
        done = project.run("sync")
    assert done.returncode == 75
    assert "another `entraide` process" in done.stderr


def test_a_busy_port_is_said_at_once(project):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = project.run("serve", "--port", port)
    assert done.returncode == 75
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


def test_serve_shows_a_changed_fiche_without_a_restart_and_keeps_the_site_when_one_breaks(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    process = project.start("serve", "--port", "0")
    try:
        line = next(line for line in process.stderr if "ready at" in line)
        address = re.search(r"http://\S+?(?=/ )", line)[0]
        fiche = project.path / "faq/logiciel/paie/apprentis.md"
        good = fiche.read_text(encoding="utf-8")
        fiche.write_text(good.replace("titre: Parme", "titre: Parme zigzag"), encoding="utf-8")
        wait_for(lambda: requests.get(address + "/api/search?q=zigzag", timeout=10).json()["total"] == 1)
        fiche.write_text(good.replace("type: symptome", "type: zut"), encoding="utf-8")
        line = next(line for line in process.stderr if "last good one" in line)
        assert requests.get(address + "/api/search?q=zigzag", timeout=10).json()["total"] == 1
        shutil.rmtree(project.path / "var")
        fiche.write_text(good, encoding="utf-8")
        wait_for(lambda: requests.get(address + "/api/search?q=parme", timeout=10).ok and requests.get(address, timeout=10).ok)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
    assert process.returncode == 0


def wait_for(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


@pytest.mark.parametrize("pattern", ["*", "*.seg"])
def test_a_damaged_index_is_made_anew(small, tmp_path, pattern):
    project = small.copy(tmp_path / "copy")
    before = project.run("search", "parme", "--json").stdout
    for file in (project.path / "var" / "index").glob(pattern):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    searched = project.run("search", "parme")
    assert searched.returncode == 1
    assert "`entraide index` makes it anew" in searched.stderr
    assert project.run("index").returncode == 0
    assert project.run("search", "parme", "--json").stdout == before


def test_a_lost_index_is_filled_again(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    before = project.run("search", "parme", "--json").stdout
    shutil.rmtree(project.path / "var" / "index")
    assert project.run("index").returncode == 0
    assert project.run("search", "parme", "--json").stdout == before


def test_a_damaged_mirror_is_made_anew(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    for file in (project.path / "var").glob("mirror.db*"):
        file.write_bytes(b"rien qui vaille" * 100)
    reports = json.loads(project.run("sync", "--json").stdout)
    assert reports["forum"]["read"] == 12
    assert json.loads(project.run("index", "--json").stdout)["written"] == 0


def test_a_folder_in_the_place_of_the_site_is_not_thrown_away(project):
    (project.path / "entraide.yml").write_text("paths: {site: faq}\n", encoding="utf-8")
    done = project.run("build")
    assert done.returncode == 1
    assert "holds something that is no built site" in done.stderr
    assert len(list((project.path / "faq").rglob("*.md"))) >= 40


def test_a_fiche_that_no_page_can_be_made_of_is_an_error_and_no_traceback(tmp_path):
    deep = "".join(f"{' ' * 4 * depth}- a\n" for depth in range(400))
    project = SmallProject(tmp_path / "project")
    fiche = project.path / "faq" / "logiciel" / "profond.md"
    head = "titre: Profonde\ntype: actualite\nstatut: publiee\nrevision_mois: 12\nresume: Une liste.\nthemes: [dsn]\n"
    fiche.write_text(f"---\n{head}---\n{deep}", encoding="utf-8")
    done = project.run("build")
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


def test_serve_follows_a_faq_that_was_replaced_as_a_whole(small, tmp_path):
    project = small.copy(tmp_path / "copy")
    process = project.start("serve", "--port", "0")
    try:
        line = next(line for line in process.stderr if "ready at" in line)
        address = re.search(r"http://\S+?(?=/ )", line)[0]
        (project.path / "faq").rename(project.path / "ancienne")
        shutil.copytree(project.path / "ancienne", project.path / "faq")
        time.sleep(8)
        fiche = project.path / "faq/logiciel/paie/apprentis.md"
        fiche.write_text(fiche.read_text(encoding="utf-8").replace("## Symptôme", "## Symptôme\n\nZigzag."), encoding="utf-8")
        wait_for(lambda: requests.get(address + "/api/search?q=zigzag", timeout=10).json()["total"] == 1)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
