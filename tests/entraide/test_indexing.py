"""From the FAQ and the mirror into the index: what each kind becomes, and that nothing is lost or written twice."""

import datetime as dt
from dataclasses import replace

import pytest

from entraide.documents import of_bulletin, of_fiche, of_thread
from entraide.faq import read_faq
from entraide.indexing import consumer_of, update_index
from entraide.tagging import Tagger
from forum_sync import Bulletin, Post, Store, Thread
from forum_sync.model import Put, Remove
from search import Synonyms, open_engine, parse

NOON = dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)
LABELS = {"forum": "Forum", "lettres": "Lettres"}


def post(number, text, **more):
    return Post(
        id=number,
        number=number,
        author="Aline, Valmorel",
        staff=False,
        created_at=NOON,
        edited=False,
        html=f"<p>{text}</p>",
        text=text,
        **more,
    )


THREAD = Thread(
    id="forum/12",
    kind="forum",
    title="DSN rejetée",
    category=("Paie",),
    tags=("dsn",),
    created_at=NOON,
    active_at=NOON,
    closed=False,
    pinned=False,
    origin="",
    posts=(
        post(1, "Ma déclaration revient en erreur."),
        post(2, "Regardez la date du contrat.", accepted=True),
        post(3, "Merci infiniment."),
        post(4, "", event="closed.enabled"),
    ),
)
BULLETIN = Bulletin(
    id="lettres/2026-03",
    kind="newsletter",
    title="Lettre de mars",
    day=NOON.date(),
    html="<p>Télésauvegarde</p>",
    text="Télésauvegarde",
)


class Bench:
    """A store, an index and a FAQ, with what an update of the index did to them."""

    def __init__(self, folder, faq):
        self.store = Store.open(folder / "mirror.db")
        self.engine = open_engine("whoosh:index", synonyms=Synonyms((), ()), root=folder)
        self.faq = faq

    def update(self, labels=LABELS):
        done = update_index(self.engine, self.faq, self.store, labels, Tagger(self.faq))
        return done.written, done.deleted, done.total

    def put(self, *items):
        self.store.apply("forum", [Put(item=item, signature=str(hash(item))) for item in items])

    def found(self, text):
        return [hit.id for hit in self.engine.search(parse(text)).hits]


@pytest.fixture
def bench(tmp_path, faq_folder):
    own = Bench(tmp_path, read_faq(faq_folder.path)[0])
    yield own
    own.engine.close()
    own.store.close()


def test_a_fiche_a_thread_and_a_bulletin_are_found_with_their_place_and_date(bench):
    bench.put(THREAD, BULLETIN)
    assert bench.update() == (3, 0, 3)
    (hit,) = bench.engine.search(parse("declaration en erreur")).hits
    assert (hit.kind, hit.url, hit.category, hit.day) == ("forum", "/forum/12/", ("Forum", "Paie"), NOON.date())
    (hit,) = bench.engine.search(parse("télésauvegarde")).hits
    assert (hit.kind, hit.url, hit.category) == ("newsletter", "/lettres/2026-03/", ("Lettres",))
    (hit,) = bench.engine.search(parse("taux apprentis")).hits
    assert (hit.kind, hit.day) == ("fiche", dt.date(2026, 9, 14))


def test_a_second_update_writes_nothing(bench):
    bench.put(THREAD, BULLETIN)
    bench.update()
    assert bench.update() == (0, 0, 3)


def test_only_what_changed_is_written(bench):
    bench.put(THREAD, BULLETIN)
    bench.update()
    bench.put(replace(THREAD, title="DSN acceptée"))
    assert bench.update() == (1, 0, 3)
    assert bench.found("acceptée") == ["forum/12"]
    assert bench.found("rejetée") == []


def test_what_leaves_the_mirror_leaves_the_index(bench):
    bench.put(THREAD, BULLETIN)
    bench.update()
    bench.store.apply("forum", [Remove(id=THREAD.id)])
    assert bench.update() == (0, 1, 2)
    assert THREAD.id not in bench.found("déclaration erreur")


def test_a_fiche_that_becomes_a_draft_leaves_the_index(bench, faq_folder):
    bench.update()
    faq_folder.fiche("logiciel/paie/apprentis.md", statut="brouillon")
    bench.faq = read_faq(faq_folder.path)[0]
    assert bench.update() == (0, 1, 0)


def test_changes_replayed_after_a_crash_before_the_acknowledgement_are_found_equal(bench):
    bench.put(THREAD, BULLETIN)
    bench.update()
    bench.store.acknowledge(consumer_of(LABELS, Tagger(bench.faq)), 0)
    assert bench.update() == (0, 0, 3)


def test_an_index_that_was_lost_is_filled_from_the_beginning(bench, tmp_path):
    bench.put(THREAD, BULLETIN)
    bench.update()
    bench.engine.close()
    bench.engine = open_engine("whoosh:other", synonyms=Synonyms((), ()), root=tmp_path)
    assert bench.update() == (3, 0, 3)


def test_what_a_mirror_made_anew_no_longer_holds_is_swept_out_of_the_index(bench, tmp_path):
    bench.put(THREAD, BULLETIN)
    bench.update()
    bench.store.close()
    bench.store = Store.open(tmp_path / "anew.db")
    bench.put(BULLETIN)
    assert bench.update() == (0, 1, 2)
    assert THREAD.id not in bench.found("déclaration erreur")


def test_another_label_of_a_source_reaches_the_documents_that_are_indexed_already(bench):
    bench.put(THREAD)
    bench.update()
    assert bench.update({"forum": "Entre collègues"}) == (1, 0, 2)
    (hit,) = bench.engine.search(parse("declaration en erreur")).hits
    assert hit.category == ("Entre collègues", "Paie")


def test_the_day_of_a_thread_is_that_of_its_readers(bench):
    bench.put(replace(THREAD, active_at=dt.datetime(2026, 7, 14, 23, 30, tzinfo=dt.UTC)))
    bench.update()
    (hit,) = bench.engine.search(parse("declaration en erreur")).hits
    assert hit.day == dt.date(2026, 7, 15)


def test_the_words_of_a_fiche_go_where_they_weigh(faq_folder):
    (fiche,) = read_faq(faq_folder.path)[0].fiches
    document = of_fiche(fiche)
    assert document.question == "Le taux passe de 0,05 % à 0,10 %.\nLa cotisation des apprentis reste calculée à 0,05 %."
    assert document.answer.split("\n") == ["Ouvrez le bulletin.", "Vérifiez le taux."]
    assert document.body == ""
    assert {"taux apprentis", "Parme", "Cosoluce Parme"} <= set(document.keywords)


def test_a_news_item_of_the_faq_is_of_the_kind_news(faq_folder):
    faq_folder.fiche(type="actualite")
    faq = read_faq(faq_folder.path)[0]
    assert {of_fiche(fiche).kind for fiche in faq.fiches} == {"fiche", "news"}


def test_the_version_of_a_document_changes_with_any_of_its_words(faq_folder):
    (fiche,) = read_faq(faq_folder.path)[0].fiches
    assert of_fiche(fiche).version == of_fiche(fiche).version
    assert of_fiche(fiche).version != of_fiche(replace(fiche, summary="Autre chose.")).version


def long_bulletin(**more):
    text = "Un texte assez long pour que la section se suffise. " * 12
    html = f"<p>Ouverture</p><h2>Appairage</h2><p>{text}</p><h2>Bref</h2><p>Court.</p><h2>Télésauvegarde</h2><p>{text}</p>"
    return replace(BULLETIN, html=html, text=f"Ouverture\n{text * 3}", **more)


def test_the_sections_of_a_long_bulletin_are_found_on_their_own(bench):
    bench.put(long_bulletin())
    bench.update()
    [hit] = [hit for hit in bench.engine.search(parse("télésauvegarde")).hits if hit.id != BULLETIN.id]
    assert (hit.id, hit.url) == ("lettres/2026-03#section-telesauvegarde", "/lettres/2026-03/#section-telesauvegarde")
    assert (hit.title, hit.category) == ("Télésauvegarde", ("Lettres", "Lettre de mars"))


def test_a_section_that_is_too_short_is_found_with_the_one_before(bench):
    bench.put(long_bulletin())
    bench.update()
    assert bench.found("court") == ["lettres/2026-03#section-appairage"]


def test_sections_that_are_gone_leave_the_index_with_their_bulletin_and_before(bench):
    bench.put(long_bulletin())
    assert bench.update()[2] == 4
    bench.put(BULLETIN)
    assert bench.update() == (1, 2, 2)
    bench.put(long_bulletin())
    bench.update()
    bench.store.apply("forum", [Remove(id=BULLETIN.id)])
    assert bench.update()[2] == 1


def test_a_word_that_a_line_cut_at_a_hyphen_is_found_in_both_forms_in_its_section(bench):
    bench.put(long_bulletin(alternatives=("télé-sauvegarde",)))
    bench.update()
    assert bench.found("télé-sauvegarde")[0] == "lettres/2026-03#section-telesauvegarde"


def test_another_register_of_software_is_looked_for_in_bulletins(bench, faq_folder):
    bench.put(replace(BULLETIN, title="Horizon arrive"))
    bench.update()
    faq_folder.write(
        "logiciels.yml", "- {id: parme, nom: Parme}\n- {id: horizon, nom: Horizon, editeur: Horizon, alias: [Horizon]}\n"
    )
    bench.faq = read_faq(faq_folder.path)[0]
    bench.update()
    assert bench.found("horizon") == [BULLETIN.id]


def test_how_far_a_document_can_be_relied_on_comes_from_what_it_is(bench, faq_folder):
    (fiche,) = read_faq(faq_folder.path)[0].fiches
    assert of_fiche(fiche).trust == "reviewed"
    assert of_fiche(replace(fiche, status="perimee")).trust == "outdated"
    assert of_thread(THREAD, "Forum").trust == "solved"
    assert of_thread(replace(THREAD, posts=THREAD.posts[:1]), "Forum").trust == "said"
    tagger = Tagger(bench.faq)
    trusts = {kind: of_bulletin(replace(BULLETIN, kind=kind), "", tagger)[0].trust for kind in ("newsletter", "club", "news")}
    assert trusts == {"newsletter": "announced", "club": "reported", "news": "announced"}


def test_a_section_does_not_answer_for_the_title_of_its_bulletin(bench):
    bench.put(replace(long_bulletin(), title="Le temps des vendanges"))
    bench.update()
    assert bench.found("vendanges") == [BULLETIN.id]
