"""A FAQ and a forum of any size, made by rule, the same each time: what benchmarks build sites of."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from projects import FaqFolder

from fakes.corpus import make_document
from forum_sync import Post, Thread

FICHE = """\
---
titre: "{title}"
type: symptome
statut: publiee
logiciels: [parme]
themes: [dsn]
mots_cles: [{keywords}]
auteur: Équipe assistance
publie_le: 2023-01-12
revu_le: 2026-09-14
revision_mois: 12
sources: ["Documentation du portail, 2023"]
resume: "{summary}"
---

## Symptôme

{question}

!!! note "À savoir"
    {note}

## Cause

{cause}

| Période | Taux |
|---|---|
| Avant 2023 | 0,05 % |
| Depuis | 0,10 % |

## Solution

{steps}

```text
S21.G00.40.001 : {code}
```
"""
LEVELS = (5, 4, 4)
"""Categories below each, from the root on."""
POSTS = (2, 3, 4, 4, 5, 6, 7, 8, 11)
START = datetime(2019, 1, 7, tzinfo=UTC)


def make_fiches(faq: FaqFolder, number: int) -> None:
    """Write so many fiches evenly into the lowest categories."""
    registers = ["- id: logiciel\n  nom: Logiciel\n  enfants: [{id: paie, nom: Paie}]\n"]
    for path, label in categories():
        indent = "    " * path.count("/")
        children = f"\n{indent}  enfants:" if path.count("/") < len(LEVELS) - 1 else ""
        registers.append(f"{indent}- id: {path.rpartition('/')[2]}\n{indent}  nom: {label}{children}\n")
    faq.write("categories.yml", "".join(registers))
    leaves = [path for path, _ in categories() if path.count("/") == len(LEVELS) - 1]
    for place in range(number):
        faq.write(f"{leaves[place % len(leaves)]}/fiche-{place}.md", make_fiche(place))


@cache
def categories() -> tuple[tuple[str, str], ...]:
    """Path and label of each, those below one after it."""

    def below(path: str, depth: int) -> Iterator[tuple[str, str]]:
        for number in range(LEVELS[depth]):
            own = f"{path}r{number}"
            yield own, f"Rubrique {own.replace('/', ' ')}"
            if depth + 1 < len(LEVELS):
                yield from below(f"{own}/", depth + 1)

    return tuple(below("", 0))


def make_fiche(number: int) -> str:
    """About 300 words."""
    one, other = make_document(number), make_document(number + 1_000_000)
    steps = [f"{place}. {text.strip()}." for place, text in enumerate(one.body.split(".")[:6], 1) if text.strip()]
    return FICHE.format(
        title=f"{one.title} {number}",
        keywords=", ".join(dict.fromkeys(one.keywords)),
        summary=one.question.split(".")[0] + ".",
        question=one.question,
        note=other.answer,
        cause=other.body,
        steps="\n".join(steps) or "1. Recommencez.",
        code=one.software[0],
    )


def make_thread(number: int, more: str = "") -> Thread:
    """A few messages, one of them perhaps the answer."""
    random = Random(number)
    size = random.choice(POSTS)
    answer = random.randrange(1, size) if random.random() < 1 / 3 else 0
    posts = tuple(make_post(number, place, answer, more) for place in range(size))
    return Thread(
        id=f"forum/{number + 1}",
        kind="forum",
        title=make_document(number).title,
        category=make_document(number).category,
        tags=(),
        created_at=posts[0].created_at,
        active_at=posts[-1].created_at,
        closed=False,
        pinned=False,
        origin="",
        posts=posts,
    )


def make_post(thread: int, place: int, answer: int, more: str) -> Post:
    document = make_document(10 * thread + place)
    text = f"{document.question} {more}".strip()
    return Post(
        id=100 * thread + place + 1,
        number=place + 1,
        author=f"Agent {place % 3} (Valmorel)",
        staff=place == 1,
        created_at=START + timedelta(hours=6 * thread + place),
        edited=False,
        html=f"<p>Bonjour,</p><p>{text}</p><ul><li>{document.answer}</li><li><code>{document.title}</code></li></ul>",
        text=text,
        reply_to=place or None,
        accepted=place == answer > 0,
    )
