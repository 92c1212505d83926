import subprocess
import sys
import time

import pytest
from make_french import make

from forum_sync.extract.french import is_word


@pytest.mark.parametrize(
    "word",
    [
        "a", "mange", "établissements", "Établissements", "ÉTABLISSEMENTS", "e\u0301cole", "œuvre", "oeuvre", "cœurs",
        "aujourd’hui", "aujourd'hui", "Peut-être", "arc-en-ciel", "dématérialiseront", "zythums", "kilomètres",
    ],
)  # fmt: skip
def test_a_word_is_known_in_any_form_of_its_capitals_and_apostrophe(word):
    assert is_word(word)


@pytest.mark.parametrize(
    "word", ["", " ", "\n", "mange\nmangea", "ecole", "établissemen", "peutêtre", "42", "pro/le", "\ud800"]
)
def test_what_is_no_word_is_not_known(word):
    assert not is_word(word)


def test_the_list_is_ready_in_a_third_of_a_second():
    code = "import time; start = time.process_time(); is_word('a'); print(time.process_time() - start)"
    command = [sys.executable, "-c", f"from forum_sync.extract.french import is_word; {code}"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert float(done.stdout) < 0.3


def test_a_thousand_words_are_looked_up_in_a_moment():
    is_word("a")
    start = time.process_time()
    for number in range(1000):
        is_word(f"mot{number}")
    assert time.process_time() - start < 0.5


def test_the_list_is_made_by_applying_the_affixes_of_hunspell():
    affixes = "SFX S. Y 2\nSFX S. 0 0/L'D'Q' [^sxz] is:sg\nSFX S. 0 s/D'Q' [^sxz] is:pl\nPFX L' Y 1\nPFX L' 0 l' . x\n"
    dictionary = "4\nécole/S.() po:nom\nAin/L'D'Q' po:npr\nkg/U.||-- po:sym\n3D/L'D'Q' po:nom\n"
    assert make(dictionary, affixes) == ["ain", "kg", "école", "écoles"]
