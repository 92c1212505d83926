"""A real headless browser from the distribution; without one, or without Playwright, these tests say that they skipped."""

import shutil
from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    if executable is None:
        pytest.skip("no headless Chromium is installed")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=executable)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, served):
    """A new page at the served site; `page.asked` lists every address it asked for, and an error in it fails the test."""
    context = browser.new_context(base_url=served.address, locale="fr-FR")
    page = context.new_page()
    page.asked = []
    page.errors = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    yield page
    assert page.errors == []
    context.close()


@pytest.fixture
def plain_page(browser, served):
    """A new page at the served site that runs no script of the site."""
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def search(page):
    """Type a text on the home page and wait for the proposals, or for `found`, that answer all of it."""

    def type_and_wait(text, found="[data-resultat]"):
        page.goto("/")
        field = page.locator("input[type=search][name=q]")
        with page.expect_response(lambda response: parse_qs(urlsplit(response.url).query).get("q") == [text]):
            field.press_sequentially(text, delay=10)
        page.locator(f"[data-popup] {found}").first.wait_for()
        page.wait_for_timeout(200)
        return page.locator("[data-popup] [data-resultat]")

    return type_and_wait
