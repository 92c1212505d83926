"""The count of the pages of fiches that are opened: over HTTP, and in the files that count them."""

import json
from datetime import UTC, datetime

import pytest
import requests
from web_service import listening

from entraide.reads import ReadLog, read_reads
from entraide.web import make_app

FICHE = "logiciel/paie/apprentis"
NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
"""Already December in France."""
PERSON = {"Accept": "text/html,*/*;q=0.8", "User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}


@pytest.fixture
def log(tmp_path):
    return ReadLog(tmp_path / "reads", clock=lambda: NOW, is_known={FICHE}.__contains__)


@pytest.fixture
def ask(log, tmp_path):
    for page in (FICHE, "logiciel"):
        file = tmp_path / "site" / "faq" / page / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<h1>Une page</h1>", encoding="utf-8")
    (tmp_path / "site" / "404.html").write_text("<h1>Page introuvable</h1>", encoding="utf-8")
    with listening(make_app(tmp_path / "site", lambda: None, reads=log)) as address:

        def send(path, method="GET", **headers):
            sent = PERSON | {name.replace("_", "-"): value for name, value in headers.items()}
            return requests.request(method, address + path, headers=sent, allow_redirects=False, timeout=10)

        yield send


def test_a_page_of_a_fiche_that_a_person_opens_is_counted_by_month_and_nothing_else_is_kept(ask, log):
    tag = ask(f"/faq/{FICHE}/").headers["etag"]
    assert ask(f"/faq/{FICHE}/", If_None_Match=tag, Sec_Fetch_Dest="document").status_code == 304
    log.flush()
    [line] = (log.folder / "2026-12.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"month": "2026-12", "fiche": FICHE, "reads": 2}
    assert read_reads(log.folder) == ("2026-12", {FICHE: 2})


def test_scripts_robots_what_is_fetched_ahead_and_other_pages_are_not_counted(ask, log):
    page = f"/faq/{FICHE}/"
    statuses = [
        ask(page, Accept="*/*"),
        ask(page, Sec_Fetch_Dest="empty"),
        ask(page, Sec_Purpose="prefetch"),
        ask(page, User_Agent="Mozilla/5.0 (compatible; ExempleBot/2.1)"),
        ask(page, "HEAD"),
        ask("/faq/logiciel/"),
        ask("/faq/logiciel/paie/absente/"),
        ask(f"/faq/{FICHE}"),
    ]
    log.flush()
    assert [answer.status_code for answer in statuses] == [200] * 6 + [404, 307]
    assert read_reads(log.folder) == ("", {})
