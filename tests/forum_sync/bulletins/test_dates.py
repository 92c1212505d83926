from datetime import date

import pytest

from forum_sync.bulletins.dates import date_in, date_in_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 mars 2026", date(2026, 3, 12)),
        ("1er janvier 2024", date(2024, 1, 1)),
        ("Le 1ᵉʳ février 2024", date(2024, 2, 1)),
        ("mardi 3\u00a0FÉVRIER\u202f2026", date(2026, 2, 3)),
        ("5 août 2023, 14 h", date(2023, 8, 5)),
        ("5 aout 2023", date(2023, 8, 5)),
        ("31 décembre 2019", date(2019, 12, 31)),
        ("15 déc. 2019", date(2019, 12, 15)),
        ("2 sept. 2021", date(2021, 9, 2)),
        ("7 juil. 2021", date(2021, 7, 7)),
        ("juin 2024", date(2024, 6, 1)),
        ("Lettre d’octobre 2026", date(2026, 10, 1)),
        ("2024-06-18", date(2024, 6, 18)),
        ("2024-06-18T09:30:00Z", date(2024, 6, 18)),
        ("12/03/2026", date(2026, 3, 12)),
        ("1.2.2020", date(2020, 2, 1)),
        ("les 3, 4 et 5 juin 2024", date(2024, 6, 5)),
        ("juin 2024, puis le 18 juin 2024", date(2024, 6, 18)),
        ("n° 15 juin 2024", date(2024, 6, 1)),
        ("n°\u00a015\njuin 2024", date(2024, 6, 1)),
        ("31 février 2024, reporté au 2 mars 2024", date(2024, 3, 2)),
    ],
)
def test_a_date_is_read_as_the_french_write_it(text, expected):
    assert date_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hier",
        "mars",
        "2024",
        "article 12 du code",
        "45/13/2024",
        "0320123456",
        "le permis 20240612",
        "12 mars 26",
        "mairie 2024",
    ],
)
def test_what_is_no_date_gives_none(text):
    assert date_in(text) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-06-lettre-15", date(2024, 6, 1)),
        ("2024_06_18_CR", date(2024, 6, 18)),
        ("CR-20240618", date(2024, 6, 18)),
        ("CR_18-06-2024_paie", date(2024, 6, 18)),
        ("lettre-juin-2024", date(2024, 6, 1)),
        ("compte_rendu_12_mars_2026", date(2026, 3, 12)),
        ("lettre-15", None),
        ("2024-99", None),
    ],
)
def test_a_date_is_read_in_a_file_name(name, expected):
    assert date_in_name(name) == expected
