import time

import hostile_pdf
import pytest
from mirror_fakes import make_pdf
from typeset import typst_document

from forum_sync.extract import Extract, ExtractError, extract

BOMBS = {
    "stream of 1 GiB": hostile_pdf.stream_bomb,
    "forms nested 2^25 times": hostile_pdf.nested_forms,
    "a million texts": hostile_pdf.text_bomb,
    "loop of pages": hostile_pdf.page_tree_loop,
    "200 000 nested arrays": hostile_pdf.nested_arrays,
    "no page": hostile_pdf.empty_pages,
    "halves of characters": hostile_pdf.lone_surrogates,
}
WALL, START = 3, 6
"""Seconds given to a worker, and seconds that a busy machine may take to start and to end it."""


def outcome(data, wall=WALL):
    begun = time.monotonic()
    try:
        return extract(data, wall=wall).extract
    except ExtractError as error:
        return str(error)
    finally:
        assert time.monotonic() - begun < wall + START


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_hostile_pdf_ends_in_time_with_a_text_or_one_line_of_reason(make):
    found = outcome(make())
    assert isinstance(found, Extract) or (found and "\n" not in found)


def test_a_pdf_under_a_password_is_refused_with_the_reason():
    assert outcome(hostile_pdf.encrypted(), 30) == "is no PDF that can be opened (Incorrect password error)"


def test_a_pdf_that_only_its_owner_may_change_is_read():
    assert outcome(hostile_pdf.encrypted(user=""), 30).html == "<p>Texte sous clé</p>"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_pdf_ends_as_a_text_or_as_one_that_cannot_be_opened(share):
    whole = typst_document("Bonjour à tous les clubs.")
    found = outcome(whole[: int(len(whole) * share)], 30)
    assert isinstance(found, Extract) or found == "holds no text" or found.startswith("is no PDF that can be opened")


def test_a_header_alone_is_no_pdf():
    assert outcome(b"%PDF-1.7\n", 30).startswith("is no PDF that can be opened")


def test_a_page_that_cannot_be_loaded_leaves_the_others():
    data = make_pdf(["Première page"], ["Seconde page"]).replace(b"/Kids [5 0 R", b"/Kids [1 0 R")
    assert "Seconde page" in outcome(data, 30).html
