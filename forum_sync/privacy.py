"""Under which name a member of the forum is shown, and who asked not to be shown at all.

Comes in: a user name and a display name. Goes out: a name that may be published, a token. Pure: the secret is an argument.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forum_sync.words import line_of

Names = Literal["real", "pseudonyms", "initials"]

REMOVED = "Membre retiré"
"""Shown for a member who asked not to be mirrored."""
DELETED = "Membre supprimé"
"""Shown for a member whose account is gone."""
WITHOUT_NAME = "Membre"

_WORDS = """
Mésange Pinson Fauvette Loriot Rossignol Hirondelle Alouette Chardonneret Bouvreuil Verdier Sittelle Grimpereau Roitelet
Bergeronnette Pipit Traquet Huppe Rollier Geai Mouette Sterne Goéland Macareux Guillemot Avocette Échasse Huîtrier Courlis
Vanneau Pluvier Héron Aigrette Cigogne Spatule Flamant Cygne Sarcelle Colvert Tadorne Fuligule Grèbe Foulque Faucon Épervier
Aigle Balbuzard Chouette Perdrix Tourterelle Palombe Martinet Accenteur Moineau Bruant Tarier Rousserolle Jaseur Cincle
Pétrel Puffin Albatros Colibri Paradisier Ibis Alisier Amandier Aulne Bouleau Cèdre Cerisier Charme Châtaignier Chêne Cormier
Cornouiller Cyprès Épicéa Érable Figuier Frêne Genévrier Hêtre Marronnier Mélèze Merisier Micocoulier Mûrier Noisetier Orme
Peuplier Pommier Poirier Prunier Sapin Saule Séquoia Sorbier Sureau Tilleul Troène Platane Abricotier Arbousier Acacia Ajonc
Aubépine Bleuet Bruyère Chèvrefeuille Coquelicot Fougère Genêt Glycine Houblon Lavande Lierre Luzerne Menthe Muguet Nénuphar
Pivoine Primevère Romarin Roseau Sauge Thym Trèfle Tulipe
"""
PSEUDONYMS = tuple(_WORDS.split())
"""Birds, trees and plants: none is a first name and none makes fun of anyone. Another order renames every member."""

_TOKEN_LENGTH = 16
_MOST_INITIALS = 3
_PLACE = re.compile(r"[,(\[]")
_USER_WORDS = re.compile(r"[\s_.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """How members are named. Raises ValueError for pseudonyms without a secret: anyone could find who is behind them."""

    names: Names
    secret: bytes = field(default=b"", repr=False)
    """From which pseudonyms and tokens are made: another secret gives everyone another one."""
    opted_out: frozenset[str] = frozenset()
    """User names, in any case, of those whose messages are not mirrored."""

    def __post_init__(self) -> None:
        if self.names == "pseudonyms" and not self.secret:
            raise ValueError("pseudonyms need a secret")
        object.__setattr__(self, "opted_out", frozenset(name.casefold() for name in self.opted_out))

    def shown(self, username: str, name: str) -> str:
        """The name to show; `name` is the display name and may be empty, `username` is empty when the account is gone."""
        if not username:
            return DELETED
        if self.is_out(username):
            return REMOVED
        if self.names == "real":
            return line_of(name) or line_of(username)
        return _initials(username, name) if self.names == "initials" else self._pseudonym(username)

    def member(self, username: str) -> str:
        """16 hexadecimal digits that are the same for all of a member and tell nothing of who it is; empty for nobody."""
        return self._digest(username).hex()[:_TOKEN_LENGTH] if username else ""

    def is_out(self, username: str) -> bool:
        """Whether the member asked not to be mirrored."""
        return username.casefold() in self.opted_out

    @property
    def fingerprint(self) -> str:
        """Another one when members may be shown otherwise than before; it does not tell the secret."""
        return self._digest("\n".join([self.names, *sorted(self.opted_out)])).hex()

    def _pseudonym(self, username: str) -> str:
        digest = self._digest(username)
        return f"{PSEUDONYMS[digest[0] % len(PSEUDONYMS)]} {1000 + int.from_bytes(digest[1:9]) % 9000}"

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self.secret, text.casefold().encode("utf-8", "replace"), hashlib.sha256)


REAL_NAMES = Privacy(names="real")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The members that the messages of one thread may name."""

    privacy: Privacy = REAL_NAMES
    names: Mapping[str, str] = field(default_factory=dict)
    """The name to show for those who wrote in the thread, by their user name and by other names, in small letters."""

    def shown(self, username: str, name: str = "") -> str:
        """The name to show for a member who need not have written in the thread."""
        return self.names.get(username.casefold()) or self.privacy.shown(username, name)

    @property
    def hidden(self) -> bool:
        """Whether some members are shown under another name than theirs."""
        return self.privacy.names != "real" or bool(self.privacy.opted_out)


def _initials(username: str, name: str) -> str:
    """« J.-M. D. » for "Jean-Marc Dupont (Valmorel)"; at most three words count."""
    words = _PLACE.split(line_of(name))[0].split()
    found = [initial for word in words if (initial := "-".join(filter(None, map(_initial, word.split("-")))))]
    found = found or list(filter(None, map(_initial, _USER_WORDS.split(username))))
    return " ".join(found[:_MOST_INITIALS]) or WITHOUT_NAME


def _initial(word: str) -> str:
    first = next(filter(str.isalnum, word), "")
    return f"{first.upper()}." if first else ""
