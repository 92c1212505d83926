"""The set-up scripts on machines that lack something: each case ends with a clear message, not a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON_FOR_ALL = shutil.which("python3", path="/usr/bin:/bin") or sys.executable
"""A Python that every user of the machine can run."""


@pytest.fixture
def checkout(tmp_path):
    """A copy of what the set-up needs, without anything installed."""
    for name in ("scripts", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def run(checkout, *arguments, python=(sys.executable,), user=None, **environment):
    command = [*python, str(checkout / "scripts" / "serve"), *arguments]
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(checkout), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=bare, user=user, check=False)


def test_an_old_python_is_told_which_version_is_needed(checkout):
    old = "import sys, runpy; sys.version_info = (3, 9, 2); sys.path.insert(0, sys.argv[1]); sys.argv[1:] = []; import serve"
    (checkout / "scripts" / "serve").rename(checkout / "scripts" / "serve.py")
    command = [sys.executable, "-c", old, str(checkout / "scripts")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_machine_without_uv_and_pip_is_told_what_to_install(checkout):
    done = run(checkout, python=(sys.executable, "-S", "-E", "-s"))
    assert done.returncode == 1
    assert "sudo apt install python3-pip" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to become another user")
def test_a_read_only_folder_is_named(checkout):
    for folder in (checkout, *checkout.parents[:3]):
        folder.chmod(0o755)
    try:
        done = run(checkout, python=(PYTHON_FOR_ALL,), user=65534)
    except PermissionError:
        pytest.skip("this Python cannot be run by another user")
    assert done.returncode == 1
    assert "This folder cannot be written" in done.stderr
    assert str(checkout) in done.stderr
    assert "Traceback" not in done.stderr


def test_an_installation_of_the_same_lock_is_used_at_once_without_network(checkout):
    stamp = "import sys; sys.path.insert(0, sys.argv[1]); import bootstrap; print(bootstrap.fingerprint('requirements.lock'))"
    wanted = subprocess.run(
        [sys.executable, "-c", stamp, str(checkout / "scripts")], capture_output=True, text=True, check=True
    )
    command = checkout / ".venv" / "bin" / "entraide"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "$@"\n')
    command.chmod(0o755)
    (checkout / ".venv" / ".stamp").write_text(wanted.stdout.strip())
    done = run(checkout, "--port", "8123", PIP_NO_INDEX="1", UV_OFFLINE="1")
    assert (done.returncode, done.stdout) == (0, "serve --port 8123\n")


def test_the_scripts_are_executable_and_have_no_logic_of_their_own():
    for name in ("serve", "test", "check", "lock"):
        file = ROOT / "scripts" / name
        assert os.access(file, os.X_OK)
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 40
