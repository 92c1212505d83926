"""`entraide promote`: what a draft takes from a thread, and what it leaves there."""

import datetime as dt

import pytest

from entraide.drafting import find_category
from entraide.faq import read_faq
from entraide.lint import check_faq
from entraide.plain_markdown import to_markdown
from entraide.promoting import draft_of_thread
from forum_sync import Post, Thread

TODAY = dt.date(2026, 11, 26)
NOON = dt.datetime(2026, 11, 2, 11, tzinfo=dt.UTC)
QUESTION = """<p>Bonjour à tous, le taux reste à 0,05 %.</p><p>Appelez-moi au 06 12 34 56 78.</p>
<p>Odette</p><p>Merci d’avance</p><p>Odette Brindavoine</p>"""
ANSWER = """<blockquote class="quote"><p>Odette : le taux reste</p></blockquote>
<p>Bonjour Odette,</p><p><span class="mention">@odette</span> regarde <strong>ici</strong>, comme Odette l’a dit :</p>
<ol><li>Ouvrez <code>&lt;Taux&gt;</code>.</li><li>Voir <a href="/forum/3/#message-2">la suite</a>.</li></ol>
<p>Bonne journée,</p><p>Gaspard</p>"""


def post(number, author, html, **more):
    return Post(id=number, number=number, author=author, staff=False, created_at=NOON, edited=False, html=html, text="", **more)


def thread(*posts):
    return Thread(
        id="forum/70",
        kind="forum",
        title="Taux des apprentis : question d’Odette",
        category=("Paie",),
        tags=(),
        created_at=NOON,
        active_at=NOON,
        closed=False,
        pinned=False,
        origin="https://forum.example.org/t/taux/70",
        posts=posts,
    )


@pytest.fixture
def draft(faq_folder):
    faq = read_faq(faq_folder.path)[0]
    place = find_category(faq, "paie")
    posts = (post(1, "Odette Brindavoine", QUESTION), post(2, "Mésange", "<p>Moi aussi.</p>"))
    whole = thread(*posts, post(3, "Gaspard Tournemire", ANSWER, accepted=True))
    return draft_of_thread(whole, faq, faq_folder.path, category=place, today=TODAY, topic_id=70)


def test_a_draft_holds_question_and_answer_and_nobody(draft):
    for gone in ("Odette", "Brindavoine", "Gaspard", "06 12", "Moi aussi", "Bonjour", "Merci", "journée", "le taux reste\n"):
        assert gone not in draft.text
    assert "## Symptôme\n\nLe taux reste à 0,05 %.\n" in draft.text
    assert "(À compléter : téléphone masqué)" in draft.text
    assert "regarde **ici**, comme (À compléter : nom retiré) l’a dit :" in draft.text
    assert "1. Ouvrez `<Taux>`.\n1. Voir la suite.\n" in draft.text


def test_a_draft_leads_to_its_thread_is_published_by_a_person_only_and_is_in_order(draft, faq_folder):
    draft.write()
    faq, problems = check_faq(faq_folder.path, today=TODAY)
    (fiche,) = faq.drafts
    assert fiche.topic_id == 70
    assert "https://forum.example.org/t/taux/70" in fiche.sources[0]
    assert {problem.rule for problem in problems} == {"brouillon"}


def test_a_thread_without_accepted_answer_leaves_the_solution_to_be_written(faq_folder):
    faq = read_faq(faq_folder.path)[0]
    asked = thread(post(1, "Mésange", "<p>Le taux reste faux.</p>"))
    text = draft_of_thread(asked, faq, faq_folder.path, category=find_category(faq, "paie"), today=TODAY, topic_id=None).text
    assert "## Solution\n\nÀ compléter" in text
    assert "topic_id" not in text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a &lt;script&gt; *b* {: onclick=x }</p>", (r"a &lt;script> \*b\* \{: onclick=x \}",)),
        ('<p><a href="https://example.org/a b">x</a> <a href="javascript:y">z</a></p>', ("[x](https://example.org/a%20b) z",)),
        ("<pre><code>a\n```\n<b></code></pre>", ("````\na\n```\n````",)),
        ("nu<h2>Titre</h2><ul><li>un<ul><li>deux</li></ul></li></ul>", ("nu", "**Titre**", "- un\n\n    - deux")),
        ('<p>voir <img src="/media/x.png" alt="x"></p>', ("voir",)),
    ],
)
def test_a_message_is_written_as_markdown_in_which_its_text_is_no_markup(html, expected):
    assert to_markdown(html) == expected
