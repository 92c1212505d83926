"""A real mail server on this machine that keeps what it is given, or fails as it is told to."""

import asyncio
import socket
import threading
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP


class MailServer:
    """A context manager; `messages` are those it took, `fault` how it fails, `times` how often (-1: always).

    `fault` is `MAIL 451 …`, an answer to a command (`DATA` is the one to the whole message, `CONNECT` the greeting);
    `cut DATA`, the end of the connection when the message begins; `cut after`, once it has taken the message; `cut before`,
    once it has all of it and forgets it; `silent`, no answer to a message it took.
    """

    def __init__(self):
        self.messages = []
        self.fault, self.times = "", 0
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def fail(self, fault, times=1):
        self.fault, self.times = fault, times

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._socket.close()

    def parsed(self):
        return [message_from_bytes(content.replace(b"\r\n", b"\n"), policy=default) for content in self.messages]

    def _run(self):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(lambda: _Session(self), sock=self._socket))
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    def strikes(self, place):
        """The fault, if it is one of that place and to happen now."""
        if self.times and self.fault.startswith(place):
            self.times -= 1
            return self.fault.removeprefix(place).strip()
        return None


class _Session(SMTP):
    def __init__(self, server):
        super().__init__(_Handler(), hostname="courrier.example.org", enable_SMTPUTF8=False, loop=server._loop)
        self.server = server

    def connection_made(self, transport):
        self.server.connections += 1
        if self.server.strikes("CONNECT") is not None:
            transport.write(b"421 plus tard\r\n")
            transport.close()
        super().connection_made(transport)

    async def smtp_MAIL(self, arg):  # noqa: N802
        answer = self.server.strikes("MAIL")
        await (self.push(answer) if answer else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg):  # noqa: N802
        answer = self.server.strikes("RCPT")
        await (self.push(answer) if answer else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg):  # noqa: N802
        if self.server.strikes("cut DATA") is not None:
            await self.push("354 oui")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    async def handle_DATA(self, session, _, envelope):  # noqa: N802
        server = session.server
        if answer := server.strikes("DATA"):
            return answer
        if server.strikes("cut before") is not None:
            session.transport.abort()
            return "250 OK"
        server.messages.append(envelope.content)
        if server.strikes("cut after") is not None:
            session.transport.abort()
        if server.strikes("silent") is not None:
            await asyncio.sleep(3600)
        return "250 OK"
