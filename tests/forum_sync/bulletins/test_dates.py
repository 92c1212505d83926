from datetime import date

import pytest

from forum_sync.bulletins.dates import date_in, dated_in, dated_in_name, stated_date


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
    found = dated_in_name(name)
    assert (found.day if found else None) == expected


@pytest.mark.parametrize(
    ("text", "month_only"),
    [("juin 2024", True), ("le 1er juin 2024", False), ("juin 2024, puis le 18 juin 2024", False), ("2024-06-18", False)],
)
def test_a_date_says_whether_it_is_only_a_month(text, month_only):
    assert dated_in(text).month_only is month_only


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Lettre de mai 2021", "12 juin 2021\nTexte du 3 mars 2020.", date(2021, 6, 12)),
        ("Lettre de mai 2021", "Réunis le 3 mars 2020, nous avons parlé de la suite à donner.", date(2021, 5, 1)),
        ("", "Les adhésions arrivent à expiration le 30 juin 2024 pour tous les membres.", None),
        ("", "Pour la période courant du 1er juillet 2024 au 30 juin 2030, voyez plus bas.", None),
        ("", "Depuis le décret n° 2018-1048 du 28 novembre 2018, la règle change partout.", None),
        (
            "",
            f"Le service existe depuis longtemps. {'mot ' * 150}\nLes clubs utilisateurs de février 2020 ont réuni 210 agents.",
            date(2020, 2, 1),
        ),
        ("", f"Portail. {'mot ' * 150}\nVersion : 1.2 – 23 mars 2023", date(2023, 3, 23)),
        ("", f"Sans occasion. {'mot ' * 150}\nLa DSN devient obligatoire au 1er janvier 2022.", None),
    ],
)
def test_the_date_that_a_document_gives_itself_is_no_deadline_and_no_law(title, text, expected):
    found = stated_date(title, text)
    assert (found.day if found else None) == expected
