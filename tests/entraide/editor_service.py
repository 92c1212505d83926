"""The editor over a small FAQ on a free port, and forms sent as a browser sends them."""

from contextlib import contextmanager
from datetime import UTC, datetime

import requests
from projects import ROOT
from selectolax.lexbor import LexborHTMLParser
from starlette.applications import Starlette
from web_service import listening

from entraide.config import read_settings
from entraide.editor import Desk
from entraide.web import Access, Door, Editor
from entraide.world import World
from search import IndexUnreadableError

WORLD = World(environ={}, clock=lambda: datetime(2026, 11, 26, 23, 30, tzinfo=UTC), monotonic=lambda: 0.0, sleep=lambda _: None)
"""Already the 27th in France."""
SHELL = "<title>Rédaction</title><main><!--redaction-->L’éditeur n’est pas ouvert.<!--/redaction--></main>"


def _no_index():
    raise IndexUnreadableError("there is no index")


class Editing:
    """A running editor."""

    def __init__(self, faq_folder, **access):
        self.faq = faq_folder.path
        root = self.faq.parent
        (root / "entraide.yml").write_text("site: {name: Entraide}\n", encoding="utf-8")
        (root / "mkdocs.yml").symlink_to(ROOT / "mkdocs.yml")
        (root / "site/redaction").mkdir(parents=True)
        (root / "site/redaction/index.html").write_text(SHELL, encoding="utf-8")
        self.commits = []
        self.trouble = ""
        settings = read_settings(root / "entraide.yml")
        desk = Desk(settings, world=WORLD, engine=_no_index, saved=lambda *saved: self.commits.append(saved))
        access = Access(**{"host": "127.0.0.1", "site_url": "http://127.0.0.1:8000/", "password": ""} | access)
        door = Door(access, WORLD.monotonic)
        self.app = Starlette(routes=Editor(desk=desk, door=door, site=root / "site", trouble=lambda: self.trouble).routes())

    def get(self, path="", **options):
        return requests.get(f"{self.address}/redaction/{path}", timeout=20, **options)

    def post(self, path="fiche", data=None, files=None, headers=None):
        headers = {"Origin": self.address, "Accept": "text/html"} | (headers or {})
        # Without a file the form is still one of parts.
        files = {"image": files or ("", b"")}
        return requests.post(
            f"{self.address}/redaction/{path}", data=data, files=files, headers=headers, allow_redirects=False, timeout=20
        )

    def form(self, answer):
        """The fields of the page's form, as a browser sends them when nothing is touched."""
        fields = {}
        for node in LexborHTMLParser(answer.text).css("form[data-editor] :is(input, textarea, select)"):
            name, kind = node.attributes.get("name"), node.attributes.get("type")
            if not name or kind == "file" or "readonly" in node.attributes:
                continue
            if node.tag == "select":
                chosen = node.css_first("option[selected]") or node.css_first("option")
                value = chosen.attributes["value"]
            elif kind == "checkbox" and "checked" not in node.attributes:
                continue
            else:
                value = node.text() if node.tag == "textarea" else node.attributes.get("value") or ""
            fields.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
        return fields

    def open(self, fiche="logiciel/paie/apprentis"):
        return self.form(self.get(f"fiche?id={fiche}"))

    def begin(self, title="Le scanner ne répond plus", category="materiel", template="symptome"):
        return self.form(self.get("nouvelle", params={"titre": title, "rubrique": category, "modele": template}))


def said(answer):
    """What a page says, in one line."""
    return " ".join(LexborHTMLParser(answer.text).body.text().split())


@contextmanager
def editing(faq_folder, **access):
    editor = Editing(faq_folder, **access)
    with listening(editor.app) as editor.address:
        yield editor
