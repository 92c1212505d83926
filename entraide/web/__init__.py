"""The web service over a built site: static files, search, security headers."""

from entraide.web.app import make_app

__all__ = ["make_app"]
