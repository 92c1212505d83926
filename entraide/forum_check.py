"""What a first look at a forum found, in French, for the technician who sets up its mirror.

In: settings, the name of a source, the world. Out: an exit code and lines. Nothing is stored.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from entraide.config import ForumSettings, Settings, seconds
from entraide.errors import ConfigError
from entraide.forums import forum_settings, open_forum
from entraide.world import World
from forum_sync import Finding, check_forum

_FAILED, _NO_ACCESS = 1, 77
_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}
_LINES: Mapping[tuple[str, str], str] = {
    ("reach", "https"): "Le forum répond à {url}, en https.",
    ("reach", "http"): "Le forum répond à {url}, sans https : une clé y circulerait en clair. Mettez https dans `url`.",
    ("reach", "unreadable"): (
        "Le forum ne répond pas comme un Discourse ({reason}). Vérifiez dans `url` l’adresse exacte, celle que montre le "
        "navigateur, que ce poste sort sur internet, et que le forum n’est pas en maintenance."
    ),
    ("access", "open"): "Le forum se lit sans compte ni clé.",
    ("access", "key"): "La clé est acceptée ; son compte est celui d’un membre ordinaire.",
    ("access", "wall"): (
        "Le forum est fermé aux visiteurs. Demandez à ses administrateurs une clé en lecture seule, pour un compte ordinaire, "
        "et mettez-la dans {key_variables}."
    ),
    ("access", "staff"): (
        "Le compte de la clé est administrateur ou modérateur : il voit ce qui est supprimé ou privé. Demandez une clé pour un "
        "compte ordinaire."
    ),
    ("categories", "open"): "Catégories suivies, avec celles qu’elles contiennent : {mirrored}.",
    ("categories", "closed"): (
        "Catégories suivies, avec celles qu’elles contiennent : {mirrored}. Réservées à certains membres, donc jamais "
        "copiées : {closed}. Retirez-les de `categories`."
    ),
    ("categories", "unknown"): (
        "Catégories introuvables, ou cachées à ce compte : {unknown}. Corrigez `categories` ; les catégories publiques de "
        "premier niveau sont : {public}."
    ),
    ("categories", "nothing"): (
        "Aucune des catégories à suivre n’est ouverte à tous : {closed}. Choisissez dans `categories` parmi : {public}."
    ),
    ("about", "counted"): "Discourse {version} : {topics} discussions, {posts} messages.",
    ("about", "uncounted"): "Discourse {version} ; sa taille est inconnue : l’estimation est grossière. Rien à faire.",
    ("about", "unreadable"): "Version et taille du forum inconnues ({reason}) : l’estimation est grossière. Rien à faire.",
    ("lists", "read"): "Les listes de discussions se lisent.",
    ("lists", "empty"): "Les listes n’ont aucune discussion à copier. Vérifiez `categories`.",
    ("tags", "names"): "Les étiquettes sont des noms (versions jusqu’à 2025) ; elles seront reprises.",
    ("tags", "objects"): "Les étiquettes sont des objets (versions récentes) ; elles seront reprises.",
    ("tags", "none"): "Aucune étiquette sur les dernières discussions.",
    ("solved", "present"): "Les réponses acceptées comme solutions seront reprises.",
    ("solved", "absent"): "Le forum ne marque pas de solutions (extension Solved absente).",
    ("topic", "read"): "Une discussion se lit en entier ({posts} messages).",
    ("topic", "empty"): "Aucune discussion n’a pu être essayée. Vérifiez `categories`.",
    ("feed", "exclusive"): "Le fil des derniers messages se lit (`before` exclu : versions récentes).",
    ("feed", "inclusive"): "Le fil des derniers messages se lit (`before` compris : versions jusqu’à 2025).",
    ("feed", "empty"): "Le fil des derniers messages est vide : seules les listes diront ce qui est nouveau. Réessayez demain.",
    ("feed", "refused"): (
        "Le fil des derniers messages est refusé ({reason}). Demandez une clé de portée globale « lecture seule » : aucune "
        "portée plus étroite n’y donne droit."
    ),
    ("images", "own"): "Les images vues sont sur le forum lui-même.",
    ("images", "elsewhere"): (
        "Des images sont ailleurs et seront remplacées par leur description : {hosts}. Ajoutez à `image_hosts` ceux de ces "
        "serveurs qui gardent les images du forum."
    ),
    ("", "refused"): (
        "{subject} : refus du forum ({reason}). Vérifiez {key_variables} : clé absente, révoquée, d’un autre forum, ou de "
        "portée plus étroite que « lecture seule »."
    ),
    ("", "unreadable"): "{subject} : illisible ({reason}). Recommencez plus tard ; si cela dure, prévenez le forum.",
}
_SUBJECTS = {
    "access": "Le compte de la clé",
    "categories": "Les catégories",
    "lists": "Les listes de discussions",
    "topic": "Une discussion",
    "feed": "Le fil des derniers messages",
}
_TERMS = "Vérifiez que les conditions d’utilisation du forum autorisent un miroir."
_ESTIMATE = (
    "Premier passage : environ {requests} requêtes, {duration} à une requête toutes les {pace} ; ensuite {per_look} requêtes "
    "toutes les {every}."
)
_MANY = 100
_LONG = 90
"""Minutes that are told as hours."""


def check_source(settings: Settings, name: str | None, world: World) -> tuple[int, list[str]]:
    """Look at the forum `name`, or at the only one. The code is 0, 1 when something fails, 77 when a key is missing or wrong.

    Raises ConfigError when there is no such forum, or its secrets are incomplete.
    """
    source = _chosen(settings, name)
    forum = open_forum(settings, source, world)
    try:
        findings = check_forum(forum.api, forum.rules, pace=seconds(source.pace))
    finally:
        forum.api.client.close()
    failed = [finding for finding in findings if finding.status == "fail"]
    code = _NO_ACCESS if any(finding.facts.get("access") for finding in failed) else _FAILED if failed else 0
    return code, [*_lines(findings, source)]


def _chosen(settings: Settings, name: str | None) -> ForumSettings:
    forums = {forum.name: forum for forum in forum_settings(settings)}
    if name in forums:
        return forums[name]
    if name is None and len(forums) == 1:
        return next(iter(forums.values()))
    there = f"there are: {', '.join(forums)}" if forums else "none is configured (`type: discourse` in `sources`)"
    raise ConfigError(f"{name}: no such forum; {there}" if name else f"name the forum to check; {there}")


def _lines(findings: Iterable[Finding], source: ForumSettings) -> Iterable[str]:
    estimates = [finding.facts for finding in findings if finding.subject == "estimate"]
    yield from (_line(finding, source) for finding in findings if finding.subject != "estimate")
    yield _TERMS
    yield from (_estimate(facts, source) for facts in estimates)


def _line(finding: Finding, source: ForumSettings) -> str:
    case = finding.facts["case"]
    line = _LINES.get((finding.subject, case)) or _LINES["", case]
    variable = f"ENTRAIDE_{source.name.upper().replace('-', '_')}_API"
    known = {"subject": _SUBJECTS.get(finding.subject, ""), "key_variables": f"{variable}_KEY et {variable}_USERNAME"}
    return f"{_MARKS[finding.status]} {line.format(**known, **{name: _shown(fact) for name, fact in finding.facts.items()})}"


def _shown(fact: Any) -> str:
    if isinstance(fact, tuple):
        return ", ".join(fact)
    return _number(fact) if isinstance(fact, int) else str(fact)


def _estimate(facts: Mapping[str, Any], source: ForumSettings) -> str:
    requests = facts["requests"]
    return _ESTIMATE.format(
        requests=_number(round(requests, -1) if requests > _MANY else requests),
        duration=_duration(round(facts["minutes"])),
        pace=f"{facts['pace']:g} s".replace(".", ","),
        per_look=facts["per_look"],
        every=_period(seconds(source.every)),
    )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _duration(minutes: int) -> str:
    if minutes > _LONG:
        return f"{minutes // 60} h {minutes % 60:02}"
    return f"{minutes} minutes" if minutes > 1 else "1 minute"


def _period(time: float) -> str:
    minutes, rest = divmod(time, 60)
    return f"{minutes:.0f} minutes" if minutes > 1 and not rest else f"{time:g} s".replace(".", ",")
