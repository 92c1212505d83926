"""A request laid out for a technician: facts and answers in order, in French, for a message, a ticket or a terminal.

In: a kept request. Out: pairs of a label and a text, a title. Knows no format; `mail` and `tickets` make text and HTML of it.
"""

from collections.abc import Sequence
from datetime import datetime

from entraide.local_time import LOCAL_TIME
from entraide.outbox.kept import Kept, KeptFile, State

Part = tuple[str, str]
_KINDS = {"incident": "Incident", "demande": "Demande"}
_URGENCIES = {1: "Très basse", 2: "Basse", 3: "Moyenne", 4: "Haute", 5: "Très haute"}
STATES: dict[State, str] = {
    "waiting": "en attente",
    "sending": "en cours d’envoi",
    "unsure": "à vérifier",
    "held": "fichiers en attente",
    "delivered": "transmise",
}
"""As the command line names them."""
_KIB, _MIB = 1 << 10, 1 << 20


def title_of(kept: Kept) -> str:
    """`[2026-00042] Imprimante en panne`."""
    return f"[{kept.number}] {kept.request.title}"


def facts_of(kept: Kept) -> list[Part]:
    """Who asks for what, and when, a line each."""
    request, asker = kept.request, kept.request.requester
    facts = {
        "Demande": f"n°\u00a0{kept.number}, reçue le {moment_of(kept.received_at)}",
        "Demandeur": ", ".join(filter(None, (asker.name, asker.organisation))),
        "Messagerie": asker.email,
        "Téléphone": asker.phone,
        "Type": _KINDS[request.kind],
        "Catégorie": " > ".join(request.category),
        "Urgence": _URGENCIES.get(request.urgency, "") if request.urgency else "",
    }
    return [(label, text) for label, text in facts.items() if text]


def answers_of(kept: Kept) -> list[Part]:
    """What was filled in, each text of several lines perhaps."""
    return [(answer.label, answer.text.strip()) for answer in kept.request.answers]


def names_of(files: Sequence[KeptFile]) -> list[str]:
    """A line for each file."""
    return [f"{file.name} ({size_of(file.size)}){', attestation signée' if file.is_attestation else ''}" for file in files]


def size_of(size: int) -> str:
    """A number of bytes for people."""
    if size < _MIB:
        return f"{max(1, round(size / _KIB))}\u00a0Kio"
    return f"{size / _MIB:.1f}\u00a0Mio".replace(".", ",")


def moment_of(moment: datetime) -> str:
    """`26/11/2026 à 14 h 05`, by the clock of readers."""
    return f"{moment.astimezone(LOCAL_TIME):%d/%m/%Y à %H\u00a0h\u00a0%M}"
