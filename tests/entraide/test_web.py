"""The web service over a small site, asked over real HTTP."""

import threading
from pathlib import Path

import pytest
import requests
import uvicorn

from entraide.web import make_app
from search import Document, SearchError, Synonyms, open_engine

PAGE = "<html><body><main><!--resultats--></main></body></html>"
HOSTILE = [
    "",
    " ",
    "\0",
    "*" * 50,
    '"jamais fermé',
    "a AND (",
    "[a-z]+",
    "é" * 10_000,
    "\u202eabc",
    "🙂",
    "mot " * 200,
    "%",
    "<script>",
]


class Running:
    """A service on a free port, with the address and what it serves."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        (self.site / "recherche").mkdir(parents=True)
        (self.site / "media").mkdir()
        (self.site / "index.html").write_text("<h1>Accueil</h1>", encoding="utf-8")
        (self.site / "404.html").write_text("<h1>Page introuvable</h1>", encoding="utf-8")
        (self.site / "media" / "a.txt").write_text("<script>", encoding="utf-8")
        (self.site / "recherche" / "index.html").write_text(PAGE, encoding="utf-8")
        self.engine = open_engine("whoosh:index", synonyms=Synonyms((), ()), root=folder)
        self.engine.replace(
            [document("fiche:a", "Cotisation <apprentis>"), document("forum/1", "Cotisation en retard", kind="forum")]
        )
        self.broken = False

    def current_engine(self):
        if self.broken:
            raise SearchError("secret words")
        return self.engine

    def get(self, path, **parameters):
        return requests.get(self.address + path, params=parameters, timeout=10)


def document(name, title, kind="fiche"):
    return Document(
        id=name,
        kind=kind,
        title=title,
        url=f"/{name}/",
        version="1",
        category=("Logiciel", "Paie"),
        body="Le taux de la cotisation.",
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("web"))
    config = uvicorn.Config(make_app(running.site, running.current_engine), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    running.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield running
    server.should_exit = True
    thread.join()
    running.engine.close()


def test_the_search_answers_in_the_promised_shape(service):
    answer = service.get("/api/search", q="cotisation apprenti").json()
    assert answer["query"] == "cotisation apprenti"
    assert answer["total"] == 1
    (hit,) = answer["hits"]
    assert {"id", "kind", "title", "url", "category", "date", "excerpt"} <= hit.keys()
    assert (hit["kind"], hit["url"], hit["category"], hit["date"]) == ("fiche", "/fiche:a/", "Logiciel > Paie", None)
    assert {"text": "cotisation", "match": True} in hit["excerpt"]


def test_kinds_limit_and_offset_are_obeyed(service):
    assert [hit["kind"] for hit in service.get("/api/search", q="cotisation", kind="forum").json()["hits"]] == ["forum"]
    pages = [service.get("/api/search", q="cotisation", limit=1, offset=place).json() for place in (0, 1)]
    assert [page["total"] for page in pages] == [2, 2]
    assert {page["hits"][0]["id"] for page in pages} == {"fiche:a", "forum/1"}


@pytest.mark.parametrize(
    "parameters", [{"limit": "x"}, {"limit": "-1"}, {"limit": "51"}, {"offset": "9" * 30}, {"kind": "autre"}]
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
    assert "Cotisation &lt;apprentis&gt;" in page.text.replace("<mark>", "").replace("</mark>", "")
    assert 'data-kind="fiche"' in page.text


def test_the_results_page_escapes_what_was_typed(service):
    assert "<script>alert" not in service.get("/recherche/", q="<script>alert(1)</script>").text


def test_a_failing_index_is_said_without_what_was_typed(service, caplog):
    service.broken = True
    try:
        answer = service.get("/api/search", q="numéro très privé")
    finally:
        service.broken = False
    assert answer.status_code == 503
    assert "privé" not in caplog.text + answer.text
    assert "secret" not in caplog.text + answer.text


def test_pages_come_with_security_headers_and_mirrored_files_run_nothing(service):
    page = service.get("/")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "sandbox" in service.get("/media/a.txt").headers["content-security-policy"]


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
