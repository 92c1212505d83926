"""One page of each kind of the trial content, by a short name; what is said of all pages is shown on these."""

KINDS = {
    "accueil": "/",
    "faq": "/faq/",
    "rubrique": "/faq/logiciel/",
    "fiche": "/faq/logiciel/ressources-humaines/gestion-de-la-paie/cosoluce-parme/cotisation-apprentis/",
    "contexte": "/a/parme/pasrau/",
    "discussions": "/forum/",
    "discussion": "/forum/71/",
    "lettres": "/lettres/",
    "lettre": "/lettres/2026-10-lettre-17/",
    "compte-rendu": "/clubs/2024-10-club-finances/",
    "agenda": "/agenda/",
    "etat": "/etat/",
    "resultats": "/recherche/?q=parme",
    "sans-resultat": "/recherche/?q=zzzzqqqq",
    "absente": "/faq/logiciel/scanner-en-panne/",
    "plan": "/plan-du-site/",
    "aide": "/aide/",
    "mentions": "/mentions-legales/",
    "accessibilite": "/accessibilite/",
}
