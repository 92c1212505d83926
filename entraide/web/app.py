"""The web service: the built site, the search as JSON and as a page, and a sign of life. Reads only.

In: the site's folder and a function that gives the engine. Knows no source, no store and no FAQ.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

from entraide.local_time import LOCAL_TIME
from entraide.searches import SearchLog
from entraide.web.answers import answer
from entraide.web.asking import asked_by_reader, asked_by_script
from entraide.web.clicks import click_route
from entraide.web.missing import missing_page, search_for_context
from entraide.web.results import results_page, unavailable_page
from entraide.web.security import SecurityHeaders
from search import Engine, SearchError

_COMPRESSED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")
"""Types whose files are compressed already."""
_log = logging.getLogger("entraide.web")


def _today() -> date:
    return datetime.now(LOCAL_TIME).date()


def make_app(
    site: Path,
    engine: Callable[[], Engine],
    *,
    searches: SearchLog | None = None,
    more: Sequence[Route] = (),
    today: Callable[[], date] = _today,
) -> Starlette:
    """The application over the built site in `site`; `engine` is asked for at each search, since it may be replaced.

    `searches` counts what readers ask and open; `more` is what else the service receives, such as notices of forums; the age of
    results is told as of `today`.
    """

    def api_search(request: Request) -> Response:
        asked = asked_by_script(request.query_params)
        try:
            return JSONResponse(answer(engine().search(asked.query)))
        except SearchError as error:
            _log_failure(error)
            raise HTTPException(503, "search is not available") from error

    def search_page(request: Request) -> Response:
        asked = asked_by_reader(request.query_params)
        page = (site / "recherche" / "index.html").read_text(encoding="utf-8")
        try:
            results = engine().search(asked.query)
            if searches and request.method == "GET":
                searches.answered(results)
            return HTMLResponse(results_page(page, asked, results, today()))
        except SearchError as error:
            _log_failure(error)
            return HTMLResponse(unavailable_page(page, asked), status_code=503)

    def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/api/search", api_search),
            Route("/recherche/", search_page),
            Route("/healthz", healthz),
            *more,
            *([click_route(searches.clicked)] if searches else []),
            Mount("/", _Site(directory=site, html=True, follow_symlink=True, check_dir=False)),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware, exclude_content_types=_COMPRESSED)],
        exception_handlers={HTTPException: _refused},
    )


class _Register(msgspec.Struct):
    software: Mapping[str, str]


class _Site(StaticFiles):
    """Files of a site that may be missing for a moment, while it is built anew.

    A file is the same to browsers as long as its bytes are, whatever build wrote it. Pages say that they can be asked for again
    and again: assets/live.js does.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or the site's page for what is not there, which offers to search for the words of the address."""
        response = await super().get_response(path, scope)
        if response.status_code != HTTPStatus.NOT_FOUND or not isinstance(response, FileResponse):
            return response
        if elsewhere := await run_in_threadpool(search_for_context, scope["path"], self._software):
            return RedirectResponse(elsewhere, status_code=HTTPStatus.FOUND)
        page = await run_in_threadpool(Path(response.path).read_text, encoding="utf-8")
        return HTMLResponse(missing_page(page, path), status_code=HTTPStatus.NOT_FOUND)

    def _software(self) -> Mapping[str, str]:
        """The names of software by their id, as the site has them for contextual help."""
        try:
            return msgspec.json.decode(Path(str(self.directory), "a", "index.json").read_bytes(), type=_Register).software
        except (OSError, msgspec.MsgspecError):
            return {}

    async def check_config(self) -> None:
        """Whether there is a site."""
        try:
            await super().check_config()
        except RuntimeError as error:
            raise HTTPException(503, "the site is being built") from error

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The file, or that it has not changed."""
        response = FileResponse(full_path, status_code=status_code, stat_result=stat_result)
        response.headers["ETag"] = _tag_of(
            os.fspath(full_path), stat_result.st_ino, stat_result.st_mtime_ns, stat_result.st_size
        )
        response.headers["X-Entraide-Live"] = "1"
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=4096)
def _tag_of(path: str, *_stat: int) -> str:
    with Path(path).open("rb") as file:
        return f'"{hashlib.file_digest(file, "sha256").hexdigest()[:32]}"'


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    text = str(error.detail) if isinstance(error, HTTPException) else "error"
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, status_code=status)
    return PlainTextResponse(f"{status} {text}\n", status_code=status)


def _log_failure(error: SearchError) -> None:
    """Only the error's class is logged: its words might hold what was typed."""
    _log.error("search failed: %s", type(error).__name__)
