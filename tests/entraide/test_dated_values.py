"""Values with periods: read from a header, worth something on a day, said in words, indexed for that day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entraide.dated.phrases import value_in_words
from entraide.dated.values import DatedValue, series_of
from entraide.documents import of_fiche
from entraide.faq import read_faq
from search import ShortAnswer

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
TODAY = date(2026, 11, 26)
RATES = """
  - {nom: Taux apprentis, valeur: 0.10, unite: "%", du: 2023-01-01, source: Note}
  - {nom: taux apprentis, valeur: "0,05", unite: "%", du: 2022-01-01, au: 2022-12-31, source: Note}
  - {nom: Prix du badge, valeur: 12, unite: €, source: Tarif}
"""


def value(since, until=None, amount="1"):
    return DatedValue(name="Taux", amount=amount, unit="%", since=since, until=until, source="Note", line=1)


def fiche_with(folder, **changes):
    folder.fiche(**changes)
    faq, problems = read_faq(folder.path)
    return next((fiche for fiche in faq.fiches if fiche.id.endswith("/autre")), None), problems


def test_the_values_of_a_name_are_one_series_by_date(faq_folder):
    fiche, problems = fiche_with(faq_folder, valeurs=RATES)
    assert problems == ()
    rates, price = series_of(fiche.values)
    assert [its.shown for its in rates.values] == ["0,05 %", "0,10 %"]
    assert [its.line for its in rates.values] == [4, 3]
    assert rates.at(date(2022, 12, 31)).shown == "0,05 %"
    assert rates.at(date(2021, 12, 31)) is None
    assert rates.after(date(2022, 6, 1)).since == date(2023, 1, 1)
    assert price.at(date(1999, 1, 1)).shown == "12 €"


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ("{nom: Taux, valeur: 1, du: 1er janvier, source: S}", "du"),
        ("{nom: Taux, valeur: 1, au: 2023-02-30, source: S}", "au"),
        ("{nom: Taux, valeur: 10 %, source: S}", "valeur"),
        ("{nom: Taux, valeur: 1}", "cle-manquante"),
        ("{nom: Taux, valeur: 1, source: S, depuis: 2023-01-01}", "cle-inconnue"),
        ("0,10 %", "yaml"),
    ],
)
def test_a_mistake_in_a_value_is_named_with_its_line_and_leaves_the_fiche_out(faq_folder, entry, rule):
    fiche, problems = fiche_with(faq_folder, valeurs=f"\n  - {{nom: Prix, valeur: 2, source: S}}\n  - {entry}")
    assert fiche is None
    assert [(problem.line, problem.rule) for problem in problems] == [(4, rule)]


@pytest.mark.parametrize("written", ["0,10", "{nom: Taux}"])
def test_values_are_a_list(faq_folder, written):
    assert [problem.rule for problem in fiche_with(faq_folder, valeurs=f"{written}")[1]] == ["valeurs"]


@given(starts=st.lists(DAYS, min_size=1, max_size=6, unique=True), day=DAYS)
def test_values_that_follow_one_another_give_one_on_each_day_from_the_first(starts, day):
    starts.sort()
    ends = [start - timedelta(days=1) for start in starts[1:]] + [None]
    (series,) = series_of([value(*period, amount=str(number)) for number, period in enumerate(zip(starts, ends, strict=True))])
    assert [*series.overlaps(), *series.gaps()] == []
    holding = [its for its in series.values if its.holds(day)]
    assert holding == ([series.at(day)] if day >= starts[0] else [])


@given(first=st.tuples(DAYS, DAYS), second=st.tuples(DAYS, DAYS))
def test_two_values_overlap_or_leave_a_gap_as_their_days_say(first, second):
    (series,) = series_of(value(*sorted(period)) for period in (first, second))
    one, other = series.values
    assert bool([*series.overlaps()]) is (one.until >= other.since)
    assert [(last - first).days + 1 for first, last, _ in series.gaps()] == [
        days for days in [(other.since - one.until).days - 1] if days > 0
    ]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ((date(2023, 1, 1), None), "1 % (depuis le 1er janvier 2023)"),
        ((date(2026, 1, 2), date(2026, 12, 31)), "1 % (depuis le 2 janvier 2026, jusqu’au 31 décembre 2026)"),
        ((date(2022, 1, 1), date(2022, 12, 31)), "1 % (du 1er janvier 2022 au 31 décembre 2022)"),
        ((date(2027, 1, 1), None), "1 % (à partir du 1er janvier 2027)"),
        ((date.min, date(2027, 1, 1)), "1 % (jusqu’au 1er janvier 2027)"),
        ((date.min, None), "1 %"),
    ],
)
def test_a_value_is_said_with_what_is_known_of_its_period(period, said):
    assert value_in_words(value(*period), TODAY) == said


def test_the_index_has_the_values_of_its_day(faq_folder):
    fiche, _ = fiche_with(faq_folder, valeurs=RATES)
    price = ShortAnswer(name="Prix du badge", text="12 €")
    now = ShortAnswer(name="Taux apprentis", text="0,10 % (depuis le 1er janvier 2023)")
    assert of_fiche(fiche, TODAY).short_answers == (now, price)
    assert of_fiche(fiche, date(2021, 1, 1)).short_answers == (price,)
    assert of_fiche(fiche).short_answers == ()
    assert of_fiche(fiche, TODAY).version == of_fiche(fiche, TODAY + timedelta(days=1)).version
