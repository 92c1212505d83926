"""Requests as e-mails: made, and handed over to a mail server.

In: a kept request and its files; an account. Out: a message that the server took, or a DeliveryError. Of a server that has
the whole message and never answered, nobody knows: UnsureDeliveryError. Errors quote neither the request nor the server.
"""

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from smtplib import SMTP, SMTP_SSL, SMTPResponseException

from entraide.errors import DeliveryError, UnsureDeliveryError
from entraide.outbox.kept import Kept, KeptFile
from entraide.outbox.wording import answers_of, facts_of, names_of, title_of

_FROM_THE_START = 465
_TIMEOUT, _VERDICT = 30.0, 600.0
"""Seconds for each answer, and for the one that takes the message, before which a server may look into it (RFC 5321)."""
_LINE_START = re.compile(rb"^\.", re.MULTILINE)
_TAKEN, _GO_ON, _REFUSED = (2,), (3,), (4, 5)
"""First digits of answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """Where messages are handed over, from whom, to whom."""

    host: str
    port: int
    tls: bool
    """From the start on port 465, else by STARTTLS, without which nothing is sent."""
    sender: str
    recipient: str
    username: str = ""
    password: str = field(default="", repr=False)


class Mailer:
    """Hands messages over to one server, each to the one recipient of the account."""

    def __init__(self, account: SmtpAccount, *, timeout: float = _TIMEOUT, verdict: float = _VERDICT) -> None:
        self._account = account
        self._timeout = timeout
        self._verdict = verdict

    def send(self, kept: Kept, files: Sequence[KeptFile], *, about_to: Callable[[], None]) -> None:
        """Send the request with `files`; `about_to` is called before the server can have the whole message.

        DeliveryError when it was not taken, UnsureDeliveryError when nobody knows.
        """
        message = make_message(kept, files, sender=self._account.sender, recipient=self._account.recipient)
        whole = _LINE_START.sub(b"..", message.as_bytes(policy=WIRE))
        with self._connected() as server:
            self._expect(_TAKEN, "MAIL", server.mail(self._account.sender))
            self._expect(_TAKEN, "RCPT", server.rcpt(self._account.recipient))
            self._expect(_GO_ON, "DATA", server.docmd("DATA"))
            about_to()
            server.send(whole + (b"" if whole.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            if server.sock:
                server.sock.settimeout(self._verdict)
            self._expect(_TAKEN, "the message", self._verdict_of(server))

    def _verdict_of(self, server: SMTP) -> tuple[int, bytes]:
        try:
            verdict = server.getreply()
        except OSError as error:
            raise UnsureDeliveryError(f"{self._label}: no answer to the whole message ({type(error).__name__})") from None
        if verdict[0] // 100 not in {*_TAKEN, *_REFUSED}:
            raise UnsureDeliveryError(f"{self._label}: an answer to the whole message that nobody understands")
        return verdict

    @property
    def _label(self) -> str:
        return f"SMTP {self._account.host}"

    def _expect(self, wanted: tuple[int, ...], what: str, answer: tuple[int, bytes]) -> None:
        if answer[0] // 100 not in wanted:
            raise DeliveryError(f"{self._label}: {what} was answered {answer[0]}")

    @contextmanager
    def _connected(self) -> Iterator[SMTP]:
        server: SMTP | None = None
        try:
            server = self._connect()
            yield server
            with suppress(OSError):
                server.quit()
        except SMTPResponseException as error:
            raise DeliveryError(f"{self._label}: {type(error).__name__} {error.smtp_code}") from None
        except (OSError, ValueError) as error:
            raise DeliveryError(f"{self._label}: {type(error).__name__}") from None
        finally:
            if server:
                server.close()

    def _connect(self) -> SMTP:
        account = self._account
        # The name that the program gives itself; looking up that of the machine can take long.
        name = account.sender.rpartition("@")[2]
        if account.tls and account.port == _FROM_THE_START:
            context = ssl.create_default_context()
            server: SMTP = SMTP_SSL(account.host, account.port, name, timeout=self._timeout, context=context)
        else:
            server = SMTP(account.host, account.port, name, timeout=self._timeout)
        try:
            if account.tls and account.port != _FROM_THE_START:
                server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
            if account.username:
                server.login(account.username, account.password)
        except BaseException:
            server.close()
            raise
        return server


def make_message(kept: Kept, files: Sequence[KeptFile], *, sender: str, recipient: str) -> EmailMessage:
    """The request as a message, the same to the byte whenever it is made but for the borders of its parts."""
    message = EmailMessage()
    kind = "" if kept.ticket is None else ".pieces"
    message["Message-ID"] = f"<{kept.tag}{kind}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(kept.received_at)
    message["From"] = sender
    message["To"] = recipient
    with suppress(Exception):  # an address that no header can hold stands in the text all the same
        asker = kept.request.requester
        message["Reply-To"] = Address(asker.name, addr_spec=asker.email.encode("ascii").decode())
    message["Subject"] = title_of(kept)
    message.set_content(_text(kept, files), cte="quoted-printable")
    for file in files:
        main, _, sub = file.media_type.partition("/")
        if not sub or main in {"message", "multipart"}:
            main, sub = "application", "octet-stream"
        message.add_attachment(file.file.read_bytes(), maintype=main, subtype=sub, filename=file.name)
    return message


def _text(kept: Kept, files: Sequence[KeptFile]) -> str:
    facts = facts_of(kept)
    if kept.ticket is not None:
        facts.append(("Ticket GLPI", f"{kept.ticket} (GLPI n’a pas voulu des fichiers ci-joints)"))
    width = max(len(label) for label, _ in facts)
    lines = [f"{label:<{width}}\u00a0: {text}" for label, text in facts]
    if kept.ticket is None:
        for label, text in answers_of(kept):
            lines += ["", f"{label}", *(f"    {line}".rstrip() for line in text.split("\n"))]
    if files:
        lines += ["", "Fichiers joints", *(f"    {name}" for name in names_of(files))]
    return "\n".join(lines) + "\n"
