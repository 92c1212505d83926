"""What the style sheet promises about colours, read from it: every text has enough contrast (WCAG 2.2, AA: 4.5 to 1)."""

import re
from pathlib import Path

import pytest

from entraide.site.styles import read_style_sheet

CSS = read_style_sheet(Path(__file__).parents[3] / "docs/assets/entraide.css")
SCHEMES = ["default", "slate"]
PAIRS = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "wash"),
    ("link", "paper"),
    ("link", "staff-wash"),
]
PAIRS += [
    ("ok", "ok-wash"),
    ("warn", "warn-wash"),
    ("on-accent", "accent"),
    ("ink", "mark"),
    ("ink-soft", "ok-wash"),
    ("link", "ok-wash"),
]
PAIRS += [
    ("on-petrol", "petrol"),
    ("on-petrol-soft", "petrol"),
    ("ink-soft", "staff-wash"),
    ("ink", "wash-deep"),
    ("ink-soft", "wash-deep"),
    ("bad", "paper"),
    ("ink", "bad-wash"),
    ("link", "bad-wash"),
]


def colours(scheme):
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL) + re.findall(
        rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', CSS, re.DOTALL
    )
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", "".join(blocks)))


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(scheme, text, ground):
    found = colours(scheme)
    assert contrast(found[text], found[ground]) >= 4.5


def test_initials_can_be_read_on_every_hue():
    hues = re.findall(r"\.hue-(\d) \{ background: (#[0-9a-f]{6}); \}", CSS)
    assert [number for number, _ in hues] == list("01234567")
    assert min(contrast("#ffffff", colour) for _, colour in hues) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_ring_stands_out(scheme):
    found = colours(scheme)
    assert contrast(found["focus"], found["paper"]) >= 3


def test_the_build_leaves_one_style_sheet_with_every_file_in_its_place():
    assert "@import" not in CSS
    first_of_each = ("--measure:", ".top-bar {", ".md-typeset h1 {", ".fiche .block {", ".facets {")
    places = [CSS.index(selector) for selector in first_of_each]
    assert places == sorted(places)
