"""Run Pagefind over a folder of pages, and cut its files for slow lines: a word asked for costs few bytes.

In: a folder of numbered pages in French. Out: a folder with an index, the same bytes for the same pages. Knows no document.
"""

import gzip
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from entraide.errors import BuildError

_KEPT = ("pagefind-entry.json", "pagefind-worker.js", "wasm.fr.pagefind")
"""What of Pagefind's own files the page loads, beside the index."""
_SIGNATURE = b"pagefind_dcd"
_PLACES = 3000
"""Of words in texts, that a file of the index holds at least, unless they are those of one word: about 5 KB. Pagefind, which
cannot be told, takes 20,000."""
_LONGEST_MESSAGE = 500


def is_installed() -> bool:
    """Whether the extra `static` is."""
    return all(map(importlib.util.find_spec, ("cbor2", "pagefind_bin")))


def make_index(pages: Path, folder: Path) -> list[int]:
    """Index `pages` into `folder`, which is made, and give their numbers in the order of the index. Raises BuildError."""
    command = [sys.executable, "-m", "pagefind_bin", "--silent", "--site", str(pages), "--output-path", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a program of the locked versions
    if done.returncode:
        raise BuildError(f"the search of the static site cannot be made: {done.stderr.strip()[-_LONGEST_MESSAGE:]}")
    order = _cut(folder)
    for file in folder.iterdir():
        if file.is_file() and file.name not in _KEPT and file.suffix != ".pf_meta":
            file.unlink()
    return order


def name_of(folder: Path) -> str:
    """What the names of the documents of an index begin with: another name for other documents."""
    (only,) = (folder / "fragment").iterdir()
    return only.name


def _cut(folder: Path) -> list[int]:
    """Write the index in smaller files, without the filters, which no page asks for and which come in any order.

    Files are named after their place, in a folder that is named after all of them: a place costs the page less than a hash.
    """
    import cbor2  # noqa: PLC0415 - of the extra

    (former,) = folder.glob("*.pf_meta")
    version, pages, chunks, _, *rest = cbor2.loads(_read(former))
    words = [word for *_, name in chunks for word in cbor2.loads(_read(folder / "index" / f"{name}.pf_index"))[0]]
    shutil.rmtree(folder / "filter", ignore_errors=True)
    shutil.rmtree(folder / "index")
    parts = list(_parts(words))
    contents = [cbor2.dumps([part]) for part in parts]
    its = _digest(*contents, cbor2.dumps(pages))
    for kind in ("index", "fragment"):
        (folder / kind / its).mkdir(parents=True)
    for place, content in enumerate(contents):
        _write(folder / "index" / its / f"{place}.pf_index", content)
    order: list[int] = []
    for place, (name, _) in enumerate(pages):
        file = folder / "fragment" / f"{name}.pf_fragment"
        order.append(int(Path(json.loads(_read(file))["url"]).stem))
        file.rename(folder / "fragment" / its / f"{place}.pf_fragment")
    listed = [[f"{its}/{place}", length] for place, (_, length) in enumerate(pages)]
    spans = [[part[0][0], part[-1][0], f"{its}/{place}"] for place, part in enumerate(parts)]
    meta = cbor2.dumps([version, listed, spans, [], *rest])
    former.unlink()
    _write(folder / f"pagefind.fr_{_digest(meta)}.pf_meta", meta)
    entry = folder / "pagefind-entry.json"
    said = entry.read_text(encoding="utf-8").replace(former.stem.removeprefix("pagefind."), f"fr_{_digest(meta)}")
    entry.write_text(said, encoding="utf-8")
    return order


def _parts(words: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Words in their order, as many together as hold _PLACES."""
    part: list[Sequence[Any]] = []
    size = 0
    for word in words:
        _, pages, forms = word
        part.append(word)
        size += sum(len(places) + 1 for its in (pages, *(its for _, its in forms)) for _, places, *_ in its)
        if size >= _PLACES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _read(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE)


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(gzip.compress(_SIGNATURE + content, mtime=0))


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"".join(contents)).hexdigest()[:10]
