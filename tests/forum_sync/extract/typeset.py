"""A synthetic French document, and PDFs of it in the layouts that real newsletters have: columns, boxes, odd drawing orders."""

import functools
import io
import random
from typing import NamedTuple

import pyphen
import typst
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

HEADER, FOOTER = "Lettre du service commun", "Mairies du pays imaginaire"
HEADINGS, PARAGRAPHS = 34, 3

_TOPICS = [
    "la paie",
    "les congés",
    "l’état civil",
    "la facturation",
    "les élections",
    "le budget",
    "les marchés publics",
    "la trésorerie",
]
_EVENTS = [
    "Bilan de l’atelier sur",
    "Questions-réponses sur",
    "Mise à jour concernant",
    "Nouveautés pour",
    "Retour d’expérience sur",
]
_OPENERS = [
    "Depuis la dernière réunion du club utilisateurs,",
    "À la demande de plusieurs communes adhérentes,",
    "Peut-être faut-il le rappeler :",
    "Comme annoncé lors de l’assemblée générale,",
    "Après vérification auprès de l’éditeur,",
    "Pour les collectivités concernées,",
    "Avant-hier,",
    "Conformément à la réglementation applicable,",
]
_SUBJECTS = [
    "le gestionnaire des ressources humaines",
    "la sous-préfecture",
    "la secrétaire générale",
    "chaque responsable informatique",
    "l’administrateur fonctionnel",
    "le sous-traitant retenu",
    "la commission intercommunale",
    "le chef-lieu",
]
_VERBS = [
    "transmet automatiquement",
    "doit paramétrer soigneusement",
    "contrôle désormais",
    "peut télécharger",
    "vérifiera prochainement",
    "enregistre quotidiennement",
    "régularise",
    "prévisualise avant validation",
]
_OBJECTS = [
    "les bordereaux récapitulatifs",
    "la déclaration sociale nominative",
    "les certificats électroniques",
    "le fichier interprofessionnel",
    "les cotisations complémentaires",
    "l’arborescence documentaire",
    "les procès-verbaux numérisés",
    "le savoir-faire administratif",
]
_ENDINGS = [
    "sans intervention supplémentaire de l’hébergeur.",
    "en respectant scrupuleusement le calendrier réglementaire.",
    "dans l’environnement préproduction, c’est-à-dire sans risque.",
    "grâce à l’interface d’administration simplifiée.",
    "au-dessus du seuil de 40 000 €, hors taxes.",
    "avant le 31 décembre, au plus tard à 17 h 30.",
    "et l’indique au service d’assistance téléphonique ; l’anomalie est aussitôt enregistrée.",
    "malgré l’indisponibilité temporaire du portail.",
]


class Block(NamedTuple):
    heading: bool
    text: str


class Drawn(NamedTuple):
    """Lines of one column: (text, font, size, justified width or None); `cuts` counts the words cut at their ends."""

    lines: list
    cuts: int


@functools.cache
def document():
    rng = random.Random(7)
    blocks = []
    for number in range(HEADINGS):
        blocks.append(Block(True, f"{rng.choice(_EVENTS)} {rng.choice(_TOPICS)} {number + 1}"))
        blocks += [Block(False, " ".join(_sentence(rng) for _ in range(rng.randint(1, 3)))) for _ in range(PARAGRAPHS)]
    return blocks


def _sentence(rng):
    parts = [rng.choice(words) for words in (_OPENERS, _SUBJECTS, _VERBS, _OBJECTS, _ENDINGS)]
    return " ".join(parts)


def words(text):
    return "".join(character if character.isalnum() or character == "-" else " " for character in text).split()


@functools.cache
def truth():
    return words(" ".join(block.text for block in document()))


BOX = """#place(auto, float: true, clearance: 1.5em,
  block(fill: luma(90%), inset: 8pt, width: 100%)[Encadré {0} : pensez à la sauvegarde.])"""


def typst_pdf(columns, *, boxes=False):
    setup = f"""#set page(paper: "a4", columns: {columns}, margin: 2.2cm, numbering: "1",
      header: [{HEADER} #h(1fr) octobre], footer: context [{FOOTER} #h(1fr) #counter(page).display()])
    #set text(lang: "fr", size: 10pt, hyphenate: true)
    #set par(justify: true)
    """
    body = []
    for number, block in enumerate(document()):
        body.append(f"{'== ' if block.heading else ''}{block.text}")
        if boxes and number % 23 == 11:
            body.append(BOX.format(number))
    return typst_document(setup + "\n\n".join(body))


def typst_document(source):
    return typst.compile(source.encode())


@functools.cache
def _hyphenator():
    return pyphen.Pyphen(lang="fr_FR")


def _cuts(word):
    for start, end in _hyphenator().iterate(word):
        if len(start) > 1 and len(end.rstrip(".,;:")) > 2:
            yield start.removesuffix("-") + "-", end


def set_column(blocks, width, *, size=9.5):
    """Break the blocks into hyphenated lines of at most `width` points."""
    lines, cuts = [], 0
    for block in blocks:
        font, points = ("Helvetica-Bold", size * 1.3) if block.heading else ("Helvetica", size)
        line, rest = "", block.text.split()
        if lines:
            lines.append(("", font, size, None))
        while rest:
            word = rest.pop(0)
            wider = f"{line} {word}".strip()
            if stringWidth(wider, font, points) <= width:
                line = wider
                continue
            for start, end in () if block.heading else _cuts(word):
                if stringWidth(f"{line} {start}".strip(), font, points) <= width:
                    line, word = f"{line} {start}".strip(), end
                    cuts += 1
                    break
            if line:
                lines.append((line, font, points, None if block.heading else width))
                line, rest = "", [word, *rest]
            else:
                line = word
        lines.append((line, font, points, None))
    return Drawn(lines, cuts)


LEADING, TOP, ROWS = 12, 770, 58


def reportlab_pdf(columns, order, *, blocks=None, masthead=None, box=None, shift=0):  # noqa: PLR0913
    """A PDF and the number of words that it cuts.

    `order` gives, for the columns of a page (lists of lines), the (column, row) places in drawing order; each column stands
    `shift` points lower than the one before.
    """
    gap = 24
    width = (595 - 100 - gap * (columns - 1)) / columns
    drawn = set_column(blocks or document(), width)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    per_page = columns * ROWS
    for number, first in enumerate(range(0, len(drawn.lines), per_page), 1):
        page = [drawn.lines[first + ROWS * column : first + ROWS * (column + 1)] for column in range(columns)]
        _furniture(canvas, number)
        if masthead:
            _draw(canvas, 50, TOP + 24, masthead, "Helvetica-Bold", 20, None)
        for column, row in order(page):
            if row < len(page[column]):
                _draw(canvas, 50 + column * (width + gap), TOP - row * LEADING - column * shift, *page[column][row])
        if box:
            _draw(canvas, 50, 62, f"{box} {number}", "Helvetica", 8, None)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), drawn.cuts


def _furniture(canvas, number):
    _draw(canvas, 50, 812, HEADER, "Helvetica", 8, None)
    _draw(canvas, 50, 30, FOOTER, "Helvetica", 8, None)
    _draw(canvas, 530, 30, str(number), "Helvetica", 8, None)


def _draw(canvas, x, y, text, font, size, width):  # noqa: PLR0913, PLR0917
    shown = canvas.beginText(x, y)
    shown.setFont(font, size)
    spare = (width or 0) - stringWidth(text, font, size)
    shown.setWordSpace(spare / text.count(" ") if " " in text and 0 < spare < width / 3 else 0)
    shown.textOut(text)
    canvas.drawText(shown)


def across(page):
    return [(column, row) for row in range(ROWS) for column in range(len(page))]


def down(page):
    return [(column, row) for column in range(len(page)) for row in range(ROWS)]


def right_first(page):
    return [(column, row) for column in reversed(range(len(page))) for row in range(ROWS)]
