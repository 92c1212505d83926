"""Hostile posts on their whole way: cleaned alone, then mirrored, indexed, built, served, and opened in a real browser.

The corpus stands in `tests/xss`. What is asserted of our pages is also shown to be found in the same posts left as they are.
"""

import base64
import json
import re
import signal
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from projects import FaqFolder, Project

from entraide.site.sanitize import clean_html
from forum_sync.html.clean import Context, clean
from forum_sync.privacy import Privacy

CORPUS = Path(__file__).parent.parent / "xss"
PER_TOPIC = 30
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")
UPLOADS = {
    "a.gif": GIF,
    "polyglot.gif": GIF + b"/*<script>xss('polyglot')</script><img src=//hostile.invalid/polyglot>*/",
    "vector.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='xss(\"upload\")'/>",
    "a.html": b"<script>xss('upload')</script>",
}
PLAIN_PAGE = "/accessibilite/"
"""A page that holds nothing of the forum."""
CONFIGURATION = """\
sources:
  - {name: forum, type: archive, kind: forum, path: forum, label: Forum}
"""


class Vector(NamedTuple):
    number: int
    kind: str
    text: str


ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "0": "\0", "\\": "\\"}
ENCODINGS = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
}


def expanded(line, number):
    """A line of the corpus as the vector that it stands for."""
    text = line.replace("§", str(number))
    text = re.sub(
        r"\\(?:x(..)|u(....)|(.))", lambda found: ESCAPES[found[3]] if found[3] else chr(int(found[1] or found[2], 16)), text
    )
    text = re.sub(r"\{(\d+)x:(.*?)\}", lambda found: int(found[1]) * found[2], text, flags=re.DOTALL)
    return re.sub(r"\{(base64|entities|percent):(.*?)\}", lambda found: ENCODINGS[found[1]](found[2]), text, flags=re.DOTALL)


def read_vectors(name, first=1):
    vectors, kind = [], ""
    for line in (CORPUS / name).read_text(encoding="utf-8").split("\n"):
        if line.startswith("# == "):
            kind = line.removeprefix("# == ")
        elif line and not line.startswith("# "):
            number = first + len(vectors)
            vectors.append(Vector(number, kind, expanded(line, number)))
    return vectors


POSTS = read_vectors("vectors.txt")
FIELDS = read_vectors("fields.txt", first=1 + len(POSTS))


def field(kind):
    return [vector.text for vector in FIELDS if vector.kind == kind]


# Alone: a parser that knows nothing of what cleans.

TAGS = """a abbr aside b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul"""
VALUES = {
    **dict.fromkeys(["alt", "dir", "lang", "rel", "scope", "start", "title", "type"], ".*"),
    **dict.fromkeys(["colspan", "height", "open", "reversed", "rowspan", "width"], ".*"),
    "class": "quote|mention|",
    "href": r"(?:https?:|mailto:|tel:)[^\x00-\x1f]*|/forum/[0-9]+/(?:#message-[0-9]+)?",
    "src": r"/media/[0-9a-f]{64}\.(?:gif|png)",
}
IMAGE = f"/media/{'a' * 64}.gif"
CONTEXTS = {
    "a source that knows nothing": Context(),
    "a source that has all images": Context(
        link=lambda address: "/forum/1/#message-1" if address.startswith("/t/") else None,
        image=lambda _: IMAGE,
        names={"piege": '"><img src=x onerror=xss(0)>'},
    ),
    "a source that believes all": Context(link=str, image=str),
    "a source that hides people": Context(
        masked=True,
        privacy=Privacy(names="pseudonyms", secret=b"secret", opted_out=frozenset({"b"})),
        names={"piege": "<img src=x onerror=xss(0)>"},
    ),
}


class Bare(HTMLParser):
    """Collects all that is not plain text in plain elements."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS.split():
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if not re.fullmatch(VALUES.get(name, r"\Z."), value or "", re.DOTALL | re.IGNORECASE):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def found_in(markup):
    parser = Bare()
    parser.feed(markup)
    parser.close()
    return parser.found


@cache
def refused():
    """The posts that are too deep or too rich to be mirrored."""
    found = []
    for vector in POSTS:
        try:
            clean(vector.text)
        except ValueError:
            found.append(vector)
    return found


@cache
def accepted():
    return [vector for vector in POSTS if vector not in refused()]


def test_the_corpus_is_large_and_without_repetition():
    assert len(POSTS) >= 200
    times = Counter(vector.text.replace(str(vector.number), "") for vector in POSTS)
    assert [text for text, count in times.items() if count > 1] == []
    assert min(Counter(vector.kind for vector in POSTS).values()) >= 10


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("kind", dict.fromkeys(vector.kind for vector in POSTS))
def test_a_vector_alone_is_plain_once_cleaned(kind, context):
    for vector in (vector for vector in accepted() if vector.kind == kind):
        stored = clean(vector.text, context)
        shown = clean_html(stored, top=3)
        assert found_in(stored) + found_in(shown) == [], vector
        assert clean_html(shown, top=3) == shown, vector


def test_only_posts_of_great_depth_or_mass_are_refused():
    assert [vector for vector in refused() if vector.kind != "depth and mass"] == []
    assert len(refused()) >= 5


def test_the_bare_parser_finds_most_vectors_when_they_are_not_cleaned():
    assert sum(bool(found_in(vector.text)) for vector in POSTS) > 0.9 * len(POSTS)


# In pages: the whole way, and what a browser makes of them.


def make_post(number, cooked, pick, **fields):
    """A post whose other fields come from `pick`, which gives the next hostile value of a field."""
    option = {"id": "a", "html": pick("poll option"), "votes": 3}
    return {
        "id": number,
        "post_number": number,
        "created_at": pick("created_at"),
        "username": pick("username"),
        "name": pick("name") if number % 3 else "",
        "cooked": cooked,
        "version": 2,
        "reply_to_post_number": number - 1 or None,
        "actions_summary": [{"id": 2, "count": number}],
        "accepted_answer": True,
        "staff": True,
        "polls": [{"name": "poll", "status": "open", "title": pick("poll title"), "options": [option], "voters": 3}],
    } | fields


def make_topic(number, vectors, pick):
    """A topic with one vector a post, then a poll, then an event."""
    posts = [make_post(place, vector.text, pick) for place, vector in enumerate(vectors, 1)]
    poll = make_post(len(posts) + 1, '<div class="poll" data-poll-name="poll"></div>', pick)
    event = make_post(len(posts) + 2, "", pick, post_type=3, action_code=pick("action_code"))
    return {
        "id": number,
        "title": pick("title"),
        "slug": pick("slug"),
        "created_at": pick("created_at"),
        "archetype": "regular",
        "category_id": 1 + number % len(field("category")),
        "tags": [*field("tag"), {"name": pick("tag")}],
        "pinned": number % 5 == 0,
        "closed": number % 2 == 0,
        "accepted_answer": {"post_number": 1, "username": pick("username"), "excerpt": vectors[0].text},
        "post_stream": {"posts": [*posts, poll, event]},
    }


def make_topics():
    """Topics by number, and the numbers of those that are refused: they hold one post each, which is too deep or too rich."""
    values = {kind: cycle(field(kind)) for kind in dict.fromkeys(vector.kind for vector in FIELDS)}
    groups = [accepted()[start : start + PER_TOPIC] for start in range(0, len(accepted()), PER_TOPIC)]
    alone = [[vector] for vector in refused()]
    topics = {
        number: make_topic(number, group, lambda kind: next(values[kind])) for number, group in enumerate(groups + alone, 1)
    }
    return topics, [number for number in topics if number > len(groups)]


def write_archive(path, topics):
    (path / "t").mkdir(parents=True)
    (path / "uploads").mkdir()
    for name, data in UPLOADS.items():
        (path / "uploads" / name).write_bytes(data)
    categories = [
        {"id": number, "name": name, "parent_category_id": 1 if number > 1 else None}
        for number, name in enumerate(field("category"), 1)
    ]
    (path / "categories.json").write_text(json.dumps({"category_list": {"categories": categories}}), encoding="utf-8")
    for number, topic in topics.items():
        (path / "t" / f"{number}.json").write_text(json.dumps(topic), encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(browser, tmp_path_factory):  # noqa: ARG001 - without a browser, nothing of this is needed
    """A project whose forum is hostile, served; with its address, its topics and what `entraide sync` said."""
    project = Project(tmp_path_factory.mktemp("hostile") / "project")
    FaqFolder(project.path / "petite")
    (project.path / "entraide.yml").write_text(f"{CONFIGURATION}paths: {{faq: petite}}\n", encoding="utf-8")
    project.topics, project.refused = make_topics()
    write_archive(project.path / "forum", project.topics)
    project.sync = project.run("sync")
    process = project.start("serve", "--port", "0")
    log = []
    for line in process.stderr:
        log.append(line)
        if found := re.search(r"ready at (http://127\.0\.0\.1:\d+)/", line):
            break
    else:
        process.communicate()
        pytest.fail("entraide serve ended: " + "".join(log))
    project.address = found[1]
    yield project
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=40)


class Watch:
    """A page of a browser, and the alarms that it gave: all that harmless content never causes."""

    def __init__(self, browser, address):
        self.address = address
        self.alarms = []
        self.context = browser.new_context(base_url=address, locale="fr-FR")
        self.context.add_init_script(path=CORPUS / "watch.js")
        self.page = self.context.new_page()
        self.context.on("request", self._on_request)
        self.context.on("dialog", self._on_dialog)
        self.context.on("console", lambda message: message.type == "error" and self.alarms.append(message.text))
        self.context.on("weberror", lambda error: self.alarms.append(f"error {error.error}"))
        self.context.on("page", lambda page: self.alarms.append(f"window {page.url}"))

    def _on_request(self, request):
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.alarms.append(f"request {request.url}")

    def _on_dialog(self, dialog):
        self.alarms.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def open(self, path):
        """Open a page of the site; what is wrong with it."""
        self.page.goto(path)
        return self.wrong()

    def wrong(self):
        """Alarms since the last time, and what is found in the page as it is."""
        found = self.page.evaluate("watch.look().wrong")
        alarms, self.alarms[:] = list(self.alarms), []
        return alarms + found


@pytest.fixture
def watch(browser, hostile):
    watch = Watch(browser, hostile.address)
    yield watch
    assert watch.alarms == []
    watch.context.close()


@pytest.fixture(scope="module")
def threads(browser, hostile):
    """What is seen in each thread that is mirrored, by its address: as it is, then after its messages were poked."""
    watch, threads = Watch(browser, hostile.address), {}
    for number in sorted(hostile.topics.keys() - hostile.refused):
        wrong = watch.open(path := f"/forum/{number}/")
        thread = watch.page.evaluate("watch.look()") | {"wrong": wrong, "posts": hostile.topics[number]["post_stream"]["posts"]}
        watch.page.evaluate("watch.pokeMessages()")
        watch.page.wait_for_timeout(50)
        threads[path] = thread | {"poked": watch.wrong(), "left": watch.page.url != f"{hostile.address}{path}"}
    watch.context.close()
    return threads


def test_a_refused_post_hides_its_own_thread_and_no_other(hostile, threads):
    skipped = re.findall(r"^forum: forum/([0-9]+): ", hostile.sync.stderr, re.MULTILINE)
    assert sorted(map(int, skipped)) == hostile.refused
    assert {f"/forum/{file.parent.name}/" for file in (hostile.path / "site" / "forum").glob("[0-9]*/index.html")} == set(
        threads
    )


def test_no_thread_runs_fetches_or_sends_anything(threads):
    assert {path: thread["wrong"] for path, thread in threads.items() if thread["wrong"]} == {}


def test_no_message_comes_to_life_when_it_is_poked_or_read_again(threads):
    assert {path: thread["poked"] for path, thread in threads.items() if thread["poked"] or thread["left"]} == {}


def test_every_message_stays_in_its_own_bubble(watch, threads):
    watch.page.goto(PLAIN_PAGE)
    plain = watch.page.evaluate("watch.look()")
    for thread in threads.values():
        own = [script for script in thread["scripts"] if script not in plain["scripts"]]
        assert [script.rpartition("/")[2] for script in own] == ["conversation.js", "live.js", "near.js"]
        assert (len(thread["scripts"]), thread["around"]) == (len(plain["scripts"]) + 3, plain["around"])
        assert thread["owners"] == [f"message-{post['post_number']}" for post in thread["posts"][:-1]]
        assert thread["messages"] == len(thread["owners"])


def test_links_and_images_of_messages_lead_to_what_there_is(watch, threads):
    links = {link for thread in threads.values() for link in thread["links"]}
    local = {link.removeprefix(watch.address).partition("#")[0] for link in links if link.startswith(f"{watch.address}/")}
    assert {link for link in links if not re.match("https?:|mailto:|tel:", link)} == set()
    assert local
    assert local <= set(threads)
    images = {image for thread in threads.values() for image in thread["images"]}
    assert len(images) == len([name for name in UPLOADS if name.endswith(".gif")])
    assert {image: wrong for image in images if (wrong := watch.open(image))} == {}


def test_lists_and_the_home_page_show_hostile_titles_as_text(watch, threads):
    for path in ("/", "/forum/", PLAIN_PAGE, "/plan-du-site/"):
        assert watch.open(path) == []
        assert watch.page.locator("main :is(img, iframe, object, embed, style, script, b, i, mark)").count() == 0
    watch.page.goto("/forum/")
    titles = watch.page.locator(".row-title").all_inner_texts()
    assert any(title.startswith("<script>xss(") for title in titles)
    assert len(titles) == len(threads) >= len(field("title"))


def test_results_show_hostile_titles_and_excerpts_as_text(watch):
    shown = 0
    for asked in ("xss", "hostile invalid", "onerror script"):
        path = f"/recherche/?q={quote(asked)}"
        while path:
            assert watch.open(path) == []
            own = "li, a, span, mark, time, h3.hit-title, p.hit-about, p.hit-excerpt, .chip > svg, .chip > svg > path"
            assert watch.page.locator(f"main .hits :not({own})").count() == 0
            assert watch.page.locator("main .hits mark *").count() == 0
            shown += watch.page.locator("[data-resultat]").count()
            after = watch.page.locator("a[rel=next]")
            path = f"/recherche/{after.get_attribute('href')}" if after.count() else ""
    assert shown > PER_TOPIC


@pytest.mark.parametrize("asked", ["xss", "hostile", "script"])
def test_proposals_show_hostile_titles_and_excerpts_as_text(watch, asked):
    watch.page.goto(PLAIN_PAGE)
    watch.page.locator("input[name=q]").press_sequentially(asked, delay=5)
    watch.page.locator("[data-resultat]").first.wait_for()
    watch.page.wait_for_timeout(200)
    assert watch.wrong() == []
    assert "<" in watch.page.locator("[data-popup]").inner_text()
    assert watch.page.locator("[data-popup] :not(div, a, span, mark, time, p)").count() == 0


def test_what_is_asked_is_shown_as_text(watch):
    for asked in field("title")[:10]:
        assert watch.open(f"/recherche/?q={quote(asked[:200])}") == [], asked
        assert watch.page.locator("main :is(img, iframe, svg:not([aria-hidden]), style, script, form form)").count() == 0


# Proof that all this can fail.

CONTROL = """
async (vectors) => {
  const made = vectors.map(([number, text]) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups";
    frame.srcdoc = text;
    const ready = new Promise((done) => (frame.onload = done, setTimeout(done, 2000)));
    document.body.append(frame);
    return { number, frame, ready };
  });
  await Promise.all(made.map(({ ready }) => ready));
  return made.filter(({ frame }) => {
    try {
      const { watch, document: page } = frame.contentWindow;
      const found = [...watch.inPage(), ...watch.inMessage(page.head), ...watch.inMessage(page.body)];
      watch.poke(page.documentElement);
      return found.length;
    } catch {
      return true;
    }
  }).map(({ number }) => number);
}
"""
"""Puts each vector into a frame as it is, and pokes it; gives the numbers of those in which something is found."""
FRAMES = 100
"""In one page; more take longer than several pages."""
SAMPLE = 4
"""One vector in four: all of them take half a minute."""
FIRED = r"^(?:xss |dialog |request https?://hostile\.invalid/\D*)([0-9]+)"


def answer(route):
    """Nothing, for the page of frames and for what its frames ask of it; no answer for any other host."""
    local = route.request.url.startswith("http://control.invalid/")
    return route.fulfill(body="", content_type="text/html") if local else route.abort()


def test_the_same_watch_finds_most_vectors_at_work_when_they_are_not_cleaned(browser):
    fired, found = set(), set()
    vectors = accepted()[::SAMPLE]
    for start in range(0, len(vectors), FRAMES):
        watch = Watch(browser, "http://control.invalid")
        watch.context.route("**/*", answer)
        watch.page.goto(watch.address)
        found |= set(watch.page.evaluate(CONTROL, [vector[::2] for vector in vectors[start : start + FRAMES]]))
        watch.page.wait_for_timeout(200)
        fired |= {int(number) for alarm in watch.alarms for number in re.findall(FIRED, alarm)}
        watch.context.close()
    assert len(fired) > 0.6 * len(vectors)
    assert len(found) > 0.8 * len(vectors)
    assert {vector.kind for vector in vectors if vector.number in fired | found} == {vector.kind for vector in POSTS}
