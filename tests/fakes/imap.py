"""A mail server over a socket, with the part of IMAP4rev1 that reading needs; it notes what it is asked.

As a real one, it marks a message as read when its body is fetched without PEEK and the folder is not open for reading only.
"""

import re
import socketserver
import threading
from dataclasses import dataclass, field

_BODY = re.compile(rb"BODY(\.PEEK)?\[(?:HEADER\.FIELDS \(([^)]*)\))?\]")


@dataclass
class Folder:
    validity: int = 1
    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    next_uid: int = 1

    def add(self, message):
        self.messages[self.next_uid] = message
        self.next_uid += 1

    def rebuild(self):
        """Number all messages anew, as after a restored backup."""
        messages = list(self.messages.values())
        self.validity, self.next_uid, self.messages = self.validity + 1, 101, {}
        for message in messages:
            self.add(message)


class ImapServer(socketserver.ThreadingTCPServer):
    """Serves `folders`, by their names as they cross the network, to one user."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, username="lettre", password="secret-d-essai"):
        super().__init__(("127.0.0.1", 0), _Session)
        self.username, self.password = username, password
        self.folders = {"INBOX": Folder()}
        self.commands = []
        self.login_answer = b"NO [AUTHENTICATIONFAILED] Authentication failed."
        self.hang_up_on = None
        """A word: the connection is closed at each command that contains it, `hang_ups` times."""
        self.hang_ups = 0
        self.deaf = False

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def port(self):
        return self.server_address[1]

    def asked(self, word):
        """The commands noted so far that contain `word`."""
        return [command for command in self.commands if word in command]


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.folder, self.read_only = None, True
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            self.server.commands.append(re.sub(r"^LOGIN .*", "LOGIN", command.decode()))
            if self.server.deaf:
                continue
            if self.server.hang_up_on and self.server.hang_up_on.encode() in command and self.server.hang_ups:
                self.server.hang_ups -= 1
                return
            if (answer := self.answer(command)) is None:
                return
            self.say(tag + b" " + answer)
            if command == b"LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def answer(self, command):
        name, _, rest = command.partition(b" ")
        match name.upper():
            case b"CAPABILITY":
                self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN")
            case b"LOGIN":
                wanted = f'"{self.server.username}" "{self.server.password}"'.encode()
                return b"OK logged in" if rest == wanted else self.server.login_answer
            case b"AUTHENTICATE":
                return self.authenticate()
            case b"LIST":
                for folder in self.server.folders:
                    self.say(b'* LIST () "/" "%b"' % folder.encode())
            case b"EXAMINE" | b"SELECT":
                return self.open(rest.strip(b'"').decode(), read_only=name == b"EXAMINE")
            case b"UID":
                return self.uid(rest)
            case b"LOGOUT":
                self.say(b"* BYE bye")
            case b"NOOP":
                pass
            case _:
                return b"BAD unknown command"
        return b"OK done"

    def authenticate(self):
        import base64

        self.say(b"+ ")
        given = base64.b64decode(self.rfile.readline()).decode()
        wanted = f"\0{self.server.username}\0{self.server.password}"
        return b"OK logged in" if given == wanted else self.server.login_answer

    def open(self, name, *, read_only):
        self.folder, self.read_only = self.server.folders.get(name), read_only
        if self.folder is None:
            return b"NO [NONEXISTENT] no such folder"
        self.say(b"* %d EXISTS" % len(self.folder.messages))
        self.say(b"* OK [UIDVALIDITY %d] valid" % self.folder.validity)
        return b"OK [READ-ONLY] open" if read_only else b"OK [READ-WRITE] open"

    def uid(self, rest):
        name, _, rest = rest.partition(b" ")
        if name == b"SEARCH":
            self.say(b" ".join([b"* SEARCH", *(b"%d" % uid for uid in self.folder.messages)]))
            return b"OK done"
        uids, _, parts = rest.partition(b" ")
        for number, uid in enumerate(self.folder.messages, 1):
            if uid in map(int, uids.split(b",")):
                self.fetch(number, uid, parts)
        return b"OK done"

    def fetch(self, number, uid, parts):
        message = self.folder.messages[uid]
        wanted = _BODY.search(parts)
        data = _fields(message, wanted[2].upper().split()) if wanted[2] else message
        if not wanted[1] and not self.read_only:
            self.folder.seen.add(uid)
        flags = rb"\Seen" if uid in self.folder.seen else b""
        head = b"* %d FETCH (UID %d FLAGS (%b) RFC822.SIZE %d %b" % (number, uid, flags, len(message), wanted[0])
        self.say(head.replace(b".PEEK", b"") + b" {%d}" % len(data))
        self.wfile.write(data + b")\r\n")


def _fields(message, names):
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0]
    lines = re.findall(rb"^([\w-]+):((?:.*\n?)(?:[ \t].*\n?)*)", head, re.MULTILINE)
    return b"".join(b"%b:%b\r\n" % (name, value.strip(b"\r\n")) for name, value in lines if name.upper() in names) + b"\r\n"
