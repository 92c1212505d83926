"""Response headers that hold for every answer, and from where a request comes.

What scripts a page may run is said in the page itself, so that it holds on any host.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Of a mirrored PDF, which browsers show in no sandbox."""
FONTS = "/assets/fonts/"
HELP = "/a/"
"""Below it, JSON is for business applications of any origin: all of it is public, and nobody is known here by a cookie."""
LASTING = "public, max-age=31536000, immutable"
"""How long browsers may keep a font, whose file never changes: text would be drawn twice on each page otherwise."""
MEDIA_POLICY = f"{PDF_POLICY}; sandbox"
"""Mirrored files come from elsewhere: whatever they hold, it does not run."""


def is_from_here(request: Request) -> bool:
    """Whether a page of the same origin sends it: browsers say so with each POST."""
    site = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", ""))
    return site == "same-origin" if site else bool(origin.netloc) and origin.netloc == request.headers.get("host")


class SecurityHeaders:
    """ASGI middleware that adds HEADERS, and the stricter policy for mirrored files."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["path"].startswith(FONTS) and message["status"] == HTTPStatus.OK:
                    headers["Cache-Control"] = LASTING
                if scope["path"].startswith(HELP) and scope["path"].endswith(".json"):
                    headers["Access-Control-Allow-Origin"] = "*"
                if scope["path"].startswith("/media/"):
                    headers["Content-Security-Policy"] = PDF_POLICY if scope["path"].endswith(".pdf") else MEDIA_POLICY
            await send(message)

        await self.app(scope, receive, send_with_headers)
