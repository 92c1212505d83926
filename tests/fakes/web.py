"""A small web site on this machine, whose answers tests set."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What is said at one path. With an ETag or a date, 304 when the visitor has it already."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0
    """Seconds between bytes of the body, without end."""


class FakeWeb:
    """`answers` by path; `seen` holds each request as (path, headers), `sent` the bytes of all bodies."""

    def __init__(self):
        self.answers = {}
        self.seen = []
        self.sent = 0
        web = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                web.answer(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def put(self, path, body, **fields):
        self.answers[path] = Answer(body.encode() if isinstance(body, str) else body, **fields)

    def answer(self, visit):
        self.seen.append((visit.path, dict(visit.headers)))
        answer = self.answers.get(visit.path, Answer(b"rien", 404))
        asked = (visit.headers.get("if-none-match"), visit.headers.get("if-modified-since"))
        marks = (answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        if any(mark and mark == each for mark, each in zip(marks, asked, strict=True)):
            visit.send_response(304)
            visit.end_headers()
            return
        visit.send_response(answer.status)
        for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
            visit.send_header(name, value)
        visit.end_headers()
        self._send(visit.wfile, answer)

    def _send(self, out, answer):
        try:
            while answer.drip:
                time.sleep(answer.drip)
                out.write(b"x")
                out.flush()
            # Counted first: who has read all of it may look at the count at once.
            self.sent += len(answer.body)
            out.write(answer.body)
        except OSError:
            pass

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
