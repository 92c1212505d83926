import gzip

import pyphen
import pytest

from forum_sync.extract import french
from forum_sync.extract.hyphens import HYPHENS, Joined, join, join_lines

_COMPOUNDS = """
peut-être rendez-vous au-delà ci-dessous ci-joint là-bas celui-ci celle-là elle-même eux-mêmes vous-mêmes soi-disant
sous-préfet sous-préfecture sous-traitance sous-traitants vice-président vice-présidente ex-maire ex-conseillère non-lieu
non-titulaires mot-clé mots-clés porte-parole porte-monnaie garde-champêtre avant-projet après-midi après-vente arrière-plan
demi-journée mi-temps mi-mandat semi-public quasi-totalité contre-expertise plate-bande chef-lieu chefs-lieux compte-rendu
comptes-rendus grand-mère haut-parleur libre-service savoir-faire savoir-être mise-à-jour c'est-à-dire vis-à-vis
d'arrache-pied rez-de-chaussée état-civil foyer-logement chèque-déjeuner clé-minute aide-soignante aide-comptable pause-café
nord-est sud-ouest centre-ville Saint-Étienne Haute-Savoie Rhône-Alpes Hauts-de-France Romans-sur-Isère
Villeneuve-lès-Avignon Seine-et-Marne Île-de-France Bourgogne-Franche-Comté Marc-Antoine Jean-Pierre Berger-Levrault
JVS-Mairistem Bouches-du-Rhône Loire-Atlantique Val-d'Oise poursuit-il rajoute-t-il a-t-elle y-a-t-il peut-on doit-on
faut-il est-ce serait-ce sont-ils avez-vous pouvez-vous contactez-nous permet-il permettez-moi allez-y donnez-le dites-leur
puis-je ne-sont-elles s'intéresse-t-elle moment-là année-là e-mail e-administration e-magnus t-shirt micro-fiche
pré-inscription multi-services publi-postage télé-assistance on-line DADS-U COVID-19 M-14 2023-2024 URSSAF-AGIRC
post-scriptum trésor-public tiers-payant agent-comptable secrétaire-adjointe
"""
COMPOUNDS = [word for word in _COMPOUNDS.split() if "-" in word]


def sample():
    """Every 160th word of the list that has eight letters or more and no hyphen."""
    words = gzip.decompress(french._LIST.read_bytes()).decode().split()
    return [word for word in words if len(word) > 7 and word.isalpha()][::160]


def cuts(words):
    cutter = pyphen.Pyphen(lang="fr", left=2, right=2)
    return [(word, *parts) for word in words for parts in cutter.iterate(word)]


def test_cut_words_are_joined_right():
    cases = cuts(sample())
    assert len({word for word, _, _ in cases}) >= 1500
    right = [join(f"le {left}", f"{right} est").text == f"le {word} est" for word, left, right in cases]
    assert sum(right) / len(right) >= 0.99


def test_compounds_inversions_and_names_keep_their_hyphen_or_are_in_doubt():
    cases = []
    for word in COMPOUNDS:
        parts = word.split("-")
        cases += [("-".join(parts[:cut]), "-".join(parts[cut:]), word) for cut in range(1, len(parts))]
    assert len(COMPOUNDS) >= 100
    kept = [word for left, right, word in cases if join(left, right).text == word]
    doubted = [word for left, right, word in cases if join(left, right).alternative and word not in kept]
    assert len(kept) / len(cases) >= 0.9
    assert (len(kept) + len(doubted)) / len(cases) >= 0.95


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("il a peut", "être évolué", Joined("il a peut-être évolué", "")),
        ("les collectivi", "tés locales", Joined("les collectivités locales", "")),
        ("que pour", "suit-il", Joined("que poursuit-il", "")),
        ("y a", "t-il", Joined("y a-t-il", "")),
        ("la télé", "sauvegarde.", Joined("la télésauvegarde.", "télé-sauvegarde")),
        ("avec l’open", "courrier,", Joined("avec l’open-courrier,", "opencourrier")),
        ("CONSEILS MUNICI", "PAUX", Joined("CONSEILS MUNICIPAUX", "")),
        ("COSO", "LUCE", Joined("COSOLUCE", "COSO-LUCE")),
        ("pré", "et post-installation", Joined("pré- et post-installation", "")),
        ("de 10", "15 jours", Joined("de 10-15 jours", "")),
        ("d’inno", "  vation", Joined("d’innovation", "")),
        ("voir ", "ici", Joined("voir - ici", "")),
        ("socio", "(économique)", Joined("socio- (économique)", "")),
        ("", "ici", Joined("- ici", "")),
    ],
)
def test_a_hyphen_is_judged_by_the_parts_beside_it(left, right, joined):
    assert join(left, right) == joined


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_whatever_stands_for_a_hyphen_at_the_end_of_a_line_is_one(hyphen):
    assert join_lines(f"sa collectivi{hyphen} \n tés, puis\nfin{hyphen}") == (
        "sa collectivités,\npuis\nfin" + hyphen.strip("\u00ad"),
        (),
    )


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("in-\nter-\ncommunal et\nsuite", "intercommunal\net\nsuite"),
        ("un véri-\n\ntable retour", "un véritable\nretour"),
        ("Horizon-\n\nNouveau titre", "Horizon-\n\nNouveau titre"),
        ("fin -\n- un\n- deux\n-----\nx", "fin -\n- un\n- deux\n-----\nx"),
        ("foo-\n1. un", "foo-\n1. un"),
        ("de 2023-\n2024 à", "de 2023-2024\nà"),
        ("soft\u00adware jan\ufffevier peut\u0002être", "software janvier peut-être"),
        ("un mot-\n", "un mot-\n"),
    ],
)
def test_lines_keep_their_ends_except_inside_words(text, joined):
    assert join_lines(text) == (joined, ())


def test_words_in_doubt_are_given_once_in_their_other_form():
    assert join_lines("la web-\ndelib et\nla web-\ndelib") == ("la webdelib\net\nla webdelib", ("web-delib",))


def test_a_long_text_takes_time_in_proportion_to_its_length():
    text, _ = join_lines("collectivi-\ntés " * 4000 + "x-" * 100_000)
    assert text.count("collectivités") == 4000
