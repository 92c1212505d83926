"""French words, from hunspell-fr (Dicollecte 7.0, MPL-2.0), made by tests/forum_sync/extract/make_french.py.

Knows words only: no frequency, no grammar.
"""

import gzip
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_LIST = Path(__file__).with_name("french.txt.gz")


@lru_cache(maxsize=1 << 16)
def is_word(word: str) -> bool:
    """Whether `word` is in the list: accents count; capitals, `oe` for `œ` and the form of the apostrophe do not."""
    folded = unicodedata.normalize("NFC", word).replace("’", "'").lower()
    return bool(folded) and any(
        _holds(_words(), form.encode("utf-8", "replace")) for form in {folded, folded.replace("oe", "œ")}
    )


def _holds(words: bytes, sought: bytes) -> bool:
    """Bisection of lines sorted by bytes: the text stays one object, as a set of it would take half a second to build."""
    low, high = 0, len(words) - 1
    while low < high:
        start = words.rfind(b"\n", low, (low + high) // 2 + 1)
        end = words.find(b"\n", start + 1)
        line = words[start + 1 : end]
        if line == sought:
            return True
        low, high = (end, high) if line < sought else (low, start)
    return False


@cache
def _words() -> bytes:
    return gzip.decompress(_LIST.read_bytes())
