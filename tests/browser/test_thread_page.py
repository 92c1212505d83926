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
    (project.path / "forum" / "t" / "1.json").write_text(json.dumps(topic()))
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
