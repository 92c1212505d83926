"""The templates of fiches: the level-2 headings each type must have, in this order. Other headings may stand between."""

from collections.abc import Mapping

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "symptome": ("Symptôme", "Solution"),
    "teleprocedure": (
        "De quoi s’agit-il ?",
        "De quoi a-t-on besoin ?",
        "Comment ça marche ?",
        "Quelles fonctionnalités pour quels bénéfices ?",
        "Que propose le service ?",
        "Combien ça coûte ?",
        "Quelles sont les étapes de mise en œuvre ?",
    ),
    "service": ("En quoi cela consiste", "Comment en bénéficier"),
    "actualite": (),
}
