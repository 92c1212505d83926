"""The web service over a small site, asked over real HTTP."""

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser

HOSTILE = ["", " ", "\0", "*" * 50, '"jamais fermé', "a AND (", "[a-z]+", "é" * 10_000, "\u202eabc", "🙂", "mot " * 200]
HOSTILE += ["%", "<script>"]
WRONG = ["x", "", "-1", "+1", "1.0", "٣", "9" * 30, "0" * 5000, "0000000000099999", "99999"]
WRONG_CHOICES = [
    {"sort": "taille"},
    {"year": "26"},
    {"facets": "oui"},
    {"software": "x" * 101},
    {"theme": [str(n) for n in range(11)]},
]


def words(tree, selector="main"):
    """The text of what `selector` names, with plain spaces."""
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def link(tree, relation):
    return next((node.attrs["href"] for node in tree.css(f"nav a[rel={relation}]")), None)


def test_the_search_answers_in_the_promised_shape(service):
    answer = service.get("/api/search", q="cotisation apprenti").json()
    assert answer["query"] == "cotisation apprenti"
    assert (answer["total"], answer["relaxed"], answer["dropped"], answer["correction"]) == (1, False, [], "")
    assert "facets" not in answer
    (hit,) = answer["hits"]
    assert {"id", "kind", "title", "url", "category", "date", "trust", "score", "short_answer", "excerpt"} == hit.keys()
    assert (hit["kind"], hit["url"], hit["category"], hit["date"], hit["trust"]) == (
        "fiche",
        "/fiche:a/",
        "Logiciel > Paie",
        "2026-03-01",
        "reviewed",
    )
    assert {"text": "cotisation", "match": True} in hit["excerpt"]


def test_the_search_counts_facets_when_asked(service):
    facets = service.get("/api/search", q="cotisation", facets="1").json()["facets"]
    assert facets["category"] == [{"value": "Logiciel", "count": 2}]
    assert sorted(facets["kind"], key=str) == [{"value": "fiche", "count": 1}, {"value": "forum", "count": 1}]


def test_filters_and_order_are_obeyed(service):
    def found(**parameters):
        return [hit["id"] for hit in service.get("/api/search", q="cotisation", **parameters).json()["hits"]]

    assert found(year="2026") == ["fiche:a"]
    assert found(year="2025") == []
    assert found(software="Parme") == ["fiche:a"]
    assert found(category="logiciel", theme="") == found()
    assert found(sort="date")[0] == "fiche:a"


def test_kinds_limit_and_offset_are_obeyed(service):
    assert [hit["kind"] for hit in service.get("/api/search", q="cotisation", kind="forum").json()["hits"]] == ["forum"]
    pages = [service.get("/api/search", q="cotisation", limit=1, offset=place).json() for place in (0, 1)]
    assert [page["total"] for page in pages] == [2, 2]
    assert {page["hits"][0]["id"] for page in pages} == {"fiche:a", "forum/1"}


@pytest.mark.parametrize(
    "parameters",
    [
        *({"limit": text} for text in WRONG),
        *({"offset": text} for text in WRONG),
        {"limit": "51"},
        {"kind": "autre"},
        *WRONG_CHOICES,
    ],
)
def test_a_wrong_parameter_is_refused_as_json(service, parameters):
    answer = service.get("/api/search", q="cotisation", **parameters)
    assert answer.status_code == 400
    assert next(iter(parameters)) in answer.json()["error"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_gets_an_answer(service, text):
    assert service.get("/api/search", q=text).status_code == 200
    assert service.get("/recherche/", q=text).status_code == 200


def test_a_query_in_a_wrong_charset_gets_an_answer(service):
    assert requests.get(service.address + "/api/search?q=%E9t%E9%FF", timeout=10).status_code == 200


def test_the_results_page_holds_the_rows_and_escapes_them(service):
    page = service.get("/recherche/", q="apprentis")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Cotisation &lt;apprentis&gt;" in page.text
    assert "a besoin d’un service" not in page.text
    (row,) = LexborHTMLParser(page.text).css("ol > li[data-resultat][data-kind=fiche]")
    assert row.css_first("a").attrs["href"] == "../fiche:a/"
    assert words(row, ".hit-about") == ["Fiche revue le 1er mars 2026 Logiciel › Paie"]
    assert "cotisation" in words(service.results(q="cotisation"), "mark")


def test_the_results_page_keeps_what_was_typed_in_its_field_and_title(service):
    page = service.results(q='l’agent "1 > 0"')
    assert page.css_first("input[name=q]").attrs["value"] == 'l’agent "1 > 0"'
    assert words(page, "title") == ['l’agent "1 > 0" - Recherche - Entraide']


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><script>alert(1)</script>', "' autofocus onfocus='alert(1)"])
def test_the_results_page_escapes_what_was_typed(service, text):
    page = service.results(q=text)
    assert not page.css("script, [onfocus]")
    assert page.css_first("input[name=q]").attrs["value"] == text


def test_results_come_by_pages_that_are_linked_both_ways(service):
    first = service.results(q="sauvegarde")
    second = service.results(link(first, "next"))
    third = service.results(link(second, "next"))
    pages = [first, second, third]
    assert [words(page, ".hits-count") for page in pages] == [
        ["Résultats 1 à 20 sur 45"],
        ["Résultats 21 à 40 sur 45"],
        ["Résultats 41 à 45 sur 45"],
    ]
    assert len({title for page in pages for title in words(page, ".hit-title")}) == 45
    assert (link(first, "prev"), link(third, "next")) == (None, None)
    assert words(service.results(link(third, "prev")), ".hit-title") == words(second, ".hit-title")
    assert words(service.results(link(second, "prev")), ".hit-title") == words(first, ".hit-title")


def test_links_between_pages_keep_kind_and_limit(service):
    first = service.results(q="sauvegarde &", kind="forum", limit=5)
    assert link(first, "next") == "?q=sauvegarde+%26&kind=forum&limit=5&offset=5"
    assert len(words(first, ".hit")) == 5


def test_beyond_the_last_result_a_link_leads_back(service):
    page = service.results(q="sauvegarde", offset=500)
    assert "Il n’y a pas d’autre résultat" in words(page)[0]
    assert link(page, "prev") == "?q=sauvegarde&offset=25"


def test_results_on_one_page_are_counted_without_links(service):
    page = service.results(q="cotisation")
    assert words(page, ".hits-count") == ["2 résultats"]
    assert not page.css("nav.pages")


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_number_counts_as_none_on_the_results_page(service, text):
    page = service.results(q="sauvegarde", limit=text, offset=text)
    assert words(page, ".hits-count") == ["Résultats 1 à 20 sur 45"]


def test_an_unknown_kind_counts_as_none_on_the_results_page(service):
    assert words(service.results(q="cotisation", kind="autre"), ".hits-count") == ["2 résultats"]


def test_nothing_asked_and_nothing_found_are_said_in_french(service):
    assert words(service.results()) == ["Tapez quelques mots, puis appuyez sur Entrée."]
    none = words(service.results(q="zzzzz"), ".results")[0]
    assert none == "Aucun résultat pour « zzzzz ». Essayez d’autres mots, moins nombreux, ou vérifiez l’orthographe."


def test_who_finds_nothing_is_led_to_the_forum_with_what_was_typed_and_to_the_doors(service):
    page = service.results(q='Zorglub "perdu" & <volé>')
    addresses = [node.attrs["href"] for node in page.css(".next a")]
    draft = "https://forum.exemple.org/a&b/new-topic?title=Zorglub%20%22perdu%22%20%26%20%3Cvol%C3%A9%3E"
    assert addresses == [draft, "../faq/incident/"]


@pytest.mark.parametrize("text", ["cotisation", ""])
def test_who_finds_something_or_asks_nothing_is_not_led_elsewhere(service, text):
    assert service.results(q=text).css(".next") == []


def test_results_without_all_the_words_say_so(service):
    assert service.get("/api/search", q="cotisation zzzzz").json()["relaxed"]
    said = "Aucun résultat avec tous les mots ; résultats avec « cotisation », sans « zzzzz »."
    assert said in words(service.results(q="cotisation zzzzz"))[0]


def test_a_failing_index_is_said_without_what_was_typed(service, caplog):
    with service.broken():
        answer = service.get("/api/search", q="numéro très privé")
    assert answer.status_code == 503
    assert "error" in answer.json()
    assert "privé" not in caplog.text + answer.text
    assert "secret" not in caplog.text + answer.text


def test_a_failing_index_gives_a_reader_the_same_page_with_a_french_notice(service, caplog):
    with service.broken():
        answer = service.get("/recherche/", q="numéro très privé")
    assert answer.status_code == 503
    page = LexborHTMLParser(answer.text)
    assert "La recherche ne répond pas pour le moment." in words(page)[0]
    assert page.css_first("input[name=q]").attrs["value"] == "numéro très privé"
    assert [node.attrs["href"] for node in page.css(".results a")] == ["../faq/", "../plan-du-site/"]
    assert len(page.css(".next a")) == 2
    assert "SearchError" in caplog.text
    assert "privé" not in caplog.text
    assert "secret" not in caplog.text + answer.text


def test_pages_come_with_security_headers_and_mirrored_files_run_nothing(service):
    page = service.get("/")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    policy = service.get("/media/a.txt").headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)


def test_a_mirrored_pdf_is_in_no_sandbox_so_that_browsers_show_it(service):
    policy = service.get("/media/a.pdf").headers["content-security-policy"].split("; ")
    others = service.get("/media/a.txt").headers["content-security-policy"].split("; ")
    assert set(others) - set(policy) == {"sandbox"}
    assert set(policy) < set(others)


@pytest.mark.parametrize("name", ["a.pdf", "a.png"])
def test_what_is_compressed_already_is_sent_as_it_is(service, name):
    assert "content-encoding" not in service.get(f"/media/{name}").headers


def test_long_pages_are_compressed(service):
    assert service.get("/recherche/", q="sauvegarde").headers["content-encoding"] == "gzip"


def test_a_missing_page_is_answered_with_the_sites_own(service):
    answer = service.get("/absente/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text


@pytest.mark.parametrize("path", ["/../entraide.yml", "/%2e%2e/index/TOC", "/media/..%2f..%2fx", "/\0"])
def test_nothing_outside_the_site_is_served(service, path):
    request = requests.Request("GET", service.address).prepare()
    request.url = service.address + path
    assert requests.Session().send(request, timeout=10).status_code in {400, 404}


def test_only_reading_is_allowed(service):
    assert requests.post(service.address + "/api/search", timeout=10).status_code == 405


def test_the_service_gives_a_sign_of_life(service):
    assert service.get("/healthz").text == "ok\n"


def test_a_page_is_the_same_as_long_as_its_bytes_are(service):
    page = service.site / "fil.html"
    page.write_text("<p>un</p>", encoding="utf-8")
    address, tag = f"{service.address}/fil.html", service.get("/fil.html").headers["ETag"]
    page.unlink()
    page.write_text("<p>un</p>", encoding="utf-8")
    again = requests.get(address, headers={"If-None-Match": tag}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    page.write_text("<p>deux</p>", encoding="utf-8")
    assert requests.get(address, headers={"If-None-Match": tag}, timeout=10).text == "<p>deux</p>"


def test_fonts_may_be_kept_by_browsers_and_nothing_else_for_long(service):
    font = service.site / "assets" / "fonts" / "a.woff2"
    font.parent.mkdir(parents=True, exist_ok=True)
    font.write_bytes(b"wOF2")
    assert "immutable" in service.get("/assets/fonts/a.woff2").headers["cache-control"]
    for path in ("/assets/fonts/b.woff2", "/", "/media/a.png"):
        assert service.get(path).headers["cache-control"] == "no-cache"
