"""`POST /api/click`: a page of this site says that a result of a search was opened.

In: `{"q", "url"}` from a page of the same origin. Out: nothing. Knows no file; nothing about who asked is looked at.
"""

from collections.abc import Callable

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entraide.web.security import is_from_here

_LARGEST = 2048


class _Click(msgspec.Struct):
    q: str
    url: str


def click_route(count: Callable[[str], None]) -> Route:
    """The route; `count` is told what had been typed, and returns at once."""

    def receive(body: bytes) -> int:
        try:
            click = msgspec.json.decode(body, type=_Click)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return 400
        if not click.url.startswith("/") or click.url.startswith("//"):
            return 400
        count(click.q)
        return 204

    async def answer(request: Request) -> Response:
        if not is_from_here(request):
            return Response(status_code=403)
        # To tell whether a number is a code takes a search.
        return Response(status_code=await run_in_threadpool(receive, await request.body()))

    limit = Middleware(RequestBodyLimitMiddleware, max_body_size=_LARGEST)
    return Route("/api/click", answer, methods=["POST"], middleware=[limit])
