"""A synthetic Discourse forum over real HTTP, for tests in this process or in another.

`python -m fakes.discourse --topics 50 --posts 400`, with the folder of the tests on the path, prints its address and serves.
"""

import argparse
import socket
import sys
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

from fakes.answers import Answer, Refusal, error_of, json_of
from fakes.forum import Forum
from fakes.generate import generate_forum
from fakes.routes import Routes
from fakes.switches import Switches

CONTROL = "/__fake/requests.json"


class FakeDiscourse:
    """A context manager; `start` and `stop` make the forum go away and come back at the same address."""

    list_size = 30
    chunk_size = 20
    feed_size = 50
    mega_size = 10_000

    def __init__(self, forum=None, switches=None):
        self.forum = Forum() if forum is None else forum
        self.switches = Switches() if switches is None else switches
        self.keys = {"cle-miroir": "miroir", "cle-equipe": "admin_forum"}
        self.requests: list[str] = []
        """`METHOD path?query` of each request, in order."""
        self.headers: list[dict[str, str]] = []
        """The headers of each request, in the same order."""
        self.on_request = None
        """Called with `METHOD path?query` before each answer: what happens at the forum between two requests."""
        self.bytes_sent = 0
        self.errors: list[BaseException] = []
        """What went wrong in the fake itself; raised on exit."""
        self.omitted: set[tuple[int, int]] = set()
        self._lock = threading.Lock()
        self._server = None
        self._thread = None
        self.port = 0
        for username in self.keys.values():
            if not self.forum.has_user(username):
                self.forum.create_user(username, staff=username == "admin_forum")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.fake = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self):
        """Open connections are cut."""
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server.cut_connections()
            self._server = None

    def wait(self):
        """Until the process is killed."""
        self._thread.join()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, trace):
        self.stop()
        if kind is None and self.errors:
            raise self.errors[0]

    def respond(self, method, target, headers) -> bytes:
        """All bytes of the answer; none when the connection is to be dropped."""
        if target == CONTROL:
            return self._encode(json_of(self._figures()))
        with self._lock:
            self.requests.append(f"{method} {target}")
            self.headers.append(headers)
            number = len(self.requests)
        if self.on_request is not None:
            self.on_request(f"{method} {target}")
        if self.switches.slow:
            time.sleep(self.switches.slow)
        if self.switches.hits("drop", number):
            return b""
        answer = self.switches.instead(number) or self._answer(method, target, headers)
        data = self._encode(self.switches.spoil(answer, number))
        with self._lock:
            self.bytes_sent += len(data)
        return data

    def _figures(self):
        with self._lock:
            uploads = sum(" /uploads/" in line for line in self.requests)
            return {"requests": len(self.requests), "uploads": uploads, "bytes": self.bytes_sent}

    def _answer(self, method, target, headers) -> Answer:
        with self.forum.lock:
            try:
                viewer = self._viewer(headers)
                return Routes.make(self, target, viewer).answer() if method == "GET" else error_of(403, "invalid_access")
            except Refusal as refusal:
                return refusal.answer

    def _viewer(self, headers):
        key = headers.get("api-key", headers.get("user-api-key"))
        if key is None:
            return None
        username = None if self.switches.revoked_keys else self.keys.get(key)
        if username is None or headers.get("api-username", username).lower() != username.lower():
            raise Refusal(error_of(403, "invalid_access"))
        return self.forum.user(username)

    def _encode(self, answer) -> bytes:
        return answer.encode(format_datetime(self.forum.now + timedelta(seconds=self.switches.clock_skew), usegmt=True))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *arguments):
        self.connections: set[socket.socket] = set()
        super().__init__(*arguments)

    def server_bind(self):
        """Without asking the resolver for a name, which may take seconds."""
        TCPServer.server_bind(self)

    def process_request(self, request, client_address):
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.connections.discard(request)
        super().shutdown_request(request)

    def cut_connections(self):
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request, client_address):  # noqa: ARG002
        error = sys.exception()
        if not isinstance(error, OSError):
            self.fake.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _serve(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        data = self.server.fake.respond(self.command, self.path, headers)
        self.wfile.write(data)
        head, _, body = data.partition(b"\r\n\r\n")
        if f"\r\nContent-Length: {len(body)}\r\n".encode() not in head + b"\r\n":
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def log_message(self, *_):
        """Nothing; `requests` holds them."""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="fakes.discourse", description=__doc__)
    parser.add_argument("--topics", type=int, default=50)
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("feed", "list", "chunk"):
        parser.add_argument(f"--{name}-size", type=int, default=getattr(FakeDiscourse, f"{name}_size"))
    parser.add_argument("--old-feed", action="store_true")
    options = parser.parse_args(arguments)
    forum = generate_forum(options.topics, options.posts, seed=options.seed)
    with FakeDiscourse(forum, Switches(old_feed=options.old_feed)) as fake:
        fake.feed_size, fake.list_size, fake.chunk_size = options.feed_size, options.list_size, options.chunk_size
        sys.stdout.write(f"{fake.url}\n")
        sys.stdout.flush()
        fake.wait()


if __name__ == "__main__":
    main()
