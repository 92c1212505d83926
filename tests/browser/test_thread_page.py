"""A thread's page with what is wide or folded in it, in a real browser, opened as a file."""

import json

import pytest
from projects import Project

CONFIGURATION = """\
sources:
  - {name: forum, type: archive, kind: forum, path: forum, label: Forum}
"""
CATEGORY = {"id": 1, "name": "Paie", "slug": "paie", "read_restricted": False, "parent_category_id": None}
HEAD = "".join(f"<th>Colonne {number}</th>" for number in range(1, 13))
CELLS = "".join(f"<td>valeur{number}</td>" for number in range(1, 13))
WIDE = f'<div class="md-table"><table><thead><tr>{HEAD}</tr></thead><tbody><tr>{CELLS}</tr></tbody></table></div>'
SMALL = "<table><thead><tr><th>Taux</th><th>Année</th></tr></thead><tbody><tr><td>0,10 %</td><td>2026</td></tr></tbody></table>"
CODE = '<pre><code class="lang-auto">S21.G00.40.001 : rubrique absente\n' + "SELECT " + "colonne, " * 30 + "fin;\n</code></pre>"
SPOILER = '<div class="spoiler"><p>Le mot caché est <strong>sauvegarde</strong>.</p></div>'
POLL = '<div class="poll" data-poll-name="poll" data-poll-status="closed"></div>'
OPTIONS = [{"id": str(votes), "html": words, "votes": votes} for words, votes in (("Le mardi matin", 7), ("Le jeudi", 3))]
POSTS = [
    f"<p>Bonjour, voici le tableau :</p>{WIDE}<p>et le petit :</p>{SMALL}",
    f"<p>Le journal dit :</p>{CODE}<p>puis :</p>{SPOILER}<details><summary>Détail</summary><p>Suite.</p>{WIDE}</details>",
    f"<p>Quel jour ?</p>{POLL}",
]
MOST = "document.documentElement.scrollWidth"


LONG = 40
ACCEPTED = 22


def long_topic():
    """A thread that is folded; message 30 is of the next day."""
    posts = [
        {
            "id": 100 + number,
            "post_number": number,
            "username": f"agent{number % 3}",
            "name": f"Agent {number % 3}",
            "created_at": f"2026-03-{2 + number // 30:02}T09:{number:02}:00.000Z",
            "cooked": f"<p>Message numéro {number} : et chez vous ?</p>",
            "post_type": 1,
            "accepted_answer": number == ACCEPTED,
            "reply_to_post_number": 10 if number == LONG else None,
        }
        for number in range(1, LONG + 1)
    ]
    head = {"id": 2, "title": "Un long fil", "slug": "long", "archetype": "regular", "visible": True, "category_id": 1}
    return head | {"created_at": posts[0]["created_at"], "post_stream": {"posts": posts}}


def topic():
    posts = [
        {
            "id": number,
            "post_number": number,
            "username": f"agent{number}",
            "name": f"Agent {number} (Valmorel)",
            "created_at": "2026-03-02T09:00:00.000Z",
            "cooked": cooked,
            "post_type": 1,
            "polls": [{"name": "poll", "status": "closed", "title": "Jour", "options": OPTIONS, "voters": 10}]
            if number == 3
            else [],
        }
        for number, cooked in enumerate(POSTS, 1)
    ]
    head = {"id": 1, "title": "Ce qui est large", "slug": "large", "archetype": "regular", "visible": True, "category_id": 1}
    return head | {"created_at": posts[0]["created_at"], "post_stream": {"posts": posts}}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of the thread's page, as a file."""
    project = Project(tmp_path_factory.mktemp("thread") / "project")
    (project.path / "entraide.yml").write_text(CONFIGURATION, encoding="utf-8")
    (project.path / "forum" / "t").mkdir(parents=True)
    (project.path / "forum" / "categories.json").write_text(json.dumps({"category_list": {"categories": [CATEGORY]}}))
    for number, posts in enumerate((topic(), long_topic()), 1):
        (project.path / "forum" / "t" / f"{number}.json").write_text(json.dumps(posts))
    for command in ("sync", "build"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr
    return (project.path / "site" / "forum" / "1" / "index.html").resolve().as_uri()


@pytest.fixture(params=["with scripts", "without scripts"])
def thread_page(browser, address, request):
    """The thread's page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=request.param == "with scripts")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_a_wide_table_scrolls_in_itself_and_not_the_page(thread_page):
    boxes = thread_page.get_by_role("group", name="Tableau").all()
    assert len(boxes) == 3
    wide = boxes[0].evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert wide[0] > wide[1]
    assert thread_page.evaluate(MOST) <= 390


def test_the_keyboard_scrolls_a_wide_table(thread_page):
    box = thread_page.get_by_role("group", name="Tableau").first
    while not box.evaluate("box => box === document.activeElement"):
        thread_page.keyboard.press("Tab")
    for _ in range(3):
        thread_page.keyboard.press("ArrowRight")
    thread_page.wait_for_timeout(400)
    assert box.evaluate("box => box.scrollLeft") > 0


def test_a_table_that_fits_does_not_scroll(thread_page):
    for place in (1, 2):
        box = thread_page.get_by_role("group", name="Tableau").nth(place)
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_what_is_folded_is_unfolded_with_the_keyboard(thread_page):
    summary = thread_page.locator("summary").first
    hidden = thread_page.get_by_text("Le mot caché")
    assert not hidden.is_visible()
    summary.focus()
    thread_page.keyboard.press("Enter")
    assert hidden.is_visible()
    thread_page.locator("summary").nth(1).click()
    assert thread_page.get_by_role("group", name="Tableau").count() == 4
    assert thread_page.evaluate(MOST) <= 390


def test_a_poll_is_a_table_of_its_results(thread_page):
    assert "Sondage clos" in thread_page.locator("caption").inner_text()
    assert thread_page.get_by_role("cell", name="7 voix").is_visible()


def test_long_lines_of_code_do_not_widen_the_page(thread_page):
    box = thread_page.locator("pre").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.fixture
def long_page(thread_page, address):
    """The page of a long thread, with and without scripts."""
    thread_page.goto(address.replace("/forum/1/", "/forum/2/"))
    return thread_page


def shown(page):
    """Numbers of the messages that are in sight or would be by scrolling."""
    return [int(node.get_attribute("id").partition("-")[2]) for node in page.locator(".message").all() if node.is_visible()]


def test_a_long_thread_is_folded_and_unfolded_with_the_keyboard(long_page):
    assert shown(long_page) == [1, 2, 3, ACCEPTED, *range(36, LONG + 1)]
    fold = long_page.locator("summary").first
    assert fold.inner_text() == "Voir les 18 messages suivants"
    fold.focus()
    long_page.keyboard.press("Enter")
    assert shown(long_page) == [*range(1, ACCEPTED + 1), *range(36, LONG + 1)]
    assert long_page.evaluate(MOST) <= 390


def test_a_link_to_a_folded_message_unfolds_it(long_page):
    long_page.get_by_role("link", name="En réponse à Agent 1").click()
    message = long_page.locator("#message-10")
    message.locator(".bubble").wait_for(state="visible")
    long_page.wait_for_timeout(1000)
    assert 0 <= message.bounding_box()["y"] < 120
    assert message.evaluate("node => getComputedStyle(node.querySelector('.bubble')).outlineStyle") == "solid"


def test_the_answer_at_the_top_leads_to_the_whole_answer(long_page):
    assert "Message numéro 22" in long_page.locator(".answer-text").inner_text()
    long_page.get_by_role("link", name="Lire la réponse complète").click()
    assert long_page.url.endswith(f"#message-{ACCEPTED}")


@pytest.fixture
def reader(browser, served):
    """One reader's pages at the served site, who let it use the clipboard."""
    context = browser.new_context(base_url=served.address, permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def seen_thread(reader):
    """A thread of the served forum that the reader saw up to its first message."""
    reader.goto("/forum/")
    path = reader.locator(".row[data-last] a").nth(1).evaluate("link => new URL(link.href).pathname")
    reader.goto(path)
    return path


def see(page, path, number, days_ago=0):
    script = (
        "([path, number, day]) => window.entraide.remember('seen', {[path]: [number, Math.floor(Date.now() / 86400000) - day]})"
    )
    page.evaluate(script, [path.removeprefix("/"), number, days_ago])


def test_what_was_written_since_the_last_visit_is_marked_once(reader, seen_thread):
    see(reader, seen_thread, 1)
    reader.goto("/forum/")
    assert reader.locator(".row:has(.chip-new) a").evaluate_all("links => links.map(link => new URL(link.href).pathname)") == [
        seen_thread
    ]
    reader.goto(seen_thread)
    assert reader.locator(".new-line + #message-2").count() == 1
    reader.reload()
    assert reader.locator(".new-line").count() == 0


def test_a_visit_is_forgotten_after_ninety_days(reader, seen_thread):
    see(reader, seen_thread, 1, days_ago=91)
    reader.goto(seen_thread)
    assert reader.locator(".new-line").count() == 0


def test_without_storage_nothing_is_marked_and_nothing_fails(page, seen_thread):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(seen_thread)
    assert page.locator(".message").count() > 1
    assert page.locator(".new-line").count() == 0


def test_the_link_of_a_message_and_a_block_of_code_are_copied(reader, seen_thread):
    reader.locator("#message-2 .bubble-time").click()
    assert reader.evaluate("navigator.clipboard.readText()").endswith(f"{seen_thread}#message-2")
    reader.evaluate(
        """() => {
          document.querySelector('#message-1 .bubble-text').innerHTML = '<pre><code>S21.G00</code></pre>';
          document.dispatchEvent(new CustomEvent('entraide:messages'));
        }"""
    )
    reader.get_by_role("button", name="Copier").click()
    assert reader.evaluate("navigator.clipboard.readText()") == "S21.G00"
