"""Killed at any moment and run again, each command ends as if nothing had happened."""

import hashlib
import os
import signal
import time

import pytest
from projects import SmallProject

COMMANDS = ("sync", "index", "build")
QUERIES = ("taux apprentis", "clubs utilisateurs", "télésauvegarde")


def tree_digest(folder):
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def state(project):
    """All that readers can see: the site's files, and what the search answers."""
    answers = [project.run("search", query, "--json").stdout for query in QUERIES]
    return tree_digest((project.path / "site").resolve()), answers


def kill_after(process, seconds):
    """Kill the process and all it started; False when it had ended by itself."""
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A finished project, the seconds each command took, and what readers see."""
    project = SmallProject(tmp_path_factory.mktemp("undisturbed") / "project")
    seconds = {}
    for command in COMMANDS:
        process, start = project.start(command), time.monotonic()
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        seconds[command] = time.monotonic() - start
    return project, seconds, state(project)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_killed_at_any_moment_and_run_again_gives_the_same_result(tmp_path, undisturbed, command):
    _, seconds, expected = undisturbed
    project = SmallProject(tmp_path / "project")
    for before in COMMANDS[: COMMANDS.index(command)]:
        assert project.run(before).returncode == 0
    killed = [kill_after(project.start(command), seconds[command] * fraction) for fraction in (0.25, 0.5, 0.7, 0.85, 0.95)]
    assert sum(killed) >= 2
    for after in COMMANDS[COMMANDS.index(command) :]:
        # Another Python, which goes through sets in another order.
        done = project.run(after, start=project.script)
        assert done.returncode == 0, done.stderr
    assert state(project) == expected


def test_a_build_killed_on_the_way_leaves_the_last_site_whole(undisturbed, tmp_path):
    finished, _, (site, _) = undisturbed
    project = finished.copy(tmp_path / "copy")
    fiche = next((project.path / "faq" / "logiciel").rglob("*.md"))
    fiche.write_text(fiche.read_text(encoding="utf-8").replace("\n## ", "\nEt encore.\n\n## "), encoding="utf-8")
    process, releases = project.start("build"), project.path / "var" / "releases"
    while process.poll() is None and len(list(releases.iterdir())) < 2:
        time.sleep(0.01)
    assert kill_after(process, 0)
    assert tree_digest((project.path / "site").resolve()) == site
