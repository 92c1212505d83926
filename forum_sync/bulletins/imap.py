"""A folder of newsletters on a mail server (IMAP).

Comes in: an account. Goes out: Bulletins. The folder is opened for reading only, and no message is ever marked as read.
Knows no format; `messages` makes bulletins of what it fetches.
"""

import hashlib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from typing import TypeVar

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from forum_sync.bulletins.make import MAX_BYTES, VERSION
from forum_sync.bulletins.messages import item_of, read_message
from forum_sync.errors import AccessError, ItemError, SourceError
from forum_sync.html.masks import NOBODY
from forum_sync.model import Bulletin, Cursor, Page, Summary
from forum_sync.words import line_of

TIMEOUT = 30
"""Seconds that the server may take for an answer."""
_STARTTLS_PORT = 143
_BATCH = 200
_HEADERS = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT DATE)])"
_WHOLE = "(UID BODY.PEEK[])"
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_BUSY = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """Where a folder is and how to get in."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str
    """As people see it: `INBOX/Éléments envoyés`."""
    tls: bool
    """From the start, or on port 143 by STARTTLS; without, the password crosses the network in clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A message as the server tells of it; `data` holds what was asked for."""

    uid: int
    size: int
    data: bytes


class ImapSource:
    """The messages in a folder on a mail server, as a Source; close it after each pass.

    `known` is id to signature of what the store has: of those messages not even the headers are fetched. Of two with the same
    Message-ID, the first is listed.
    """

    def __init__(  # noqa: PLR0913 - what the configuration says
        self,
        name: str,
        kind: str,
        account: ImapAccount,
        known: Mapping[str, str],
        *,
        public: frozenset[str] = NOBODY,
        timeout: float = TIMEOUT,
    ) -> None:
        self.name = name
        self.kind = kind
        self._account = account
        self._known = known
        self._public = public
        self._timeout = timeout
        self._box: BaseMailBox | None = None
        self._validity = ""
        self._uids: dict[str, int] = {}
        self._sizes: dict[int, int] = {}

    def fetch(self, cursor: Cursor) -> Page:  # noqa: ARG002
        """All messages on one page, by their numbers. Raises AccessError when the account is refused."""
        self.close()
        self._validity, self._sizes = "", {}
        self._uids = self._asked(self._list)
        return Page(summaries=tuple(Summary(id=item, signature=self._signature(uid)) for item, uid in self._uids.items()))

    def read(self, item_id: str) -> Bulletin:
        """The message. Raises ItemError when it is missing, too big or broken."""
        if not self._validity:
            self.fetch(Cursor())
        short = item_id.removeprefix(f"{self.name}/")
        uid = self._uids.get(item_id)
        if uid is None:
            raise ItemError(f"{self.name}: {short}: not in the folder")
        if self._sizes.get(uid, 0) > MAX_BYTES:
            raise ItemError(f"{self.name}: {short}: is bigger than {MAX_BYTES // 1_000_000} MB")
        found = next(iter(self._asked(lambda box: list(_fetched(box, [uid], _WHOLE)))), None)
        if found is None:
            raise ItemError(f"{self.name}: {short}: went away while it was read")
        return read_message(found.data, source=self.name, item_id=item_id, kind=self.kind, public=self._public)

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._box is not None:
            with suppress(IMAP4.error, ImapToolsError, OSError):
                self._box.logout()
            self._drop()

    def _list(self, box: BaseMailBox) -> dict[str, int]:
        """Ids to numbers, the lowest number of each id; headers are fetched of what is not known only."""
        uids = sorted(map(int, box.uids("ALL", charset=None)))
        known = {signature: item for item, signature in self._known.items()}
        ids = {uid: item for uid in uids if (item := known.get(self._signature(uid)))}
        new = [uid for uid in uids if uid not in ids]
        for start in range(0, len(new), _BATCH):
            for found in _fetched(box, new[start : start + _BATCH], _HEADERS):
                ids[found.uid] = item_of(self.name, found.data)
                self._sizes[found.uid] = found.size
        first = {ids[uid]: uid for uid in reversed(uids) if uid in ids}
        return dict(reversed(first.items()))

    def _signature(self, uid: int) -> str:
        public = hashlib.sha256("\n".join(sorted(self._public)).encode()).hexdigest()[:8] if self._public else ""
        return f"{VERSION}{public}:{self._validity}:{uid}"

    def _asked(self, ask: Callable[[BaseMailBox], T]) -> T:
        """What the server answers; over a new connection, once, when the one there was has dropped."""
        try:
            try:
                return ask(self._opened())
            except (IMAP4.abort, ConnectionError):
                self._drop()
                return ask(self._opened())
        except IMAP4.abort:
            self._drop()
            raise SourceError(f"{self.name}: the mail server ends the connection") from None
        except (IMAP4.error, ImapToolsError) as error:
            self._drop()
            raise SourceError(f"{self.name}: the mail server fails: {line_of(str(error))}") from None
        except OSError as error:
            self._drop()
            raise SourceError(f"{self.name}: {self._account.host}: {error.strerror or error}") from None

    def _opened(self) -> BaseMailBox:
        if self._box is None:
            self._box = box = self._connected()
            self._log_in(box)
            self._examine(box)
        return self._box

    def _connected(self) -> BaseMailBox:
        account, context = self._account, ssl.create_default_context()
        if not account.tls:
            return MailBoxUnencrypted(account.host, account.port, self._timeout)
        if account.port == _STARTTLS_PORT:
            return MailBoxStartTls(account.host, account.port, self._timeout, context)
        return MailBox(account.host, account.port, self._timeout, ssl_context=context)

    def _log_in(self, box: BaseMailBox) -> None:
        username, password = self._account.username, self._account.password
        log_in = box.login if f"{username}{password}".isascii() else box.login_utf8
        try:
            log_in(username, password, initial_folder=None)
        except IMAP4.abort:
            raise
        except (MailboxLoginError, IMAP4.error) as error:
            if _BUSY.search(str(error)):
                raise
            self._drop()
            raise AccessError(f"{self.name}: the mail server refuses the account") from None

    def _examine(self, box: BaseMailBox) -> None:
        """Open the folder for reading only; its numbers mean nothing any more when it was made anew."""
        try:
            box.folder.set(self._account.folder, readonly=True)
        except MailboxFolderSelectError:
            self._drop()
            raise SourceError(f"{self.name}: the mail server has no folder {self._account.folder}") from None
        told = box.client.response("UIDVALIDITY")[1][0]
        validity = told.decode() if isinstance(told, bytes) else ""
        if not validity or (self._validity and validity != self._validity):
            self._drop()
            raise SourceError(f"{self.name}: the mail server gives no lasting numbers to messages")
        self._validity = validity

    def _drop(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()


def _fetched(box: BaseMailBox, uids: Sequence[int], parts: str) -> Iterator[_Found]:
    """What the server tells of those of the messages that are still there."""
    status, answer = box.client.uid("FETCH", ",".join(map(str, uids)), parts)
    if status != "OK":
        raise IMAP4.error(f"FETCH: {status}")
    told: list[tuple[bytes, bytes]] = []
    for piece in answer:
        if isinstance(piece, tuple):
            told.append((piece[0], piece[1]))
        elif isinstance(piece, bytes) and told:
            told[-1] = (told[-1][0] + piece, told[-1][1])
    for around, data in told:
        uid, size = _UID.search(around), _SIZE.search(around)
        if uid and int(uid[1]) in uids:
            yield _Found(uid=int(uid[1]), size=int(size[1]) if size else 0, data=data)
