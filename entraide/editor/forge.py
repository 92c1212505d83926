"""Saved fiches in Git: each save is a commit, which a thread sends to the forge, again and again until it is there.

In: files, messages, a stop event. Out: what stands in the way, as a word. A save never waits for the network and is never
lost: what cannot be committed or sent stays in the folder. What Git prints is kept nowhere: it may hold a password.
"""

import logging
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Trouble = Literal["", "no-repository", "no-upstream", "commit", "busy", "conflict", "refused", "network"]
_RETRY_SECONDS = (5, 30, 120, 600)
_LOOK_SECONDS = 300
"""Between two looks at what others sent."""
_LOCAL_SECONDS, _NETWORK_SECONDS = 20, 60
_REFUSALS = (
    b"denied",
    b"authentication failed",
    b"could not read username",
    b"error: 40",
    b"protected",
    b"declined",
    b"not allowed",
)
"""What Git says, in small letters, when trying again would not help."""
_log = logging.getLogger("entraide.editor")


class Forge:
    """The work tree around the folder of the FAQ, and the branch that it follows."""

    def __init__(self, folder: Path, *, name: str, address: str, environ: Mapping[str, str]) -> None:
        """`name` and `address` (a mail address) are those of the service, which commits; authors have a name only."""
        self._folder = folder
        own = {key: value for key, value in environ.items() if not key.startswith("GIT_") or key.startswith("GIT_SSH")}
        self._environ = {
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=20",
            **own,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": address,
            "LC_ALL": "C",
        }
        self._name, self._address = name, address
        self._pending: list[tuple[list[Path], str, str]] = []
        self._tree = threading.Lock()
        """Held while the work tree changes."""
        self._wake = threading.Event()
        self.trouble: Trouble = ""

    def saved(self, files: list[Path], message: str, author: str) -> None:
        """Commit these files, or have it tried again later."""
        with self._tree:
            self._pending.append((files, message, author))
            self._commit_pending()
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Send what is not sent yet, until `stop` is set."""
        failures = 0
        while not stop.is_set():
            self._wake.clear()
            try:
                self.trouble = self.send()
            except Exception:  # noqa: BLE001 - the thread outlives what one attempt brings
                _log.exception("sending to the forge failed")
                self.trouble = "network"
            if self.trouble:
                _log.warning("fiches are saved but not sent to the forge: %s", self.trouble)
            wait = _RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)]
            failures = failures + 1 if self.trouble else 0
            self._wake_or_stop(stop, wait if self.trouble else _LOOK_SECONDS)

    def send(self) -> Trouble:
        """Bring the branch and that of the forge together, once; what stands in the way, '' for nothing."""
        if not self._says("rev-parse", "--abbrev-ref", "@{upstream}"):
            return "no-upstream" if self._says("rev-parse", "--is-inside-work-tree") else "no-repository"
        with self._tree:
            self._commit_pending()
            if self._pending:
                return "commit"
        fetched = self._git("fetch", "--quiet", seconds=_NETWORK_SECONDS)
        if fetched is None or fetched.returncode:
            return _why(fetched)
        with self._tree:
            if trouble := self._rebase():
                return trouble
        if self._says("rev-list", "--count", "@{upstream}..HEAD") == "0":
            return ""
        pushed = self._git("-c", "push.default=upstream", "push", "--quiet", seconds=_NETWORK_SECONDS)
        return "" if pushed is not None and not pushed.returncode else _why(pushed)

    def _rebase(self) -> Trouble:
        """Put what is not sent yet on top of what others sent; as it was when that cannot be."""
        if self._says("rev-list", "--count", "HEAD..@{upstream}") == "0":
            return ""
        if self._says("status", "--porcelain", "--untracked-files=no"):
            return "busy"
        done = self._git("rebase", "--quiet", "@{upstream}")
        if done is not None and not done.returncode:
            return ""
        self._git("rebase", "--abort")
        return "conflict"

    def _commit_pending(self) -> None:
        while self._pending and self._commit(*self._pending[0]):
            del self._pending[0]
        if self._pending:
            self.trouble = "commit"

    def _commit(self, files: list[Path], message: str, author: str) -> bool:
        names = [str(file) for file in files]
        plain = " ".join("".join(sign for sign in author if sign.isprintable() and sign not in "<>").split()) or self._name
        added = self._git("add", "--", *names)
        if added is None or added.returncode:
            return False
        same = self._git("diff", "--cached", "--quiet", "--", *names)
        if same is not None and not same.returncode:
            return True
        done = self._git(
            "commit",
            "--quiet",
            "--no-verify",
            f"--author={plain} <{self._address}>",
            f"--message={message}",
            "--only",
            "--",
            *names,
        )
        return done is not None and not done.returncode

    def _says(self, *arguments: str) -> str:
        """What Git prints, '' when it cannot answer."""
        done = self._git(*arguments)
        return done.stdout.decode("utf-8", errors="replace").strip() if done is not None and not done.returncode else ""

    def _git(self, *arguments: str, seconds: int = _LOCAL_SECONDS) -> subprocess.CompletedProcess[bytes] | None:
        command = ["git", *arguments]
        try:
            return subprocess.run(  # noqa: S603 - fixed words, and files after `--`
                command,
                cwd=self._folder,
                env=self._environ,
                capture_output=True,
                check=False,
                timeout=seconds,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError):
            return None

    def _wake_or_stop(self, stop: threading.Event, seconds: float) -> None:
        """Wait for a save, for the time to try again, or for the end."""
        waited = 0.0
        while not stop.is_set() and waited < seconds:
            if self._wake.wait(timeout=0.5):
                return
            waited += 0.5


def _why(done: subprocess.CompletedProcess[bytes] | None) -> Trouble:
    words = b"" if done is None else done.stderr.lower()
    return "refused" if any(sign in words for sign in _REFUSALS) else "network"
