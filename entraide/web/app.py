"""The web service: the built site, the search as JSON and as a page, and a sign of life. Reads only.

In: the site's folder and a function that gives the engine. Knows no source, no store and no FAQ.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from entraide.web.answers import answer, results_page
from entraide.web.security import SecurityHeaders
from search import Engine, Results, SearchError, parse

LIMIT_MAX = 50
KINDS = ("fiche", "forum", "newsletter", "club", "news", "form")
_log = logging.getLogger("entraide.web")


def make_app(site: Path, engine: Callable[[], Engine]) -> Starlette:
    """The application over the built site in `site`; `engine` is asked for at each search, since it may be replaced."""

    def find(request: Request, *, limit: int) -> Results:
        asked = request.query_params
        query = parse(
            asked.get("q", ""),
            kinds=[kind for kind in asked.getlist("kind") if kind],
            limit=_number(asked.get("limit"), limit, LIMIT_MAX, "limit"),
            offset=_number(asked.get("offset"), 0, 10_000, "offset"),
            prefix=True,
        )
        return engine().search(query)

    def api_search(request: Request) -> Response:
        unknown = set(request.query_params.getlist("kind")) - {*KINDS, ""}
        if unknown:
            raise HTTPException(400, f"kind: one of {', '.join(KINDS)}")
        return JSONResponse(answer(find(request, limit=10)))

    def search_page(request: Request) -> Response:
        page = (site / "recherche" / "index.html").read_text(encoding="utf-8")
        return HTMLResponse(results_page(page, find(request, limit=20)))

    def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/api/search", api_search),
            Route("/recherche/", search_page),
            Route("/healthz", healthz),
            Mount("/", StaticFiles(directory=site, html=True, follow_symlink=True, check_dir=False)),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware)],
        exception_handlers={HTTPException: _refused, SearchError: _failed},
    )


def _number(text: str | None, default: int, most: int, name: str) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and 0 <= int(text[:9]) <= most):
        raise HTTPException(400, f"{name}: a whole number from 0 to {most}")
    return int(text)


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    text = str(error.detail) if isinstance(error, HTTPException) else "error"
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, status_code=status)
    return PlainTextResponse(f"{status} {text}\n", status_code=status)


def _failed(request: Request, error: Exception) -> Response:
    """The index cannot answer now; the reason goes to the log, what was typed does not."""
    _log.error("search failed: %s", type(error).__name__)
    return _refused(request, HTTPException(503, "search is not available"))
