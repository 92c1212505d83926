"""Synthetic French text as members of a town halls' forum write it, cooked as Discourse does it."""

import struct
import zlib

GIVEN = (
    "Agathe",
    "Baptiste",
    "Clémence",
    "Damien",
    "Élise",
    "Fabien",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jérôme",
    "Karine",
    "Loïc",
    "Maëlle",
    "Noé",
    "Océane",
    "Paul",
    "Rémi",
    "Solène",
)
TOWNS = (
    "Aubeclaire",
    "Bellefontaine-sur-Orle",
    "Château-Brumeux",
    "Les-Trois-Ormes",
    "Montfleuriac",
    "Pont-l’Argile",
    "Sainte-Bruyère",
    "Valorge",
)
THINGS = (
    "le flux PES",
    "la DSN mensuelle",
    "le certificat électronique",
    "la liste électorale",
    "l’imprimante du secrétariat",
    "le bordereau de mandats",
    "l’export du cadastre",
    "la sauvegarde externe",
    "le compte administratif",
    "l’acte de naissance",
    "la facture Chorus",
    "le bulletin de paie",
    "la délibération",
    "le poste de l’accueil",
)
TROUBLES = (
    "est rejeté par la trésorerie",
    "reste bloqué à l’envoi",
    "affiche une erreur 4031",
    "ne s’ouvre plus depuis la mise à jour",
    "disparaît après validation",
    "sort en double",
    "n’est pas à jour",
    "demande un mot de passe inconnu",
    "tourne sans fin",
    "ne tient pas compte du taux",
)
SENTENCES = (
    "Nous avons le même souci depuis lundi matin.",
    "Le message apparaît dès que l’on valide l’écran.",
    "J’ai vérifié les paramètres de l’exercice, tout semble correct.",
    "La collègue qui suivait ce dossier est partie en retraite.",
    "Avez-vous essayé de vider le cache puis de relancer le logiciel ?",
    "Il faut d’abord clôturer la période précédente.",
    "Après redémarrage du poste, le problème revient.",
    "La procédure se trouve dans le menu Outils, rubrique Échanges.",
    "Chez nous, c’est le pare-feu qui bloquait la connexion.",
    "Merci beaucoup, cela fonctionne maintenant !",
    "Je transmets la capture d’écran au support.",
    "Le conseil municipal a lieu jeudi, c’est assez urgent.",
    "Pensez à sauvegarder avant de lancer le traitement.",
    "La trésorerie confirme que le fichier est bien arrivé.",
    "Quelqu’un connaît-il la marche à suivre ?",
)
TAGS = ("pes", "dsn", "paie", "elections", "etat-civil", "impression", "mise-a-jour", "certificat")
CODES = (
    "ERREUR 4031 : bordereau 12 absent",
    "ping portail.exemple.fr",
    '<Ligne V="6064"/>',
    r"net use Z: \\serveur\mairie",
)


def title(random) -> str:
    thing, trouble = random.choice(THINGS), random.choice(TROUBLES)
    return f"{thing[0].upper()}{thing[1:]} {trouble}"


def paragraph(random) -> str:
    return f"<p>{' '.join(random.choices(SENTENCES, k=random.randint(1, 5)))}</p>"


def message(random, *, quoted=None, mentioned="", image="") -> str:
    """The text of a post; `quoted` is (user name, post number, topic id)."""
    parts = [paragraph(random)]
    if mentioned:
        parts.insert(0, f'<p><a class="mention" href="/u/{mentioned}">@{mentioned}</a> bonjour,</p>')
    if quoted:
        parts.insert(0, quote(random, *quoted))
    chance = random.random()
    if chance < 0.08:
        parts.append("<ol>\n" + "".join(f"<li>{random.choice(SENTENCES)}</li>\n" for _ in range(3)) + "</ol>")
    elif chance < 0.12:
        code = random.choice(CODES).replace("&", "&amp;").replace("<", "&lt;")
        parts.append(f'<pre><code class="lang-auto">{code}\n</code></pre>')
    elif chance < 0.5:
        parts.append(paragraph(random))
    if image:
        parts.append(lightbox(image))
    return "\n".join(parts)


def quote(random, username, number, topic) -> str:
    return (
        f'<aside class="quote no-group" data-username="{username}" data-post="{number}" data-topic="{topic}">\n'
        f'<div class="title">\n<div class="quote-controls"></div>\n{username}:</div>\n'
        f"<blockquote>\n<p>{random.choice(SENTENCES)}</p>\n</blockquote>\n</aside>"
    )


def lightbox(path) -> str:
    return (
        f'<p><div class="lightbox-wrapper"><a class="lightbox" href="{path}" title="capture"><img src="{path}" alt="capture" '
        'width="8" height="8"><div class="meta"><span class="filename">capture</span>'
        '<span class="informations">8×8 1 KB</span></div></a></div></p>'
    )


def png(number) -> bytes:
    """A small valid image, different for each number."""
    row = b"\0" + bytes([number * 37 % 256, number * 91 % 256, number % 256]) * 8
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(row * 8)), (b"IEND", b""))
    coded = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(coded)
