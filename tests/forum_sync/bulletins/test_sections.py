from forum_sync import Bulletin, outline_of


def bulletin(html, **more):
    return Bulletin(id="lettres/a", kind="newsletter", title="Lettre", day=None, html=html, text="", **more)


def test_a_bulletin_without_headings_is_all_opening():
    outline = outline_of(bulletin("<p>Un</p><p>Deux</p>"))
    assert (outline.opening, outline.sections) == ("Un\nDeux", ())


def test_each_heading_begins_a_section_with_the_text_up_to_the_next():
    outline = outline_of(bulletin("<p>Avant</p><h2>Paie &amp; <em>DSN</em></h2><div><p>Un</p><h3>Détail</h3></div><p>Deux</p>"))
    assert outline.opening == "Avant"
    assert [(part.title, part.level, part.text) for part in outline.sections] == [
        ("Paie & DSN", 2, "Un"),
        ("Détail", 3, "Deux"),
    ]


def test_anchors_are_made_of_the_words_and_numbered_where_they_are_the_same():
    outline = outline_of(bulletin("<h2>À l’œuvre</h2><h2>À l’œuvre</h2><h2>***</h2><h2>%%%</h2>"))
    assert [part.anchor for part in outline.sections] == ["section-a-l-oeuvre", "section-a-l-oeuvre-2", "section", "section-2"]


def test_sections_know_the_page_of_the_original():
    outline = outline_of(bulletin("<h2>Un</h2><p>a</p><h2>Deux</h2>", pages=(1, 4)))
    assert [part.page for part in outline.sections] == [1, 4]
    assert [part.page for part in outline_of(bulletin("<h2>Un</h2>")).sections] == [None]
