"""The count of searches: what is kept, what is not, and what a technician is shown of it."""

import errno
import json
import threading
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from projects import FaqFolder

from entraide import counting
from entraide.cli import main
from entraide.counting import month_before
from entraide.searches import SearchLog, known_to, normalised, read_month, report, requests_of
from search import Document, Results, Synonyms, open_engine, parse

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
"""Already the 27th in France."""
PERSONAL = [
    "mairie jean.dupont@exemple.fr",
    "dupont@mairie",
    "rappeler le 06 12 34 56 78",
    "0612345678",
    "+33 6 12 34 56 78",
    "2 84 05 88 123 456 22",
    "fiche de paie 1840588123456",
    "FR76 3000 6000 0112 3456 7890 189",
    "matricule 48213",
    "dossier 2026/48213",
    "12345678901234",
    "né le 05/06/1971",
    "mot de passe : soleil44",
    "siret 123 456 789 00012",
]
ORDINARY = {
    "L’imprimante est HORS ligne": "imprimante hors ligne",
    "taux 0,10 % CTP 250": "taux 0,10 ctp 250",
    "M57": "m57",
    "élections 15 mars": "elections 15 mars",
    "@ctes": "ctes",
    "S21.G00.40.001": "s21.g00.40.001",
    "L2121-10": "l2121-10",
    "décret 2018-1048": "decret 2018-1048",
    "seuil 40 000 €": "seuil 40 000",
}
KNOWN = {"S21.G00.40.001", "L2121-10", "l2121-10", "s21.g00.40.001", "2018-1048", "40 000"}


class Log(SearchLog):
    """A log at a moment that can be changed."""

    def __init__(self, folder, now=NOW):
        self.now = now
        super().__init__(folder, clock=lambda: self.now, is_known=KNOWN.__contains__)

    def ask(self, text, *, times=1, total=1, **query):
        for _ in range(times):
            self.answered(Results(query=parse(text, **query), total=total, hits=()))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "searches"


@pytest.fixture
def log(folder):
    return Log(folder)


@pytest.mark.parametrize("text", PERSONAL)
def test_what_looks_personal_is_not_kept(log, folder, text):
    log.ask(text)
    log.clicked(text)
    log.flush()
    assert not folder.exists()


@pytest.mark.parametrize(("text", "kept"), ORDINARY.items())
def test_ordinary_words_and_known_codes_are_kept_as_folded_words(text, kept):
    assert normalised(text, KNOWN.__contains__) == kept


@pytest.mark.parametrize("text", ["", " ", "\0", "de la", "é" * 10_000, "mot " * 500, "?!"])
def test_a_query_without_words_or_without_end_is_not_kept(text):
    assert normalised(text, KNOWN.__contains__) in {"", "mot"}


def test_a_line_holds_day_words_and_counts_and_nothing_else(log, folder):
    log.ask("Imprimante", times=2)
    log.ask("imprimante !", total=0)
    log.clicked("imprimante")
    log.flush()
    (line,) = (folder / "2026-11.jsonl").read_text().splitlines()
    assert json.loads(line) == {"day": "2026-11-27", "query": "imprimante", "asked": 3, "empty": 1, "clicks": 1}


def test_following_pages_and_narrower_versions_are_the_same_request(log, folder):
    log.ask("imprimante", offset=20)
    log.ask("imprimante", kinds=["fiche"])
    log.flush()
    assert not folder.exists()


def test_files_only_grow_and_add_up_to_the_month(log, folder):
    for _ in range(3):
        log.ask("dsn")
        log.flush()
        log.flush()
    assert (folder / "2026-11.jsonl").read_text().count("\n") == 3
    assert read_month(folder, "2026-11")["dsn"].asked == 3
    assert read_month(folder, "2026-10") == {}


def test_a_line_that_was_cut_short_spoils_no_other(log, folder):
    log.ask("dsn")
    log.flush()
    file = folder / "2026-11.jsonl"
    file.write_bytes(file.read_bytes() + b'{"day":"2026-11-27","que')
    log.ask("paie")
    log.flush()
    assert set(read_month(folder, "2026-11")) == {"dsn", "paie"}


def test_what_cannot_be_written_is_written_the_next_time(log, folder, monkeypatch, caplog):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    log.ask("dsn")
    with monkeypatch.context() as patch:
        patch.setattr(counting, "_append", fail)
        log.flush()
    assert "No space left" in caplog.text
    assert "dsn" not in caplog.text
    log.ask("dsn")
    log.flush()
    assert read_month(folder, "2026-11")["dsn"].asked == 2


def test_memory_and_file_are_bounded(log, folder, monkeypatch):
    monkeypatch.setattr(counting, "_MOST_WAITING", 3)
    monkeypatch.setattr(counting, "_LARGEST", 200)
    for round_ in range(5):
        for letter in "abcdefgh":
            log.ask(f"mot{letter * 3}", times=round_ + 1)
        assert len(log._waiting) == 3
        log.flush()
    assert (folder / "2026-11.jsonl").stat().st_size < 500


def test_counting_from_many_threads_loses_nothing(log, folder):
    threads = [threading.Thread(target=lambda: [log.ask("dsn", times=20) or log.flush() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.flush()
    assert read_month(folder, "2026-11")["dsn"].asked == 400


def test_the_thread_writes_a_last_time_when_it_stops(log, folder):
    stop = threading.Event()
    thread = threading.Thread(target=log.run, args=(stop,))
    thread.start()
    log.ask("dsn")
    stop.set()
    thread.join(timeout=10)
    assert read_month(folder, "2026-11")["dsn"].asked == 1


def test_old_months_are_deleted_and_rare_queries_of_finished_ones_are_forgotten(folder):
    for month in ((2025, 9), (2025, 10), (2026, 10), (2026, 11)):
        log = Log(folder, datetime(*month, 15, tzinfo=UTC))
        log.ask("dsn", times=2)
        log.flush()
        log.ask("dsn", times=1)
        log.ask("rare", times=2)
        log.flush()
    (folder / "notes.jsonl").write_text("à garder")
    log.tidy(date(2026, 11, 27))
    assert sorted(file.name for file in folder.iterdir()) == ["2025-10.jsonl", "2026-10.jsonl", "2026-11.jsonl", "notes.jsonl"]
    assert set(read_month(folder, "2026-10")) == {"dsn"}
    assert read_month(folder, "2026-10")["dsn"].asked == 3
    assert set(read_month(folder, "2026-11")) == {"dsn", "rare"}


@pytest.mark.parametrize(("month", "before"), [("2026-11", "2026-10"), ("2026-01", "2025-12"), ("2027-10", "2027-09")])
def test_the_month_before(month, before):
    assert month_before(month) == before


def test_a_report_shows_only_what_was_asked_often(folder):
    before, log = Log(folder, datetime(2026, 10, 5, tzinfo=UTC)), Log(folder)
    before.ask("paie", times=9)
    before.ask("dsn", times=3)
    log.ask("paie", times=10)
    log.ask("dsn", times=8)
    log.ask("cimetiere", times=3, total=0)
    log.ask("rare", times=2)
    for _ in range(4):
        log.clicked("paie")
        log.clicked("propose seulement")
    for each in (before, log):
        each.flush()
    parts = report(read_month(folder, "2026-11"), read_month(folder, "2026-10"))
    assert {title: [count.query for count in counts] for title, counts in parts.items()} == {
        "frequent": ["paie", "dsn", "propose seulement", "cimetiere"],
        "without_result": ["cimetiere"],
        "without_click": ["dsn"],
        "rising": ["dsn", "propose seulement", "cimetiere"],
    }


def test_a_number_is_known_when_something_holds_all_of_it(tmp_path):
    engine = open_engine("whoosh:index", synonyms=Synonyms(), root=tmp_path)
    body = "Rejet S21.G00.40.001, article L. 2121-10, seuil de 40 000 €."
    engine.replace([Document(id="a", kind="fiche", title="Rejet", url="/a/", version="1", body=body)])
    is_known = known_to(lambda: engine)
    assert [number for number in ("S21.G00.40.001", "L2121-10", "40 000", "2121") if not is_known(number)] == []
    assert [number for number in ("48213", "40 003", "S21.G00.40.002") if is_known(number)] == []
    engine.close()


def test_the_command_shows_a_month_to_people_and_to_scripts(tmp_path):
    FaqFolder(tmp_path / "faq")
    (tmp_path / "entraide.yml").write_text("site: {name: Essai}\n", encoding="utf-8")
    log = Log(tmp_path / "var" / "searches")
    log.ask("dsn", times=3)
    log.ask("rare")
    log.flush()

    def run(*arguments):
        return CliRunner().invoke(main, ["searches", *arguments, "--config", str(tmp_path / "entraide.yml")])

    answer = json.loads(run("--month", "2026-11", "--json").stdout)
    assert answer["frequent"] == [{"query": "dsn", "asked": 3, "empty": 0, "clicks": 0}]
    assert answer["month"] == "2026-11"
    assert "rare" not in json.dumps(answer)
    assert "3 asked      0 clicks  dsn" in run("--month", "2026-11").stdout
    assert run().exit_code == 0
    assert [run("--month", month).exit_code for month in ("2026-13", "../x", "2026")] == [2, 2, 2]


def test_the_requests_of_this_month_and_the_last_are_added_up(tmp_path):
    for month in (9, 10, 11):
        log = Log(tmp_path, datetime(2026, month, 10, tzinfo=UTC))
        log.ask("DSN rejetée", times=month)
        log.flush()
    assert requests_of(tmp_path, date(2026, 11, 20)) == {"dsn rejetee": 21}
    assert requests_of(tmp_path / "absent", date(2026, 11, 20)) == {}
