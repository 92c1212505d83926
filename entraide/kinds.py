"""The kinds of things that the search finds, in the order in which they are offered; a promise to scripts."""

KINDS = ("fiche", "forum", "newsletter", "club", "news", "form")
