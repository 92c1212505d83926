"""Makes the draft of a fiche from a thread of the mirror: the question is its symptom, the accepted answers its solution.

In: a thread, the FAQ. Out: a Draft without greetings, signatures, mentions, quotes, names of those who wrote, nor what the
mirror masks. Names that nobody in the thread bears cannot be told from words: a person reads the draft before it is published.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from entraide.config import Settings, first_forum
from entraide.drafting import Draft, make_draft
from entraide.errors import DraftError
from entraide.faq import Category, Faq
from entraide.lint import MARK
from entraide.plain_markdown import to_markdown
from forum_sync import Post, Store, Thread, mask

_GREETING = re.compile(
    r"^(?:re-?)?(?:bonjour|bonsoir|salut|coucou|hello)\b(?:(?: à)? (?:toutes|tous)(?: et à (?:tous|toutes))?)?"
    r"[^,.!?:]{0,30}(?:[,.!] *|$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:(?:bien |très )?cordialement|cdlt|bien à vous|(?:bonne|belle) (?:journée|soirée|fin de)|"
    r"merci (?:d[’']avance|beaucoup|à)|merci *[.!,]|merci$|salutations|respectueusement|--)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:^|/)(?:([a-z0-9-]+)/)?([0-9]{1,15})/?(?:#.*)?$")
_WORD = re.compile(r"\w{3,}")
_MENTION = re.compile(r"(?<!\w)@[\w.-]+[ ,:]*")
_HIDDEN = re.compile(r"\[([^\]\n]+ masquée?)\]")
_NO_NAMES = frozenset({"Membre", "Équipe"})
_LAST = 3
"""Blocks at the end of a message among which its closing words stand."""
_NAME_GONE = f"({MARK} : nom retiré)"


def find_thread(settings: Settings, said: str) -> tuple[Thread, int | None]:
    """The mirrored thread of that id (`forum/70`, `70` for the first forum) or page, and the number that fiches know it by.

    DraftError when there is none.
    """
    first = first_forum(settings)
    found = _ADDRESS.search(said)
    source, topic = (found[1] or first, int(found[2])) if found else ("", 0)
    file = settings.paths.var / "mirror.db"
    if not file.exists():
        raise DraftError("Rien n’est encore repris du forum : lancez d’abord « entraide sync ».")
    with Store.open(file) as store:
        item = store.item(f"{source}/{topic}")
    if not isinstance(item, Thread):
        raise DraftError(
            f"« {said} » n’est pas une discussion reprise du forum : donnez son numéro, comme {first or 'forum'}/70."
        )
    return item, topic if source == first else None


def draft_of_thread(  # noqa: PLR0913 - what a draft is made of
    thread: Thread, faq: Faq, folder: Path, *, category: Category, today: date, topic_id: int | None
) -> Draft:
    """The draft; `topic_id` has the page of the fiche show the thread, None for one of another forum than the first."""
    messages = [post for post in thread.posts if not post.event]
    names = _names(messages)
    parts = {"Symptôme": messages[:1], "Solution": [post for post in messages[1:] if post.accepted]}
    sections = {
        heading: "\n\n".join(text for post in posts for text in _cleaned(post, names)) for heading, posts in parts.items()
    }
    title = _without_names(mask(thread.title), names)
    credit = f"D’après un échange du forum : {title}"
    more: dict[str, object] = {"sources": [f"{credit}, {thread.origin}" if thread.origin.startswith("http") else credit]}
    if topic_id is not None:
        more["topic_id"] = topic_id
    return make_draft(
        faq, folder, title=title, category=category, template="symptome", today=today, sections=sections, more=more
    )


def _cleaned(post: Post, names: re.Pattern[str] | None) -> Iterator[str]:
    """The blocks of a message, from after its greeting to before its closing words."""
    blocks = [*to_markdown(post.html)]
    for number, block in enumerate(blocks):
        if _CLOSING.match(block) and len(blocks) - number <= _LAST:
            return
        text = _GREETING.sub("", block, count=1) if number == 0 else block
        # The greeting may have left a sentence that began after it.
        text = text[:1].upper() + text[1:] if text != block else text
        text = _without_names(_HIDDEN.sub(rf"({MARK} : \1)", mask(_MENTION.sub("", text))), names).strip()
        if _WORD.search(text.replace(_NAME_GONE, "")):
            yield text


def _names(posts: Iterable[Post]) -> re.Pattern[str] | None:
    """What finds the names of those who wrote, whole and word by word."""
    words = {word for post in posts for word in _WORD.findall(post.author) if word[0].isupper() and word not in _NO_NAMES}
    alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?:[ -](?:{alternatives}))*(?!\w)") if words else None


def _without_names(text: str, names: re.Pattern[str] | None) -> str:
    return names.sub(_NAME_GONE, text) if names else text
