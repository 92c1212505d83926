"""French spacing: the spaces before ; ! ? : and », after «, and inside quantities do not break.

In: running text, plain or as it stands between HTML tags. Out: the same text. Spacing twice changes nothing more.
"""

import re
from functools import lru_cache

THIN = "\u202f"
"""Narrow no-break space: before ; ! ? and between groups of three digits."""
HARD = "\u00a0"
"""No-break space: before :, inside « », between a number and its unit."""

_SPACES = r"(?:[ \u00a0\u202f]|&nbsp;|&#8239;)"
_UNITS = r"(?:%|€|k€|M€|°C|h|s|min|minutes?|heures?|jours?|mois|ans?|[kKMGT]o|[kKMG]bit/s|kWh?|[kcm]?m|m²|k?g|euros?)"
_SIGN, _DIGIT = re.compile("[;:!?«»]"), re.compile(r"\d")
_SIGN_RULES = (
    (re.compile(rf"{_SPACES}+(?=[;!?])"), THIN),
    (re.compile(rf"{_SPACES}+(?=:(?![-)(/]))"), HARD),
    (re.compile(rf"«{_SPACES}*"), f"«{HARD}"),
    (re.compile(rf"{_SPACES}*»"), f"{HARD}»"),
)
_NUMBER_RULES = (
    (re.compile(rf"(?<![\d.,])(\d{{1,3}}){_SPACES}(?=\d{{3}}(?!\d))"), rf"\1{THIN}"),
    (re.compile(rf"(?<=\d{THIN}\d{{3}}){_SPACES}(?=\d{{3}}(?!\d))"), THIN),
    (re.compile(rf"(?<=\d){_SPACES}(?={_UNITS}(?!\w))"), HARD),
    (re.compile(rf"\b([nN]°|[Aa]rt\.|p\.){_SPACES}(?=\d)"), rf"\1{HARD}"),
)


@lru_cache(maxsize=4096)
def space(text: str) -> str:
    """`text` with non-breaking spaces where French has them; spaces are replaced, and added inside « » only.

    What stood last is remembered: most texts of a page are those of its frame.
    """
    rules = (_SIGN_RULES if _SIGN.search(text) else ()) + (_NUMBER_RULES if _DIGIT.search(text) else ())
    for rule, replacement in rules:
        text = rule.sub(replacement, text)
    return text
