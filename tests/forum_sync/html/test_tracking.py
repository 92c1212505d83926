import base64
import re

import pytest

from forum_sync.html.clean import Context, clean, text_of
from forum_sync.html.tracking import newsletter_link, plain_address

GUIDE = "https://www.valmorel.example/guide-pes"
WRAPPED = base64.urlsafe_b64encode(GUIDE.encode()).decode()
NEWSLETTER = Context(link=newsletter_link, masked=True)


def mailed(html):
    return clean(html, NEWSLETTER)


@pytest.mark.parametrize(
    ("href", "plain"),
    [
        # Marks of campaigns go, all other parameters stay as they are spelt.
        (f"{GUIDE}?utm_source=brevo&utm_campaign=lettre%20de%20mars", GUIDE),
        (f"{GUIDE}?id=3&utm_medium=email&page=%C3%A9t%C3%A9", f"{GUIDE}?id=3&page=%C3%A9t%C3%A9"),
        (f"{GUIDE}?mc_cid=1f2e3d&mc_eid=9a8b7c", GUIDE),
        (f"{GUIDE}?xtor=EPR-12-[lettre]", GUIDE),
        (f"{GUIDE}#xtor=RSS-1", GUIDE),
        (f"{GUIDE}?at_medium=email&at_campaign=mars&fbclid=IwAR0&gclid=x", GUIDE),
        (f"{GUIDE}?pk_campaign=mars&mtm_source=lettre&_hsenc=p2A", GUIDE),
        (f"{GUIDE}?a=1&amp;utm_source=x", f"{GUIDE}?a=1"),
        (f"{GUIDE}#chapitre-2", f"{GUIDE}#chapitre-2"),
        (f"{GUIDE}?email=jeanne@valmorel.example&annee=2024", f"{GUIDE}?annee=2024"),
        ("https://jeanne:secret@www.valmorel.example/a", "https://www.valmorel.example/a"),
        # Redirects that carry their target.
        (f"https://suivi.example/r?redirect={GUIDE}", GUIDE),
        ("https://suivi.example/?url=https%3A%2F%2Fwww.valmorel.example%2Fguide-pes%3Futm_source%3Dx", GUIDE),
        (f"https://suivi.example/c?id=77&target={GUIDE}&u=abc", GUIDE),
        (f"https://suivi.example/?u=https%3A%2F%2Fautre.example%2F%3Furl%3D{GUIDE}", GUIDE),
        (f"https://0x1a.mjt.lu/lnk/AVkAAGzR4QAAAcbmS8U/1/Qk3l9sDf/{WRAPPED.rstrip('=')}", GUIDE),
        (f"https://clic.valmorel.example/?p={WRAPPED}&link={WRAPPED}", GUIDE),
        ("https://abcd.eu.awstrack.me/L0/https:%2F%2Fwww.valmorel.example%2Fguide-pes/1/0102018e-55aa/sig=", GUIDE),
        (
            "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.valmorel.example%2Fguide-pes&data=05%7C02",
            GUIDE,
        ),
        ("https://urldefense.com/v3/__https://www.valmorel.example/guide-pes__;!!Abc$", GUIDE),
        ("https://suivi.example/r?url=javascript:alert(1)", "https://suivi.example/r?url=javascript:alert(1)"),
        # Nobody but the sender can tell where these lead, or they are the reader's own.
        ("https://valmorel.us14.list-manage.com/track/click?u=0a1b2c&id=77&e=9f8e", None),
        ("https://valmorel.us14.list-manage.com/unsubscribe?u=0a1b2c&id=77", None),
        ("https://x1y2.r.bh.d.sendibt3.com/mk/cl/f/sh/7nVU1aA2nfwMB0r/Ht5QlC3_fPxz", None),
        ("https://r.lettre.brevo.com/tr/cl/AbCdEfGh", None),
        ("https://abcd.sbc36.net/c/443/77ab/9f8e7d", None),
        ("https://u1234.ct.sendgrid.net/ls/click?upn=u001.AbC-2BdEf", None),
        ("https://clic.valmorel.example/x/1f2e3d4c5b6a79880f1e2d3c", None),
        ("https://www.valmorel.example/clic/AVk7aGzR4QbAAcbmS8Uq2Zx", None),
        ("https://www.valmorel.example/desinscription?id=4", None),
        ("https://www.valmorel.example/lettre/se-desabonner", None),
        ("https://www.valmorel.example/lettre?action=unsubscribe", None),
        ("https://www.valmorel.example/espace?token=1f2e3d4c5b6a7988", None),
        ("https://www.valmorel.example/espace?uid=550e8400-e29b-41d4-a716-446655440000", None),
        ("mailto:lettre@valmorel.example?subject=unsubscribe", None),
        (f"https://a.example/{'x' * 4001}", None),
        ("https://[", None),
        # What looks like it and is for everybody.
        ("https://docs.example/document/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456/edit", "same"),
        ("https://lettre.valmorel.example/Guide-PES-V2-2024-version-finale.pdf", "same"),
        ("https://news.valmorel.example/la-cotisation-des-apprentis-au-1er-janvier-2024", "same"),
        ("https://www.valmorel.example/comment-se-desabonner-du-fax", "same"),
        ("https://www.valmorel.example/?q=opt&key=abc", "same"),
        ("https://archives.example/web/2020/https://www.valmorel.example/", "same"),
        ("mailto:accueil@valmorel.example", "same"),
        ("tel:0102030405", "same"),
    ],
)
def test_a_link_of_a_newsletter_leads_where_anyone_may_go(href, plain):
    assert plain_address(href) == (href if plain == "same" else plain)


def test_a_plain_address_is_the_plain_address_of_itself():
    for href in (f"{GUIDE}?id=3&page=2#x", "http://intranet/page?a=b", "https://valmorel.example"):
        assert plain_address(href) == href


def test_a_relative_link_is_no_link_in_a_newsletter():
    assert newsletter_link("/guide") is None
    assert newsletter_link("//www.valmorel.example/guide?utm_source=x") == "https://www.valmorel.example/guide"


@pytest.mark.parametrize("piece", ["a.", "a/", "a=1&", "%41", "-_", "A1b", "=", "http://"])
def test_an_address_made_to_be_slow_is_not(piece):
    plain_address("https://r.a.example/" + piece * (3900 // len(piece)))
    plain_address("https://" + piece * (3900 // len(piece)))


MAILCHIMP = """<!doctype html><html><head><title>*|MC:SUBJECT|*</title><style>p{color:red}</style></head><body>
<span class="mcnPreviewText" style="display:none; font-size:0px; max-height:0px; mso-hide:all;">APERCU caché</span>
<table role="presentation" width="100%"><tbody><tr><td><table class="mcnTextBlock"><tbody><tr><td>
<h1>La lettre de mars</h1><p>Voir <a href="https://x.us1.list-manage.com/track/click?u=0a&id=1&e=2">le guide</a>.</p>
<h2>Paie</h2><ul><li>La cotisation passe à 0,10 %</li></ul>
</td></tr></tbody></table></td><td>&nbsp;</td></tr></tbody></table>
<table class="donnees"><thead><tr><th>Cas</th><th>Taux</th></tr></thead><tbody><tr><td>A</td>
<td>0,10 %</td></tr></tbody></table>
<a href="https://x.us1.list-manage.com/unsubscribe?u=0a&id=1">Se désabonner</a>
<img src="https://x.us1.list-manage.com/track/open.php?u=0a" height="1" width="1"></body></html>"""

BREVO = """<div style="display:none;max-height:0px;overflow:hidden;">APERCU caché&zwnj;&nbsp;&zwnj;&nbsp;</div>
<div>&#847;&zwnj;&nbsp;&#8199;&shy;&#847;&zwnj;&nbsp;</div>
<div style="background-color:#fff"><table align="center" role="presentation"><tbody><tr>
<td style="direction:ltr;font-size:0px;padding:20px 0;text-align:center;">
<div class="mj-column-per-100" style="font-size:0px;text-align:left;width:100%;"><table role="presentation"><tbody>
<tr><td style="font-size:0px;padding:10px 25px;"><div style="font-family:Arial;font-size:13px;line-height:1;">
<h1>La lettre de mars</h1><h2>Paie</h2><ul><li>La cotisation passe à 0,10 %</li></ul></div></td></tr>
<tr><td style="font-size:0px;"><img alt="Carte des communes" src="https://img.mailinblue.com/1/carte.png" width="550"></td></tr>
<tr><td style="font-size:0;line-height:0">APERCU invisible</td></tr>
<tr><td><a href="https://x.r.bh.d.sendibt3.com/mk/cl/f/sh/7nVU1aA2/Ht5Q" style="mso-hide:all">le guide</a></td></tr>
</tbody></table></div></td></tr></tbody></table></div>
<img src="https://x.r.sendibt3.com/mk/op/7nVU1aA2.gif" style="width: 1px; height: 1px" alt="pixel">"""

SARBACANE = """<table><tr><th class="wrapper"><table class="row"><tbody><tr><th class="small-12 columns"><table><tr><th>
<p style="text-align:center"><a href="https://x.sbc36.net/v/443/77ab/9f8e7d">Version en ligne</a></p>
<h1>La lettre de mars</h1><h2>Paie</h2><ul><li>La cotisation passe à 0,10&nbsp;%</li></ul>
<p>Lire <a href="https://x.sbc36.net/c/443/77ab/9f8e7d?url=https%3A%2F%2Fwww.valmorel.example%2Fguide-pes">le guide</a></p>
</th><th class="expander"></th></tr></table></th></tr></tbody></table></th></tr></table>"""


@pytest.mark.parametrize("newsletter", [MAILCHIMP, BREVO, SARBACANE], ids=["nested", "columns", "headers"])
def test_a_newsletter_keeps_its_words_and_headings_and_loses_its_layout(newsletter):
    html = mailed(newsletter)
    assert "<h1>La lettre de mars</h1>" in html
    assert re.search(r"<h2>Paie</h2>\s*<ul><li>La cotisation passe à 0,10.%</li></ul>", html.replace("&nbsp;", " "))
    assert "le guide" in html
    assert not re.search(r"APERCU|pixel|<img|style=|désabonner|navigateur|Version en ligne|sendib|list-manage|sbc36", html)
    assert not re.search(r"<table>(?!<thead>)", html)


def test_a_table_of_data_stays_a_table():
    assert "<table><thead><tr><th>Cas</th><th>Taux</th></tr></thead><tbody><tr><td>A</td>" in mailed(MAILCHIMP)


def test_an_image_of_a_newsletter_becomes_its_text():
    assert "Carte des communes" in text_of(mailed(BREVO))


def test_a_link_whose_target_can_be_told_leads_there():
    assert f'<a href="{GUIDE}" rel="noopener noreferrer nofollow ugc">le guide</a>' in mailed(SARBACANE)


def test_a_line_of_invisible_characters_leaves_no_block():
    assert mailed("<div>&#847;&zwnj;&nbsp;&shy;</div><p>Texte</p>") == "<p>Texte</p>"


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("font-size:0", False),
        ("font-size: 0px; color:#fff", False),
        ("font-size:0.8em", True),
        ("opacity:0", False),
        ("opacity:0.5", True),
        ("fill-opacity:0", True),
        ("mso-hide:all", False),
        ("max-height: 0", False),
        ("visibility:hidden", False),
        ("line-height:0", True),
    ],
)
def test_what_a_style_hides_is_dropped(style, shown):
    assert ("Texte" in mailed(f'<div style="{style}">Texte</div>')) is shown


def test_many_wrappers_without_size_do_not_take_long():
    body = '<div style="font-size:0">' * 200 + '<p style="color:red">x</p>' * 14_000 + '<p style="font-size:9px">FIN</p>'
    assert "FIN" in mailed(body)
