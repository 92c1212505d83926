"""What the pages of a site tell its service of searches, over real HTTP."""

import json
import shutil
from datetime import UTC, datetime

import pytest
import requests
from web_service import PAGE, document, listening

from entraide.searches import SearchLog, known_to, read_month
from entraide.web import make_app
from search import Synonyms, open_engine

CLICK = {"q": "cotisation", "url": "/fiche/"}


class Running:
    """A service that counts."""

    def __init__(self, folder):
        (folder / "site" / "recherche").mkdir(parents=True)
        (folder / "site" / "recherche" / "index.html").write_text(PAGE, encoding="utf-8")
        self.folder = folder / "searches"
        self.engine = open_engine("whoosh:index", synonyms=Synonyms(), root=folder)
        self.engine.replace([document("fiche", "Cotisation des apprentis")])
        clock = lambda: datetime(2026, 11, 26, tzinfo=UTC)  # noqa: E731
        self.log = SearchLog(self.folder, clock=clock, is_known=known_to(lambda: self.engine))
        self.app = make_app(folder / "site", lambda: self.engine, searches=self.log)

    def counts(self):
        self.log.flush()
        return {query: (count.asked, count.empty, count.clicks) for query, count in read_month(self.folder, "2026-11").items()}

    def post(self, body=CLICK, **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        origin = {"Origin": self.address} | {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(f"{self.address}/api/click", data=data, headers=origin, timeout=10)


@pytest.fixture
def service(tmp_path):
    running = Running(tmp_path)
    with listening(running.app) as running.address:
        yield running
    running.engine.close()


def test_results_pages_and_clicks_are_counted_and_what_is_typed_meanwhile_is_not(service):
    for text in ("cotisation", "Cotisation ?", "introuvable"):
        requests.get(f"{service.address}/recherche/", params={"q": text}, timeout=10)
    requests.get(f"{service.address}/api/search", params={"q": "cotis"}, timeout=10)
    requests.head(f"{service.address}/recherche/", params={"q": "cotisation"}, timeout=10)
    answer = service.post()
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (204, b"", False)
    assert service.counts() == {"cotisation": (2, 0, 1), "introuvable": (1, 1, 0)}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://ailleurs.exemple"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 204),
    ],
)
def test_only_pages_of_the_same_origin_are_believed(service, headers, status):
    answer = service.post(**headers)
    assert (answer.status_code, answer.content) == (status, b"")
    assert bool(service.counts()) == (status == 204)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 2000,
        {},
        {"q": 1, "url": "/"},
        {"q": "x"},
        CLICK | {"url": "https://x/"},
        CLICK | {"url": "//x"},
        CLICK | {"url": ""},
    ],
    ids=range(10),
)
def test_what_is_no_click_is_refused_without_a_word(service, body):
    answer = service.post(body)
    assert (answer.status_code, answer.content) == (400, b"")
    assert service.counts() == {}


@pytest.mark.parametrize("text", ["\0", "a" * 1900, "\u202e", "\ud83d", "jean@exemple.fr", "0612345678", "48213"])
def test_hostile_and_personal_words_are_accepted_and_not_kept(service, text):
    assert service.post(CLICK | {"q": text}).status_code in {204, 400}
    assert service.counts() == {}


def test_a_body_that_is_too_large_is_not_read(service):
    assert service.post(CLICK | {"q": "x" * 3000}).status_code == 413
    assert requests.get(f"{service.address}/api/click", timeout=10).status_code in {404, 405}
    assert service.counts() == {}


def test_a_site_that_is_not_there_yet_is_said_in_one_line(service):
    shutil.rmtree(service.folder.parent / "site")
    answer = requests.get(f"{service.address}/", timeout=10)
    assert (answer.status_code, answer.text) == (503, "503 the site is being built\n")
