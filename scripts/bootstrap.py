"""Bring a bare checkout to a state where a command can run: Python check, uv, locked versions, then the command.

Standard library only, and readable by old Pythons, so that they too get a clear message. Knows nothing of what is run.
"""

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
TOOLS = os.path.join(ROOT, ".tools")
STAMP = os.path.join(VENV, ".stamp")
UV = "uv>=0.13,<0.14"


class Refused(Exception):
    """The set-up cannot go on; the text says why and what to do."""


def run(lock, commands):
    """Install `lock` if it is not the one installed, then run `commands` (argument lists) up to the first that fails."""
    try:
        check_python()
        install(lock)
    except Refused as refusal:
        sys.exit("entraide set-up: %s" % refusal)
    except subprocess.CalledProcessError as error:
        sys.exit(
            "entraide set-up: «%s» failed (exit code %d); see its message above." % (" ".join(error.cmd[:4]), error.returncode)
        )
    except OSError as error:
        refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        hint = "\nThis folder cannot be written: clone the repository to one that can." if refused else ""
        sys.exit("entraide set-up: %s%s" % (error, hint))
    os.chdir(ROOT)
    environment = dict(os.environ, PATH=BIN + os.pathsep + os.environ.get("PATH", ""), NO_MKDOCS_2_WARNING="1", PYTHONUTF8="1")
    environment.pop("PYTHONPATH", None)
    for command in commands[:-1]:
        print("+ " + " ".join(command), flush=True)
        code = subprocess.call([program(command[0])] + command[1:], env=environment)
        if code:
            sys.exit(code)
    last = commands[-1]
    if len(commands) > 1:
        print("+ " + " ".join(last), flush=True)
    os.execve(program(last[0]), last, environment)


def check_python():
    """Refuse a Python that is too old."""
    if sys.version_info < (3, 11):
        raise Refused(
            "Entraide needs Python 3.11 or newer; this is Python %d.%d (%s).\n"
            "Install a newer one (Debian 12, Ubuntu 24.04: sudo apt install python3), then run this script with it."
            % (sys.version_info[0], sys.version_info[1], sys.executable)
        )


def program(name):
    """The path of an installed command."""
    return os.path.join(BIN, name)


def install(lock):
    """Make .venv hold exactly what `lock` pins, unless it does already (then nothing is run and no network is needed)."""
    wanted = fingerprint(lock)
    if installed() in accepted(lock, wanted):
        return
    print("entraide set-up: installing the locked versions (once, about a minute)…", file=sys.stderr, flush=True)
    for folder in (VENV, TOOLS):
        os.makedirs(folder, exist_ok=True)
    if os.path.exists(STAMP):
        os.remove(STAMP)
    uv = find_uv()
    if uv:
        install_with_uv(uv, lock)
    else:
        install_with_pip(lock)
    with open(STAMP + ".new", "w") as file:
        file.write(wanted)
    os.replace(STAMP + ".new", STAMP)


def accepted(lock, wanted):
    """The stamps under which `lock` is installed: its own, and that of the development lock, which holds all of it."""
    return (wanted, fingerprint("requirements-dev.lock")) if lock == "requirements.lock" else (wanted,)


def fingerprint(lock):
    """What an installation depends on: the lock, the project's metadata, its place and the Python that runs it."""
    digest = hashlib.sha256((sys.version + ROOT).encode())
    for name in (lock, "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def installed():
    """The stamp of the last installation that ended well, or None."""
    try:
        with open(STAMP) as file:
            return file.read()
    except OSError:
        return None


def find_uv():
    """A uv on PATH or one brought by pip into .tools; None where neither can be had."""
    own = os.path.join(TOOLS, "bin", "uv")
    if os.path.exists(own):
        return own
    found = shutil.which("uv")
    if found:
        return found
    if importlib.util.find_spec("pip") is None:
        raise Refused(
            "neither uv nor pip is here, so nothing can be installed.\n"
            "Install one of them (Debian, Ubuntu: sudo apt install python3-pip) and try again."
        )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    if subprocess.call(pip + ["--root-user-action=ignore", "--upgrade", "--target", TOOLS, UV]):
        print("entraide set-up: uv cannot be installed, using pip alone.", file=sys.stderr)
        return None
    return own


def install_with_uv(uv, lock):
    """Exact state of the lock, hashes checked, and the project itself in place."""
    base = dict(os.environ, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=VENV)
    for arguments in (
        ["venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV],
        ["pip", "sync", "--quiet", "--require-hashes", os.path.join(ROOT, lock)],
        ["pip", "install", "--quiet", "--offline", "--no-deps", "--no-build-isolation", "--editable", ROOT],
    ):
        subprocess.check_call([uv] + arguments, env=base, cwd=ROOT)


def install_with_pip(lock):
    """The same with what Python brings: slower, needs the venv module."""
    if importlib.util.find_spec("ensurepip") is None:
        raise Refused("uv cannot be had and Python's venv module is missing.\nDebian, Ubuntu: sudo apt install python3-venv")
    subprocess.check_call([sys.executable, "-m", "venv", "--clear", VENV])
    pip = [program("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call(pip + ["--require-hashes", "-r", os.path.join(ROOT, lock)])
    subprocess.check_call(pip + ["--no-deps", "--no-build-isolation", "--editable", ROOT])


def lock(options):
    """Resolve pyproject.toml for every platform into the two lock files, without the address of any package index."""
    resolve = [
        find_uv() or sys.exit("entraide set-up: uv is needed to renew the locks"),
        "pip",
        "compile",
        "--quiet",
        "--universal",
    ]
    resolve += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    everything = ["--group", "build", "--group", "dev", "--group", "bench", "--extra", "static"]
    for chosen, name in ((["--group", "build"], "requirements.lock"), (everything, "requirements-dev.lock")):
        subprocess.check_call(resolve + chosen + options + ["pyproject.toml", "-o", name], cwd=ROOT)
