from datetime import date

import pytest

from entraide.agenda import read_agenda
from entraide.site.calendar import calendar_of

SESSIONS = """\
- {date: 2027-02-11, lieu: Valmorel-la-Rivière, theme: "Sauvegardes : exercice, en direct"}
- {date: 2027-02-09, lieu: Saint-Aubin, theme: Paie}
"""


def read(tmp_path, content):
    file = tmp_path / "clubs.yml"
    file.write_text(content, encoding="utf-8")
    problems = []
    return read_agenda(file, problems), problems


def test_sessions_come_by_date(tmp_path):
    sessions, problems = read(tmp_path, SESSIONS)
    assert [session.day for session in sessions] == [date(2027, 2, 9), date(2027, 2, 11)]
    assert problems == []


def test_no_file_is_no_session(tmp_path):
    problems = []
    assert read_agenda(tmp_path / "clubs.yml", problems) == ()
    assert problems == []


@pytest.mark.parametrize(
    ("content", "line", "rule"),
    [
        ("- {date: 2027-02-31, lieu: A, theme: B}", 1, "date"),
        ("- {date: 2027-02-03, lieu: A, theme: B}\n- {date: 2027-02-04, lieu: A}", 2, "cle-manquante"),
        ("- {date: 2027-02-03, lieu: A, theme: B, salle: C}", 1, "cle-inconnue"),
        ("date: 2027-02-03", 1, "yaml"),
        ("- {date: a: b}", 1, "yaml"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_no_session_is_given(tmp_path, content, line, rule):
    sessions, problems = read(tmp_path, content)
    assert sessions == ()
    assert [(problem.file, problem.line, problem.rule) for problem in problems][:1] == [("clubs.yml", line, rule)]


def test_a_calendar_has_a_whole_day_a_session_and_is_the_same_each_time(tmp_path):
    sessions, _ = read(tmp_path, SESSIONS)
    made = [calendar_of(sessions, name="Clubs", summary="Club", host="exemple.fr") for _ in range(2)]
    assert made[0] == made[1]
    text = made[0].decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270211\r\nDTEND;VALUE=DATE:20270212" in text
    assert "SUMMARY:Club : Sauvegardes : exercice\\, en direct" in text
    assert "LOCATION:Valmorel-la-Rivière" in text


def test_a_calendar_without_session_is_a_calendar():
    assert calendar_of((), name="Clubs", summary="Club", host="exemple.fr").startswith(b"BEGIN:VCALENDAR\r\n")
