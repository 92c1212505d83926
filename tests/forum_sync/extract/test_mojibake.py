from pathlib import Path
from string import ascii_lowercase

import pytest

from forum_sync.extract.french import _words
from forum_sync.extract.mojibake import repair

FAQ = sorted((Path(__file__).parents[3] / "faq").rglob("*.md"))
LETTERS = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ°²³§£µ«»€’‘“”–—…•™\u00a0\u202f×½✓→"
WORDS = [
    "l’été à l’œuvre",
    "« Où ça ? »",
    "ÉLÈVES",
    "10 000 € – 5 %…",
    "naïve",
    "août",
    "Île-de-France",
    "n° 12",
    "cœur",
    "“mot”",
]


def misread(text):
    """As a reader does who takes UTF-8 for windows-1252; the five bytes that have no character there stay controls."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("text", [*LETTERS, *WORDS, *(f"mot {left}{right} mot" for left in "éàÉ’«" for right in "èçœ»…")])
def test_misread_text_is_repaired_once_and_twice_over(text):
    assert repair(misread(text)) == text
    assert repair(misread(misread(text))) == text


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("rÃ©union Ã  la mairie", "réunion à la mairie"),
        ("rÃ©union Ã la mairie", "réunion à la mairie"),
        ("rÃ©union â€œclubâ€\ufffd.", "réunion “club”."),
        ("L\u0092\u009cuvre \u0080", "L’œuvre €"),
        ("ï»¿dÃ©but", "début"),
        ("é et Ã© mêlés", "é et é mêlés"),
    ],
)
def test_what_was_lost_on_the_way_is_restored(text, repaired):
    assert repair(text) == repaired


@pytest.mark.parametrize(
    "text", ["ÉTÉ… ", "É\u00a0» ", "« Â » et Ã", "é…»", "PRÉVU’", "ÊTRE", "d’à\u00a0« ici »", "Ã la carte", "São, MÃE", "â€"]
)
def test_clean_text_stays(text):
    assert repair(text) == text


def test_the_faq_stays():
    assert FAQ
    assert [path.name for path in FAQ if repair(path.read_text("utf-8")) != path.read_text("utf-8")] == []


def test_every_french_word_stays():
    words = _words().decode()
    assert repair(words) == words
    assert repair(words.upper()) == words.upper()


def test_thousands_of_french_words_are_repaired():
    words = [
        word for word in _words().decode().split()[::50] if not word.isascii() and set(word) <= {*LETTERS, *ascii_lowercase}
    ]
    assert len(words) > 1000
    assert [word for word in words if repair(misread(f" {word} ")) != f" {word} "] == []
