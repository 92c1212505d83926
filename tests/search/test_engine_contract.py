"""What every Engine promises, run over each adapter and over the fake of the tests."""

import random
import string
import threading
import unicodedata
from datetime import date

import pytest
from search_fakes import CORPUS, MemoryEngine, document

from search import ShortAnswer, Synonyms, open_engine, parse

HOSTILE = (
    "a" * 10_000,
    "imprimante " * 200,
    " ".join(f"mot{number}" for number in range(200)),
    "?!… «» ;:,",
    '"guillemets jamais fermés',
    "imp* ?mprimante [a-z]+ (.*)",
    "titre:imprimante AND NOT (OR",
    "imprimante\0hors\0ligne",
    "\u202eטקסט עברי وصف",
    "🖨️ 👩‍💻 imprimante",
    "\ud800 imprimante",
    "ͺ½ﷺ",
    "'’'’--..//**",
    "\t\n\r",
    "comment faire pour le la les",
)


@pytest.fixture(params=["whoosh", "memory"])
def open_again(request, tmp_path):
    """Opens the same index at each call."""
    documents, opened = {}, []

    def opener():
        if request.param == "memory":
            return MemoryEngine(documents)
        opened.append(open_engine("whoosh:index", synonyms=Synonyms(), root=tmp_path))
        return opened[-1]

    yield opener
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(open_again):
    """An engine over the corpus."""
    made = open_again()
    made.replace(CORPUS)
    return made


def found(engine, text, **options):
    return [hit.id for hit in engine.search(parse(text, **options)).hits]


def test_a_new_index_is_empty(open_again):
    engine = open_again()
    assert engine.versions() == {}
    assert engine.search(parse("imprimante")).total == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imprimante hors ligne", "fiche:imprimante"),
        ("file d'attente", "fiche:imprimante"),
        ("spouleur", "fiche:imprimante"),
        ("secrétariat", "fiche:imprimante"),
        ("cartes électorales", "forum:1"),
        ("différentielle", "forum:2"),
        ("parme", "fiche:apprentis"),
    ],
)
def test_a_word_is_found_in_title_keywords_question_answer_body_and_labels(engine, text, expected):
    assert found(engine, text) == [expected]


@pytest.mark.parametrize(
    "text", ["Élections", "elections", "ELECTIONS", "ÉLECTION", unicodedata.normalize("NFD", "élections"), "l’élection"]
)
def test_accents_capitals_plurals_and_elisions_make_no_difference(engine, text):
    assert found(engine, text) == ["forum:1"]


@pytest.mark.parametrize("code", ["S21.G00.40.001", "s21.g00.40.001", "CTP 250", "0,05", "0.05 %", "DSN", "CNFPT"])
def test_codes_acronyms_and_numbers_are_found(engine, code):
    assert found(engine, code) == ["fiche:apprentis"]


def test_a_question_in_a_sentence_is_answered(engine):
    assert found(engine, "Comment faire quand l'imprimante est hors ligne ?")[0] == "fiche:imprimante"


def test_more_words_narrow_the_answer(engine):
    assert set(found(engine, "échoue")) == {"forum:1", "forum:2"}
    assert found(engine, "échoue serveur") == ["forum:2"]


def test_without_a_document_that_holds_all_words_some_are_given_up_and_it_is_said(engine):
    results = engine.search(parse("imprimante licorne"))
    assert [hit.id for hit in results.hits] == ["fiche:imprimante"]
    assert results.relaxed


def test_an_answer_with_all_words_is_not_relaxed(engine):
    assert not engine.search(parse("imprimante ligne")).relaxed


@pytest.mark.parametrize("text", ["licorne", "M99", "0,07", "S21.G00.99.001", "", "comment faire pour"])
def test_what_is_not_there_gives_empty_results(engine, text):
    results = engine.search(parse(text))
    assert (results.total, results.hits, results.relaxed) == (0, (), False)


def test_stop_words_never_bring_documents(engine):
    assert found(engine, "file de attente de la") == ["fiche:imprimante"]


def test_kinds_keep_only_documents_of_these_kinds(engine):
    assert set(found(engine, "échoue", kinds=["forum"])) == {"forum:1", "forum:2"}
    assert found(engine, "échoue", kinds=["fiche", "newsletter"]) == []
    assert found(engine, "convocation", kinds=["fiche", "newsletter"]) == ["lettre:9"]


def test_limit_and_offset_cut_pages_out_of_the_total(open_again):
    engine = open_again()
    engine.replace([document(f"d{number}", "Budget", f"page {number}") for number in range(25)])
    pages = [engine.search(parse("budget", limit=10, offset=offset)) for offset in (0, 10, 20, 30)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert len({hit.id for page in pages for hit in page.hits}) == 25


def test_hits_come_by_falling_score(engine):
    scores = [hit.score for hit in engine.search(parse("sauvegarde serveur échoue imprimante")).hits]
    assert scores == sorted(scores, reverse=True)


def test_a_hit_tells_what_the_document_is_and_shows_the_passage(engine):
    (hit,) = engine.search(parse("spouleur")).hits
    printer = CORPUS[0]
    assert (hit.title, hit.url, hit.kind) == (printer.title, printer.url, printer.kind)
    assert (hit.category, hit.day) == (printer.category, printer.day)
    assert [span.text for span in hit.excerpt if span.match] == ["spouleur"]


def test_who_needs_no_excerpts_gets_none(engine):
    (hit,) = engine.search(parse("spouleur", with_excerpts=False)).hits
    assert (hit.id, hit.excerpt) == ("fiche:imprimante", ())
    assert engine.search(parse("spouleur")).hits[0].excerpt


def test_results_carry_the_query(engine):
    query = parse("imprimante")
    assert engine.search(query).query is query


def test_versions_tell_everything_indexed(engine):
    assert engine.versions() == {its.id: "1" for its in CORPUS}


def test_a_document_of_the_same_id_takes_the_place_of_the_last(engine):
    engine.replace([document("forum:2", "Onduleur en panne", version="2")])
    assert found(engine, "différentielle") == []
    assert found(engine, "onduleur") == ["forum:2"]
    assert engine.versions()["forum:2"] == "2"
    assert len(engine.versions()) == len(CORPUS)


def test_of_a_document_given_twice_the_last_counts(open_again):
    engine = open_again()
    engine.replace([document("a", "premier"), document("a", "second", version="2")])
    assert found(engine, "premier") == []
    assert found(engine, "second") == ["a"]
    assert engine.versions() == {"a": "2"}


def test_a_deleted_document_is_gone_and_deleting_it_again_is_nothing(engine):
    engine.replace([], deleted=["forum:1", "jamais-vu"])
    engine.replace([], deleted=["forum:1"])
    assert found(engine, "élections") == []
    assert "forum:1" not in engine.versions()


def test_compacting_changes_no_answer_and_may_be_repeated(engine):
    engine.replace([document("neuf", "Le flux PES")], deleted=["parme"])
    before = engine.versions(), engine.search(parse("pes"))
    engine.compact()
    engine.compact()
    assert (engine.versions(), engine.search(parse("pes"))) == before


def test_replacing_the_same_again_changes_no_answer(engine):
    before = engine.search(parse("échoue serveur mise à jour"))
    engine.replace(CORPUS)
    after = engine.search(parse("échoue serveur mise à jour"))
    assert {hit.id for hit in before.hits} == {hit.id for hit in after.hits}
    assert before.total == after.total


def test_an_error_among_the_documents_changes_nothing(engine):
    def broken():
        yield document("nouveau", "Nouveau")
        raise RuntimeError("source interrompue")

    with pytest.raises(RuntimeError):
        engine.replace(broken(), deleted=["forum:1"])
    assert engine.versions() == {its.id: "1" for its in CORPUS}
    engine.replace([document("nouveau", "Nouveau")])
    assert found(engine, "nouveau") == ["nouveau"]


def test_the_index_outlives_its_engine(open_again):
    first = open_again()
    first.replace(CORPUS)
    first.close()
    second = open_again()
    assert found(second, "imprimante") == ["fiche:imprimante"]
    assert len(second.versions()) == len(CORPUS)


def test_an_engine_sees_what_another_one_wrote(open_again):
    reader, writer = open_again(), open_again()
    assert found(reader, "imprimante") == []
    writer.replace(CORPUS)
    assert found(reader, "imprimante") == ["fiche:imprimante"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("prefix", [False, True])
def test_no_text_makes_a_search_fail(engine, text, prefix):
    results = engine.search(parse(text, prefix=prefix))
    assert results.total >= len(results.hits)


def test_documents_of_any_text_can_be_indexed(open_again):
    engine = open_again()
    texts = [text.replace("\ud800", "") for text in HOSTILE]
    engine.replace([document(f"h{place}", text, text * 3, keywords=(text,)) for place, text in enumerate(texts)])
    assert len(engine.versions()) == len(HOSTILE)
    assert "h4" in found(engine, "guillemets")


def test_random_words_make_no_search_fail(engine):
    chance = random.Random(54)
    for _ in range(100):
        text = "".join(chance.choice(string.printable + "éœ’«ß") for _ in range(chance.randrange(40)))
        assert engine.search(parse(text)).total >= 0


def test_readers_see_only_whole_batches_while_one_writes(engine):
    seen, errors, written = set(), [], threading.Event()

    def read():
        try:
            while not written.is_set():
                seen.add(frozenset(its for name, its in engine.versions().items() if name.startswith("lot")))
                assert engine.search(parse("imprimante")).hits
        except Exception as error:  # noqa: BLE001 — carried to the test's own thread
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(8):
        engine.replace([document(f"lot{number}", "Lot", version=str(version)) for number in range(5)])
    written.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert all(len(versions) <= 1 for versions in seen)


def test_an_excluded_word_is_in_no_result(engine):
    assert found(engine, "échoue -serveur") == ["forum:1"]
    assert found(engine, "-serveur") == ["forum:2"]


@pytest.mark.parametrize("text", ['"mot de passe"', "« mot de passe »", "“mot passe”"])
def test_words_in_quotes_must_follow_one_another(engine, text):
    engine.replace([document("loin", "Un mot", "avant de parler d’autre chose : le passe.")])
    assert found(engine, text) == ["fiche:mdp"]


def test_quotes_that_are_never_closed_make_no_phrase(engine):
    assert found(engine, '"oublié mot') == ["fiche:mdp"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apprentis logiciel:parme", ["fiche:apprentis"]),
        ("imprimante logiciel:parme", []),
        ("échoue type:forum", ["forum:1", "forum:2"]),
        ("taux theme:dsn", ["fiche:apprentis"]),
        ("imprimante rubrique:matériel", ["fiche:imprimante"]),
        ("imprimante annee:2026", ["fiche:imprimante"]),
        ("imprimante année:2025", []),
        ("type:lettre", ["lettre:9"]),
    ],
)
def test_filters_keep_only_what_has_their_value(engine, text, expected):
    assert sorted(found(engine, text)) == expected


def test_a_filter_without_words_lists_by_date(open_again):
    engine = open_again()
    days = {"ancien": date(2020, 1, 1), "sans": None, "neuf": date(2026, 1, 1)}
    engine.replace([document(name, name, day=day, themes=("DSN",)) for name, day in days.items()])
    assert found(engine, "theme:dsn") == ["neuf", "ancien", "sans"]


def test_results_can_come_by_date(open_again):
    engine = open_again()
    engine.replace([document("a", "Budget budget", day=date(2020, 1, 1)), document("b", "Le budget", day=date(2024, 1, 1))])
    assert found(engine, "budget", sort="date") == ["b", "a"]


def test_facets_count_all_that_match(engine):
    facets = engine.search(parse("échoue", with_facets=True, limit=1)).facets
    assert [(its.value, its.count) for its in facets["kind"]] == [("forum", 2)]
    assert facets["software"] == ()
    facets = engine.search(parse("type:fiche", with_facets=True)).facets
    assert [(its.value, its.count) for its in facets["category"]] == [("Matériel", 1)]
    assert [(its.value, its.count) for its in facets["year"]] == [("2026", 1)]


def test_facets_are_counted_only_when_asked_for(engine):
    assert engine.search(parse("échoue")).facets == {}


def test_words_that_were_given_up_are_told(engine):
    assert engine.search(parse("imprimante licorne")).dropped == ("licorne",)
    assert engine.search(parse("imprimante ligne")).dropped == ()


def test_a_hit_has_the_short_answer_of_which_the_name_was_asked_for(engine):
    price, rate = ShortAnswer(name="Prix du badge", text="12 €"), ShortAnswer(name="Taux de la redevance", text="0,3 %")
    engine.replace([document("double", "Badges et redevances", "Tout sur la pointeuse.", short_answers=(price, rate))])
    answers = {text: engine.search(parse(text)).hits[0].short_answer for text in ("taux redevances", "badges", "pointeuse")}
    assert answers == {"taux redevances": rate, "badges": price, "pointeuse": None}
    assert found(engine, "0,3 %") == ["double"]


def test_a_hit_tells_how_far_it_can_be_relied_on(engine):
    engine.replace([document("vieux", "Onduleur", trust="outdated")])
    (hit,) = engine.search(parse("onduleur")).hits
    assert hit.trust == "outdated"
