"""The results page made of results written by hand: what readers are told of each result, and what they may ask next."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.datastructures import QueryParams

from entraide.web.asking import asked_by_reader
from entraide.web.results import results_page
from search import Facet, Hit, Results, ShortAnswer, Span

TODAY = date(2026, 11, 26)
PAGE = """\
<title>Recherche</title><main><input name="q"><!--resultats--><p>Sans service</p><!--/resultats-->
<!--suites--><section class="next"></section><!--/suites--></main>
"""
CHECK = "Vérifiez chaque caractère, ou cherchez les mots du message qui l’accompagne."
FACETS = {
    "kind": (Facet(value="fiche", count=12), Facet(value="club", count=1)),
    "category": (Facet(value="Logiciel", count=13), Facet(value="Matériel : postes", count=1)),
    "software": (Facet(value="Parme & <fils>", count=3),),
    "theme": (Facet(value="DSN", count=20),),
    "year": tuple(Facet(value=str(year), count=20 - place) for place, year in enumerate((2020, 2026, 2021))),
}


def hit(trust="reviewed", kind="fiche", day=date(2026, 3, 12)):
    span = Span(text="Le taux : ", match=False), Span(text="<cotisation>", match=True)
    return Hit(
        id="a",
        kind=kind,
        title="Quel taux ?",
        url="/faq/a/",
        category=("Logiciel", "Paie"),
        day=day,
        trust=trust,
        score=1.0,
        excerpt=span,
    )


def shown(address="?q=taux", hits=None, total=20, **about):
    """The page as a tree, for what `address` asks and results that are made up."""
    asked = asked_by_reader(QueryParams(address[1:]))
    found = (hit(),) * min(total, asked.limit) if hits is None else tuple(hits)
    results = Results(query=asked.query, total=total, hits=found, **about)
    return LexborHTMLParser(results_page(PAGE, asked, results, TODAY))


def text(tree, selector="main"):
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def links(tree, selector):
    return {" ".join(node.text().split()): node.attrs["href"] for node in tree.css(f"{selector} a")}


@pytest.mark.parametrize(
    ("trust", "kind", "day", "about"),
    [
        ("reviewed", "fiche", date(2026, 3, 12), "Fiche revue le 12 mars 2026"),
        ("reviewed", "fiche", date(2026, 3, 1), "Fiche revue le 1er mars 2026"),
        ("reviewed", "fiche", date(2020, 3, 12), "Fiche revue en 2020 il y a 6 ans"),
        ("reviewed", "fiche", None, "Fiche revue"),
        ("reviewed", "form", date(2026, 3, 12), "Formulaire revu le 12 mars 2026"),
        ("outdated", "fiche", date(2025, 3, 12), "Fiche Dépassée, 12 mars 2025"),
        ("outdated", "newsletter", date(2021, 3, 12), "Lettre Dépassée, 2021 il y a 5 ans"),
        ("outdated", "fiche", None, "Fiche Dépassée"),
        ("past", "fiche", date(2026, 3, 12), "Fiche Échéance passée"),
        ("solved", "forum", date(2026, 3, 12), "Forum Réponse retenue, 12 mars 2026"),
        ("solved", "forum", date(2020, 3, 12), "Forum Réponse retenue, 2020 il y a 6 ans"),
        ("said", "forum", date(2020, 12, 12), "Forum Avis d’un membre, 2020 il y a 5 ans"),
        ("said", "forum", None, "Forum Avis d’un membre"),
        ("said", "fiche", date(2026, 3, 12), "Fiche 12 mars 2026"),
        ("reported", "club", date(2020, 3, 12), "Compte rendu 2020 il y a 6 ans"),
        ("announced", "newsletter", date(2023, 11, 27), "Lettre 27 novembre 2023"),
        ("announced", "newsletter", date(2023, 11, 26), "Lettre 2023 il y a 3 ans"),
        ("announced", "news", None, "Actualité"),
        ("reviewed", "news", date(2026, 3, 12), "Actualité 12 mars 2026"),
        ("reviewed", "news", date(2020, 3, 12), "Actualité 2020 il y a 6 ans"),
        ("said", "autre", None, "autre"),
    ],
)
def test_a_row_says_how_far_the_result_can_be_relied_on_and_its_age(trust, kind, day, about):
    (said,) = text(shown(hits=[hit(trust, kind, day)], total=1), ".hit-about")
    assert said == f"{about} Logiciel › Paie"


def test_a_row_is_a_heading_with_a_link_and_the_passage_that_matches():
    page = shown(total=1)
    assert links(page, "ol > li h3") == {"Quel taux ?": "../faq/a/"}
    assert text(page, ".hit-excerpt mark") == ["<cotisation>"]
    assert page.css_first("h3").text() == "Quel taux\u202f?"


def test_a_row_answers_in_a_few_words_where_the_document_does():
    answer = ShortAnswer(name="Taux <CNFPT>", text="0,10 % (depuis le 1er janvier 2023)")
    page = shown(hits=[replace(hit(), short_answer=answer), hit()], total=2)
    assert text(page, ".hit-answer") == ["0,10 % (depuis le 1er janvier 2023) Taux <CNFPT>"]


def test_facets_link_to_what_they_count_and_leave_out_what_narrows_nothing():
    page = shown("?q=taux&sort=date&limit=5&offset=5", facets=FACETS)
    assert text(page, ".facet-name") == ["Type", "Rubrique", "Logiciel", "Année"]
    found = links(page, ".facets")
    assert found["Fiche 12 résultats"] == "?q=taux&kind=fiche&sort=date&limit=5"
    assert found["Compte rendu 1 résultat"] == "?q=taux&kind=club&sort=date&limit=5"
    assert found["Parme & <fils> 3 résultats"] == "?q=taux&software=Parme+%26+%3Cfils%3E&sort=date&limit=5"
    assert [name for name in found if name.startswith("202")] == ["2026 19 résultats", "2021 18 résultats"]


def test_chosen_values_are_shown_removable_one_by_one_and_their_facets_offer_no_others():
    page = shown("?q=taux&kind=fiche&kind=club&year=2026&software=Parme", facets=FACETS)
    assert links(page, ".chosen") == {
        "Type : Fiche (retirer ce filtre)": "?q=taux&kind=club&software=Parme&year=2026",
        "Type : Compte rendu (retirer ce filtre)": "?q=taux&kind=fiche&software=Parme&year=2026",
        "Logiciel : Parme (retirer ce filtre)": "?q=taux&kind=club&kind=fiche&year=2026",
        "Année : 2026 (retirer ce filtre)": "?q=taux&kind=club&kind=fiche&software=Parme",
    }
    assert text(page, ".facet-name") == ["Rubrique"]


def test_many_values_of_a_facet_are_folded_after_the_first():
    values = tuple(Facet(value=f"Logiciel {n}", count=2) for n in range(12))
    page = shown(facets={"software": values})
    assert text(page, ".facet-more summary") == ["6 de plus (Logiciel)"]
    assert len(page.css(".facet-more li")) == 6
    assert not shown(facets={"software": values[:8]}).css(".facet-more")


def test_results_that_cannot_be_narrowed_have_no_facets():
    assert not shown(total=1).css(".facets")
    assert not shown(total=1, facets={"kind": (Facet(value="fiche", count=1),)}).css(".facets")


def test_the_order_is_chosen_by_links_of_which_one_is_current():
    page = shown("?q=taux&kind=fiche&sort=date&offset=3")
    assert links(page, ".sorts") == {"Pertinence": "?q=taux&kind=fiche", "Date": "?q=taux&kind=fiche&sort=date"}
    assert text(page, ".sorts [aria-current]") == ["Date"]
    assert not shown(total=1).css(".sorts")


def test_a_correction_is_a_link_to_the_same_search_of_other_words():
    page = shown("?q=sauvgarde&kind=fiche&offset=2", correction="sauvegarde & co")
    assert text(page, ".results-correction") == ["Vouliez-vous dire « sauvegarde & co » ?"]
    assert links(page, ".results-correction") == {"sauvegarde & co": "?q=sauvegarde+%26+co&kind=fiche"}
    assert not shown().css(".results-correction")


def test_words_that_were_given_up_are_named_beside_those_that_were_kept():
    page = shown("?q=Télésauvegarde+Zorglub", relaxed=True, dropped=("Zorglub",))
    said = "Aucun résultat avec tous les mots ; résultats avec « Télésauvegarde », sans « Zorglub »."
    assert text(page, ".results-relaxed") == [said]
    assert page.css(".next")


def test_a_kept_word_is_named_as_it_was_corrected():
    page = shown("?q=sauvgarde+zorglub", relaxed=True, dropped=("zorglub",), correction="sauvegarde zorglub")
    said = "Aucun résultat avec tous les mots ; résultats avec « sauvegarde », sans « zorglub »."
    assert text(page, ".results-relaxed") == [said]


def test_a_word_that_was_corrected_is_not_said_to_be_missing():
    page = shown("?q=sauvgarde+lente", relaxed=True, dropped=("sauvgarde",), correction="sauvegarde lente")
    assert text(page, ".results-relaxed") == ["Aucune page ne contient tous ces mots ; voici ce qui s’en approche."]


def test_what_is_chosen_without_words_is_listed():
    page = shown("?kind=fiche", total=3)
    assert text(page, ".hits-count") == ["3 résultats"]
    assert text(shown("?kind=fiche", total=0), "main > p") == ["Aucun résultat avec ce filtre."]


def test_where_results_with_some_of_the_words_begin_is_said():
    tree = shown(complete=2)
    assert text(tree, ".hits-count") == ["20 résultats, dont 2 avec tous les mots"]
    assert [bool(row.css_first(".hits-part")) for row in tree.css(".hit")][:4] == [False, False, True, False]
    assert not text(shown(complete=20), ".hits-part")
    assert not text(shown(complete=2, relaxed=True), ".hits-part")
    assert not text(shown("?q=taux&sort=date", complete=2), ".hits-part")


def test_results_with_corrected_words_alone_are_said_to_be_near():
    page = shown("?q=sauvgarde", relaxed=True)
    assert text(page, ".results-relaxed") == ["Aucune page ne contient tous ces mots ; voici ce qui s’en approche."]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "?q=zorglub+perdu",
            "Aucun résultat pour « zorglub perdu ». Essayez d’autres mots, moins nombreux, ou vérifiez l’orthographe.",
        ),
        (
            "?q=S21.G00.99.999",
            f"Le code « S21.G00.99.999 » ne figure dans aucune page. {CHECK}",
        ),
        ("?q=taux&year=1999", "Aucun résultat pour « taux » avec ce filtre. Chercher « taux » dans tout le site."),
        ("?q=taux&year=1999&kind=club", "Aucun résultat pour « taux » avec ces filtres. Chercher « taux » dans tout le site."),
    ],
)
def test_nothing_found_is_said_for_what_it_is(address, said):
    page = shown(address, total=0)
    assert said in text(page, "main > p")
    assert page.css(".next")


def test_nothing_found_with_a_filter_leads_to_the_search_without():
    assert links(shown("?q=taux&year=1999&sort=date", total=0), "main > p") == {
        "Chercher « taux » dans tout le site": "?q=taux"
    }


def test_what_is_wrong_in_the_address_counts_as_not_said():
    wrong = "kind=autre&year=26&year=MMXX&sort=taille&software=" + "x" * 101 + "&theme=%07&category=%20&limit=x&offset=-1"
    asked = asked_by_reader(QueryParams(f"q=taux&{wrong}"))
    assert (asked.chosen, asked.sort, asked.limit, asked.offset) == ({}, "relevance", 20, 0)


def test_an_address_says_again_all_that_it_was_read_from():
    address = "?q=un+%26+deux&kind=fiche&category=Mat%C3%A9riel&software=Parme&theme=DSN&year=2026&sort=date&limit=5&offset=10"
    asked = asked_by_reader(QueryParams(address[1:]))
    assert asked.address(asked.text) == address
    assert set(parse_qs(address[1:])) == {"q", *asked.chosen, "sort", "limit", "offset"}


def test_a_name_with_markup_stays_text():
    page = shown(
        "?q=taux&software=<script>alert(1)</script>", facets=FACETS, correction="<script>", dropped=("<b>",), relaxed=True
    )
    assert not page.css("script, b")
