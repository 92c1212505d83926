"""Saved fiches in a real repository with a real remote: committed at once, sent when that is possible, never lost."""

import os
import subprocess
import threading
import time

import pytest

from entraide.editor import Forge

AUTHOR = "Élise <élue> de l’équipe"


def git(folder, *arguments):
    names = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@exemple.fr",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@exemple.fr",
    }
    command = ["git", "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, cwd=folder, env=os.environ | names, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def remote(tmp_path):
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(tmp_path, "clone", "--quiet", "remote.git", "ailleurs")
    change(tmp_path / "ailleurs", "faq/a.md", "un\n")
    git(tmp_path / "ailleurs", "push", "--quiet", "--set-upstream", "origin", "HEAD:main")
    return tmp_path / "remote.git"


@pytest.fixture
def elsewhere(remote):
    return remote.parent / "ailleurs"


@pytest.fixture
def here(remote):
    git(remote.parent, "clone", "--quiet", "remote.git", "ici")
    return remote.parent / "ici"


def change(tree, name, text):
    file = tree / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    git(tree, "add", name)
    git(tree, "commit", "--quiet", "--message", f"change {name}")


def forge_of(tree):
    return Forge(tree / "faq", name="Entraide", address="entraide@exemple.fr", environ=os.environ)


def write(forge, tree, name, text="deux\n", message="Fiche modifiée : « Été »"):
    (tree / name).write_text(text, encoding="utf-8")
    forge.saved([tree / name], message, AUTHOR)


def log(tree, branch="main"):
    return git(tree, "log", "--format=%an|%ae|%cn|%s", "--name-only", branch).split("\n")


def test_a_save_is_one_commit_of_its_files_under_the_name_of_its_author(here, remote):
    forge = forge_of(here)
    (here / "autre.txt").write_text("à part", encoding="utf-8")
    git(here, "add", "autre.txt")
    write(forge, here, "faq/b.md")
    write(forge, here, "faq/b.md")
    assert (forge.send(), forge.trouble) == ("", "")
    assert log(remote)[:3] == ["Élise élue de l’équipe|entraide@exemple.fr|Entraide|Fiche modifiée : « Été »", "", "faq/b.md"]
    assert git(here, "status", "--porcelain") == "A  autre.txt"


def test_what_others_sent_comes_first(here, elsewhere, remote):
    change(elsewhere, "faq/c.md", "trois\n")
    git(elsewhere, "push", "--quiet", "origin", "HEAD:main")
    forge = forge_of(here)
    write(forge, here, "faq/a.md")
    assert forge.send() == ""
    assert (here / "faq/c.md").exists()
    assert [line for line in log(remote) if line.endswith(".md") and "|" not in line] == ["faq/a.md", "faq/c.md", "faq/a.md"]


def test_two_versions_that_do_not_fit_are_both_kept(here, elsewhere, remote):
    change(elsewhere, "faq/a.md", "autrement\n")
    git(elsewhere, "push", "--quiet", "origin", "HEAD:main")
    forge = forge_of(here)
    write(forge, here, "faq/a.md")
    assert forge.send() == "conflict"
    assert (here / "faq/a.md").read_text(encoding="utf-8") == "deux\n"
    assert git(here, "status", "--porcelain") == ""
    assert git(here, "rev-list", "--count", "@{upstream}..HEAD") == "1"
    assert git(remote, "show", "main:faq/a.md") == "autrement"


def test_a_file_that_was_changed_by_hand_is_not_touched(here, elsewhere):
    change(elsewhere, "faq/c.md", "trois\n")
    git(elsewhere, "push", "--quiet", "origin", "HEAD:main")
    (here / "faq/a.md").write_text("à la main\n", encoding="utf-8")
    forge = forge_of(here)
    write(forge, here, "faq/b.md")
    assert forge.send() == "busy"
    assert (here / "faq/a.md").read_text(encoding="utf-8") == "à la main\n"


def test_what_cannot_be_sent_is_said_and_sent_later_and_what_cannot_be_committed_too(here, remote):
    forge = forge_of(here)
    (here / ".git/index.lock").touch()
    write(forge, here, "faq/b.md")
    assert (forge.trouble, forge.send()) == ("commit", "commit")
    (here / ".git/index.lock").unlink()
    hidden = remote.rename(remote.with_name("parti.git"))
    assert forge.send() == "network"
    hidden.rename(remote)
    assert forge.send() == ""
    (remote / "hooks").mkdir(exist_ok=True)
    (remote / "hooks/pre-receive").write_text("#!/bin/sh\nexit 1\n")
    (remote / "hooks/pre-receive").chmod(0o755)
    write(forge, here, "faq/b.md", "quatre\n")
    assert forge.send() == "refused"


def test_without_a_repository_or_a_branch_to_follow_that_is_said(tmp_path, here):
    (tmp_path / "nu/faq").mkdir(parents=True)
    environ = os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
    forge = Forge(tmp_path / "nu/faq", name="Entraide", address="e@exemple.fr", environ=environ)
    write(forge, tmp_path / "nu", "faq/a.md")
    assert forge.send() == "no-repository"
    git(here, "branch", "--unset-upstream")
    assert forge_of(here).send() == "no-upstream"


def test_the_thread_sends_a_save_by_itself_and_ends_when_it_is_told_to(here, remote):
    forge, stop = forge_of(here), threading.Event()
    thread = threading.Thread(target=forge.run, args=(stop,))
    thread.start()
    write(forge, here, "faq/b.md")
    for _ in range(200):
        if "faq/b.md" in log(remote):
            break
        time.sleep(0.05)
    stop.set()
    thread.join(timeout=10)
    assert "faq/b.md" in log(remote)
    assert not thread.is_alive()
