"""The site: MkDocs for the FAQ and the hand-written pages, the same frame filled for every page of the mirror."""

from entraide.site.build import build_site
from entraide.site.listings import Mirror
from entraide.site.publication import Publication

__all__ = ["Mirror", "Publication", "build_site"]
