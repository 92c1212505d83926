"""A real headless browser from the distribution; without one, or without Playwright, these tests say that they skipped."""

import shutil

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
    """A new page at the served site; `page.requests` lists every address it asked for."""
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
