"""`POST /api/vote`: a page of a fiche says whether it helped, as a form does, with or without a script.

In: `fiche`, and `vote` (`yes`, `no`, or why not) or the `reason` that follows a `no`. Out: nothing for a script, the
way back to the fiche for a form. Knows no file; nothing about who answers is looked at.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entraide.votes import REASONS, Answer
from entraide.web.security import is_from_here

_LARGEST = 2048
_FICHE = re.compile(r"[a-z0-9-]{1,100}(?:/[a-z0-9-]{1,100}){0,9}")
_THANKS = "#merci"
"""Where the page of a fiche thanks."""


def vote_route(count: Callable[[str, tuple[Answer, ...]], bool]) -> Route:
    """The route; `count` is told a fiche and what is said of it, returns at once, and says whether there is such a fiche."""

    async def answer(request: Request) -> Response:
        if not is_from_here(request):
            return Response(status_code=403)
        fields = parse_qs((await request.body()).decode("ascii", errors="replace"))
        fiche, answers = "".join(fields.get("fiche", ())), _answers(fields)
        if not answers or not _FICHE.fullmatch(fiche) or not count(fiche, answers):
            return Response(status_code=400)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"../faq/{fiche}/{_THANKS}", status_code=303)
        return Response(status_code=204)

    limit = Middleware(RequestBodyLimitMiddleware, max_body_size=_LARGEST)
    return Route("/api/vote", answer, methods=["POST"], middleware=[limit])


def _answers(fields: dict[str, list[str]]) -> tuple[Answer, ...]:
    """What is to be counted: a reason given as a vote is a `no` as well; nothing for what is not known or said twice."""
    match fields.get("vote", []), fields.get("reason", []):
        case ["yes"], []:
            return ("yes",)
        case ["no"], []:
            return ("no",)
        case [why], [] if why in REASONS:
            return ("no", REASONS[why])
        case [], [why] if why in REASONS:
            return (REASONS[why],)
    return ()
