"""Takes a form that was sent: checks it, has it stored, or says what is wrong and gives back all that was typed.

In: a form, what the form parser read, who sent it. Out: an Outcome. Knows no page and no header; logs nothing of a request.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import FormData

from entraide.errors import EntraideError
from entraide.forms import Form
from entraide.forms.fill import fill, request_of
from entraide.forms.render import KEY, TRAP, Shown
from entraide.outbox.model import NewRequest
from entraide.web.admission import FASTEST, Pace, new_key, shown_at
from entraide.web.uploads import received

Accept = Callable[[NewRequest], str]
"""Stores a request and gives its number; raises EntraideError when it cannot."""
_FILES = "Choisissez de nouveau vos fichiers : le navigateur ne les garde pas."
_INVALID = 422, "La demande n’est pas encore envoyée."
_NO_KEY = 422, "La page avait été ouverte sans être reliée au service. Vérifiez vos réponses, puis envoyez."
_TOO_FAST = 422, "Le formulaire est parti plus vite qu’on ne peut le remplir. Relisez vos réponses, puis envoyez de nouveau."
_TRAPPED = 422, "Un champ caché a été rempli, sans doute par votre navigateur. Il est vidé : envoyez de nouveau."
_TOO_MANY = 429, "Beaucoup de demandes viennent d’arriver de votre réseau. Patientez une minute, puis envoyez de nouveau."
_NOT_STORED = (
    503,
    "La demande ne peut pas être enregistrée pour le moment. Vos réponses sont restées : réessayez, ou voyez en bas de page.",
)
_log = logging.getLogger("entraide.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a form: a number, or a page to be shown again with a status of HTTP."""

    number: str = ""
    status: int = 303
    shown: Shown | None = None


class Desk:
    """Takes forms, one by one, from any thread."""

    def __init__(self, accept: Accept, clock: Callable[[], datetime], contacts: tuple[str, ...]) -> None:
        self._accept = accept
        self._clock = clock
        self._contacts = contacts
        self._pace = Pace(clock)

    def first(self, values: Mapping[str, str]) -> Shown:
        """A page that is opened, with what the page before hands along."""
        return Shown(values=values, is_handed=bool(values), key=new_key(self._clock()), contacts=self._contacts)

    def take(self, form: Form, posted: FormData, client: str) -> Outcome:
        """Check and store what was sent."""
        texts = {name: value for name, value in posted.multi_items() if isinstance(value, str)}
        filled = fill(form, texts)

        def again(why: tuple[int, str], *, had_files: bool, errors: Mapping[str, str] | None = None) -> Outcome:
            status, notice = why
            key = texts.get(KEY, "")
            shown = Shown(
                values=filled.values,
                errors=errors or {},
                notice=f"{notice} {_FILES}" if had_files else notice,
                key=key if shown_at(key) else new_key(self._clock()),
                offers_ways=why == _NOT_STORED,
                contacts=self._contacts,
            )
            return Outcome(status=status, shown=shown)

        had_files = False
        try:
            with TemporaryDirectory(prefix="entraide-form-") as folder:
                files = received([field for field in filled.fields if field.takes_files], posted, Path(folder))
                had_files, wrong = files.had_files, {**filled.errors, **files.errors}
                if wrong:
                    ordered = {field.id: wrong[field.id] for field in filled.fields if field.id in wrong}
                    return again(_INVALID, had_files=had_files, errors=ordered)
                if why := self._suspicious(texts):
                    return again(why, had_files=had_files)
                if not self._pace.allows(client):
                    return again(_TOO_MANY, had_files=had_files)
                return Outcome(number=self._accept(request_of(filled, texts[KEY], files.attachments, files.digests)))
        except (EntraideError, OSError) as error:
            _log.error("a request could not be stored: %s", type(error).__name__)
            return again(_NOT_STORED, had_files=had_files)

    def _suspicious(self, texts: Mapping[str, str]) -> tuple[int, str] | None:
        """Why a program rather than a person may have sent it."""
        opened = shown_at(texts.get(KEY, ""))
        if opened is None:
            return _NO_KEY
        if texts.get(TRAP):
            return _TRAPPED
        return _TOO_FAST if (self._clock() - opened).total_seconds() < FASTEST else None
