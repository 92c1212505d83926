"""The request forms: shown at `GET /demandes/<form>/`, taken at POST, acknowledged at `/demandes/recue/`.

In: the built pages, the forms, and a desk that takes what is sent. Out: pages for people, JSON for assets/form.js.
Whatever goes wrong, the page that comes back holds all that was typed, or says where it still is.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from entraide.forms import Form
from entraide.forms.files import LARGEST, MOST
from entraide.forms.fill import clean_line
from entraide.forms.model import TITLE
from entraide.forms.render import Shown, render_form
from entraide.site.markup import finish
from entraide.web.admission import SECONDS_EACH
from entraide.web.desk import Desk, Outcome
from entraide.web.security import is_from_here

_BASE = "../../"
_PLACE = re.compile(r"<!--formulaire-->.*?<!--/formulaire-->", re.DOTALL)
_NUMBER_PLACE = re.compile(r"<!--numero-->.*?<!--/numero-->", re.DOTALL)
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")
_LARGEST_BODY = 3 * LARGEST
"""Of a body that is read at all: who sends a little too much is told so in a page that holds what was typed."""
_MOST_FIELDS, _LARGEST_FIELD = 200, 256 * 1024
_RECEIVED = "Votre demande est enregistrée sous le numéro <strong>{}</strong>. Notez-le."
_BACK = "Revenez à la page précédente, où vos réponses sont restées"
_TOO_BIG = f"L’envoi dépasse de beaucoup 20 Mio et n’a pas été lu. {_BACK}, et retirez des fichiers."
_ODD = f"L’envoi ne ressemble pas à ce formulaire et n’a pas été lu. {_BACK}, et réessayez."
_FROM_ELSEWHERE = "L’envoi ne vient pas d’une page de ce site et n’a pas été lu. Ouvrez le formulaire ici, puis envoyez-le."
_NOT_READ = f"L’envoi n’a pas pu être reçu pour le moment. {_BACK}, et réessayez dans quelques minutes."
_log = logging.getLogger("entraide.web")


def form_routes(site: Path, forms: Callable[[], Sequence[Form]], desk: Desk, avoided: Callable[[str], None]) -> list[Route]:
    """The routes of the forms, which are asked for at each request; `avoided` counts that one was not needed."""

    def found(name: str) -> Form | None:
        return next((form for form in forms() if form.id == name), None)

    async def answer(request: Request) -> Response:
        form = found(request.path_params["form"])
        if form is None:
            raise HTTPException(404)
        if request.method == "POST":
            return await _receive(site, desk, form, request)
        title = clean_line(request.query_params.get("titre", ""))
        return await run_in_threadpool(_page, site, form, desk.first({TITLE: title} if title else {}))

    def receipt(request: Request) -> Response:
        page, number = _built(site, "recue"), request.query_params.get("numero", "")
        if _NUMBER.fullmatch(number):
            page = _NUMBER_PLACE.sub(finish(_RECEIVED.format(number), _BASE), page, count=1)
        return HTMLResponse(page)

    async def count(request: Request) -> Response:
        if not is_from_here(request):
            return Response(status_code=403)
        form = found("".join(parse_qs((await request.body()).decode("ascii", errors="replace")).get("form", ())))
        if form is None:
            return Response(status_code=400)
        avoided(form.id)
        return Response(status_code=204)

    return [
        Route("/demandes/recue/", receipt),
        _FormRoute(found, "/demandes/{form}/", answer, methods=["GET", "POST"], max_body_size=_LARGEST_BODY),
        Route("/api/avoided", count, methods=["POST"], max_body_size=2048),
    ]


class _FormRoute(Route):
    """Leaves to the site what is no form."""

    def __init__(self, found: Callable[[str], Form | None], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._found = found

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Only the address of a form."""
        match, child = super().matches(scope)
        return (match, child) if match is Match.NONE or self._found(child["path_params"]["form"]) else (Match.NONE, {})


async def _receive(site: Path, desk: Desk, form: Form, request: Request) -> Response:
    wants_json = "application/json" in request.headers.get("accept", "")

    def refused(status: int, said: str) -> Response:
        if wants_json:
            return JSONResponse({"errors": {}, "notice": said, "ways": True}, status_code=status)
        notice = finish(f'<div class="notice" role="alert"><p>{escape(said)}</p></div>', _BASE)
        return HTMLResponse(_PLACE.sub(lambda _: notice, _built(site, form.id)), status_code=status)

    if not is_from_here(request):
        return refused(403, _FROM_ELSEWHERE)
    client = request.client.host if request.client else ""
    try:
        async with request.form(max_files=2 * MOST, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD) as posted:
            outcome = await run_in_threadpool(desk.take, form, posted, client)
    except HTTPException as error:
        return refused(error.status_code, _TOO_BIG if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else _ODD)
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError as error:
        _log.error("a form could not be read: %s", error.strerror)
        return refused(503, _NOT_READ)
    return await run_in_threadpool(_answer, site, form, outcome, wants_json=wants_json)


def _answer(site: Path, form: Form, outcome: Outcome, *, wants_json: bool) -> Response:
    """The way to the receipt, or the form again."""
    if (shown := outcome.shown) is None:
        receipt = f"../recue/?{urlencode({'numero': outcome.number})}"
        return JSONResponse({"next": receipt}) if wants_json else RedirectResponse(receipt, status_code=303)
    headers = {"Retry-After": str(SECONDS_EACH)} if outcome.status == HTTPStatus.TOO_MANY_REQUESTS else {}
    if wants_json:
        body = {"errors": shown.errors, "notice": shown.notice, "ways": shown.offers_ways, "key": shown.key}
        return JSONResponse(body, status_code=outcome.status, headers=headers)
    return _page(site, form, shown, status=outcome.status, headers=headers)


def _page(site: Path, form: Form, shown: Shown, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The built page with the form as it is filled in."""
    page = _built(site, form.id)
    if shown.notice:
        page = page.replace("<title>", "<title>À revoir - ", 1)
    html = finish(render_form(form, shown), _BASE)
    return HTMLResponse(_PLACE.sub(lambda _: html, page, count=1), status_code=status, headers=headers)


def _built(site: Path, name: str) -> str:
    try:
        return (site / "demandes" / name / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise HTTPException(503, "the site is being built") from error
