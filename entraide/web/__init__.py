"""The web service over a built site: static files, search, security headers."""

from entraide.web.app import make_app
from entraide.web.desk import Desk
from entraide.web.editor import Editor
from entraide.web.editor_door import Access, Door
from entraide.web.forms import form_routes
from entraide.web.hooks import HookedForum, hook_route
from entraide.web.votes import vote_route

__all__ = ["Access", "Desk", "Door", "Editor", "HookedForum", "form_routes", "hook_route", "make_app", "vote_route"]
