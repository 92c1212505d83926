"""Deadlines found in French texts, and what they say of a fiche: a date alone is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entraide.dated.deadlines import deadlines_in
from entraide.dated.phrases import day_in_words
from entraide.deadlines import coming_of_bulletin, coming_of_fiches, deadlines_of, is_past
from entraide.documents import of_fiche
from entraide.faq import read_faq
from forum_sync import Bulletin

WRITTEN = date(2026, 10, 5)
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
SET = {
    "Un passage obligé pour les collectivités au plus tard le 1er janvier 2022.": date(2022, 1, 1),
    "entre le 1er janvier 2020 et au plus tard le 1er janvier 2022": date(2022, 1, 1),
    "Répondez à l’enquête avant le 31 mars.": date(2027, 3, 31),
    "Répondez à l'enquête avant le 25 septembre.": date(2026, 9, 25),
    "Envoyez le dossier le 3/12/2026 au plus tard.": date(2026, 12, 3),
    "Pour le 15 janvier 2027, dernier délai.": date(2027, 1, 15),
    "Date limite de dépôt des dossiers : 16 octobre 2026": date(2026, 10, 16),
    "La date limite est fixée au vendredi 16 octobre.": date(2026, 10, 16),
    "D’ici fin mars 2027, renouvelez vos certificats.": date(2027, 3, 31),
    "À renvoyer au plus tard fin février 2028": date(2028, 2, 29),
    "La période d’adhésion court jusqu’au 30 juin 2030.": date(2030, 6, 30),
    "Toutes les autres collectivités devront passer au 1er janvier 2022 à la DSN.": date(2022, 1, 1),
    "Que dois-je faire avant l’échéance du 1er janvier 2017 ?": date(2017, 1, 1),
    "Les adhésions se sont terminées le 30 juin 2024.": date(2024, 6, 30),
    "Clôture des inscriptions le 4 décembre": date(2026, 12, 4),
    "Inscriptions ouvertes du 15 septembre au 16 octobre 2020": date(2020, 10, 16),
    "Quand faire le paramétrage ?\n\nDu 15 septembre au 16 octobre.": date(2026, 10, 16),
    "Vous avez jusqu’au 12 décembre pour répondre.": date(2026, 12, 12),
}
UNSET = (
    "Depuis le 1er janvier 2023, déclarez 0,10 %.",
    "À compter du 1er janvier 2022, déclarez en DSN.",
    "La loi du 6 août 2019 a changé la règle.",
    "La date limite fixée par le décret du 28 novembre 2018 est connue.",
    "Du 1er janvier au 31 décembre 2022 | 0,05 %",
    "Avant le 1er janvier 2023, le taux était de 0,05 %.",
    "Les contrats conclus avant le 1er janvier 2015 gardent leur régime, demandez-le.",
    "La mairie sera fermée du 24 décembre au 2 janvier.",
    "Chaque année, déclarez avant le 31 janvier.",
    "Le club se réunit le 12 mars 2027.",
    "Publié le 3/12/2026",
    "20 jours avant le scrutin",
    "Les fichiers joints sont acceptés jusqu’à 20 Mio.",
    "Répondez avant le 31 février 2027.",
)


@pytest.mark.parametrize("text", SET)
def test_what_is_to_be_done_by_a_day_is_a_deadline(text):
    (found,) = deadlines_in(text, WRITTEN)
    assert found.day == SET[text]
    assert found.text in " ".join(text.split())


@pytest.mark.parametrize("text", UNSET)
def test_another_date_is_none(text):
    assert deadlines_in(text, WRITTEN) == ()


def test_a_period_has_a_first_day_even_in_the_year_before():
    (found,) = deadlines_in("Inscrivez-vous du 15 décembre au 16 janvier 2027.", None)
    assert (found.since, found.day) == (date(2026, 12, 15), date(2027, 1, 16))


def test_a_day_without_a_year_is_none_where_nobody_knows_when_it_was_written():
    assert deadlines_in("Répondez avant le 31 mars.", None) == ()


@settings(max_examples=40)
@given(day=DAYS, cue=st.sampled_from(["au plus tard le", "d’ici le", "date limite :", "Inscrivez-vous avant le"]))
def test_a_whole_date_behind_a_cue_is_read_whatever_stands_around(day, cue):
    for written in (day_in_words(day), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}"):
        assert [its.day for its in deadlines_in(f"Bonjour.\n\nÀ faire {cue} {written}. Merci, le 1er mai 1999.", None)] == [day]


@settings(max_examples=40)
@given(day=DAYS, written=DAYS)
def test_without_a_year_it_is_the_next_such_day_or_one_just_gone(day, written):
    for found in deadlines_in(f"À rendre au plus tard le {day_in_words(day).rpartition(' ')[0]}.", written):
        assert (found.day.month, found.day.day) == (day.month, day.day)
        assert -60 <= (found.day - written).days <= 366


@settings(max_examples=60)
@given(text=st.text(alphabet="0123456789/.\n |«’éjanvierfmau plustdqh", max_size=200))
def test_any_text_is_read(text):
    for found in deadlines_in(f"au plus tard le {text} avant le {text}", WRITTEN):
        assert found.day >= found.since if found.since else found.day


def fiche(folder, body="", **changes):
    file = folder.fiche(publie_le="2026-09-01", revu_le="2026-09-02", **changes)
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{body}\n", encoding="utf-8")
    faq, problems = read_faq(folder.path)
    assert problems == ()
    return next(its for its in faq.fiches if its.id.endswith("/autre"))


def test_a_fiche_is_past_the_day_after_the_last_of_its_deadlines(faq_folder):
    made = fiche(faq_folder, "Répondez **avant le 31 octobre** ; [envoyez](#a) le reste\nau plus tard le 15 novembre 2026.")
    assert [its.day for its in deadlines_of(made)] == [date(2026, 10, 31), date(2026, 11, 15)]
    lines = made.file.read_text(encoding="utf-8").split("\n")
    assert all(word in lines[its.line - 1] for word, its in zip(("31 octobre", "15 novembre"), deadlines_of(made), strict=True))
    assert [is_past(made, date(2026, 11, day)) for day in (15, 16)] == [False, True]
    assert [of_fiche(made, date(2026, 11, day)).trust for day in (15, 16)] == ["reviewed", "past"]


def test_a_fiche_that_is_kept_for_memory_stays_so_when_its_deadlines_are_over(faq_folder):
    made = fiche(faq_folder, "Répondez avant le 31 octobre 2026.", statut="perimee")
    assert not is_past(made, date(2027, 1, 1))
    assert of_fiche(made, date(2027, 1, 1)).trust == "outdated"


def test_a_fiche_with_old_dates_alone_is_not_past(faq_folder):
    assert not is_past(fiche(faq_folder, "La loi du 6 août 2019 s’applique depuis le 1er janvier 2020."), WRITTEN)
    assert not is_past(fiche(faq_folder, "```\nau plus tard le 1er janvier 2020\n```"), WRITTEN)


def test_a_day_without_a_year_before_the_last_review_is_that_of_each_year(faq_folder):
    assert not is_past(fiche(faq_folder, "Déclarez avant le 15 août."), WRITTEN)


@pytest.mark.parametrize(("given", "days"), [("[]", []), ("2026-12-01", [date(2026, 12, 1)])])
def test_the_header_has_the_last_word(faq_folder, given, days):
    made = fiche(faq_folder, "Répondez avant le 15 septembre 2026.", echeances=given)
    assert [its.day for its in deadlines_of(made)] == days
    assert not is_past(made, WRITTEN)


def test_what_is_to_come_leads_to_its_page(faq_folder):
    made = fiche(faq_folder, "Répondez avant le 15 septembre 2026 ou avant le 15 décembre 2026.")
    assert [(its.url, its.deadline.day) for its in coming_of_fiches([made], WRITTEN)] == [(made.url, date(2026, 12, 15))]


@pytest.mark.parametrize(
    ("day", "number"), [(WRITTEN, 2), (WRITTEN - timedelta(days=2000), 1), (None, 1)], ids=["new", "old", "undated"]
)
def test_a_bulletin_announces_days_of_a_year_that_is_said_or_near(day, number):
    text = "Certificats\nRenouvelez-les avant le 3 novembre 2027.\nInscrivez-vous au plus tard le 20 octobre."
    letter = Bulletin(id="lettres/a", kind="newsletter", title="Lettre", day=day, html="", text=text)
    coming = coming_of_bulletin(letter, WRITTEN)
    assert [its.deadline.text for its in coming][-1] == "Renouvelez-les avant le 3 novembre 2027."
    assert [its.url for its in coming] == ["/lettres/a/"] * number
