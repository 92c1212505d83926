"""Replies that are quoted, signatures and messages passed on within the text, as mail programs write them."""

import pytest

from forum_sync.extract.formats import extract_any
from forum_sync.html.clean import clean, text_of


def text(body, subject="Re: Lettre", kind="text/plain"):
    head = f"From: a@x.example\nSubject: {subject}\nContent-Type: {kind}; charset=utf-8\n\n"
    return text_of(clean(extract_any((head + body).encode()).extract.html))


def page(body, subject="Re: Lettre"):
    return text(f"<html><body>{body}</body></html>", subject, "text/html")


GMAIL = "Le mar. 12 mars 2024 à 10:02, Alix Essai <alix.essai@mairie.example.org> a écrit :"
OUTLOOK = "De : Alix Essai <alix@mairie.example.org>\nEnvoyé : mardi 12 mars 2024 10:02\nÀ : lettre\nObjet : Le club d’avril"
THUNDERBIRD = "Sujet : Le club d’avril\nDate : Tue, 12 Mar 2024 10:02:00 +0100\nDe : Alix Essai <a@x.example>\nPour : lettre"
OUTLOOK_HTML = """<div><div style="border-top:solid"><p><b>De&nbsp;:</b> A<br><b>Envoyé&nbsp;:</b> hier<br><b>À&nbsp;:</b> B<br>
    <b>Objet&nbsp;:</b> C</p></div></div><p>Ancien</p>texte nu"""
GMAIL_FORWARD = """<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>
    De : A &lt;a@x.example&gt;<br>Date: hier<br>Subject: Le club d’avril<br>To: B<br></div><br><br><p>Rendez-vous</p></div>"""
THUNDERBIRD_FORWARD = """<div class="moz-forward-container"><br>-------- Message transféré --------
    <table class="moz-email-headers-table"><tbody><tr><th>Sujet :</th><td>Le club d’avril</td></tr>
    <tr><th>Date :</th><td>hier</td></tr>
    <tr><th>De :</th><td>A &lt;a@x.example&gt;</td></tr></tbody></table><p>Rendez-vous</p></div>"""


@pytest.mark.parametrize(
    "reply",
    [
        f"{GMAIL}\n> Ancien texte",
        "Le mar. 12 mars 2024 à 10:02, Alix Essai <alix.essai@mairie.example.org> a\nécrit :\n> Ancien texte",
        "Le 12/03/2024 à 10:02, Alix Essai a écrit\u00a0:\n> Ancien texte",
        "On Tue, 12 Mar 2024 at 10:02, Alix Essai <a@x.example> wrote:\n> Ancien texte",
        f"{OUTLOOK}\n\nAncien texte",
        f"________________________________\n{OUTLOOK.replace(' :', ':')}\n\nAncien texte",
        f"-----Message d'origine-----\n{OUTLOOK}\n\nAncien texte",
        "From: Alix\nSent: Tuesday\nTo: lettre\nSubject: Club\n\nAncien texte",
    ],
)
def test_a_quoted_reply_is_cut(reply):
    assert text(f"Oui, le taux passe à 0,10 %.\n\n{reply}\n") == "Oui, le taux passe à 0,10 %."


@pytest.mark.parametrize(
    "body",
    [
        "De nouveaux taux sont publiés.\nÀ noter : la date.\nDe : rien\nTexte",
        "Le maire nous a écrit : merci.\nTexte",
        "On a constaté que rien n’est écrit :\nsur ce point, tout reste à faire.",
        "Bonjour\nObjet : le club\nDate : 4 avril\nDe : 9 h\nÀ : 12 h\nLieu : salle 3",
        "- un\n- deux\n--- trois ---\nquatre",
        "Bonne journée d’étude le 4 avril, venez nombreux à la salle des fêtes.\nTexte",
        "Cordialement,\nle service",
        "Bonjour\nCordialement,\n- un club le 4 avril\n- un club le 5 avril",
    ],
)
def test_a_text_that_only_looks_like_one_is_kept_whole(body):
    assert text(body).split() == body.split()


@pytest.mark.parametrize(
    "signature",
    ["-- \nAlix Essai\n05 00 00 00 00", "Cordialement,\nAlix Essai\nService informatique", "Bonne journée\n\nAlix"],
)
def test_a_signature_is_cut(signature):
    assert text(f"Le taux passe à 0,10 %.\n\n{signature}\n") == "Le taux passe à 0,10 %."
    assert text(f"Le taux passe à 0,10 %.\n\n{signature}\n\n{GMAIL}\n> Ancien") == "Le taux passe à 0,10 %."


def test_a_reply_with_nothing_before_it_is_kept():
    assert "Ancien texte" in text(f"{GMAIL}\n> Ancien texte\n\nRéponse dessous")
    assert "Ancien texte" in text(f"\n\n{OUTLOOK}\n\nAncien texte")


@pytest.mark.parametrize(
    ("passed_on", "subject"),
    [
        (f"---------- Forwarded message ---------\n{OUTLOOK}", "Lettre"),
        (f"-------- Message transféré --------\n{THUNDERBIRD}", "Lettre"),
        (f"Début du message réexpédié :\n\n{OUTLOOK}", "Lettre"),
        (OUTLOOK, "TR: Lettre"),
        (OUTLOOK.replace("\n", "\u00a0\n"), "[mairies] Fwd : Lettre"),
    ],
)
def test_a_message_passed_on_within_the_text_stands_under_its_subject(passed_on, subject):
    body = f"Pour information.\nCordialement,\n\n{passed_on}\n\nRendez-vous le 4 avril.\n\nBonne journée,\nle service"
    shown = text(body, subject)
    assert shown.startswith("Pour information.\nCordialement,\nLe club d’avril\nRendez-vous le 4 avril.")
    assert "Alix" not in shown


def test_a_long_text_of_many_quotes_is_read_in_no_time():
    lines = ["On a vu On a " + "mot " * 500, "", "Le mot", "De : x", "", ""]
    assert len(text("\n".join(lines * 400), "Lettre")) > 100_000


@pytest.mark.parametrize(
    "reply",
    [
        f'<div class="gmail_quote"><div class="gmail_attr">{GMAIL}</div><blockquote>Ancien</blockquote></div>',
        f'<div class="moz-cite-prefix">{GMAIL}</div><blockquote type="cite">Ancien</blockquote>',
        f"<div>{GMAIL}</div><blockquote type=cite>Ancien</blockquote>",
        f"<p>{GMAIL}</p><blockquote>Ancien</blockquote><p>Ancien</p>",
        f"<hr><div id=divRplyFwdMsg><font>{OUTLOOK.replace(chr(10), '<br>')}</font></div><div>Ancien</div>",
        OUTLOOK_HTML,
        '<pre class="moz-signature">-- <br>Alix</pre>',
    ],
)
def test_a_quoted_reply_in_html_is_cut(reply):
    assert page(f"<div><p>Oui, le taux passe à 0,10 %.</p></div>{reply}") == "Oui, le taux passe à 0,10 %."


@pytest.mark.parametrize(
    "reply",
    [
        f'<div class="gmail_quote"><div>{GMAIL}</div><blockquote>Ancien</blockquote></div>',
        f"<div>{GMAIL}</div><blockquote type=cite>Ancien</blockquote>",
        '<div class="gmail_signature">Ancien</div>',
    ],
)
def test_a_reply_in_html_with_nothing_before_it_is_kept(reply):
    assert "Ancien" in page(reply)


def test_an_answer_below_a_quote_in_html_is_kept_alone():
    assert page(f"<div>{GMAIL}</div><blockquote type=cite>Ancien</blockquote><p>Oui.</p>") == "Oui."


@pytest.mark.parametrize(
    "passed_on",
    [
        GMAIL_FORWARD,
        THUNDERBIRD_FORWARD,
    ],
)
def test_a_message_passed_on_in_html_stands_under_its_subject(passed_on):
    shown = page(f"<p>Pour information.</p>{passed_on}", "Lettre")
    assert [line for line in shown.splitlines() if "Message transféré" not in line] == [
        "Pour information.",
        "Le club d’avril",
        "Rendez-vous",
    ]


def test_an_outlook_message_passed_on_is_known_by_its_subject():
    body = f"<p>Pour information.</p><p>{OUTLOOK.replace(chr(10), '<br>')}</p><p>Rendez-vous</p>"
    assert page(body, "TR: Lettre") == "Pour information.\nLe club d’avril\nRendez-vous"
    assert page(body, "RE: Lettre") == "Pour information."


def test_a_newsletter_is_not_touched():
    body = "<table><tr><td><p>De : 8 h<br>À : 10 h</p></td></tr></table>"
    body += "<blockquote>« Le taux », a écrit le maire : rien.</blockquote>"
    assert page(body, "La lettre") == "De : 8 h\nÀ : 10 h\n« Le taux », a écrit le maire : rien."
