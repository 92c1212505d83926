"""Which passages are said to contradict each other, and above all which are not."""

from datetime import date, datetime
from itertools import product

import pytest
from beside import SHARED
from projects import FaqFolder

from entraide.contradictions import Paragraph, Source, contradictions, read_settled, settle, sources_of
from entraide.faq import read_faq
from forum_sync import Bulletin, Post, Thread

SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
SUBJECTS = (
    "cotisation CNFPT des apprentis",
    "cotisation CNFPT des titulaires",
    "contribution au versement mobilité",
    "cotisation patronale maladie",
    "cotisation patronale vieillesse",
    "contribution de solidarité autonomie",
    "cotisation RAFP des fonctionnaires",
    "prélèvement de la taxe sur les spectacles",
)
RATES = (
    "Le taux de la {} est de {} %.",
    "La {} passe à {} %.",
    "Pour la {}, le taux est fixé à {} %.",
    "{} : {} %",
)
PRICES = ("certificat RGS livré en mairie", "télésauvegarde des postes", "badge du parc à vélos")
ARTICLE = "L’article L. 2121-10 du CGCT règle la convocation."
OLD = "Elle est adressée par écrit ou, s’ils en font la demande, transmise de manière dématérialisée."
NEW = "Elle est transmise de manière dématérialisée ou, si les conseillers en font la demande, adressée par écrit."


def source(name, *lines, title="", kind="forum", day=date(2026, 3, 1)):
    paragraphs = tuple(Paragraph(text=line, day=day) for line in lines)
    return Source(id=name, title=title, url=f"/{name}/", kind=kind, paragraphs=paragraphs)


def disagree(one, other, titles=("", "")):
    """The values said to disagree of two texts, each a line or several."""
    lines = [(text,) if isinstance(text, str) else text for text in (one, other)]
    first = source("a", *lines[0], title=titles[0], day=date(2024, 1, 1))
    second = source("b", *lines[1], title=titles[1])
    return [(found.older.value, found.newer.value) for found in contradictions([first, second])]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_two_rates_of_one_subject_disagree_however_they_are_said(subject):
    for first, second in product(RATES, repeat=2):
        assert disagree(first.format(subject, "0,05"), second.format(subject, "0,10")) == [("0,05 %", "0,10 %")]
        assert disagree(first.format(subject, "0,1"), second.format(subject, "0,10")) == []


def test_rates_of_different_subjects_never_disagree():
    texts = [(subject, form.format(subject, 1 + place)) for place, (form, subject) in enumerate(product(RATES, SUBJECTS))]
    sources = [source(f"{subject}/{place}", text) for place, (subject, text) in enumerate(texts)]
    found = contradictions(sources)
    assert {each.older.id.partition("/")[0] for each in found} == set(SUBJECTS)
    assert [each for each in found if each.older.id.partition("/")[0] != each.newer.id.partition("/")[0]] == []


@pytest.mark.parametrize(
    "line",
    [
        "En 2022, le taux de la cotisation CNFPT des apprentis est de 0,05 %.",
        "Du 1er janvier au 31 décembre 2022, la cotisation CNFPT des apprentis est de 0,05 %.",
        "Avant la loi, le taux de la cotisation CNFPT des apprentis était de 0,05 %.",
        "Jusqu’au 31 décembre 2022, la cotisation CNFPT des apprentis est de 0,05 %.",
        "Le taux de la cotisation CNFPT des apprentis est de 0,05 % ?",
        "Je crois que le taux de la cotisation CNFPT des apprentis est de 0,05 %.",
        "Si le taux de la cotisation CNFPT des apprentis est de 0,05 %, corrigez-le.",
        "La cotisation CNFPT des apprentis est passée de 0,05 % à 0,10 %.",
        "La cotisation CNFPT des apprentis est de 0,05 % au-delà de 50 agents.",
        "Le taux de la cotisation CNFPT des apprentis est inférieur à 0,05 %.",
        "Par exemple, une cotisation CNFPT des apprentis est de 0,05 %.",
    ],
)
def test_what_is_past_asked_supposed_or_on_a_condition_disagrees_with_nothing(line):
    now = "Depuis le 1er janvier 2023, le taux de la cotisation CNFPT des apprentis est de 0,10 %."
    assert disagree(line, now) == []
    assert disagree("Le taux de la cotisation CNFPT des apprentis est de 0,05 %.", now) == [("0,05 %", "0,10 %")]


def test_two_periods_do_not_disagree_nor_does_who_tells_both_values():
    old = "Depuis 2022, le taux de la cotisation CNFPT des apprentis est de 0,05 %."
    new = "Depuis 2023, le taux de la cotisation CNFPT des apprentis est de 0,10 %."
    assert disagree(old, new) == []
    history = ("Le taux de la cotisation CNFPT des apprentis est de 0,10 %.", "Il était de 0,05 % en 2022.")
    assert disagree("Le taux de la cotisation CNFPT des apprentis est de 0,05 %.", history) == []


def test_the_row_of_a_table_is_about_the_title_above_it():
    rows = ("| Taux | 0,05 % |", "| Taux | **0,10 %** |")
    titles = ("Apprentis : la cotisation CNFPT", "Cotisation CNFPT : le taux pour les apprentis")
    assert disagree(*rows, titles) == [("0,05 %", "0,10 %")]
    assert disagree(*rows, (titles[0], "Cotisation maladie : le taux")) == []


@pytest.mark.parametrize("thing", PRICES)
def test_prices_of_one_thing_disagree_and_what_is_compared_with_a_price_does_not(thing):
    one, other = (f"Le tarif du {thing} est de {price} € TTC." for price in ("90", "1 186,50"))
    assert disagree(one, other) == [("90 €", "1 186,50 €")]
    assert disagree(one, f"Un {thing} de moins de 1 186 € est payé par le service.") == []
    assert disagree(one, f"Nous avons reçu 1 186 € de remise sur le {thing}.") == []


def test_dates_of_one_event_disagree_and_those_of_two_years_do_not():
    event = "La facturation électronique est obligatoire pour les fournisseurs à compter du 1er {} 2026."
    assert disagree(event.format("septembre"), event.format("juillet")) == [("1er septembre 2026", "1er juillet 2026")]
    deadline = "Transmettez le budget primitif à la préfecture au plus tard le 30 avril {}."
    assert disagree(deadline.format(2024), deadline.format(2026)) == []
    assert disagree(deadline.format(2024), deadline.format(2024).replace("30 avril", "15 mai")) == [
        ("30 avril 2024", "15 mai 2024")
    ]
    size = "La DSN est obligatoire à compter du 1er janvier {} pour les communes de plus de {} bulletins."
    assert disagree(size.format(2021, 100), size.format(2022, 50)) == []


def test_two_wordings_of_an_article_disagree_and_the_one_with_the_later_law_is_right():
    old = source("lettres/a", ARTICLE, OLD, kind="newsletter", day=None)
    new = source("lettres/b", "La loi n° 2019-1461 change l’article L2121-10.", NEW, kind="newsletter", day=None)
    [found] = contradictions([old, new])
    assert (found.older.id, found.newer.id) == ("lettres/a", "lettres/b")
    assert found.what.startswith("L. 2121-10 : ")
    assert {found.older.value, found.newer.value} == {"par défaut", "sur demande"}
    assert contradictions([new, source("lettres/c", ARTICLE.replace("2121-10", "5211-1"), OLD)]) == ()
    assert contradictions([new, source("lettres/c", ARTICLE, f"La loi prévoyait jusqu’à présent : « {OLD} »")]) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’accord écrit des conseillers est obligatoire.", "L’accord écrit des conseillers n’est pas obligatoire."),
        ("Le vote préalable du conseil est nécessaire.", "Aucun vote préalable du conseil n’est nécessaire."),
        ("La copie du registre est gratuite.", "La copie du registre est payante."),
        ("Le maire peut signer la convocation à distance.", "Il est interdit au maire de signer la convocation à distance."),
    ],
)
def test_what_an_article_is_said_to_impose_permit_or_charge_disagrees(one, other):
    assert len(disagree((ARTICLE, one), (ARTICLE, other))) == 1
    assert disagree(one, other) == []
    assert disagree((ARTICLE, one, other), (ARTICLE, other)) == []


def test_of_a_solved_thread_the_answer_speaks_and_of_a_fiche_that_is_out_of_date_nothing(tmp_path):
    folder = FaqFolder(tmp_path / "faq")
    body = "resume: Le taux de la cotisation des apprentis CTP 250 est de 0,10 %."
    fiche = folder.fiche("logiciel/paie/apprentis.md")
    fiche.write_text(fiche.read_text().replace("resume: Le taux passe de 0,05 % à 0,10 %.", body).replace("à 0,05 %", "à tort"))
    faq = read_faq(folder.path)[0]
    wrong, right = (f"Le taux de la cotisation des apprentis CTP 250 est de {rate} %." for rate in ("0,05", "0,10"))
    [found] = contradictions(sources_of(faq, [thread(wrong)]))
    assert (found.older.place, found.newer.place) == ("/forum/7/", "faq/logiciel/paie/apprentis.md:13")
    assert contradictions(sources_of(faq, [thread(wrong, right)])) == ()
    fiche.write_text(fiche.read_text().replace("statut: publiee", "statut: perimee"))
    assert contradictions(sources_of(read_faq(folder.path)[0], [thread(wrong)])) == ()


def test_a_pair_that_was_settled_is_known_until_a_passage_changes(tmp_path):
    one, other = (source(name, RATES[0].format(SUBJECTS[0], rate)) for name, rate in (("a", "0,05"), ("b", "0,10")))
    [found] = contradictions([one, other])
    assert read_settled(tmp_path) == frozenset()
    settle(tmp_path, found)
    settle(tmp_path, found)
    assert read_settled(tmp_path) == {found.key}
    [changed] = contradictions([one, source("b", RATES[0].format(SUBJECTS[0], "0,20"))])
    assert changed.key != found.key


@pytest.mark.skipif(not SEEDS, reason="the documents are not beside the checkout")
def test_the_documents_that_the_project_began_with_hold_one_contradiction(tmp_path):
    items = [
        Bulletin(id=f"lettres/{seed.name[:3]}", kind="newsletter", title="Lettre", day=None, text="", html=html(seed))
        for seed in SEEDS
    ]
    [found] = contradictions(sources_of(read_faq(FaqFolder(tmp_path).path)[0], items))
    assert (found.older.id, found.newer.id, found.what) == ("lettres/003", "lettres/001", "L. 2121-10 : voie électronique")


def html(seed):
    return "".join(f"<p>{line}</p>" for line in seed.read_text(encoding="utf-8").split("\n") if line.strip())


def thread(question, answer=""):
    moment = datetime.fromisoformat("2024-05-06T10:00:00+00:00")
    posts = tuple(
        Post(id=n, number=n, author="A", staff=False, created_at=moment, edited=False, html="", text=text, accepted=n > 1)
        for n, text in enumerate(filter(None, (question, answer)), 1)
    )
    return Thread(
        id="forum/7", kind="forum", title="Le taux des apprentis", category=(), tags=(), created_at=moment, active_at=moment,
        closed=False, pinned=False, origin="", posts=posts,
    )  # fmt: skip
