"""French documents of any number, made by rule, the same for the same seed, and queries that a reader of them might type.

Words are spelt as French ones are, the commonest in a third of the documents, most in hardly any. Reads no file.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from search import Document


def _split(words):
    return words.split()


ROOTS = _split("""
    budget paie mairie facture mandat titre bordereau régie élection électeur certificat signature imprimante scanner réseau
    messagerie sauvegarde cantine garderie inscription cimetière concession urbanisme permis cadastre délibération conseil
    arrêté état-civil naissance mariage décès acte registre agent congé contrat cotisation retraite déclaration trésorerie
    perception flux visa emprunt amortissement inventaire subvention dotation marché commande fournisseur tiers loyer
    logiciel écran clavier connexion compte utilisateur licence mise version serveur poste disque erreur message fenêtre
""")
STARTS = _split("a é re dé in con pré tra per sur sou am ré em ad pro ex su ob dis")
MIDDLES = _split("""ba bi bou
    ca ci cla co cra da di dou fa fé fi flo ga gi gra la le li lou ma mé mi mo na né ni no pa pé pi plo
    pra ra ré ri ro sa sé si sta ta té ti tra va vé vi vo""")
ENDS = _split(
    "tion ment eur euse age ique able ance ence ure ette eau aire oir ant é ée if ive al elle iste isme té in on er ir"
)
LINKS = _split("""le la les de du des un une en dans sur pour avec par et ou qui que ne pas plus est sont au aux ce cette
    il elle nous vous se sa son""")
QUESTIONS = ("comment faire pour {}", "pourquoi {} ne marche pas", "bonjour, je n'arrive pas à {}", "quel est le {} de la {}")
KINDS = {"fiche": 20, "forum": 100, "newsletter": 5, "club": 5}
SOFTWARE = ("Parme", "Coloris", "Étoile", "Berger", "Horizon", "Sillage")
CATEGORIES = (
    ("Logiciel", "Paie"),
    ("Logiciel", "Finances"),
    ("Logiciel", "Élections"),
    ("Matériel", "Impression"),
    ("Matériel", "Réseau"),
)
FIRST = date(2019, 1, 7)
VOCABULARY = 20_000


@dataclass(frozen=True)
class Corpus:
    """The first documents of an endless series."""

    size: int
    seed: int = 1

    def documents(self):
        """Each document, made when it is its turn."""
        for number in range(self.size):
            yield make_document(number, self.seed)

    def queries(self, kind, number):
        """So many queries of a kind: word, words, sentence, prefix, typo."""
        random = Random(f"{self.seed} {kind}")
        found = []
        while len(found) < number:
            document = make_document(random.randrange(self.size), self.seed)
            words = [word for word in document.title.split() if len(word) > 4]
            if len(words) >= 2:
                found.append(_MAKERS[kind](random, words))
        return found


def make_document(number, seed=1):
    """The document of this number, by itself: any part of the series may be made again."""
    random = Random(f"{seed} {number}")
    kind = random.choices(list(KINDS), KINDS.values())[0]
    code = f"ERR-{random.randrange(10_000, 99_999)}"
    return Document(
        id=f"{kind}:{number}",
        kind=kind,
        title=_sentence(random, random.randint(3, 6)).capitalize(),
        url=f"/{kind}/{number}/",
        version="1",
        category=random.choice(CATEGORIES),
        day=FIRST + timedelta(days=random.randrange(2500)),
        keywords=tuple(_words(random, 3)),
        software=(random.choice(SOFTWARE),),
        question=_text(random, random.randint(20, 60)) + f" Le code {code} s’affiche.",
        answer=_text(random, random.randint(20, 80)),
        body=_text(random, random.randint(20, 160)),
    )


def _vocabulary():
    """Distinct words, the commonest first."""
    random = Random(0)
    found = dict.fromkeys(ROOTS)
    while len(found) < VOCABULARY:
        middle = "".join(random.choice(MIDDLES) for _ in range(random.choice((1, 1, 2, 2, 3))))
        found[random.choice((*STARTS, "", "", "")) + middle + random.choice(ENDS)] = None
    return list(found)


WORDS = _vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 60) for rank in range(VOCABULARY)))


def _words(random, number):
    return [word if random.random() < 0.7 else f"{word}s" for word in random.choices(WORDS, cum_weights=WEIGHTS, k=number)]


def _sentence(random, number):
    elided = (f"l’{word}" if word[0] in "aeéio" and random.random() < 0.3 else word for word in _words(random, number))
    return " ".join(part for word in elided for part in (random.choice(LINKS), word))


def _text(random, number):
    sizes = [10] * (number // 10) + [number % 10] * (number % 10 > 0)
    return " ".join(f"{_sentence(random, size).capitalize()}." for size in sizes)


def _typo(random, words):
    word = max(words, key=len)
    place = random.randrange(2, len(word) - 1)
    return word[:place] + word[place + 1 :]


def _sentence_query(random, words):
    form = random.choice(QUESTIONS)
    return form.format(*(random.sample(words, 2) if form.count("{}") > 1 else [" ".join(words[:3])]))


_MAKERS = {
    "word": lambda random, words: random.choice(words),
    "words": lambda random, words: " ".join(words[: random.randint(2, 4)]),
    "sentence": _sentence_query,
    "prefix": lambda random, words: " ".join([words[0], words[1][: random.randint(2, 4)]]),
    "typo": _typo,
}
