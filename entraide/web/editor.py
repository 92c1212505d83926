"""`/redaction/`: fiches are listed, begun, edited, tried and saved in a browser, with or without a script.

In: the desk, the door, the folder of the built site. Out: pages. The desk knows what a fiche may be, the door who may come in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from entraide.editor import TYPES, ConflictError, Desk, Opened, Sheet, Tried, markdown_of, read_sheet, sheet_of
from entraide.errors import DraftError
from entraide.faq import FRONT_MATTER, Fiche
from entraide.site.preview import preview
from entraide.web.editor_door import CHALLENGE, Door, RefusedError
from entraide.web.editor_form import Fields, published, reviewed, sent_fiche, with_image
from entraide.web.editor_pages import differences, form_values, fragment, page
from search import fold

_LARGEST = 20 * 1024 * 1024
_DRAINED = 10 * _LARGEST
"""Bytes that are read of a request that is too large, so that the browser gets to know why."""
_LARGEST_TEXT = 2 * 1024 * 1024
_SHOWN = 100
_DONE = {"enregistrer": "Fiche modifiée", "publier": "Fiche publiée", "relue": "Fiche relue"}
_TOO_LARGE = (
    "L’envoi dépasse 20 Mo : l’image est trop lourde. Revenez en arrière, recadrez-la ou réduisez-la à 1 200 pixels de large, "
    "puis ajoutez-la de nouveau. Votre texte est resté dans la page."
)
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The handlers of the routes."""

    desk: Desk
    door: Door
    site: Path
    trouble: Callable[[], str]
    """What stands between the saved fiches and the forge, '' for nothing."""

    def routes(self) -> list[Route]:
        """All addresses below /redaction/."""
        return [
            Route("/redaction/", self._guarded(self._list)),
            Route("/redaction/nouvelle", self._guarded(self._begin)),
            Route("/redaction/fiche", self._guarded(self._open)),
            Route("/redaction/fiche", self._guarded(self._save), methods=["POST"]),
            Route("/redaction/apercu", self._guarded(self._preview), methods=["POST"]),
            Route("/redaction/image", self._guarded(self._image)),
            Route("/redaction/image", self._guarded(self._add_image), methods=["POST"]),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            try:
                request.state.author = self.door.enter(request)
                if int(request.headers.get("content-length") or _LARGEST + 1) > _LARGEST and request.method == "POST":
                    return await self._too_large(request)
                return await handler(request)
            except RefusedError as error:
                headers = {"WWW-Authenticate": CHALLENGE} if error.status == HTTPStatus.UNAUTHORIZED else {}
                return self._say("refused", "Rédaction", error.status, headers, reason=int(error.status))
            except DraftError as error:
                return self._say("message", "Rédaction", HTTPStatus.UNPROCESSABLE_ENTITY, message=str(error))

        return guarded

    async def _too_large(self, request: Request) -> Response:
        read = 0
        async for part in request.stream():
            read += len(part)
            if read > _DRAINED:
                break
        if "text/html" in request.headers.get("accept", ""):
            return self._say("message", "Rédaction", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message=_TOO_LARGE)
        return JSONResponse({"error": _TOO_LARGE}, status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def _list(self, request: Request) -> Response:
        return await run_in_threadpool(self._list_page, request.query_params.get("q", ""))

    def _list_page(self, words: str) -> Response:
        listing, today = self.desk.listing(), self.desk.today
        every = (*listing.faq.drafts, *listing.faq.fiches)
        found = [fiche for fiche in every if _holds(fiche, words)] if words.strip() else []
        due = [fiche for fiche in listing.faq.fiches if _is_due(fiche, today.isoformat())]
        due.sort(key=lambda fiche: fiche.review_due() or today)
        values = {"words": words, "listing": listing, "found": found[:_SHOWN], "more": len(found) - _SHOWN, "due": due[:_SHOWN]}
        return self._say("list", "Rédaction", trouble=self.trouble(), **values)

    async def _begin(self, request: Request) -> Response:
        names = ("titre", "discussion", "rubrique", "modele")
        return await run_in_threadpool(
            self._begin_page, {name: " ".join(request.query_params.get(name, "").split()) for name in names}
        )

    def _begin_page(self, asked: dict[str, str]) -> Response:
        error = ""
        if (asked["titre"] or asked["discussion"]) and asked["rubrique"]:
            try:
                opened = self.desk.begin(asked["titre"], asked["rubrique"], asked["modele"], asked["discussion"])
                return self._form(opened, near=self.desk.near(opened.sheet.one("titre")))
            except DraftError as wrong:
                error = str(wrong)
        elif asked["modele"]:
            error = "Choisissez la rubrique." if asked["titre"] or asked["discussion"] else "Il manque le titre."
        faq = self.desk.listing().faq
        status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
        return self._say("begin", "Nouvelle fiche", status, asked=asked, error=error, faq=faq)

    async def _open(self, request: Request) -> Response:
        return await run_in_threadpool(
            self._open_page, request.query_params.get("id", ""), request.query_params.get("fait", "")
        )

    def _open_page(self, fiche_id: str, done: str) -> Response:
        opened = self.desk.open(fiche_id)
        return self._form(opened, self.desk.tried(opened), done=done if done in _DONE else "")

    async def _save(self, request: Request) -> Response:
        fields, image = await _read_form(request)
        return await run_in_threadpool(self._saved, fields, image, request.state.author)

    def _saved(self, fields: Fields, image: bytes, author: str) -> Response:
        action, alert = fields.one("action"), ""
        if image or action == "image":
            try:
                alt = fields.line("image-texte")
                fields = with_image(fields, markdown_of(self.desk.images.add(image, alt), alt))
            except DraftError as error:
                action, alert = "image", str(error)
        opened = sent_fiche(fields)
        if action in {"apercu", "image", "etapes"}:
            return self._form(opened, self.desk.tried(opened), shown=True, alert=alert)
        base = opened.sheet
        opened = {"publier": published, "relue": reviewed}.get(action, lambda same, _: same)(opened, self.desk.today)
        message = (
            f"{'Nouvelle fiche' if opened.is_new else _DONE.get(action, _DONE['enregistrer'])} : {opened.sheet.one('titre')}"
        )
        try:
            tried = self.desk.save(opened, message=message, author=author)
        except ConflictError as conflict:
            return self._conflict(opened, conflict.there)
        except DraftError as error:
            return self._form(opened, alert=str(error))
        if tried.has_errors:
            return self._form(opened, tried, base=base, refused=True)
        done = action if action in _DONE else "enregistrer"
        return RedirectResponse(f"fiche?{urlencode({'id': opened.id, 'fait': done})}", status_code=HTTPStatus.SEE_OTHER)

    async def _preview(self, request: Request) -> Response:
        fields, _ = await _read_form(request)
        return HTMLResponse(await run_in_threadpool(self._previewed, sent_fiche(fields)))

    def _previewed(self, opened: Opened) -> str:
        tried = self.desk.tried(opened)
        return fragment("preview", body=self._body(opened), **form_values(opened, tried.faq, tried))

    async def _image(self, request: Request) -> Response:
        file = self.desk.image_file(request.query_params.get("nom", ""))
        media_type = TYPES.get(file.suffix.lower().replace("jpeg", "jpg"), "") if file else ""
        if file is None or not media_type:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return FileResponse(file, media_type=media_type)

    async def _add_image(self, request: Request) -> Response:
        fields, image = await _read_form(request)
        alt = fields.line("image-texte")
        try:
            name = await run_in_threadpool(self.desk.images.add, image, alt)
        except DraftError as error:
            return JSONResponse({"error": str(error)}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
        return JSONResponse({"markdown": markdown_of(name, alt)})

    def _form(  # noqa: PLR0913 - what a form may say
        self,
        opened: Opened,
        tried: Tried | None = None,
        *,
        base: Sheet | None = None,
        near: tuple[Fiche, ...] = (),
        done: str = "",
        shown: bool = False,
        refused: bool = False,
        alert: str = "",
    ) -> Response:
        """The page of a fiche; `base` is what the form goes on with when what was tried was refused."""
        title = opened.sheet.one("titre") or opened.id
        return self._say(
            "form",
            title,
            HTTPStatus.UNPROCESSABLE_ENTITY if refused or alert else HTTPStatus.OK,
            **form_values(opened, tried.faq if tried else self.desk.listing().faq, tried, base=base),
            body=self._body(opened),
            near=near,
            done=done,
            shown=shown,
            refused=refused,
            alert=alert,
            trouble=self.trouble(),
            address=f"/faq/{quote(opened.id)}/",
        )

    def _conflict(self, opened: Opened, there: bytes) -> Response:
        """Both versions, and a form that goes on from ours over theirs."""
        try:
            theirs = read_sheet(there)[0]
        except UnicodeDecodeError:
            theirs = sheet_of(there.decode("utf-8", errors="replace"))
        rebased = replace(opened, original=there)
        values = form_values(rebased, self.desk.listing().faq, None)
        lines = differences(opened.sheet.text, theirs.text)
        return self._say("conflict", "Deux versions", HTTPStatus.CONFLICT, **values, theirs=theirs, differences=lines)

    def _body(self, opened: Opened) -> str:
        found = FRONT_MATTER.match(opened.sheet.text)
        markdown = opened.sheet.text[found.end() :] if found else ""
        return preview(
            self.desk.settings.root / "mkdocs.yml", markdown, opened.id, lambda name: f"/redaction/image?nom={quote(name)}"
        )

    def _say(
        self,
        template: str,
        title: str,
        status: HTTPStatus = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
        /,
        **values: object,
    ) -> HTMLResponse:
        shell = (self.site / "redaction" / "index.html").read_text(encoding="utf-8")
        return HTMLResponse(page(shell, title, fragment(template, title=title, **values)), status_code=status, headers=headers)


def _holds(fiche: Fiche, words: str) -> bool:
    text = fold(" ".join((fiche.title, *fiche.keywords, *fiche.category.labels, fiche.id)))
    return all(word in text for word in fold(words).split())


def _is_due(fiche: Fiche, today: str) -> bool:
    due = fiche.review_due()
    return not fiche.is_outdated and not fiche.is_news and (due is None or due.isoformat() < today)


async def _read_form(request: Request) -> tuple[Fields, bytes]:
    """The texts of the form, and its image, b'' for none."""
    async with request.form(max_files=1, max_fields=2000, max_part_size=_LARGEST_TEXT) as form:
        texts: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                texts.setdefault(name, []).append(value)
        image = form.get("image")
        return Fields(texts), await image.read() if isinstance(image, UploadFile) else b""
