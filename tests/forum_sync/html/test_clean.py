import re
import time
from contextlib import suppress

import pytest
from selectolax.lexbor import LexborHTMLParser

from forum_sync.html.clean import Context, clean, text_of

IMAGE = f"/media/{'a' * 64}.png"
VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    '<img src="data:text/html,<script>alert(1)</script>">',
    '<img srcset="https://evil.example/a.png 2x">',
    '<img/src="x"/onerror="alert(1)">',
    f'<img src="{IMAGE}" onload=alert(1) style="background:url(//evil.example)">',
    f'<img src="{IMAGE}/../../../admin">',
    "<a href=javascript:alert(1)>x</a>",
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java&#115;cript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="/admin/delete">x</a>',
    '<a href="\\\\evil.example">x</a>',
    '<a href="/\\evil.example">x</a>',
    '<a href="https://ok.example" onclick=alert(1) target=_blank>x</a>',
    '<a href="https://ok.example" style="position:fixed;inset:0">x</a>',
    '<a id="location" name="cookie" href="https://ok.example">x</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi><mglyph></mi><style><img src=x onerror=alert(1)></style></math>",
    "<form action=https://evil.example><input name=p type=password><button>ok</button></form>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>",
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=evil.swf><embed src=evil.swf></object>",
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    "<style>@import 'https://evil.example/x.css'; body{display:none}</style>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<p class="md-header" id="main" data-x="1">x</p>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<select><option><style></select><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<video src=x onerror=alert(1)><audio src=y></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)><p>x",
    "<table background=javascript:alert(1)><tr><td background=x>y</table>",
    "<blockquote class='quote md-footer' cite=javascript:alert(1)>x</blockquote>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<a href='https://ok.example' ping='https://evil.example'>x</a>",
    "<b/onmouseover=alert(1)>x</b>",
    "<code class='lang-x' onclick=alert(1)>x</code>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<aside class=onebox data-onebox-src=javascript:alert(1)><h3><a href=javascript:alert(1)>x</a></h3></aside>",
    "<aside class=quote data-username='<script>alert(1)</script>' data-topic=1 data-post=//x><blockquote>x</blockquote>",
    "<a class=mention href='/u/%3Cscript%3Ealert(1)%3C/script%3E'>@x</a>",
    "<a class=hashtag href=javascript:alert(1)>#<b onclick=alert(1)>x</b></a>",
    "<div class=lazyYT data-youtube-id='x\" onload=alert(1)' data-youtube-title='<script>'><a href=javascript:alert(1)>x</a>",
    "<div class=video-placeholder-container data-video-src=javascript:alert(1)></div>",
    "<video src='https://['></video>",
    "<iframe src='https://www.youtube.com/embed/x' title='<img src=x onerror=alert(1)>'></iframe>",
    "<div class=poll><div class=poll-title><svg onload=alert(1)></div><li data-poll-option-id=a><img src=x onerror=alert(1)>",
    "<div class=spoiler><script>alert(1)</script>x</div>",
    "<span class=discourse-local-date data-date=2024-01-01 data-time=10:00 data-timezone='<svg onload=alert(1)>'>2024-01-01",
    "<img class=emoji alt='<script>alert(1)</script>'>",
    "<img src='javascript:alert(1)/secure-uploads/x.png'>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<plaintext><script>alert(1)</script>",
]
TAGS = """a abbr aside b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul"""
ATTRIBUTES = {
    "alt",
    "class",
    "cite",
    "colspan",
    "dir",
    "height",
    "href",
    "lang",
    "open",
    "rel",
    "rowspan",
    "scope",
    "src",
    "title",
}


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_dangerous_survives(vector):
    for node in LexborHTMLParser(clean(vector)).body.css("body *"):
        assert node.tag in TAGS.split()
        assert node.attributes.keys() <= ATTRIBUTES
        assert re.match(r"https?:|mailto:|tel:", node.attributes.get("href", "https:"))
        assert re.fullmatch(r"/media/[0-9a-f]{64}\.png", node.attributes.get("src", IMAGE))
        assert node.attributes.get("class", "quote") in {"quote", "mention", ""}


@pytest.mark.parametrize("vector", VECTORS)
def test_what_is_clean_stays_the_same_when_cleaned_again(vector):
    once = clean(vector)
    assert clean(once) == once


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 300,
        "<div>" * 40_000,
        "x" * 2_000_001,
        "<ul><li>" * 200 + "</ul>" * 200,
        "<br>" * 30_001,
    ],
)
def test_html_beyond_all_bounds_is_refused(html):
    with pytest.raises(ValueError, match="HTML"):
        clean(html)


def test_formatting_that_is_never_closed_does_not_fill_the_memory():
    opened = "".join(f"<b id={number}>" for number in range(200))
    assert len(clean(f"<p>{opened}{'<p>x' * 9000}")) < 500_000


@pytest.mark.parametrize(
    "html",
    [
        "<b " * 29_000,
        "<a href=x " * 29_000 + ">",
        f"<a href=x>{'voir ' * 300_000}</a>",
        f'<img width=9 src="{"/t/a" * 300_000}">',
        "<p><a>" * 14_000,
        "<table><tr><td>" * 80,
        f"{'<div>' * 200}{'<p>x</p>' * 3000}",
        "&" * 1_000_000,
        "&" * 50_000,
        "\u00a0a" * 900_000,
        "<!--" * 29_000,
        f'<p style="{"display:" * 200_000}">x',
    ],
    ids=lambda html: html[:20],
)
def test_html_made_to_be_slow_is_cleaned_or_refused_soon(html):
    start = time.process_time()
    with suppress(ValueError):
        text_of(clean(html))
    assert time.process_time() - start < 5


def test_control_characters_are_dropped():
    assert clean("<p>a\x02b\x1fc\nd</p>") == "<p>abc\nd</p>"


def test_lone_surrogates_are_replaced():
    assert clean("<p>a\ud800b</p>") == "<p>a?b</p>"


@pytest.mark.parametrize("html", ["", "   ", "<!-- -->", "<frameset>", "<div></div>"])
def test_html_without_content_is_empty(html):
    assert clean(html) == ""
    assert text_of(html) == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="//exemple.fr/x">x</a>', 'href="https://exemple.fr/x"'),
        ('<a href="https://exemple.fr/?a=1&amp;b=2">x</a>', 'href="https://exemple.fr/?a=1&amp;b=2"'),
        ('<a href="mailto:a@exemple.fr">x</a>', 'href="mailto:a@exemple.fr"'),
        ("<pre><code>a\n\n\n  b &lt;</code></pre>", "<pre><code>a\n\n\n  b &lt;</code></pre>"),
        ("<details><summary>S</summary>D</details>", "<details><summary>S</summary>D</details>"),
        ("<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>", "<th>A</th>"),
        ("<p>1<sup>er</sup> <kbd>F5</kbd> <del>x</del></p>", "<p>1<sup>er</sup> <kbd>F5</kbd> <del>x</del></p>"),
        ('<ol start="3"><li>c</li></ol>', '<ol start="3"><li>c</li></ol>'),
    ],
)
def test_what_is_useful_is_kept(html, expected):
    assert expected in clean(html)


def test_a_link_that_leads_nowhere_outside_its_source_keeps_its_words():
    assert clean('<p><a href="/c/paie">Paie</a> et <a href="#haut">haut</a></p>') == "<p>Paie et haut</p>"


def test_a_link_without_words_is_dropped():
    assert clean('<h2><a class="anchor" href="https://x.example/#a"></a>Titre</h2>') == "<h2>Titre</h2>"


def test_a_remote_image_becomes_its_alternative_text():
    assert clean('<p>Voir <img src="https://x.example/a.png" alt="le bouton"></p>') == "<p>Voir le bouton</p>"


def test_a_local_image_is_shown_under_its_address_in_the_mirror():
    context = Context(image={"/uploads/a.png": IMAGE}.get)
    html = clean('<img src="/uploads/a.png" alt="Écran" width="690" srcset="/uploads/b.png 2x">', context)
    assert html == f'<img src="{IMAGE}" alt="Écran" width="690">'


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://x.example/a.gif" width="1" height="1" alt="pisteur">',
        '<img src="https://x.example/a.gif" height="0" alt="pisteur">',
        '<img src="https://x.example/open?id=12" alt="pisteur">',
        '<img src="https://x.example/track/12.png" alt="pisteur">',
        '<div style="display: none; max-height: 0">Aperçu caché</div>',
        '<span style="mso-hide:all">Aperçu caché</span>',
        '<p style="font-size:0px">Aperçu caché</p>',
        "<p hidden>Aperçu caché</p>",
        '<p><a href="https://x.example/1">Voir cette lettre dans votre navigateur</a></p>',
        '<p><a href="https://x.example/2">Se désinscrire</a></p>',
    ],
)
def test_pixels_hidden_text_and_mailing_links_are_dropped(html):
    assert clean(html) == ""


def test_visible_text_is_not_taken_for_hidden():
    assert clean('<p style="font-size:0.9em;display:block">Visible</p>') == "<p>Visible</p>"


def test_a_table_that_only_places_things_becomes_blocks():
    html = "<table><tr><td><h1>Lettre</h1></td><td></td></tr><tr><td><table><tr><td>Texte</td></tr></table></td></tr></table>"
    assert clean(html) == "<div><h1>Lettre</h1></div><div><div>Texte</div></div>"


def test_a_table_of_data_inside_a_layout_is_kept():
    html = "<table><tr><td><table><tr><th>Taux</th></tr><tr><td>0,10 %</td></tr></table></td></tr></table>"
    assert clean(html) == "<div><table><tbody><tr><th>Taux</th></tr><tr><td>0,10 %</td></tr></tbody></table></div>"


QUOTE = """<aside class="quote no-group" data-username="marc_s" data-post="3" data-topic="12">
<div class="title"><div class="quote-controls"></div><img class="avatar" src="/a.png" alt="avatar"> {title}:</div>
<blockquote><p>Le taux change.</p></blockquote></aside><p>D’accord.</p>"""


def resolve(address):
    return "/forum/12/#message-3" if address == "/t/12/3" else None


def test_a_quote_names_its_author_and_leads_to_the_message():
    html = clean(QUOTE.format(title="Marc"), Context(link=resolve))
    assert html.startswith('<blockquote class="quote"><p><a href="/forum/12/#message-3"')
    assert "Marc a écrit&nbsp;:</a></p><p>Le taux change.</p></blockquote>" in html
    assert "avatar" not in html


def test_a_quote_of_a_message_that_is_not_mirrored_has_no_link():
    assert clean(QUOTE.format(title="Marc")).startswith('<blockquote class="quote"><p>Marc a écrit&nbsp;:</p>')


@pytest.mark.parametrize("title", ["marc_s", '<a href="/t/autre/12/3">Un autre sujet</a>'])
def test_a_quote_gives_the_name_that_is_shown_for_a_user_name(title):
    assert "Marc, Noirépine a écrit" in clean(QUOTE.format(title=title), Context(names={"marc_s": "Marc, Noirépine"}))


def test_a_quote_without_author_is_a_quote_still():
    html = clean('<aside class="quote"><blockquote><p>Texte</p></blockquote></aside>')
    assert html == '<blockquote class="quote"><p>Texte</p></blockquote>'


def test_a_quote_inside_a_quote_is_kept():
    inner = QUOTE.format(title="Marc").replace("<p>D’accord.</p>", "")
    html = clean(QUOTE.format(title="Anne").replace("<p>Le taux change.</p>", inner))
    assert html.count("<blockquote") == 2
    assert "Anne a écrit" in html
    assert "Marc a écrit" in html


def test_a_onebox_becomes_its_title_as_a_link():
    html = clean("""<aside class="onebox allowlistedgeneric" data-onebox-src="https://www.example.org/guide">
      <header class="source"><img class="site-icon" src="x.ico"><a href="https://www.example.org/guide">example.org</a></header>
      <article class="onebox-body"><h3><a href="https://www.example.org/guide">Le guide</a></h3>
      <p>Résumé.</p></article></aside>""")
    assert re.fullmatch(r'<p><a href="https://www\.example\.org/guide" rel="[^"]+">Le guide</a></p>', html)


def test_a_lightbox_becomes_its_image():
    images = {"/uploads/original/a.png": IMAGE}
    html = clean(
        """<p><div class="lightbox-wrapper"><a class="lightbox" href="/uploads/original/a.png" title="a.png">
        <img src="/uploads/optimized/a_2_690x300.png" alt="Écran"><div class="meta"><svg><use href="#i"></use></svg>
        <span class="filename">a.png</span></div></a></div></p>""",
        Context(image=images.get),
    )
    assert f'<img src="{IMAGE}" alt="Écran">' in html
    assert "a.png</span>" not in html


def test_a_lightbox_whose_image_is_missing_becomes_text():
    assert text_of(clean('<a class="lightbox" href="/uploads/a.png"><img src="/uploads/b.png" alt="Écran"></a>')) == "Écran"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p><img class="emoji" alt=":wink:" title=":wink:" src="/images/emoji/wink.png"></p>', "<p>😉</p>"),
        ('<p><img class="emoji" alt=":+1:t3:" src="/images/emoji/+1/3.png"></p>', "<p>👍</p>"),
        ('<p><img class="emoji" alt=":mairie:" src="/uploads/mairie.png"></p>', "<p>mairie</p>"),
        ('<p><a class="mention" href="/u/anne">@anne</a></p>', '<p><span class="mention">@anne</span></p>'),
        ('<p><a class="hashtag" href="/c/paie/5">#<span>paie</span></a></p>', "<p>#paie</p>"),
        ('<p><span class="chcklst-box checked fa"></span> fait</p>', "<p>☑ fait</p>"),
        ('<p><span class="chcklst-box fa"></span> à faire</p>', "<p>☐ à faire</p>"),
        ('<div class="md-table"><table><thead><tr><th>A</th></tr></thead></table></div>', "<th>A</th>"),
        ('<p><a class="attachment" href="/uploads/x.pdf">x.pdf</a> (12 Ko)</p>', "<p>x.pdf (12 Ko)</p>"),
    ],
)
def test_what_discourse_makes_becomes_simple(html, expected):
    assert expected in clean(html)


def test_text_has_a_line_for_each_block():
    html = "<h3>Titre</h3><p>Un <b>mot</b>\ncoupé</p><ul><li>un</li><li>deux</li></ul>fin<br>suite<table><tr><td>a<td>b</table>"
    assert text_of(html).split("\n") == ["Titre", "Un mot coupé", "un", "deux", "fin", "suite", "a", "b"]


def test_text_leaves_out_what_another_wrote():
    html = clean(QUOTE.format(title="Marc"))
    assert text_of(html) == "D’accord."
    assert "Le taux change." in text_of(html, without_quotes=False)


def test_text_keeps_an_ordinary_block_quote():
    assert text_of("<blockquote><p>Article 1</p></blockquote>") == "Article 1"
