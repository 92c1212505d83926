"""The knowledge base read by the legacy API, by the High-Level one, or from a file of what either answers.

In: an open session or a file. Out: Articles and files of documents. Knows no fiche.
"""

from collections import defaultdict
from pathlib import Path
from typing import TypeVar

import msgspec

from entraide.errors import ConfigError, GlpiError
from entraide.glpi.articles import Article, NamedCategory, Row
from entraide.glpi.legacy import LegacyGlpi
from entraide.glpi.v2 import GlpiV2

_Shape = TypeVar("_Shape")
_TARGETS = ("Entity_KnowbaseItem", "Group_KnowbaseItem", "KnowbaseItem_Profile", "KnowbaseItem_User")
_PLACES = "KnowbaseItem_KnowbaseItemCategory"


class _Place(msgspec.Struct):
    knowbaseitems_id: int
    knowbaseitemcategories_id: int


class _Target(msgspec.Struct):
    knowbaseitems_id: int


class _Tables(msgspec.Struct):
    """Lists of the legacy API in one object, by their name there."""

    articles: list[Row] = msgspec.field(name="KnowbaseItem")
    categories: list[NamedCategory] = msgspec.field(name="KnowbaseItemCategory", default_factory=list)
    places: list[_Place] = msgspec.field(name=_PLACES, default_factory=list)

    def joined(self, readers: set[int] | None = None) -> tuple[Article, ...]:
        """The articles with their categories; `readers` are the ids of those that somebody may see, None when unknown."""
        names = {one.id: one.completename or one.name or "" for one in self.categories}
        places: defaultdict[int, list[str]] = defaultdict(list)
        for place in self.places:
            places[place.knowbaseitems_id].append(names.get(place.knowbaseitemcategories_id, ""))
        for row in self.articles:
            if isinstance(number := row.knowbaseitemcategories_id, int) and names.get(number):
                places[row.id].append(names[number])
        return tuple(
            row.article(
                tuple(filter(None, places[row.id])) if row.categories is None else None,
                has_readers=readers is None or row.id in readers,
            )
            for row in sorted(self.articles, key=lambda row: row.id)
        )


class LegacyKnowledge:
    """By the legacy API."""

    def __init__(self, glpi: LegacyGlpi) -> None:
        self._glpi = glpi

    def articles(self) -> tuple[Article, ...]:
        """All of them, by id."""
        tables = _Tables(
            articles=[*self._glpi.rows("KnowbaseItem", Row)],
            categories=[*self._glpi.rows("KnowbaseItemCategory", NamedCategory)],
            places=self._optional(_PLACES, _Place) or [],
        )
        targets = [self._optional(itemtype, _Target) for itemtype in _TARGETS]
        known = [row.knowbaseitems_id for rows in targets for row in rows or ()]
        return tables.joined(None if None in targets else set(known))

    def file(self, document: int, *, limit: int) -> bytes:
        """The file of the document of that id."""
        return self._glpi.download(document, limit=limit)

    def _optional(self, itemtype: str, shape: type[_Shape]) -> list[_Shape] | None:
        """All rows; None where this GLPI has no such list, or not for this account."""
        try:
            return [*self._glpi.rows(itemtype, shape)]
        except GlpiError as error:
            if error.code.startswith(("ERROR_RESOURCE", "ERROR_RIGHT")):
                return None
            raise


class V2Knowledge:
    """By the High-Level API, which does not tell who may see an article."""

    def __init__(self, glpi: GlpiV2) -> None:
        self._glpi = glpi

    def articles(self) -> tuple[Article, ...]:
        """All of them, by id."""
        names = {one.id: one.completename or "" for one in self._glpi.rows("Knowledgebase/Category", NamedCategory)}
        rows = sorted(self._glpi.rows("Knowledgebase/Article", Row), key=lambda row: row.id)
        return tuple(row.article(_whole(row, names)) for row in rows)

    def file(self, document: int, *, limit: int) -> bytes:
        """The file of the document of that id."""
        return self._glpi.get(f"Management/Document/{document}/Download", limit=limit).body


def _whole(row: Row, names: dict[int, str]) -> tuple[str, ...]:
    """Its categories by their whole path, which the row itself does not say."""
    own = [one for one in row.categories or () if isinstance(one, NamedCategory)]
    return tuple(names.get(one.id) or one.completename or one.name or "" for one in own)


class DumpedKnowledge:
    """From a file: a JSON list or JSON lines of articles, or an object of the three lists of the legacy API by name.

    Files of documents are beside it, in `documents/`, by their number: `documents/12.png`.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def articles(self) -> tuple[Article, ...]:
        """All of them, by id."""
        try:
            data = self._file.read_bytes().removeprefix(b"\xef\xbb\xbf").strip()
            if data.startswith(b"["):
                return _Tables(articles=msgspec.json.decode(data, type=list[Row], strict=False)).joined()
            if b'"KnowbaseItem"' in data[:100_000].partition(b"[")[0]:
                return msgspec.json.decode(data, type=_Tables, strict=False).joined()
            return _Tables(articles=msgspec.json.Decoder(Row, strict=False).decode_lines(data)).joined()
        except OSError as error:
            raise ConfigError(f"{self._file}: cannot be read: {error.strerror}") from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise GlpiError(f"{self._file}: not a dump of articles: {error}") from error

    def file(self, document: int, *, limit: int) -> bytes:
        """The file of the document of that id."""
        found = next((self._file.parent / "documents").glob(f"{document}.*"), None)
        if found is None or found.stat().st_size > limit:
            raise GlpiError(f"documents/{document}.*: {'too big' if found else 'missing'}")
        return found.read_bytes()
