"""What only the engine over Whoosh promises: typing, typos, synonyms, relaxation, and an index that survives."""

import gc
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from search_fakes import CORPUS, document

from search import (
    IndexLockedError,
    IndexUnreadableError,
    SearchError,
    ShortAnswer,
    Synonyms,
    UnknownEngineError,
    erase_index,
    open_engine,
    parse,
)

SYNONYMS = Synonyms(
    equivalents=(("mdp", "mot de passe"), ("copieur", "imprimante")), implications=(("licence", ("certificat",)),)
)
ADDRESS = "whoosh:index"
HERE = Path(__file__).parent


@pytest.fixture
def opened(tmp_path):
    """Opens an index by its folder below the test's own; all are closed in the end."""
    engines = []

    def opener(synonyms=SYNONYMS):
        engines.append(open_engine(ADDRESS, synonyms=synonyms, root=tmp_path))
        return engines[-1]

    yield opener
    for engine in engines:
        engine.close()


@pytest.fixture
def engine(opened):
    made = opened()
    made.replace(CORPUS)
    return made


def found(engine, text, **options):
    return [hit.id for hit in engine.search(parse(text, **options)).hits]


def child(tmp_path, code, *arguments):
    """A process of its own that runs `code`, in which `root` is the test's folder; its first line has been read."""
    head = "import sys; from pathlib import Path; root = Path(sys.argv[1])\n"
    process = subprocess.Popen(
        [sys.executable, "-c", head + code, str(tmp_path), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent.parent), *sys.path])},
    )
    assert process.stdout.readline()
    return process


@pytest.mark.parametrize(
    "typed", ["im", "imp", "imprim", "imprimante", "l’imprim", "hors lig", "imprimante hors l", "file d’att"]
)
def test_a_title_or_keyword_is_found_while_it_is_typed(engine, typed):
    assert found(engine, typed, prefix=True)[0] == "fiche:imprimante"


def test_a_word_of_the_text_is_found_from_three_letters_on(engine):
    assert found(engine, "spo", prefix=True) == ["fiche:imprimante"]
    assert found(engine, "sp", prefix=True) == []


def test_a_word_begun_is_marked_in_the_excerpt(engine):
    (hit,) = engine.search(parse("spoul", prefix=True)).hits
    assert [span.text for span in hit.excerpt if span.match] == ["spouleur"]


def test_a_finished_query_completes_nothing(engine):
    assert found(engine, "spoul") == []


@pytest.mark.parametrize("typo", ["imprimnate", "inprimante", "imprimanfte", "imprmiante", "spuoleur", "sauvegrade"])
def test_a_typo_is_corrected_and_it_is_said(engine, typo):
    results = engine.search(parse(typo))
    assert results.hits
    assert results.relaxed


def test_a_corrected_word_is_marked_in_the_excerpt(engine):
    (hit,) = engine.search(parse("spuoleur")).hits
    assert [span.text for span in hit.excerpt if span.match] == ["spouleur"]


@pytest.mark.parametrize("code", ["S21.G00.40.002", "CTP251", "0,06", "2024", "M57", "L.2121-11"])
def test_a_code_is_never_corrected(engine, code):
    assert engine.search(parse(code)).total == 0


@pytest.mark.parametrize("spelling", ["L.2121-10", "L2121-10", "L. 2121-10", "l’article 2121-10"])
def test_an_article_of_law_is_found_under_each_spelling(engine, spelling):
    assert found(engine, spelling) == ["lettre:9"]


@pytest.mark.parametrize("text", ["mdp", "MDP oublié", "copieur hors ligne", "copieurs"])
def test_synonyms_are_found_without_being_relaxed(engine, text):
    results = engine.search(parse(text))
    assert results.hits[0].id in {"fiche:mdp", "fiche:imprimante"}
    assert not results.relaxed


def test_what_was_typed_comes_before_its_synonyms(engine):
    engine.replace([document("fiche:copieur", "Copieur hors ligne", "Le copieur.")])
    assert found(engine, "copieur") == ["fiche:copieur", "fiche:imprimante"]


def test_an_implication_goes_one_way(engine):
    assert found(engine, "licence") == ["lettre:9"]


def test_a_phrase_of_synonyms_that_is_nowhere_is_given_up_word_by_word(opened):
    engine = opened()
    engine.replace([document("a", "Passe sanitaire")])
    assert found(engine, "mot de passe") == ["a"]


def test_most_of_the_words_are_kept_before_any_of_them(engine):
    assert found(engine, "imprimante spouleur licorne sauvegarde")[0] == "fiche:imprimante"
    assert found(engine, "imprimante spouleur secrétariat sauvegarde")[0] == "fiche:imprimante"


def test_a_title_weighs_more_than_the_text(opened):
    engine = opened()
    engine.replace(
        [document("texte", "Autre chose", "Le budget primitif."), document("titre", "Budget primitif", "Autre chose.")]
    )
    assert found(engine, "budget") == ["titre", "texte"]


def test_the_form_typed_weighs_more_than_another(opened):
    engine = opened()
    engine.replace([document("un", "Le mandat"), document("plusieurs", "Les mandats")])
    assert found(engine, "mandat")[0] == "un"
    assert found(engine, "mandats")[0] == "plusieurs"


def test_what_was_reviewed_comes_before_what_was_said(opened):
    engine = opened()
    engine.replace(
        [document("lettre", "Budget", kind="newsletter"), document("fil", "Budget", kind="forum"), document("fiche", "Budget")]
    )
    assert found(engine, "budget") == ["fiche", "fil", "lettre"]


def test_many_small_batches_answer_as_one(opened):
    engine = opened()
    for its in CORPUS:
        engine.replace([its, document("autre", "Autre", version=its.id)])
    assert set(found(engine, "échoue")) == {"forum:1", "forum:2"}
    assert len(engine.versions()) == len(CORPUS) + 1


def test_a_document_that_cannot_be_stored_is_named_and_changes_nothing(engine):
    with pytest.raises(SearchError, match="fautif"):
        engine.replace([document("nouveau", "Nouveau"), document("fautif", "Titre \ud800")], deleted=["forum:1"])
    assert engine.versions() == {its.id: "1" for its in CORPUS}
    engine.replace([document("nouveau", "Nouveau")])
    assert found(engine, "nouveau") == ["nouveau"]


def test_a_killed_writer_leaves_the_last_committed_state_and_no_lock(tmp_path, opened):
    code = (
        "from search import Synonyms, open_engine\n"
        "from search_fakes import document\n"
        "engine = open_engine('whoosh:index', synonyms=Synonyms(), root=root)\n"
        "for turn in range(1000):\n"
        "    engine.replace([document(f'd{n}', f'Titre {n}', 'texte ' * 30, version=str(turn)) for n in range(60)])\n"
        "    print(turn, flush=True)\n"
    )
    chance = random.Random(7)
    for _ in range(4):
        process = child(tmp_path, code)
        time.sleep(chance.uniform(0.05, 0.3))
        process.send_signal(signal.SIGKILL)
        last = max(map(int, process.communicate()[0].split()), default=0)
        engine = opened()
        versions = engine.versions()
        assert len(versions) == 60
        assert set(versions.values()) in ({str(last)}, {str(last + 1)})
        assert engine.search(parse("titre")).total == 60
        engine.replace([document("d0", "Titre 0", version="mien")])
        assert engine.versions()["d0"] == "mien"


def test_what_a_killed_writer_left_is_cleared_by_the_next(tmp_path, engine):
    left = [
        tmp_path / "index" / name
        for name in ("_MAIN_99.toc.1700000000.5", "MAIN_abcdefgh12345678.trm", "MAIN_abcdefgh12345678.seg")
    ]
    for file in left:
        file.write_bytes(b"begun")
    engine.replace([document("nouveau", "Nouveau")])
    assert not any(file.exists() for file in left)


def test_a_second_writer_is_refused_while_readers_go_on(tmp_path, engine):
    code = (
        "from whoosh.filedb.filestore import FileStorage\n"
        "lock = FileStorage(str(root / 'index')).lock('MAIN_WRITELOCK')\n"
        "print(lock.acquire(), flush=True)\n"
        "input()\n"
    )
    process = child(tmp_path, code)
    with pytest.raises(IndexLockedError, match="another process is writing"):
        engine.replace([document("nouveau", "Nouveau")])
    with pytest.raises(IndexLockedError):
        erase_index(ADDRESS, root=tmp_path)
    assert found(engine, "imprimante") == ["fiche:imprimante"]
    process.communicate("\n")
    engine.replace([document("nouveau", "Nouveau")])
    assert found(engine, "nouveau") == ["nouveau"]


def damage_toc(folder):
    (toc,) = folder.glob("*.toc")
    toc.write_bytes(toc.read_bytes()[:60])


def empty_toc(folder):
    (toc,) = folder.glob("*.toc")
    toc.write_bytes(b"")


def lose_segment(folder):
    for file in folder.glob("*.seg"):
        file.unlink()


def truncate_segment(folder):
    for file in folder.glob("*.seg"):
        file.write_bytes(file.read_bytes()[:100])


def change_rules(folder):
    (folder / "analysis").write_text("other rules")


def lose_stamp(folder):
    (folder / "analysis").unlink()


# Whoosh leaves the files open that it fails to read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", [damage_toc, empty_toc, lose_segment, truncate_segment, change_rules, lose_stamp])
def test_an_index_that_cannot_be_read_says_so_and_is_begun_anew(tmp_path, opened, harm):
    engine = opened()
    engine.replace(CORPUS)
    engine.close()
    harm(tmp_path / "index")
    with pytest.raises(IndexUnreadableError, match="index"):
        opened()
    gc.collect()
    erase_index(ADDRESS, root=tmp_path)
    fresh = opened()
    assert fresh.versions() == {}
    fresh.replace(CORPUS)
    assert found(fresh, "imprimante") == ["fiche:imprimante"]


def test_erasing_touches_only_the_files_of_the_index(tmp_path, engine):
    mine = tmp_path / "index" / "notes.txt"
    mine.write_text("à garder")
    engine.close()
    erase_index(ADDRESS, root=tmp_path)
    assert {file.name for file in (tmp_path / "index").iterdir()} <= {"notes.txt", "MAIN_WRITELOCK"}
    assert mine.read_text() == "à garder"


def test_erasing_an_index_that_is_not_there_is_nothing(tmp_path):
    erase_index(ADDRESS, root=tmp_path)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("address", ["sphinx:index", "index", "", "whoosh:"])
def test_an_unknown_address_is_refused_with_what_is_known(tmp_path, address):
    with pytest.raises(UnknownEngineError, match="known: `whoosh:path`"):
        open_engine(address, synonyms=Synonyms(), root=tmp_path)
    with pytest.raises(UnknownEngineError):
        erase_index(address, root=tmp_path)


def test_a_long_synonym_does_not_outrank_the_word_that_was_typed(opened):
    engine = opened(Synonyms((("DSN", "déclaration sociale nominative"),), ()))
    long_form = document("a", "Une lettre", body="La déclaration sociale nominative, la déclaration, encore. Un rejet.")
    engine.replace([long_form, document("b", "Rejet", body="La DSN est rejetée.")])
    assert [hit.id for hit in engine.search(parse("dsn rejetée")).hits] == ["b", "a"]


def test_compacting_leaves_no_byte_of_what_was_deleted(opened, tmp_path):
    engine = opened()
    engine.replace([*CORPUS, document("secret", "Untel", "motquidisparait")])
    engine.replace([], deleted=["secret"])
    engine.compact()
    assert not [file for file in (tmp_path / "index").iterdir() if b"motquidisparait" in file.read_bytes()]


@pytest.mark.parametrize("spelling", ["CTP250", "CTP 250", "ctp250"])
def test_a_code_in_one_word_or_in_two_is_the_same(engine, spelling):
    engine.replace([document("un", "Un", "Le CTP250."), document("deux", "Deux", "Le CTP 251.")])
    assert set(found(engine, spelling)) == {"fiche:apprentis", "un"}


@pytest.mark.parametrize("code", ["CTP 251", "ERR-14481", "L.2121-1", "S21.G00.40.00"])
def test_a_code_that_is_not_there_finds_nothing_even_while_it_is_typed(engine, code):
    assert engine.search(parse(code, prefix=True)).total == 0


def test_a_correction_is_proposed_with_its_accents(engine):
    assert engine.search(parse("Élecitons et écran")).correction == "élections et écran"
    # The doubled letter that lacks makes no difference to what is found, but is mended where something else is.
    assert engine.search(parse("aprentis")).correction == ""
    assert engine.search(parse("aprentis élecitons")).correction == "apprentis élections"
    assert engine.search(parse("élections")).correction == ""


def test_a_rare_form_beside_a_common_one_is_a_slip(opened):
    engine = opened()
    engine.replace([document(f"d{number}", "Sauvegarde") for number in range(12)] + [document("x", "Savegarde")])
    assert engine.search(parse("savegarde")).correction == "sauvegarde"


def test_what_holds_most_words_comes_below_the_few_that_hold_all(opened):
    engine = opened()
    engine.replace(
        [document("tout", "Appairage", "La sauvegarde."), document("presque", "Appairage"), document("peu", "Sauvegarde")]
        + [document(f"d{number}", "Sauvegarde") for number in range(9)]
    )
    results = engine.search(parse("sauvegarde appairage"))
    assert [hit.id for hit in results.hits] == ["tout", "presque"]
    assert not results.relaxed
    assert results.complete == 1


def test_of_a_sentence_that_few_pages_hold_whole_those_with_some_words_follow(opened):
    engine = opened()
    engine.replace(
        [document("tout", "Appairage", "La sauvegarde du serveur après la licence."), document("peu", "Sauvegarde, licence")]
        + [document(f"d{number}", "Autre chose") for number in range(9)]
    )
    results = engine.search(parse("sauvegarde appairage serveur licence"))
    assert [hit.id for hit in results.hits] == ["tout", "peu"]
    assert (results.complete, results.relaxed) == (1, False)


def test_words_side_by_side_come_before_words_apart(opened):
    engine = opened()
    apart = "La carte de quelqu’un que le maire connaît depuis longtemps et qui habite rue grise."
    engine.replace([document("loin", body=apart), document("près", body=apart + " La carte grise, avec un texte plus long.")])
    assert found(engine, "carte grise")[0] == "près"


def test_what_is_outdated_comes_last_and_what_is_fresh_first(opened):
    engine = opened()
    engine.replace(
        [
            document("vieux", "Budget", day=date(2015, 1, 1)),
            document("neuf", "Budget", day=date(2026, 1, 1)),
            document("périmé", "Budget", day=date(2026, 1, 1), trust="outdated"),
            document("passé", "Budget", day=date(2026, 1, 1), trust="past"),
        ]
    )
    assert found(engine, "budget") == ["neuf", "vieux", "passé", "périmé"]


@pytest.mark.parametrize(
    ("text", "is_answered"),
    [
        ("taux de la redevance", True),
        ("tax redevance", True),
        ("le taux de la redevanse", True),
        ("quel est le taux de la redevance du marché ?", True),
        ("taux redev", True),
        ("comptoir", False),
        ("comptoir marché redevance", False),
        ("type:fiche", False),
    ],
)
def test_a_short_answer_is_given_to_who_asks_for_most_of_its_name(opened, text, is_answered):
    engine = opened()
    answer = ShortAnswer(name="Taux de la redevance", text="0,3 % (depuis le 1er janvier 2023)")
    engine.replace(
        [document("r", "Comptoir", body="Le comptoir du marché.", short_answers=(answer,)), document("autre", "Le marché")]
    )
    hits = {hit.id: hit for hit in engine.search(parse(text, prefix=True)).hits}
    assert (hits["r"].short_answer == answer) is is_answered
    assert all(hit.short_answer is None for name, hit in hits.items() if name != "r")


def test_a_word_written_as_two_is_found(opened):
    engine = opened()
    engine.replace([document("a", "Le porte-monnaie"), document("b", "Le portemonnaie")])
    for spelling in ("porte monnaie", "porte-monnaie", "portemonnaie"):
        assert set(found(engine, spelling)) == {"a", "b"}, spelling


def test_many_small_commits_leave_few_segments(opened, tmp_path):
    engine = opened()
    for number in range(70):
        engine.replace([document(f"d{number}", "Budget")])
    assert engine.search(parse("budget")).total == 70
    assert len(list((tmp_path / "index").glob("*.seg"))) <= 40


def test_a_small_commit_never_writes_a_large_segment_anew(opened, tmp_path):
    engine = opened()
    engine.replace([document(f"l{number}", "Budget") for number in range(300)])
    [large] = (tmp_path / "index").glob("*.seg")
    for number in range(70):
        engine.replace([document(f"d{number}", "Budget")])
    assert large.exists()
    engine.compact()
    assert not large.exists()
