"""French spacing: the spaces before ; ! ? : and », after «, and inside quantities do not break.

In: running text, plain or as it stands between HTML tags. Out: the same text. Spacing twice changes nothing more.
"""

import re
from functools import lru_cache

THIN = "\u202f"
"""Narrow no-break space: before ; ! ? and between groups of three digits."""
HARD = "\u00a0"
"""No-break space: before :, inside « », between a number and its unit."""

_SPACES = "[ \u00a0\u202f]"
_ENTITIES = (("&nbsp;", HARD), ("&#8239;", THIN))
_UNITS = r"(?:%|€|k€|M€|°C|h|s|min|minutes?|heures?|jours?|mois|ans?|[kKMGT]o|[kKMG]bit/s|kWh?|[kcm]?m|m²|k?g|euros?)"
_SIGN_RULES = (
    (";!?", re.compile(rf"{_SPACES}+(?=[;!?])"), THIN),
    (":", re.compile(rf"{_SPACES}+(?=:(?![-)(/]))"), HARD),
    ("«", re.compile(rf"«{_SPACES}*"), f"«{HARD}"),
    ("»", re.compile(rf"{_SPACES}*»"), f"{HARD}»"),
)
"""Each with the signs without which it changes nothing: they are looked for first, for most texts have none."""
_DIGIT = re.compile(r"\d")
# Each begins with what is rare in a text, which makes its search fast.
_THOUSANDS = re.compile(rf"\d(?<![\d.,].)\d{{0,2}}(?:{_SPACES}\d{{3}})+(?!\d)")
_QUANTITY = re.compile(rf"(\d){_SPACES}(?={_UNITS}(?!\w))")
_REFERENCE = re.compile(rf"\b([nN]°|[Aa]rt\.|p\.){_SPACES}(?=\d)")
_SPACE = re.compile(_SPACES)


@lru_cache(maxsize=4096)
def space(text: str) -> str:
    """`text` with non-breaking spaces where French has them; spaces are replaced, and added inside « » only.

    What stood last is remembered: most texts of a page are those of its frame.
    """
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    for signs, rule, replacement in _SIGN_RULES:
        if any(sign in text for sign in signs):
            text = rule.sub(replacement, text)
    return _space_numbers(text) if _DIGIT.search(text) else text


def _space_numbers(text: str) -> str:
    text = _THOUSANDS.sub(lambda number: _SPACE.sub(THIN, number[0]), text)
    return _REFERENCE.sub(rf"\1{HARD}", _QUANTITY.sub(rf"\1{HARD}", text))
