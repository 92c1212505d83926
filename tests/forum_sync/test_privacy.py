import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mirror_fakes import make_post, make_topic

from forum_sync.html.clean import Context, clean, web_link
from forum_sync.html.masks import mask, mask_html
from forum_sync.privacy import DELETED, PSEUDONYMS, REMOVED, Privacy
from forum_sync.topic import decode_topic, make_thread

REAL = Privacy(names="real")
INITIALS = Privacy(names="initials")
PSEUDONYM = Privacy(names="pseudonyms", secret=b"secret")
WITHOUT_ANNE = Privacy(names="real", opted_out=frozenset({"Anne_B"}))
EMAIL = "[adresse électronique masquée]"
PHONE = "[téléphone masqué]"
NIR = "[numéro de sécurité sociale masqué]"
IBAN = "[IBAN masqué]"

ANNE = {"username": "anne_b", "name": "Anne Bellerive, Noirépine"}


def read(*posts, privacy=REAL, **fields):
    topic = decode_topic(json.dumps(make_topic(*posts, **fields)).encode())
    return make_thread(topic, thread_id="forum/1", kind="forum", category=(), context=Context(link=web_link), privacy=privacy)


def html_of(cooked, *others, privacy=REAL):
    return read(make_post(1, cooked, id=5), *others, privacy=privacy).posts[0].html


def quote(username="anne_b", title="Anne Bellerive", inner="<p>Le taux change.</p>"):
    head = f'<aside class="quote" data-username="{username}" data-topic="1" data-post="2"><div class="title">{title}:</div>'
    return f"{head}<blockquote>{inner}</blockquote></aside>"


# Names


@pytest.mark.parametrize(
    ("privacy", "username", "name", "shown"),
    [
        (REAL, "jeanne_m", "Jeanne, Valmorel", "Jeanne, Valmorel"),
        (REAL, "jeanne_m", "  ", "jeanne_m"),
        (INITIALS, "jeanne_m", "Jeanne Martin, Valmorel", "J. M."),
        (INITIALS, "x", "Jean-Marc Dupré (Valmorel)", "J.-M. D."),
        (INITIALS, "x", "Service paie de la commune", "S. P. D."),
        (INITIALS, "jeanne.martin-duval", "", "J. M. D."),
        (INITIALS, "jeanne_m", "(Valmorel)", "J. M."),
        (INITIALS, "___", "…", "Membre"),
        (REAL, "", "Jeanne", DELETED),
        (INITIALS, "", "", DELETED),
        (PSEUDONYM, "", "", DELETED),
        (WITHOUT_ANNE, "ANNE_b", "Anne Bellerive", REMOVED),
    ],
)
def test_a_member_is_shown_as_the_mode_says(privacy, username, name, shown):
    assert privacy.shown(username, name) == shown


def test_a_pseudonym_is_a_plant_or_an_animal_with_a_number_and_never_changes():
    assert PSEUDONYM.shown("jeanne_m", "Jeanne") == PSEUDONYM.shown("Jeanne_M", "J. Martin") == "Traquet 5589"
    assert re.fullmatch(r"\w+ [1-9][0-9]{3}", PSEUDONYM.shown("anne_b", ""))
    assert len(set(PSEUDONYMS)) == len(PSEUDONYMS) == 128


def test_another_secret_gives_other_pseudonyms_and_tokens():
    other = Privacy(names="pseudonyms", secret=b"autre")
    assert other.shown("jeanne_m", "") != PSEUDONYM.shown("jeanne_m", "")
    assert other.member("jeanne_m") != PSEUDONYM.member("jeanne_m")


def test_pseudonyms_need_a_secret_which_is_never_printed():
    with pytest.raises(ValueError, match="secret"):
        Privacy(names="pseudonyms")
    assert "b'secret'" not in repr(PSEUDONYM)


def test_a_token_is_the_same_in_every_mode_and_in_any_case():
    tokens = {Privacy(names=names, secret=b"x").member(user) for names in ("real", "initials") for user in ("Anne", "anne")}
    [token] = tokens
    assert re.fullmatch(r"[0-9a-f]{16}", token)
    assert REAL.member("anne") not in {"", token}
    assert REAL.member("") == ""


def test_the_fingerprint_tells_any_change_of_names_and_not_the_secret():
    some = [REAL, INITIALS, PSEUDONYM, WITHOUT_ANNE, Privacy(names="real", secret=b"x")]
    assert len({privacy.fingerprint for privacy in some}) == len(some)
    assert WITHOUT_ANNE.fingerprint == Privacy(names="real", opted_out=frozenset({"anne_b"})).fingerprint


# Mentions and quotes

MENTIONS = [
    '<a class="mention" href="/u/anne_b">@anne_b</a>',
    '<a class="mention" href="/forum/u/anne_b" title="Anne Bellerive">@<b>anne_b</b></a>',
    '<span class="mention">@Anne_B</span>',
    '<a href="/u/Anne_B/summary">Anne Bellerive</a>',
    '<a href="https://forum.example.org/users/anne_b.json?x=1">son profil</a>',
    '<a href="//forum.example.org/u/anne%5Fb#x"><img src="/user_avatar/x/anne_b/45/1.png" alt="anne_b"></a>',
    "@anne_b",
    "@Anne_B",
]


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize(
    ("privacy", "shown"),
    [
        (REAL, "Anne Bellerive, Noirépine"),
        (INITIALS, "A. B."),
        (PSEUDONYM, PSEUDONYM.shown("anne_b", "")),
        (WITHOUT_ANNE, REMOVED),
    ],
)
def test_who_is_mentioned_is_named_as_in_the_thread(mention, privacy, shown):
    html = html_of(f"<p>Voir {mention}.</p>", make_post(2, **ANNE), privacy=privacy)
    assert html == f'<p>Voir <span class="mention">@{shown}</span>.</p>'


def test_who_did_not_write_in_the_thread_is_named_by_the_user_name_alone():
    cooked = '<p><a class="mention" href="/u/paul.roc">@paul.roc</a></p>'
    assert ">@paul.roc<" in html_of(cooked)
    assert ">@P. R.<" in html_of(cooked, privacy=INITIALS)
    assert f">@{PSEUDONYM.shown('paul.roc', '')}<" in html_of(cooked, privacy=PSEUDONYM)


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>@anne_b</code></p>",
        "<pre><code>x\n@anne_b</code></pre>",
        "<p>@anne_bis, x@anne_b, @@anne_b</p>",
        '<p><span class="mention">@equipe</span></p>',
    ],
)
def test_what_is_no_mention_of_a_participant_stays(html):
    assert html_of(html, make_post(2, **ANNE)) == html


def test_who_is_mentioned_in_a_title_is_named_too():
    thread = read(make_post(1), make_post(2, **ANNE), title="Pour @anne_b & @paul", privacy=INITIALS)
    assert thread.title == "Pour @A. B. & @paul"


def test_a_group_keeps_its_name():
    cooked = '<p><a class="mention-group notify" href="/groups/equipe">@equipe</a></p>'
    assert html_of(cooked, privacy=PSEUDONYM) == '<p><span class="mention">@equipe</span></p>'


@pytest.mark.parametrize(
    "address",
    [
        "https://drive.example.com/drive/u/0/dossier",
        "https://www.example.org/guides/u.html",
        "https://www.example.org/users/guide.pdf",
        "https://www.example.org/users/",
    ],
)
def test_an_address_that_only_looks_like_a_member_page_is_kept(address):
    assert f'href="{address}"' in html_of(f'<a href="{address}">x</a>')


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://f.example/t/x/2/4?u=anne_b", "https://f.example/t/x/2/4"),
        ("https://f.example/t/x/2?u=anne_b&page=2#n", "https://f.example/t/x/2?page=2#n"),
        ("https://f.example/badges/3/x?a=1&username=anne_b", "https://f.example/badges/3/x?a=1"),
        ("https://www.example.org/partage?u=page", "https://www.example.org/partage?u=page"),
    ],
)
def test_a_link_does_not_tell_who_shared_it(address, expected):
    assert f'href="{expected}"' in html_of(f'<a href="{address.replace("&", "&amp;")}">x</a>').replace("&amp;", "&")


@pytest.mark.parametrize("privacy", [INITIALS, PSEUDONYM])
def test_no_real_name_is_left_in_mentions_quotes_and_attributes(privacy):
    cooked = f"""{"".join(f"<p>{mention}</p>" for mention in MENTIONS)}{quote()}{quote(title="anne_b")}
    {quote("paul.roc", "Paul Roc", quote())}<aside class="quote"><div class="title">Anne Bellerive:</div><blockquote>x
    </blockquote></aside><p><img class="avatar" alt="anne_b" src="/a.png">
    <img alt="Bureau d’Anne Bellerive" title="anne_b" src="/b.png">
    <a href="https://f.example/t/x/2?u=anne_b" title="par Anne Bellerive, Noirépine" data-user-card="anne_b">x</a></p>"""
    html = html_of(cooked, make_post(2, username="anne_b", name="Anne Bellerive"), privacy=privacy)
    assert not re.search(r"anne|belle|paul|roc\b", html, re.IGNORECASE)
    assert html.count("a écrit") == 5


def test_a_quote_is_attributed_to_the_name_shown_in_the_thread():
    assert "Anne Bellerive, Noirépine a écrit" in html_of(quote("Anne_B", "Anne"), make_post(2, **ANNE))


def test_a_quote_of_another_discussion_as_a_whole_has_its_title():
    cooked = """<aside class="quote" data-post="1" data-topic="33"><div class="title">
    <img class="avatar" src="/user_avatar/f.example/paul.roc/48/1.png"><div class="quote-title__text-content">
    <a href="https://f.example/t/guide/33">Guide de la paie</a></div></div><blockquote>Bonjour</blockquote></aside>"""
    link = Context(link=lambda address: f"https://f.example{address}")
    assert '<a href="https://f.example/t/33/1" rel="noopener noreferrer nofollow ugc">Guide de la paie</a>' in clean(
        cooked, link
    )
    without_paul = Privacy(names="real", opted_out=frozenset({"paul.roc"}))
    assert html_of(cooked, privacy=without_paul) == ""


@pytest.mark.parametrize(
    "cooked",
    [
        quote(),
        quote("ANNE_B", "x"),
        quote("paul", "Paul", quote()),
        '<aside class="quote"><div class="title">anne_b:</div><blockquote><p>Le taux change.</p></blockquote></aside>',
    ],
)
def test_what_was_quoted_of_a_member_who_left_is_removed(cooked):
    html = html_of(f"{cooked}<p>D’accord.</p>", privacy=WITHOUT_ANNE)
    assert "taux" not in html
    assert "Anne" not in html
    assert html.endswith("<p>D’accord.</p>")


# Threads


def test_the_messages_of_a_member_who_left_are_left_out():
    thread = read(make_post(1), make_post(2, "<p>SECRET</p>", **ANNE), make_post(3), privacy=WITHOUT_ANNE)
    assert [post.number for post in thread.posts] == [1, 3]
    assert "Bellerive" not in repr(thread)


def test_a_thread_of_which_nothing_is_left_is_refused():
    topic = decode_topic(json.dumps(make_topic(make_post(1, **ANNE), make_post(2, post_type=3))).encode())
    assert topic.shown
    assert not topic.is_shown(WITHOUT_ANNE)
    with pytest.raises(ValueError, match="no message"):
        read(make_post(1, **ANNE), make_post(2, post_type=3), privacy=WITHOUT_ANNE)


def test_a_post_has_the_token_of_its_author():
    posts = read(make_post(1), make_post(2, username="Jeanne_M"), make_post(3, username=None), privacy=PSEUDONYM).posts
    assert [post.member for post in posts] == [PSEUDONYM.member("jeanne_m")] * 2 + [""]
    assert [post.author for post in posts] == [PSEUDONYM.shown("jeanne_m", "")] * 2 + [DELETED]


def test_what_is_personal_is_masked_in_messages_titles_tags_and_names():
    post = make_post(1, "<p>06 12 34 56 78</p>", name="jeanne@exemple.fr")
    thread = read(post, title="Appeler le 06 12 34 56 78", tags=["jeanne@exemple.fr", {"name": "paie"}])
    assert (thread.title, thread.tags) == (f"Appeler le {PHONE}", (EMAIL, "paie"))
    assert (thread.posts[0].author, thread.posts[0].text) == (EMAIL, PHONE)


# Masks

PERSONAL = [
    ("jean.dupre+paie@mairie-valmorel.example.fr", EMAIL),
    ("Écrire à jean@exemple.fr.", f"Écrire à {EMAIL}."),
    ("<jérôme_x@exemple.fr>", f"<{EMAIL}>"),
    ("06 12 34 56 78", PHONE),
    ("06.12.34.56.78, 0561223344", f"{PHONE}, {PHONE}"),
    ("06-12-34-56-78/05\u00a061\u00a022\u00a033\u00a044", f"{PHONE}/{PHONE}"),
    ("06/12/34/56/78 06 . 12 . 34 . 56 . 78", f"{PHONE} {PHONE}"),
    ("Tél:0612345678 Tél0612345678", f"Tél:{PHONE} Tél{PHONE}"),
    ("06 12 34 56 78 05 61 22 33 44 10 agents", f"{PHONE} {PHONE} 10 agents"),
    ("+33 6 12 34 56 78 ou +33(0)612345678 ou 0033.6.12.34.56.78", f"{PHONE} ou {PHONE} ou {PHONE}"),
    ("1 85 05 78 006 084 91", NIR),
    ("185057800608491.", f"{NIR}."),
    ("2 99 12 2A 004 017 23 et 299122B00401750", f"{NIR} et {NIR}"),
    ("1 85 05 78 006 084 et 2850578006084", f"{NIR} et {NIR}"),
    ("1 85 05 78 006 084 92", f"{NIR} 92"),
    ("1 85 05 78 006 084 06 12 34 56 78", f"{NIR} {PHONE}"),
    ("FR76 3000 6000 0112 3456 7890 189 merci", f"{IBAN} merci"),
    ("Compte:FR7630006000011234567890189, de BE68 5390 0754 7034", f"Compte:{IBAN}, de {IBAN}"),
    ("FR12 est FR76-3000-6000-0112-3456-7890-189", f"FR12 est {IBAN}"),
]
HARMLESS = [
    "S21.G00.40.001, S21.G00.51.011",
    "article L.2121-10 du CGCT, CTP 250",
    "le 01.01.2023, le 05.03.2024 14 h 30, du 01/01/2023 au 31/01/2023 10:20:30",
    "SIRET 123 456 789 00012 et 05580029600012, SIREN 055 800 296",
    "185057800608492",
    "numéro 2 85 13 78 006 08 et 1850078006084",
    "a1b20612345678c, 061234567, 06123456789, 0612345678901",
    "FR76 3000 6000 0112 3456 7890 188, XX76 3000 6000 0112 3456 7890 189",
    "@anne, anne@, a@b, paquet@1.20.3, 12 % @ 5 €",
    "1 234 567,89 € au taux de 0,0612 %",
    "compte 0012345678901234",
]


@pytest.mark.parametrize(("text", "expected"), PERSONAL)
def test_what_is_personal_is_masked(text, expected):
    assert mask(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_of_the_trade_are_kept(text):
    assert mask(text) == text


WORDS = st.sampled_from(
    [
        *" .,:;@+-/()aé1206\u00a0\0",
        "06 12 34 56 78",
        "0612345678",
        "+33",
        "a@b.fr",
        "FR7630006000011234567890189",
        "1850578006084",
    ]
)


@given(st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=80))
def test_what_is_masked_stays_the_same_and_hardly_grows(text):
    masked = mask(text)
    assert mask(masked) == masked
    assert len(masked) <= 8 * len(text)


@given(st.text().filter(lambda text: not re.search(r"[@0-9]", text)))
def test_text_without_digits_or_at_is_never_changed(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>jean<b>@</b>exemple.fr</p>", f"<p>{EMAIL}<b></b></p>"),
        ("<p>Tél. 06&nbsp;12 <em>34 56</em> 78 &amp; fax</p>", f"<p>Tél. {PHONE}<em></em> &amp; fax</p>"),
        ("<p>06 12</p><p>34 56 78</p>", "<p>06 12</p><p>34 56 78</p>"),
        ("06 12<br>34 56 78", "06 12<br>34 56 78"),
        ("<pre><code>mail = a@b.fr &lt; 1</code></pre>", f"<pre><code>mail = {EMAIL} &lt; 1</code></pre>"),
        ('<img alt="a@b.fr &quot;x&quot;" title="0612345678">', f'<img alt="{EMAIL} &quot;x&quot;" title="{PHONE}">'),
        ("<p>1&nbsp;&lt; 2</p>", "<p>1&nbsp;&lt; 2</p>"),
        ("<p>12</p>", "<p>12</p>"),
    ],
)
def test_masks_see_through_inline_elements_and_not_through_blocks(html, expected):
    assert mask_html(html) == expected


@pytest.mark.parametrize(
    ("cooked", "expected"),
    [
        ('<p><a href="mailto:jean@exemple.fr">Jean</a></p>', "<p>Jean</p>"),
        ('<p><a href="mailto:jean@exemple.fr">jean@exemple.fr</a></p>', f"<p>{EMAIL}</p>"),
        ('<p><a href="TEL:+33612345678">appeler</a></p>', "<p>appeler</p>"),
        ('<p><a href="https://x.example/?de=jean%40exemple.fr">lien</a></p>', "<p>lien</p>"),
        ('<p><a href="https://jean@x.example/">lien</a></p>', "<p>lien</p>"),
    ],
)
def test_a_link_that_leads_to_someone_is_no_link_in_a_thread(cooked, expected):
    assert html_of(cooked) == expected


def test_only_threads_are_masked():
    assert clean("<p>06 12 34 56 78</p>") == "<p>06 12 34 56 78</p>"


@pytest.mark.parametrize(
    "text",
    [
        *(part * (200_000 // len(part)) for part in ("a", "a.", "a@", "0", "06 ", "+33", "FR76 ", "00 ", "a@b.fr ", "1.")),
        *(part * (200_000 // len(part)) for part in ("0612345678.07", "1 85 05 78 006 084 ", "a@b.fr.x@", "06 12 34 56 78 ")),
        "a@1" + ".1" * 100_000,
        "a@b.cd@" + "+%" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_text_made_to_be_slow_is_masked_soon(text):
    start = time.process_time()
    mask(text)
    mask_html(f"<p>{'<b>x</b>' * 9000}{text}</p>")
    assert time.process_time() - start < 3
