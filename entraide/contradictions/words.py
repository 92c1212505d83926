"""Whether two sentences speak of the same thing: by the words that they and their titles have in common.

In: stems. Out: yes or no. Weights are fixed, so that a pair is found whatever else there is.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from search import fold, tokens

_GENERIC = """taux cotisation cotiser contribution prix tarif montant cout couter plafond seuil somme valeur pourcentage forfait
    date mois annee jour delai periode depuis compter partir plus moins nouveau nouvelle actuel actuellement aujourd hui
    appliquer application fixer passer elever porter rester devenir payer regler facturer due calculer
    loi article decret code regle texte document fiche reponse exemple cas euro ttc collectivite mairie commune public agent
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre 1er
    applique fixe passe elevent eleve porte reste devient paie paye doit obligatoire obligation facultatif possible
    necessaire demande demander defaut sauf gratuit payant service logiciel question bonjour savoir faut convient"""
_CONTRASTS = (
    "apprenti titulaire contractuel stagiaire elu vacataire retraite fonctionnaire",
    "sante prevoyance",
    "maladie vieillesse famille accident chomage retraite transport",
    "patronal salarial",
    "employeur salarie",
    "commune intercommunalite departement region syndicat",
    "fonctionnement investissement",
    "couleur noir",
    "achat location abonnement maintenance formation",
    "maire adjoint conseiller",
    "eau assainissement",
    "regulier exceptionnel",
    "minimum maximum",
    "titulaire suppleant",
    "mensuel annuel trimestriel",
    "depense recette",
)
"""Words that stand for different things where nothing else differs."""
_ALIKE = {
    "electronique": "dematerialise dematerialisee electronique courriel mail email numerique mel messagerie",
    "papier": "papier ecrit ecrite postal postale domicile courrier",
    "obligatoire": "obligatoire imperatif",
}
"""Words that stand for the same thing in rules."""
_WEAK = 0.3
_ENOUGH = 0.67
"""Of the weight of each sentence that the other one and its title must hold."""


@lru_cache(maxsize=50_000)
def stems(text: str) -> frozenset[str]:
    """Stems of the words of a text, one for words that mean the same; numbers are left out."""
    found = (_SAME.get(token.stem, token.stem) for token in tokens(text) if token.whole)
    return frozenset(stem for stem in found if not stem[0].isdigit() and len(stem) > 1)


def is_strong(stem: str) -> bool:
    """Whether a stem says something of a subject."""
    return stem not in _GENERIC_STEMS


def strong(found: AbstractSet[str]) -> set[str]:
    """Those that say something of a subject."""
    return {stem for stem in found if is_strong(stem)}


class Words(NamedTuple):
    """The stems of what is said."""

    core: frozenset[str]
    """Of the sentence, or of what it stands under where it says little itself."""
    title: frozenset[str]
    """Of the title of what it stands in; none where this is about many things."""
    about: frozenset[str]
    """Of all that is said of its subject around it."""


def same_subject(one: Words, other: Words) -> bool:
    """Whether two sentences speak of the same thing."""
    whole, other_whole = one.core | one.title | one.about, other.core | other.title | other.about
    if len(strong(whole & other_whole)) < 2:  # noqa: PLR2004 - one word may be anything
        return False
    if _covered(one.core, other_whole) < _ENOUGH or _covered(other.core, whole) < _ENOUGH:
        return False
    if not (_is_touched(one.title, other_whole) and _is_touched(other.title, whole)):
        return False
    return not any(_differ(one.core, other.core, group) or _differ(whole, other_whole, group) for group in _GROUPS)


def _is_touched(title: frozenset[str], whole: AbstractSet[str]) -> bool:
    named = strong(title)
    return not named or bool(named & whole)


def _covered(core: AbstractSet[str], whole: AbstractSet[str]) -> float:
    total = sum(map(_weight, core))
    return sum(map(_weight, core & whole)) / total if total else 0.0


def _weight(stem: str) -> float:
    return 1.0 if is_strong(stem) else _WEAK


def _differ(one: AbstractSet[str], other: AbstractSet[str], group: frozenset[str]) -> bool:
    first, second = one & group, other & group
    return bool(first and second and first != second)


def _stems_of(words: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens(fold(words)))


_SAME = {stem: name for name, words in _ALIKE.items() for stem in _stems_of(words)}
_GENERIC_STEMS = _stems_of(_GENERIC)
_GROUPS = tuple(map(_stems_of, _CONTRASTS))
