import io
import itertools
import re

import pytest
import typeset
from mirror_fakes import make_pdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forum_sync.extract.formats import extract_any

TEXT = "La commune transmet le fichier des agents au service commun. " * 5


def extracted(data):
    return extract_any(data).extract


def typst_html(body, setup='#set page(paper: "a4")\n#set text(lang: "fr", size: 10pt)\n'):
    return extracted(typeset.typst_document(setup + body)).html


CELLS = [
    ("Commune", "Budget", "Échéance"),
    ("Vert-Bois", "1 200 €", "12 mars"),
    ("Le Pré", "800 €", "3 avril"),
    ("Aulne", "95 €", "mai"),
]


@pytest.mark.parametrize("stroke", ["1pt", "none"])
def test_a_table_is_read_row_by_row(stroke):
    cells = ", ".join(f"[{cell}]" for row in CELLS for cell in row)
    html = typst_html(
        f"{'Un texte avant le tableau. ' * 9}\n\n#table(columns: (1fr, 1fr, 1fr), stroke: {stroke}, {cells})\n\nSuite."
    )
    assert html.split("\n")[1:] == [*(f"<p>{' '.join(row)}</p>" for row in CELLS), "<p>Suite.</p>"]


def test_a_table_drawn_cell_by_cell_in_tight_rows_is_read_row_by_row():
    cells = [("chaque soir", "sauvegarde manuelle ou automatique", "la secrétaire"), *CELLS] * 3

    def page(canvas):
        for row, column in itertools.product(range(len(cells)), range(3)):
            canvas.drawString(60 + 210 * column, 600 - 14 * row, cells[row][column])

    assert drawn(page).html.split("\n") == [f"<p>{' '.join(row)}</p>" for row in cells]


def test_bullets_make_a_list_and_so_do_numbers_one_after_the_other():
    long = "vérifier les bulletins de paie, puis les transmettre à la trésorerie avant la fin du mois de mars sans faute ;"
    html = typst_html(f"À faire :\n- {long}\n- relancer l’éditeur.\n\n+ Ouvrir.\n+ Fermer.")
    assert html.split("\n") == [
        "<p>À faire :</p>",
        f"<ul><li>{long}</li><li>relancer l’éditeur.</li></ul>",
        "<ol><li>Ouvrir.</li><li>Fermer.</li></ol>",
    ]


def test_a_note_at_the_foot_does_not_cut_the_paragraph_that_runs_over_the_page():
    sentence = "la commune adhérente transmet le fichier des agents au service commun "
    html = typst_html(f"{sentence * 3}#footnote[Voir la fiche.] {sentence * 90} fin.")
    assert html.count(sentence.strip()) == 93
    assert html.count("<p>") == 2
    assert re.search(r"<p>1 ?Voir la fiche\.</p>", html)


def test_a_heading_of_two_lines_is_one_and_levels_follow_sizes():
    long = "Un intitulé de rubrique si long que la colonne ne suffit pas à le tenir sur une seule ligne du bulletin"
    html = typst_html(f"= Premier\n\n{TEXT}\n\n== {long}\n\n{TEXT}\n\n=== Tout petit\n\n{TEXT}\n\n= Second\n\nFin.")
    assert re.findall(r"<h\d>.*?</h\d>", html) == [
        "<h1>Premier</h1>",
        f"<h2>{long}</h2>",
        "<h3>Tout petit</h3>",
        "<h1>Second</h1>",
    ]


def test_bold_words_inside_a_paragraph_make_no_heading():
    bold = "Le portail de télétransmission des actes ferme pour une maintenance annoncée de longue date"
    html = typst_html(f"*Attention :* le portail ferme.\n\n*{bold}* et rouvre lundi.\n\n*Paie*\n\n{TEXT}")
    assert re.findall(r"<h\d>(.*?)</h\d>", html) == ["Paie"]


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Lettre n° 4", "Lettre n° 4"),
        ("Microsoft Word - lettre.docx", "Grand titre"),
        ("untitled", "Grand titre"),
        ("", "Grand titre"),
    ],
)
def test_the_title_is_the_stated_one_if_it_is_one_else_the_heading_on_top(stated, title):
    found = extracted(
        typeset.typst_document(f'#set document(title: "{stated}")\n= Grand titre\n\nTexte.\n\n== Paie\n\nTexte de la rubrique.')
    )
    assert found.title == title
    assert ("Grand titre" in found.html) is (title != "Grand titre")
    assert len(found.pages) == found.html.count("<h")


def test_two_pages_keep_what_is_not_repeated():
    found = extracted(make_pdf(["Lettre n° 1", "Texte un."], ["Lettre n° 2", "Texte deux."]))
    assert found.html == "<p>Texte un.</p>\n<p>Texte deux.</p>"


def picture_page(canvas, share=1.0):
    image = ImageReader(Image.new("L", (60, 80), 200))
    canvas.drawImage(image, 0, 0, 595 * share, 842)
    canvas.showPage()


def drawn(*steps):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for step in steps:
        step(canvas)
    canvas.save()
    return extracted(buffer.getvalue())


def text_page(canvas):
    canvas.drawString(60, 600, "Une page de texte, assez longue pour ne pas passer pour une image.")
    canvas.showPage()


def test_pages_that_are_pictures_of_text_are_named():
    found = drawn(text_page, picture_page, lambda canvas: picture_page(canvas, 0.3), picture_page)
    assert found.unread_pages == (2, 4)
    assert "Une page de texte" in found.html


def test_a_document_of_pictures_has_no_text_but_unread_pages():
    found = drawn(picture_page)
    assert (found.html, found.pages, found.unread_pages) == ("", (), (1,))


def test_sizes_count_as_shown_even_when_the_matrix_makes_them():
    def page(canvas):
        for y, scale, text in (
            (700, 20, "Titre affiché en grand"),
            (650, 10, "Texte courant de la page."),
            (636, 10, "suite du texte."),
        ):
            shown = canvas.beginText()
            shown.setTextTransform(scale, 0, 0, scale, 60, y)
            shown.setFont("Helvetica", 1)
            shown.textOut(text)
            canvas.drawText(shown)

    found = drawn(page)
    assert (found.title, found.html) == ("Titre affiché en grand", "<p>Texte courant de la page. suite du texte.</p>")


def test_a_page_written_sideways_is_read_upright():
    def page(canvas):
        canvas.rotate(90)
        for row, line in enumerate(
            ["La collectivité adresse chaque mois son fichier à la tré-", "sorerie, sans délai.", "Fin."]
        ):
            canvas.drawString(100, -100 - 14 * row, line)

    assert (
        drawn(page).html == "<p>La collectivité adresse chaque mois son fichier à la trésorerie, sans délai.</p>\n<p>Fin.</p>"
    )


def test_ligatures_are_unfolded_and_no_other_character_is():
    assert (
        typst_html("Le ﬁchier de l’oﬃce : 10 m² … soit 5\u00a0%.") == "<p>Le fichier de l’office : 10 m² … soit 5\u00a0%.</p>"
    )


def test_a_word_of_two_forms_gives_the_other_one_to_the_index():
    found = extracted(
        make_pdf(["Le sous-comité de la commune adhérente du pays a voté le web-", "delib nouveau sans un mot de trop."])
    )
    assert found.alternatives
    assert {"web-delib", "webdelib"} == {found.alternatives[0], *re.findall("web-?delib", found.html)}


def test_a_number_that_does_not_follow_is_no_item():
    html = typst_html(
        "Avant.\n\n2. Le texte de la seconde.\n\n1. Seul.\n\n3. Trop loin.", setup="#set enum(numbering: n => [#n.])\n"
    )
    assert "<ol>" not in html
