import json
import re
import time
from contextlib import suppress

import pytest
from mirror_fakes import make_post, make_topic

from forum_sync.html.clean import Context, clean, text_of, web_link
from forum_sync.html.polls import Option, Poll
from forum_sync.privacy import REAL_NAMES, Privacy
from forum_sync.topic import decode_topic, make_thread

FORUM = "https://forum.example.org"
REL = ' rel="noopener noreferrer nofollow ugc"'


def on_forum(address):
    return f"{FORUM}{address}" if address.startswith("/") and not address.startswith("//") else web_link(address)


def show(html, **context):
    return re.sub(r"\n\s*", "", clean(html, Context(link=on_forum, **context))).replace(REL, "").replace("&nbsp;", " ")


# Polls

POLL = """<div class="poll" data-poll-name="{name}" data-poll-status="open" data-poll-type="regular">
<div class="poll-container"><div class="poll-title">Quel jour&nbsp;?</div><ul><li data-poll-option-id="a">Lundi</li>
<li data-poll-option-id="b">Mardi <img class="emoji" alt=":+1:" src="/e.png"></li></ul></div>
<div class="poll-info"><span class="info-number">0</span> <span class="info-label">voters</span></div></div>"""
OPTIONS = [
    {"id": "a", "html": "Lundi", "votes": 3},
    {"id": "b", "html": '<b>Mardi</b> <img class="emoji" alt=":+1:">', "votes": 0},
]


def poll(**fields):
    known = {"name": "poll", "options": [Option(id="a", html="Lundi", votes=3), Option(html="Mardi", votes=1)], "voters": 4}
    return Poll(**known | fields)


def thread_of(post, privacy=REAL_NAMES):
    topic = decode_topic(json.dumps(make_topic(post)).encode())
    return make_thread(topic, thread_id="f/1", kind="forum", category=(), context=Context(), privacy=privacy)


def test_a_poll_becomes_a_table_of_its_results():
    polls = [{"name": "poll", "type": "regular", "status": "open", "results": "always", "options": OPTIONS, "voters": 12}]
    html = thread_of(make_post(1, POLL.format(name="poll"), polls=polls)).posts[0].html.replace("&nbsp;", " ")
    assert html == (
        "<table><caption>Sondage : Quel jour ?</caption><thead><tr><th>Choix</th><th>Résultat</th></tr></thead>"
        "<tbody><tr><td>Lundi</td><td>3 voix</td></tr><tr><td>Mardi 👍</td><td>0 voix</td></tr></tbody>"
        "<tfoot><tr><td>Total</td><td>12 votants</td></tr></tfoot></table>"
    )


def test_polls_are_told_apart_by_name():
    html = show(POLL.format(name="deux") + POLL.format(name=""), polls=(poll(name="deux", voters=1), poll(name=None, voters=2)))
    assert re.findall(r"\d+ votants?", html) == ["1 votant", "2 votants"]


def test_a_poll_whose_results_are_not_shown_has_its_options():
    hidden = (poll(options=[Option(id="a", html="Lundi")], voters=0, status="closed"),)
    html = show(POLL.format(name="poll"), polls=hidden)
    assert "<caption>Sondage clos : Quel jour ?</caption><thead><tr><th>Choix</th></tr></thead>" in html
    assert "<tbody><tr><td>Lundi</td></tr></tbody><tfoot><tr><td>0 votant</td></tr></tfoot>" in html


@pytest.mark.parametrize("polls", ["x", 3, [3], [{"options": "x"}], [{"voters": "douze"}], {"a": 1}, None, []])
def test_a_poll_of_an_unknown_shape_has_the_options_of_the_message(polls):
    html = thread_of(make_post(1, POLL.format(name="poll"), polls=polls)).posts[0].html
    assert "<tbody><tr><td>Lundi</td></tr><tr><td>Mardi 👍</td></tr></tbody></table>" in html


def test_the_options_of_a_poll_are_text_and_name_nobody():
    html = '<a class="mention" href="/u/paul.roc">@paul.roc</a> <script>alert(1)</script><i>06 12 34 56 78</i>'
    post = make_post(1, POLL.format(name="poll"), polls=[{"options": [{"html": html, "votes": 1}], "title": "<b>T</b>"}])
    shown = thread_of(post, Privacy(names="initials")).posts[0].html
    assert "<td>@P. R. alert(1)[téléphone masqué]</td>" in shown


# Spoilers, blocks, code


@pytest.mark.parametrize("name", ["spoiler", "spoiled", "spoiler spoiler-blurred"])
def test_a_masked_block_can_be_unfolded(name):
    expected = "<details><summary>Texte masqué, à déplier</summary><p>La fin</p></details>"
    assert show(f'<div class="{name}"><p>La fin</p></div>') == expected


def test_masked_words_in_a_line_stay():
    assert text_of(show('<p>La <span class="spoiler">fin</span>.</p>')) == "La fin."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<details open><summary>Plus</summary><p>x</p></details>",
            '<details open=""><summary>Plus</summary><p>x</p></details>',
        ),
        ('<pre data-code-wrap="sql"><code class="lang-sql hljs">select 1;</code></pre>', "<pre><code>select 1;</code></pre>"),
        ('<pre data-code-wrap="mermaid"><code class="lang-mermaid">A--&gt;B</code></pre>', "<pre><code>A--&gt;B</code></pre>"),
        ('<p>Soit <span class="math">a^2</span></p>', "<p>Soit <span>a^2</span></p>"),
        ('<div class="math">\\sum</div>', "<div>\\sum</div>"),
        ('<p><span class="bbcode-b">a</span><span class="bbcode-u">b</span></p>', "<p><strong>a</strong><u>b</u></p>"),
        (
            (
                '<div class="md-table"><table><thead><tr><th style="text-align:right">Taux</th></tr></thead><tbody><tr>'
                "<td>1</td></tr></tbody></table></div>"
            ),
            "<div><table><thead><tr><th>Taux</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>",
        ),
        (
            (
                '<p>x<sup class="footnote-ref"><a href="#footnote-1-1" id="footnote-ref-1-1">[1]</a></sup></p>'
                '<hr class="footnotes-sep"><ol class="footnotes-list"><li id="footnote-1-1" class="footnote-item"><p>Note '
                '<a href="#footnote-ref-1-1" class="footnote-backref">↩︎</a></p></li></ol>'
            ),
            "<p>x<sup>[1]</sup></p><hr><ol><li><p>Note </p></li></ol>",
        ),
    ],
)
def test_what_members_lay_out_is_kept_plain(html, expected):
    assert show(html) == expected


# Links and images


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://a.example/x" class="inline-onebox">Le guide</a>', '<a href="https://a.example/x">Le guide</a>'),
        (
            '<a href="https://a.example/x" class="inline-onebox-loading">https://a.example/x</a>',
            '<a href="https://a.example/x">https://a.example/x</a>',
        ),
        (
            '<a class="attachment" href="/uploads/short-url/x.pdf">notice.pdf</a> (12 Ko)',
            f'<a href="{FORUM}/uploads/short-url/x.pdf">notice.pdf</a> (12 Ko)',
        ),
        ('<a class="hashtag" href="/c/paie/5">#<span>paie</span></a>', f'<a href="{FORUM}/c/paie/5">#paie</a>'),
        (
            (
                '<a class="hashtag-cooked" href="/c/paie/5" data-type="category"><span class="hashtag-icon-placeholder"><svg>'
                "<use></use></svg></span><span>Paie</span></a>"
            ),
            f'<a href="{FORUM}/c/paie/5">#Paie</a>',
        ),
        ('<span class="hashtag-raw">#paie</span>', "<span>#paie</span>"),
    ],
)
def test_a_link_is_a_plain_link(html, expected):
    assert show(html) == expected


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("githubblob", '<h4><a href="https://code.example/x">src/paie.py</a></h4><pre class="onebox"><code>1 + 1</code></pre>'),
        ("githubissue", '<div class="github-row"><h4><a href="https://code.example/x">src/paie.py</a></h4></div><p>Résumé</p>'),
        (
            "allowlistedgeneric",
            '<img class="thumbnail" src="https://x.example/a.png"><h3><a href="#">src/paie.py</a></h3><p>x</p>',
        ),
        ("whitelistedgeneric", '<div class="aspect-image"></div><h3><a href="#"> src/paie.py </a></h3>'),
    ],
)
def test_a_preview_is_a_title_with_a_link(kind, body):
    html = f"""<aside class="onebox {kind}" data-onebox-src="https://code.example/x"><header class="source"><a href="#">x</a>
    </header><article class="onebox-body">{body}</article><div class="onebox-metadata"></div></aside>"""
    assert show(html) == '<p><a href="https://code.example/x">src/paie.py</a></p>'


YOUTUBE = "https://www.youtube.com/watch?v=abc-123"


@pytest.mark.parametrize(
    ("html", "address", "words"),
    [
        ('<div class="lazyYT" data-youtube-id="abc-123" data-youtube-title="La paie"></div>', YOUTUBE, "La paie"),
        (
            (
                '<div class="youtube-onebox lazy-video-container" data-video-id="abc-123" data-video-title="La paie" '
                f'data-provider-name="youtube"><a href="{YOUTUBE}"><img class="youtube-thumbnail" src="https://i.example/a.jpg"></a></div>'
            ),
            YOUTUBE,
            "La paie",
        ),
        (
            '<div class="lazy-video-container" data-video-id="12" data-provider-name="vimeo"></div>',
            "https://vimeo.com/12",
            "vimeo.com",
        ),
        (
            (
                '<div class="tiktok-onebox lazy-video-container" data-video-id="12" data-provider-name="tiktok">'
                '<a href="https://t.example/12"><img title="Accueil"></a></div>'
            ),
            "https://t.example/12",
            "Accueil",
        ),
        ('<iframe src="https://www.youtube-nocookie.com/embed/abc-123?start=1" title="La paie"></iframe>', YOUTUBE, "La paie"),
        ('<iframe src="//player.vimeo.com/video/12?h=x"></iframe>', "https://vimeo.com/12", "vimeo.com"),
        (
            '<iframe src="https://www.dailymotion.com/embed/video/x8"></iframe>',
            "https://www.dailymotion.com/video/x8",
            "dailymotion.com",
        ),
        (
            '<iframe src="https://t.example.fr/videos/embed/a-1?x"></iframe>',
            "https://t.example.fr/videos/embed/a-1",
            "t.example.fr",
        ),
        (
            '<div class="video-placeholder-container" data-video-src="/uploads/a/demo.mp4"></div>',
            f"{FORUM}/uploads/a/demo.mp4",
            "demo.mp4",
        ),
        ('<video controls><source src="https://x.example/a.mp4"></video>', "https://x.example/a.mp4", "x.example"),
    ],
)
def test_a_video_is_a_link(html, address, words):
    shown = show(f"<div>{html}</div>")
    assert f'<a href="{address}">Vidéo : {words}</a>' in shown
    assert not re.search("<img|<iframe|<video", shown)


@pytest.mark.parametrize(
    "html",
    ['<iframe src="https://x.example/formulaire"></iframe>', '<div class="lazyYT" data-youtube-id="&quot;&gt;x"></div>'],
)
def test_another_embedded_page_is_dropped(html):
    assert show(html) == ""


@pytest.mark.parametrize("folder", ["secure-uploads", "secure-media-uploads"])
def test_an_image_for_members_only_is_never_shown(folder):
    source, original = f"/{folder}/optimized/a.png", f"/{folder}/original/a.png"
    link = f'<a href="{FORUM}{original}">Image à voir sur le forum</a>'
    fetched = []
    assert show(f'<p><img src="{original}" alt="Écran"></p>', image=fetched.append) == f"<p>{link}</p>"
    lightbox = f'<a class="lightbox" href="{original}"><img src="{source}" alt="Écran"></a>'
    assert show(f'<div class="lightbox-wrapper">{lightbox}</div>', image=fetched.append) == f"<div>{link}</div>"
    linked = f'<a href="https://x.example/"><img src="{original}"></a>'
    assert show(linked) == '<a href="https://x.example/">Image à voir sur le forum</a>'
    assert clean(f'<p><img src="{original}" alt="Écran"></p>') == "<p>Écran</p>"
    assert fetched == []


# Words


@pytest.mark.parametrize(
    ("attributes", "text", "expected"),
    [
        (
            'data-date="2024-03-12" data-time="14:00" data-timezone="Europe/Paris"',
            "2024-03-12T13:00:00Z",
            "12 mars 2024 à 14 h 00",
        ),
        ('data-date="2024-08-01" data-time="09:05:00"', "2024-08-01 07:05", "1er août 2024 à 9 h 05"),
        ('data-date="2024-03-12"', "2024-03-12", "12 mars 2024"),
        (
            'data-date="2024-03-12" data-time="14:00" data-timezone="America/Martinique"',
            "2024-03-12T18:00:00Z UTC",
            "12 mars 2024 à 14 h 00 (America/Martinique)",
        ),
        ('data-date="2024-03-12" data-time="14:00"', "mardi prochain", "mardi prochain"),
        ('data-date="2024-13-45"', "2024-13-45", "2024-13-45"),
        ("", "2024-03-12", "2024-03-12"),
    ],
)
def test_a_date_is_written_in_french(attributes, text, expected):
    html = show(f'<p>Le <span class="discourse-local-date" {attributes}>{text}</span>.</p>')
    assert text_of(html) == f"Le {expected}."


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [('alt=":tada:"', "🎉"), ('alt=":wave:t3:"', "👋"), ('title=":wink:"', "😉"), ('alt=":mairie_37:"', "mairie_37"), ("", "")],
)
def test_an_emoji_is_a_character_or_its_name_and_never_an_image(attributes, expected):
    images = []
    html = show(f'<p>a <img class="emoji emoji-custom" src="/uploads/x.png" {attributes}></p>', image=images.append)
    assert html == f"<p>a {expected}</p>"
    assert images == []


@pytest.mark.parametrize(
    "html",
    [
        f"{'<div class=poll>' * 200}{'<li data-poll-option-id=x>' * 5000}",
        f"{'<span class=mention>' * 200}{'x ' * 900_000}",
        f"{'<div class=spoiler>' * 200}{'<b>x</b>' * 5000}",
        f"{'<aside class=quote><div class=title>' * 100}{'x ' * 900_000}",
        f"{'<aside class=onebox><h3><a href=x>' * 60}{'x ' * 900_000}",
        f"{'<span class=discourse-local-date>' * 200}{'2024-03-12' * 90_000}",
        f"{'<a class=hashtag href=x>x</a>' * 14_000}",
        f"{'<img class=emoji alt=x>' * 29_000}",
        f"{'@jeanne_m ' * 150_000}",
        f"<img alt='{'jeanne_m ' * 150_000}'>",
        f"<a href='/t/x?{'u=' * 500_000}'>x</a>",
        f"<a href='/{'u/' * 500_000}'>x</a>",
    ],
    ids=lambda html: html[:24],
)
def test_structures_made_to_be_slow_are_cleaned_or_refused_soon(html):
    privacy = Privacy(names="initials", opted_out=frozenset({"anne_b"}))
    start = time.process_time()
    with suppress(ValueError):
        thread_of(make_post(1, html), privacy)
    assert time.process_time() - start < 5
