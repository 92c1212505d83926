"""What a form holds of a fiche's file, and back: nothing changes but what was changed."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from entraide.editor import Edit, Steps, bytes_of, read_sheet, sheet_of
from entraide.editor.body import fill, pieces_of
from entraide.editor.header import LISTS, TEXTS, with_values
from entraide.faq import TEMPLATES

ODD = """\
---
# Relue avec l’éditeur.
titre: "Un titre : deux" # gardé
type: symptome
statut:   publiee
valeurs: {taux: [1, 2]}   # une clé d’ailleurs
logiciels:
  - parme # le nom court
  # à vérifier

  - corail
mots_cles: [a,
  "b, c"]
resume: >-
  Une phrase
  sur deux lignes.
# la fin
sources:
revision_mois: 12
---

Avant.

## Symptôme

Rien.
## Cause

    du code

## Solution

1. Un.
2. Deux,
    suite.

    ![Le bouton](a.png)

3. Trois.

Après.
"""
"""Anything that people may have typed."""
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
lines = st.lists(words, max_size=4).map(" ".join)
blocks = st.lists(st.one_of(lines, st.sampled_from(["1. a", "2. b", "    c", "## d", "```", "# e", "- f"])), max_size=8).map(
    "\n".join
)


def unchanged(sheet):
    """What a form says in which nothing was typed."""
    values = {key: sheet.one(key) for key in TEXTS} | {key: sheet.many(key) for key in LISTS}
    texts = {place: piece.steps.text if piece.steps else piece.text for place, piece in enumerate(sheet.pieces)}
    return Edit(values=values, texts=texts)


@given(blocks, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]), st.sampled_from([*TEMPLATES, "autre"]))
@settings(max_examples=20, deadline=None)
def test_a_fiche_that_is_opened_and_saved_has_the_same_bytes(body, end, mark, template):
    for text in (ODD, f"---\ntype: {template}\ntitre: a\n---\n{body}"):
        data = (mark + text.replace("\n", end)).encode()
        sheet, mended = read_sheet(data)
        assert (bytes_of(sheet.edited(unchanged(sheet)), data), mended) == (data, ())


def test_what_is_changed_leaves_the_rest_byte_for_byte():
    sheet = sheet_of(ODD)
    edit = Edit(
        values={
            **unchanged(sheet).values,
            "titre": 'L’un : "l’autre" # deux',
            "logiciels": ("corail",),
            "resume": "",
            "auteur": "Nous",
        },
        texts={3: Steps("", ("Un.", "Trois."), "Après.").text},
    )
    expected = (
        ODD.replace('"Un titre : deux" # gardé', r'"L’un : \"l’autre\" # deux" # gardé')
        .replace(
            "logiciels:\n  - parme # le nom court\n  # à vérifier\n\n  - corail\n",
            "# le nom court\n# à vérifier\nlogiciels: [corail]\n",
        )
        .replace(">-\n  Une phrase\n  sur deux lignes.", '"À compléter : la réponse en une ou deux phrases."')
        .replace("revision_mois: 12\n", "revision_mois: 12\nauteur: Nous\n".replace("Nous", '"Nous"'))
        .replace("2. Deux,\n    suite.\n\n    ![Le bouton](a.png)\n\n3. Trois.", "2. Trois.")
    )
    assert sheet.edited(edit).text == expected


@given(st.dictionaries(st.sampled_from(TEXTS), words), st.dictionaries(st.sampled_from(LISTS), st.lists(words).map(tuple)))
@settings(max_examples=20, deadline=None)
def test_any_value_is_read_back_as_it_was_typed(texts, lists):
    front = ODD.split("---\n")[1]
    read = yaml.load(with_values(front, {**texts, **lists}), yaml.BaseLoader)
    assert {key: read[key] for key in texts} == texts
    assert {key: tuple(read[key]) for key in lists} == lists
    assert read["valeurs"] == {"taux": ["1", "2"]}


plain = lines.map(lambda line: f"A {line}".strip())


@given(st.one_of(st.just(""), plain), st.lists(st.one_of(plain, st.tuples(plain, plain).map("\n\n".join)), max_size=4), plain)
@settings(max_examples=20, deadline=None)
def test_steps_are_read_back_as_they_were_typed(before, steps, after):
    typed = Steps(before, tuple(steps), after)
    piece = pieces_of(f"\n## Solution\n\n{typed.text}\n", ())[1]
    assert piece.steps == (typed if steps else Steps(before=typed.text))


def test_a_section_that_the_template_wants_takes_its_place_once_it_has_a_text():
    headings = TEMPLATES["symptome"]
    assert fill("\n## Solution\n\n1. Un.\n", headings, {1: ""}) == "\n## Solution\n\n1. Un.\n"
    assert fill("\n## Solution\n\n1. Un.\n", headings, {1: "Rien."}) == "\n\n## Symptôme\n\nRien.\n\n## Solution\n\n1. Un.\n"
    assert fill("\n## Symptôme\n\nRien.\n", headings, {2: "1. Un."}, ("Voir aussi", "Là.")) == (
        "\n## Symptôme\n\nRien.\n\n## Solution\n\n1. Un.\n\n## Voir aussi\n\nLà.\n"
    )
    assert "À compléter : ce que la personne voit" in fill("\n## Symptôme\n\nRien.\n", headings, {1: ""})


def test_a_problem_is_said_at_the_field_that_holds_its_line():
    sheet, rows = sheet_of(ODD), ODD.split("\n")
    places = {
        "titre": '"Un',
        "logiciels": "# à",
        "resume": "sur",
        "texte-0": "Avant.",
        "texte-1": "Rien.",
        "texte-2": "du code",
    }
    places |= {"etape-3-0": "1. ", "etape-3-1": "![", "etape-3-2": "3. ", "apres-3": "Après"}
    assert {name: sheet.place_of(next(n for n, row in enumerate(rows, 1) if sign in row)) for name, sign in places.items()} == {
        name: name for name in places
    }


def test_a_file_in_another_encoding_is_mended_and_one_whose_shape_is_unclear_is_edited_as_text():
    sheet, mended = read_sheet(ODD.encode("utf-16"))
    assert (sheet.one("titre"), mended) == ("Un titre : deux", ("encodage UTF-16 → UTF-8",))
    for front in ("titre: a: b", "\ttitre: a", "- a", "titre: [a]", "titre: a\ntitre: b", "x: &n a\ntitre: *n", "{titre: a}"):
        assert sheet_of(f"---\n{front}\n---\n").values is None
    assert sheet_of("sans en-tête").values is None
