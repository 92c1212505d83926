"""A synthetic GLPI over real HTTP: the legacy API, and beside it the High-Level one (`glpi_v2`). Tests fill its tables.

`tables` holds rows by itemtype and id. `faults` answer instead of it: see `Fault`.
"""

import hashlib
import re
import threading
import time
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import msgspec

from fakes.answers import HTML, Answer, json_of

LEGACY = "/apirest.php/"
_ITEM = re.compile(r"(\w+)(?:/(\d+))?$")
_CHILDREN = re.compile(r"(\w+)/(\d+)/(\w+)$")


@dataclass
class Fault:
    """Strikes the requests whose `METHOD path` begins with `on`, `times` times (-1: always)."""

    on: str = ""
    answer: Answer | None = None
    """None: the connection is cut without an answer."""
    done_first: bool = False
    """What was asked is done before: an answer that was lost on its way."""
    slow: float = 0
    """Seconds before the answer."""
    times: int = 1


@dataclass
class Visit:
    """A request as the API sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes = field(repr=False)

    @property
    def line(self):
        return f"{self.method} {self.path}"


def error(status, code, words="Une erreur est survenue"):
    return Answer(status, msgspec.json.encode([code, words]))


class FakeGlpi:
    """A context manager. `user_token` is the one account's; a set `app_token` is asked for."""

    def __init__(self, *, user_token="jeton-utilisateur", app_token=""):
        self.user_token, self.app_token = user_token, app_token
        self.tables: dict[str, dict[int, dict]] = {}
        self.files: dict[int, bytes] = {}
        """Contents of documents by id."""
        self.sessions: set[str] = set()
        self.opened = 0
        self.faults: list[Fault] = []
        self.seen: list[Visit] = []
        self.most_rows = 990
        self.swallowed: tuple[str, ...] = ()
        """Ends of names of files that are not kept."""
        self.other_apis: list = []
        """Functions from a Visit to an Answer or None, asked before the legacy API."""
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def put(self, itemtype, /, **fields):
        """Add a row; gives its id."""
        with self._lock:
            rows = self.tables.setdefault(itemtype, {})
            number = fields.setdefault("id", max(rows, default=0) + 1)
            rows[number] = fields
            return number

    def put_file(self, name, data, media_type="image/png"):
        """Add a document with its file; gives its id."""
        number = self.put("Document", name=name, filename=name, mime=media_type)
        self.files[number] = data
        return number

    def rows(self, itemtype):
        return [*self.tables.get(itemtype, {}).values()]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, visit) -> Answer | None:
        """What is said; None when the connection is cut."""
        with self._lock:
            self.seen.append(visit)
            fault = next((one for one in self.faults if one.times and visit.line.startswith(one.on)), None)
            if fault:
                fault.times -= 1
        if fault is None:
            return self._answer(visit)
        if fault.done_first:
            self._answer(visit)
        time.sleep(fault.slow)
        return fault.answer

    def _answer(self, visit):
        with self._lock:
            for api in self.other_apis:
                if (answer := api(visit)) is not None:
                    return answer
            if visit.path.startswith(LEGACY):
                return self._legacy(visit, visit.path.removeprefix(LEGACY))
        return Answer(404, b"<!DOCTYPE html><title>GLPI</title>", HTML)

    def _legacy(self, visit, path):  # noqa: PLR0911 - one a refusal
        if visit.method == "GET" and visit.body:
            return error(400, "ERROR_BAD_ARRAY")
        if self.app_token and visit.headers.get("App-Token") != self.app_token:
            return error(400, "ERROR_WRONG_APP_TOKEN_PARAMETER")
        if path == "initSession":
            if visit.headers.get("Authorization") != f"user_token {self.user_token}":
                return error(401, "ERROR_GLPI_LOGIN_USER_TOKEN")
            self.opened += 1
            self.sessions.add(token := f"session-{self.opened}")
            return json_of({"session_token": token})
        token = visit.headers.get("Session-Token")
        if token not in self.sessions:
            return error(401, "ERROR_SESSION_TOKEN_INVALID" if token else "ERROR_SESSION_TOKEN_MISSING")
        if path == "killSession":
            self.sessions.discard(token)
            return json_of(True)
        if children := _CHILDREN.match(path):
            return self._children(visit, *children.groups())
        item = _ITEM.match(path)
        if item is None:
            return error(400, "ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM")
        itemtype, number = item[1], int(item[2] or 0)
        if visit.method == "POST":
            return self._add(visit, itemtype)
        return self._one(visit, itemtype, number) if number else self._list(visit, itemtype)

    def _one(self, visit, itemtype, number):
        row = self.tables.get(itemtype, {}).get(number)
        if row is None:
            return error(404, "ERROR_ITEM_NOT_FOUND")
        if itemtype == "Document" and visit.headers.get("Accept") == "application/octet-stream":
            return Answer(200, self.files[number], row["mime"])
        return json_of(row)

    def _children(self, visit, itemtype, number, children):
        if int(number) not in self.tables.get(itemtype, {}):
            return error(404, "ERROR_ITEM_NOT_FOUND")
        return self._list(visit, children, {"itemtype": itemtype, "items_id": int(number)})

    def _list(self, visit, itemtype, parent=None):
        rows = [
            row
            for row in self.rows(itemtype)
            if (parent or {}).items() <= row.items()
            and all(
                value in str(row.get(key[len("searchText[") : -1], ""))
                for key, value in visit.query.items()
                if key.startswith("searchText[")
            )
        ]
        first, last = map(int, visit.query.get("range", "0-49").split("-"))
        if rows and first >= len(rows):
            return error(400, "ERROR_RANGE_EXCEED_TOTAL")
        part = rows[first : min(last + 1, first + self.most_rows)]
        whole = len(part) == len(rows)
        answer = Answer(200 if whole else 206, msgspec.json.encode(part))
        answer.headers["Accept-Range"] = f"{itemtype} {self.most_rows}"
        if part:
            answer.headers["Content-Range"] = f"{first}-{first + len(part) - 1}/{len(rows)}"
        return answer

    def _add(self, visit, itemtype):
        if visit.query.get("session_write") != "true":
            return error(403, "ERROR_SESSION_READ_ONLY")
        if visit.headers.get_content_type() == "multipart/form-data":
            return self._add_file(visit)
        try:
            fields = msgspec.json.decode(visit.body)["input"]
        except (msgspec.DecodeError, KeyError, TypeError):
            return error(400, "ERROR_JSON_PAYLOAD_INVALID")
        if itemtype == "Document_Item" and any(fields.items() <= row.items() for row in self.rows(itemtype)):
            return error(400, "ERROR_GLPI_ADD")
        return Answer(201, msgspec.json.encode({"id": self.put(itemtype, **fields), "message": ""}))

    def _add_file(self, visit):
        parts = {}
        kind = visit.headers["Content-Type"]
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + visit.body)
        for part in message.iter_parts():
            parts[part.get_param("name", header="content-disposition")] = part
        fields = msgspec.json.decode(parts["uploadManifest"].get_payload(decode=True))["input"]
        names = fields.pop("_filename")
        file = parts["filename[0]"]
        data = file.get_payload(decode=True)
        if names[0].endswith(self.swallowed):  # the document is added, the file is not, and only `upload_result` tells
            number = self.put("Document", filename="", sha1sum=None, **fields)
            told = [{"filename[0]": [{"name": names[0], "error": "Filetype not allowed"}]}]
        else:
            digest = hashlib.sha1(data).hexdigest()
            number = self.put("Document", filename=names[0], mime=file.get_content_type(), sha1sum=digest, **fields)
            self.files[number], told = data, []
        return Answer(201, msgspec.json.encode({"id": number, "message": "Document ajouté", "upload_result": told}))


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        answer = self.server.fake.answer(Visit(self.command, parts.path, query, self.headers, body))
        if answer is None or answer.cut:
            self.close_connection = True
        if answer is not None:
            self.wfile.write(answer.encode("Thu, 26 Nov 2026 12:00:00 GMT"))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def log_message(self, *_):
        """Nothing; `seen` holds them."""
