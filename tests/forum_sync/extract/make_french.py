"""Makes forum_sync/extract/french.txt.gz from fr.dic and fr.aff of hunspell: `make_french.py DIC AFF OUT`."""

import gzip
import re
import sys
import unicodedata
from pathlib import Path

ELISIONS = {"L'", "D'", "Q'", "Q*", "Qj", "Si", "n'", "q'", "d'", "j'", "c'", "l'", "m'", "t'", "s'"}
SYMBOLS = "U."
BASE_IS_NO_WORD = "()"
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def flags_of(text):
    return [text[start : start + 2] for start in range(0, len(text), 2)]


def read_affixes(lines):
    """Flag -> (is a prefix, stripped, added, flags of the result, condition)."""
    rules = {}
    for line in lines:
        kind, _, rest = line.partition(" ")
        parts = rest.split()
        if kind not in {"PFX", "SFX"} or len(parts) < 4:
            continue
        flag, stripped, added, condition = parts[:4]
        added, _, more = added.partition("/")
        pattern = re.compile(f"{condition}" if kind == "PFX" else f"(?:{condition})$")
        rule = (kind == "PFX", stripped.replace("0", ""), added.replace("0", ""), flags_of(more), pattern)
        rules.setdefault(flag, []).append(rule)
    return rules


def expand(word, flags, rules, depth=0):
    if BASE_IS_NO_WORD not in flags:
        yield word
    for flag in flags:
        if flag in ELISIONS or flag == SYMBOLS or depth > 2:
            continue
        for prefix, stripped, added, more, condition in rules.get(flag, ()):
            if "'" in added or (prefix and not word.startswith(stripped)) or (not prefix and not word.endswith(stripped)):
                continue
            if prefix and condition.match(word):
                yield from expand(added + word[len(stripped) :], more, rules, depth + 1)
            elif not prefix and condition.search(word):
                yield from expand(word[: len(word) - len(stripped)] + added, more, rules, depth + 1)


def make(dictionary, affixes):
    rules = read_affixes(affixes.splitlines())
    words = set()
    for line in dictionary.splitlines()[1:]:
        entry = line.split("\t")[0].split(" ")[0]
        word, _, flags = entry.partition("/")
        words.update(expand(word, flags_of(flags), rules))
    folded = (unicodedata.normalize("NFC", word).replace("’", "'").lower() for word in words)
    return sorted({word for word in folded if WORD.fullmatch(word)}, key=str.encode)


if __name__ == "__main__":
    dictionary, affixes, out = map(Path, sys.argv[1:])
    words = make(dictionary.read_text("utf-8"), affixes.read_text("utf-8"))
    out.write_bytes(gzip.compress("\n".join(["", *words, ""]).encode(), 9, mtime=0))
