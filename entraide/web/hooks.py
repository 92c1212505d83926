"""`POST /hooks/discourse`: a forum says that something happened; the topic is noted and the answer given at once.

In: the forums with the secrets agreed with them, and what to do with a topic. Knows no store; no body is kept or logged.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from forum_sync import NoticeError, read_notice

_LARGEST = 1_048_576
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class HookedForum:
    """A forum that may send notices."""

    name: str
    url: str
    secret: str


def hook_route(forums: Sequence[HookedForum], note: Callable[[str, int], None]) -> Route:
    """The route; `note` is told the source's name and the topic, and returns at once."""
    seen: OrderedDict[str, None] = OrderedDict()

    async def receive(request: Request) -> Response:
        body = await request.body()
        for forum in forums:
            try:
                notice = read_notice(body, request.headers, url=forum.url, secret=forum.secret)
            except NoticeError:
                continue
            if notice.topic is not None and _is_new(seen, notice.event_id):
                note(forum.name, notice.topic)
            return PlainTextResponse("ok\n", status_code=202)
        return PlainTextResponse("403 not a notice of a forum that is mirrored here\n", status_code=403)

    limit = Middleware(RequestBodyLimitMiddleware, max_body_size=_LARGEST)
    return Route("/hooks/discourse", receive, methods=["POST"], middleware=[limit])


def _is_new(seen: OrderedDict[str, None], event: str) -> bool:
    """Whether the event was not met among the last ones; one without a name is always new."""
    if not event:
        return True
    if event in seen:
        return False
    seen[event] = None
    if len(seen) > _REMEMBERED:
        seen.popitem(last=False)
    return True
