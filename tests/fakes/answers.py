"""One HTTP answer of a synthetic forum, and the ways a forum says no."""

import http
from dataclasses import dataclass, field

import msgspec

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
MESSAGES = {
    "invalid_access": "Vous n'êtes pas autorisé à afficher la ressource demandée.",
    "not_found": "L'URL ou la ressource demandée est introuvable.",
    "not_logged_in": "Vous devez être connecté pour faire cela.",
    "rate_limit": "Vous avez effectué cette action trop souvent, réessayez plus tard.",
}


@dataclass(slots=True)
class Answer:
    """What goes over the wire; `cut` bytes are promised and never sent."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0

    def encode(self, date) -> bytes:
        """Head and body; there is no ETag, as in the real thing."""
        lines = [
            f"HTTP/1.1 {self.status} {http.HTTPStatus(self.status).phrase}",
            f"Date: {date}",
            "Server: nginx",
            f"Content-Type: {self.media_type}",
            f"Content-Length: {len(self.body)}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        return head + self.body[: len(self.body) - self.cut]


class Refusal(Exception):  # noqa: N818  an answer, not a failure of the fake
    """Raised by an endpoint to answer something else than its data."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def json_of(value) -> Answer:
    return Answer(body=msgspec.json.encode(value))


def page_of(title, status=200) -> Answer:
    """A web page, as proxies and login walls send them."""
    return Answer(status, f"<!DOCTYPE html><html><head><title>{title}</title></head><body></body></html>".encode(), HTML)


def error_of(status, kind) -> Answer:
    return Answer(status, msgspec.json.encode({"errors": [MESSAGES[kind]], "error_type": kind}))


def redirect_to(url, status=301) -> Answer:
    body = f'<html><body>Vous allez être <a href="{url}">redirigé</a>.</body></html>'
    return Answer(status, body.encode(), HTML, {"Location": url})
