"""An `entraide` command in a process of its own, forked from one that has loaded its modules already.

Python and these take more than a second to start, which tests would pay hundreds of times; `Project.script` does it.
"""

import atexit
import multiprocessing
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "entraide"
MODULES = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in sorted(PACKAGE.rglob("*.py"))]
# What MkDocs and uvicorn load by name.
PLUGINS = [
    "material.extensions.emoji",
    "material.plugins.search.plugin",
    "mkdocs.contrib.search",
    "pymdownx.superfences",
    "uvicorn.protocols.http.httptools_impl",
]
FORKS = multiprocessing.get_context("forkserver")
# A fork runs the program that started it again, as far as its imports, which are pytest's.
FORKS.set_forkserver_preload([*(name.removesuffix(".__init__") for name in MODULES), *PLUGINS, "forks", "pytest"])


class Fork:
    """What `subprocess.Popen` gives, with pipes of text and a process group of its own."""

    def __init__(self, arguments, folder, environ):
        self.args = ["entraide", *arguments]
        (ready, told), (out, to_out), (errors, to_errors) = (FORKS.Pipe(duplex=False) for _ in range(3))
        pipes = told, to_out, to_errors
        self._process = FORKS.Process(target=_run, args=(arguments, folder, environ, pipes), daemon=True)
        self._process.start()
        for pipe in pipes:
            pipe.close()
        self.pid = self._process.pid
        self.stdout, self.stderr = (os.fdopen(os.dup(pipe.fileno()), encoding="utf-8") for pipe in (out, errors))
        ready.recv()

    @property
    def returncode(self):
        return self._process.exitcode

    poll = returncode.fget

    def wait(self, timeout=None):
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def communicate(self, timeout=None):
        with ThreadPoolExecutor() as readers, self.stdout, self.stderr:
            texts = [readers.submit(pipe.read) for pipe in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                raise
            return tuple(text.result() for text in texts)


def _run(arguments, folder, environ, pipes):
    from entraide.cli import main

    ready, *outputs = pipes
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for number, pipe in enumerate(outputs, 1):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    ready.send(True)
    ready.close()
    try:
        main(arguments, prog_name="entraide")
    finally:
        atexit._run_exitfuncs()
