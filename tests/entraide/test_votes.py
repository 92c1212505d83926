"""What readers say of fiches: over HTTP, in the files that count it, and as a technician sees it."""

import json
from datetime import UTC, datetime

import pytest
import requests
from click.testing import CliRunner
from starlette.applications import Starlette
from web_service import listening

from entraide.cli import main
from entraide.votes import VoteLog, read_votes
from entraide.web import vote_route

FICHE = "logiciel/paie/apprentis"
NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
"""Already December in France."""


@pytest.fixture
def log(tmp_path):
    return VoteLog(tmp_path / "var" / "votes", clock=lambda: NOW, is_known={FICHE, "services/incident"}.__contains__)


@pytest.fixture
def post(log):
    with listening(Starlette(routes=[vote_route(log.voted)])) as address:

        def send(accept="*/*", origin=address, **fields):
            headers = {"Origin": origin, "Accept": accept}
            data = {"fiche": FICHE} | fields
            return requests.post(f"{address}/api/vote", data=data, headers=headers, allow_redirects=False, timeout=10)

        yield send


def counted(log):
    log.flush()
    return [json.loads(line) for line in (log.folder / "2026-12.jsonl").read_text().splitlines()]


def test_answers_add_up_by_fiche_and_month_and_nothing_else_is_kept(log, post):
    for fields in ({"vote": "yes"}, {"vote": "yes"}, {"vote": "no"}, {"reason": "outdated"}, {"vote": "unclear"}):
        assert post(**fields).status_code == 204
    assert counted(log) == [{"month": "2026-12", "fiche": FICHE, "yes": 2, "no": 2, "outdated": 1, "unclear": 1}]


def test_a_form_is_led_back_to_its_fiche(post):
    answer = post(accept="text/html,*/*", vote="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, f"../faq/{FICHE}/#merci")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"vote": "maybe"}, 400),
        ({"vote": ["yes", "yes"]}, 400),
        ({"vote": "yes", "reason": "unclear"}, 400),
        ({"vote": "yes", "fiche": "logiciel/inconnue"}, 400),
        ({"vote": "yes", "fiche": "//ailleurs.exemple"}, 400),
        ({"vote": "yes", "fiche": [FICHE, FICHE]}, 400),
        ({"vote": "yes", "origin": "https://ailleurs.exemple"}, 403),
        ({"vote": "yes", "more": "x" * 3000}, 413),
    ],
)
def test_what_no_page_sends_is_refused_and_not_counted(log, post, fields, status):
    assert post(**fields).status_code == status
    log.flush()
    assert not log.folder.exists()


def test_any_number_of_votes_at_once_is_one_line(log):
    for _ in range(500):
        log.voted(FICHE, ("yes",))
    assert counted(log) == [{"month": "2026-12", "fiche": FICHE, "yes": 500}]


def test_the_command_shows_first_what_helped_least(log, tmp_path):
    for answers in (("yes",), ("yes",), ("no", "outdated")):
        log.voted(FICHE, answers)
    for _ in range(2):
        log.voted("services/incident", ("no", "incomplete"))
    log.flush()
    (tmp_path / "entraide.yml").write_text("{}")
    command = ["votes", "--config", str(tmp_path / "entraide.yml"), "--month", "2026-12"]
    lines = CliRunner().invoke(main, command)
    assert [" ".join(line.split()) for line in lines.stdout.splitlines()] == [
        "0 yes 2 no services/incident (2 incomplete)",
        f"2 yes 1 no {FICHE} (1 outdated)",
    ]
    found = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    assert found["fiches"][0] == {"fiche": "services/incident", "yes": 0, "no": 2} | {
        "outdated": 0, "incomplete": 2, "unclear": 0, "unrelated": 0
    }  # fmt: skip
    assert read_votes(log.folder, "2026-11") == []
    assert CliRunner().invoke(main, [*command[:3], "--month", "décembre"]).exit_code == 2
