import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from mirror_fakes import docx_paragraph, make_docx, make_eml, make_pdf

from forum_sync import FolderSource, ItemError, SourceError, sync
from forum_sync.bulletins import folder as module
from forum_sync.bulletins.make import make_bulletin
from forum_sync.model import Cursor

NAMES = [f"{'é' * 125}.md", 'avec "guillemets" et l\'apostrophe.md', "saut\nde ligne.md", "E\u0301te\u0301.md"]
EXAMPLES = Path(__file__).parents[3] / "examples"


def open_source(folder):
    return FolderSource("clubs", "club", folder)


def ids(folder):
    return [summary.id for summary in open_source(folder).fetch(Cursor()).summaries]


def write(folder, name, content="Texte"):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_document_becomes_a_bulletin_with_the_file_itself(folder):
    data = make_pdf(["Compte rendu", "12 mars 2024", "Le taux passe à 0,10 %."], title="Club de mars")
    write(folder, "cr.pdf", data)
    bulletin = open_source(folder).read("clubs/cr")
    assert (bulletin.id, bulletin.kind, bulletin.title, bulletin.day) == ("clubs/cr", "club", "Club de mars", date(2024, 3, 12))
    assert "Le taux passe à 0,10 %." in bulletin.text
    [media] = bulletin.media
    assert (media.name, media.content_type, media.data) == (bulletin.original, "application/pdf", data)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", "<!doctype html><script>alert(1)</script><p>Texte", "text/plain"),
        (
            "a.txt",
            make_docx(docx_paragraph("Texte")),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_format_is_told_by_the_content_and_never_served_as_html(folder, name, content, content_type):
    write(folder, name, content)
    bulletin = open_source(folder).read("clubs/a")
    assert bulletin.media[0].content_type == content_type
    assert "script" not in bulletin.html


def test_ids_are_made_of_the_path_in_plain_letters(folder):
    write(folder, "2024/Été/Compte-rendu du n°3 — l’œuvre.md")
    write(folder, "***.md")
    write(folder, f"{'long-' * 45}.md")
    assert ids(folder) == ["clubs/document", "clubs/2024-ete-compte-rendu-du-n3-l-oeuvre", f"clubs/{('long-' * 24)[:-1]}"]


def test_files_of_the_same_name_are_all_listed(folder):
    for name in ("a b.docx", "a-b.docx", "a_b.docx", "a-b.pdf", "a/b.pdf"):
        write(folder, name)
    assert ids(folder) == ["clubs/a-b", "clubs/a-b-docx", "clubs/a-b-docx-2", "clubs/a-b-pdf", "clubs/a-b-docx-3"]


def test_what_is_no_document_is_skipped(folder, tmp_path):
    write(tmp_path, "ailleurs.md")
    for name in (".cache.md", ".git/x.md", "~$cr.docx", "README.md", "Readme.txt", "cr.md.yml", "clubs.yml", "vide/.keep"):
        write(folder, name)
    (folder / "lien.md").symlink_to(tmp_path / "ailleurs.md")
    (folder / "boucle").symlink_to(folder)
    write(folder, "cr.md")
    assert ids(folder) == ["clubs/cr"]


def test_a_file_beside_it_may_give_title_and_date(folder):
    write(folder, "cr.md", "# Autre titre\n\n12 mars 2024\n")
    write(folder, "cr.md.yml", "title: Le club de février\ndate: 2024-02-06\n")
    bulletin = open_source(folder).read("clubs/cr")
    assert (bulletin.title, bulletin.day) == ("Le club de février", date(2024, 2, 6))


def test_a_file_beside_it_may_give_session_place_and_software(folder):
    write(folder, "cr.md", "# Club\n\nTexte.\n")
    write(folder, "cr.md.yml", "titre: Club de février\nsession: 2e session\nlieu: Valmorel\nlogiciels: [parme, Electra]\n")
    bulletin = open_source(folder).read("clubs/cr")
    assert (bulletin.title, bulletin.session, bulletin.place) == ("Club de février", "2e session", "Valmorel")
    assert bulletin.software == ("parme", "Electra")


def test_a_document_is_read_again_when_the_file_beside_it_changes(folder, store):
    write(folder, "cr.md")
    sync(store, open_source(folder))
    write(folder, "cr.md.yml", "title: Nouveau\n")
    assert sync(store, open_source(folder)).read == 1
    assert store.item("clubs/cr").title == "Nouveau"


def test_a_broken_file_beside_it_is_an_item_error(folder):
    write(folder, "cr.md")
    write(folder, "cr.md.yml", "title: [")
    with pytest.raises(ItemError, match=r"clubs: cr\.md: .*YAML"):
        open_source(folder).read("clubs/cr")


@pytest.mark.parametrize(
    ("name", "content", "day"),
    [
        ("lettre.eml", make_eml(day=date(2024, 3, 12), text="Réunion du 5 avril 2024"), date(2024, 3, 12)),
        ("2019-01.html", "<head><meta name=date content=2023-06-08></head><p>Le 2 mai 2020", date(2023, 6, 8)),
        ("2019-01.md", "# Club de mai 2024\n\n14 mai 2024\n\nAvant le 1er janvier 2030.", date(2024, 5, 14)),
        ("2019-01.md", "# Club du 14 mai 2024\n\nTexte.", date(2024, 5, 14)),
        ("2019-01.md", "Nous nous sommes réunis nombreux dans la salle le 14 mai 2024.", date(2024, 5, 14)),
        ("2019-01-lettre.md", f"Texte. {'mot ' * 200} le 14 mai 2024.", date(2019, 1, 1)),
        ("lettre.md", "Sans date.", None),
    ],
)
def test_the_date_comes_from_the_header_else_the_top_of_the_text_else_the_name(folder, name, content, day):
    [item] = (write(folder, name, content), *ids(folder))[1:]
    assert open_source(folder).read(item).day == day


def test_a_title_is_made_from_the_name_when_the_document_gives_none(folder):
    write(folder, "compte_rendu-club  paie.txt", "Texte.")
    assert open_source(folder).read("clubs/compte-rendu-club-paie").title == "Compte rendu club paie"


def test_a_title_is_not_repeated_in_the_text(folder):
    write(folder, "cr.md", "# Club\n\n## Paie\n\nTexte.")
    bulletin = open_source(folder).read("clubs/cr")
    assert (bulletin.title, bulletin.html) == ("Club", "<h2>Paie</h2>\n<p>Texte.</p>")


def test_a_file_that_is_too_big_is_an_item_error(folder):
    with (folder / "gros.pdf").open("wb") as stream:
        stream.truncate(25_000_001)
    with pytest.raises(ItemError, match=r"clubs: gros\.pdf: is bigger than 25 MB"):
        open_source(folder).read("clubs/gros")


def test_a_missing_folder_is_a_source_error_with_its_path(tmp_path):
    with pytest.raises(SourceError, match=r"clubs: .*absent: No such file"):
        ids(tmp_path / "absent")


def test_a_file_moved_elsewhere_changes_its_id_only(folder, store):
    file = write(folder, "cr.md", "# Club\n\nTexte.")
    sync(store, open_source(folder))
    (folder / "2024").mkdir()
    file.rename(folder / "2024" / "cr.md")
    report = sync(store, open_source(folder))
    assert (report.read, report.removed) == (1, 1)
    assert [item.id for item in store.items()] == ["clubs/2024-cr"]


@pytest.mark.skipif(not (EXAMPLES / "clubs").is_dir(), reason="no example documents")
@pytest.mark.parametrize("name", ["clubs", "newsletters"])
def test_the_example_documents_are_mirrored_whole(store, name):
    report = sync(store, FolderSource(name, "club", EXAMPLES / name))
    assert report.troubles == ()
    for bulletin in store.items():
        assert f"{bulletin.day:%Y-%m}" == bulletin.id.removeprefix(f"{name}/")[:7]
        assert len(bulletin.text) > 1000


def test_an_e_mail_is_read_but_not_offered_to_download_since_its_headers_name_people(folder):
    write(folder, "a.html", make_eml())
    bulletin = open_source(folder).read("clubs/a")
    assert bulletin.text
    assert (bulletin.original, bulletin.media) == ("", ())


def test_a_first_line_that_only_repeats_the_title_is_left_out(folder):
    write(folder, "a.html", "<!doctype html><title>La lettre</title><p>La  lettre</p><p>Texte</p>")
    bulletin = open_source(folder).read("clubs/a")
    assert (bulletin.title, bulletin.html) == ("La lettre", "<p>Texte</p>")


@pytest.mark.parametrize(
    "name", [f"{'é' * 125}.md", 'avec "guillemets" et l\'apostrophe.md', "saut\nde ligne.md", "E\u0301te\u0301.md"]
)
def test_any_name_is_read(folder, name):
    write(folder, name, "# Titre\n\nTexte.")
    [item] = ids(folder)
    assert open_source(folder).read(item).title == "Titre"


def test_a_name_that_is_no_text_is_read(folder):
    write(folder, os.fsdecode(b"lettre-\xe9.md"), "# Titre\n\nTexte.")
    [item] = ids(folder)
    assert open_source(folder).read(item).title == "Titre"


def test_a_file_that_changes_while_it_is_read_is_read_again_by_the_next_pass(folder, store, monkeypatch):
    file = write(folder, "cr.md", "# Un\n\nTexte.")
    source = open_source(folder)
    listed = source.fetch(Cursor())
    file.write_text("# Deux\n\nTexte.")
    monkeypatch.setattr(source, "fetch", lambda _: listed)
    sync(store, source)
    assert sync(store, open_source(folder)).read == 1
    assert store.item("clubs/cr").title == "Deux"


def test_unchanged_files_start_no_worker(folder, store, monkeypatch):
    for number in range(3):
        write(folder, f"{number}.md", f"# Titre {number}\n\nTexte.")
    write(folder, "vide.pdf", b"")
    started = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: started.append(1) or run(*arguments, **options))
    sync(store, open_source(folder))
    assert len(started) == 4
    sync(store, open_source(folder))
    assert len(started) == 4
    write(folder, "2.md", "# Autre\n\nTexte.")
    sync(store, open_source(folder))
    assert len(started) == 5


def test_what_could_not_be_read_is_tried_again_when_what_reads_it_is_another_version(folder, store, monkeypatch):
    write(folder, "vide.pdf", b"")
    assert len(sync(store, open_source(folder)).troubles) == 1
    attempts = []
    monkeypatch.setattr(module, "make_bulletin", lambda *_, **__: attempts.append(1))
    sync(store, open_source(folder))
    assert attempts == []
    monkeypatch.setattr(module, "VERSION", "une autre")
    monkeypatch.setattr(module, "make_bulletin", lambda _, **facts: make_bulletin(b"Texte.", **facts))
    assert sync(store, open_source(folder)).troubles == ()
