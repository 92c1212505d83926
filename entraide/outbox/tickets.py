"""Requests as tickets of GLPI: one each, with its files as documents, going on where the last try stopped.

In: a kept request. Out: its ticket, and the files that GLPI does not take. What GLPI has already is looked up by our tag before
anything is added; what it says it took is looked at. Knows no e-mail and no schedule.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from html import escape, unescape
from typing import Any

import msgspec

from entraide.errors import GlpiAccessError, GlpiAwayError, GlpiError, UnsureDeliveryError
from entraide.glpi import LegacyGlpi
from entraide.outbox.kept import Kept, KeptFile
from entraide.outbox.store import Outbox
from entraide.outbox.wording import answers_of, facts_of, names_of, title_of

_TYPES = {"incident": 1, "demande": 2}
_LONGEST_TITLE = 250
_MISSING = "FILE_NOT_THERE"
_BY_MAIL = "elle arrive par courriel"
_IN_OUTBOX = "elle attend dans la boîte d’envoi ({command})"


class _Ticket(msgspec.Struct):
    id: int
    externalid: str | None


class _Category(msgspec.Struct):
    id: int
    completename: str | int | float | None
    """GLPI makes a number of a name that looks like one."""


class _Document(msgspec.Struct):
    id: int
    name: str | None
    sha1sum: str | None


class _Link(msgspec.Struct):
    documents_id: int


class Tickets:
    """Delivers to one GLPI; `entity` is where its tickets belong, None for that of the account."""

    def __init__(
        self,
        session: Callable[[], AbstractContextManager[LegacyGlpi]],
        outbox: Outbox,
        *,
        entity: int | None,
        has_mail: bool,
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._entity = entity
        self._has_mail = has_mail

    def deliver(self, kept: Kept) -> Sequence[KeptFile]:
        """See to it that there is a ticket with the files; those that GLPI refuses.

        GlpiError when it is to be tried again, UnsureDeliveryError when GLPI says what cannot be.
        """
        with self._session() as glpi:
            ticket = kept.ticket
            if ticket is None:
                ticket = self._known_ticket(glpi, kept.tag) or self._new_ticket(glpi, kept)
                self._outbox.has_ticket(kept.number, ticket)
            for file in kept.files:
                if not file.is_delivered and not file.refusal:
                    self._deliver_file(glpi, kept, ticket, file)
        return [file for file in self._outbox.find(kept.number).files if not file.is_delivered]

    def _known_ticket(self, glpi: LegacyGlpi, tag: str) -> int | None:
        rows = glpi.get("Ticket", list[_Ticket], **{"searchText[externalid]": tag})
        return next((row.id for row in rows if row.externalid == tag), None)

    def _new_ticket(self, glpi: LegacyGlpi, kept: Kept) -> int:
        """Its id. What cannot be found again would be lost, or be added at each try: somebody has to look."""
        glpi.add("Ticket", self._fields(glpi, kept))
        ticket = self._known_ticket(glpi, kept.tag)
        if ticket is None:
            raise UnsureDeliveryError(
                "GLPI says that it added a ticket, and does not show it: may the account see its tickets?"
            )
        return ticket

    def _fields(self, glpi: LegacyGlpi, kept: Kept) -> dict[str, Any]:
        request = kept.request
        category = " > ".join(request.category).casefold()
        known = (row for row in glpi.rows("ITILCategory", _Category) if _plain(row.completename) == category)
        fields: dict[str, Any] = {
            "name": title_of(kept)[:_LONGEST_TITLE],
            "content": self._content(kept),
            "type": _TYPES[request.kind],
            "externalid": kept.tag,
            "_users_id_requester": 0,
            "_users_id_requester_notif": {"use_notification": [1], "alternative_email": [request.requester.email]},
        }
        optional = {
            "urgency": request.urgency,
            "itilcategories_id": next((row.id for row in known), None) if category else None,
            "entities_id": self._entity,
        }
        return fields | {name: value for name, value in optional.items() if value is not None}

    def _content(self, kept: Kept) -> str:
        facts = "<br>".join(f"<strong>{escape(label)}</strong>\u00a0: {escape(text)}" for label, text in facts_of(kept))
        parts = [facts]
        for label, text in answers_of(kept):
            parts.append(f"<strong>{escape(label)}</strong><br>" + escape(text).replace("\n", "<br>"))
        if kept.files:
            elsewhere = _BY_MAIL if self._has_mail else _IN_OUTBOX.format(command=f"entraide requests show {kept.number}")
            parts.append("<strong>Fichiers joints</strong><br>" + "<br>".join(map(escape, names_of(kept.files))))
            parts.append(
                f"Si une pièce de cette liste manque dans les documents du ticket, GLPI l’a refusée\u00a0: {elsewhere}."
            )
        return "".join(f"<p>{part}</p>" for part in parts)

    def _deliver_file(self, glpi: LegacyGlpi, kept: Kept, ticket: int, file: KeptFile) -> None:
        try:
            document = file.document
            if document is None:
                document = self._document(glpi, kept, file)
                self._outbox.note_file(kept.number, file.place, document=document)
            links = glpi.rows(f"Ticket/{ticket}/Document_Item", _Link)
            if all(link.documents_id != document for link in links):
                glpi.add("Document_Item", {"documents_id": document, "itemtype": "Ticket", "items_id": ticket})
        except (GlpiAccessError, GlpiAwayError):
            raise
        except GlpiError as error:
            if not error.code:
                raise  # nobody knows what became of it: looked up at the next try
            self._outbox.note_file(kept.number, file.place, refusal=error.code)
        else:
            self._outbox.note_file(kept.number, file.place, is_delivered=True)

    def _document(self, glpi: LegacyGlpi, kept: Kept, file: KeptFile) -> int:
        """The id of the document that holds the file; GlpiError with a code when GLPI does not take it."""
        # No name of a person: GLPI can show the title of one document for another of the same bytes.
        title = f"{kept.tag}-{file.place}"
        rows = glpi.get("Document", list[_Document], **{"searchText[name]": title})
        found = next((row.id for row in rows if row.name == title), None)
        if found is None:
            entity = {} if self._entity is None else {"entities_id": self._entity}
            with file.file.open("rb") as data:
                found = glpi.upload(file.name, data, file.media_type, title=title, **entity)
        with file.file.open("rb") as data:
            digest = hashlib.file_digest(data, "sha1").hexdigest()
        if glpi.get(f"Document/{found}", _Document).sha1sum != digest:
            raise GlpiError(f"document {found} holds another file, or none", code=_MISSING)
        return found


def _plain(completename: str | float | None) -> str:
    return unescape(str(completename)).casefold()
