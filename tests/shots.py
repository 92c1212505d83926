"""Write pictures of every kind of page of the trial content: light and dark, on a wide screen and on a phone.

In: a folder, and names of kinds to show no others. Out: `fiche-1280-light.png` and the like. Started by scripts/shots.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from browser.page_kinds import EDITOR, KINDS
from playwright.sync_api import sync_playwright
from projects import Project

PAGES = KINDS | EDITOR
WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
HEIGHT = 800
HIGHEST = 3000
"""Pixels, beyond which a page is cut."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"one of {', '.join(PAGES)}; all by default")
    options = parser.parse_args()
    if unknown := set(options.kinds) - PAGES.keys():
        parser.error(f"no such kind of page: {', '.join(sorted(unknown))}")
    executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    if executable is None:
        sys.exit("no headless Chromium is installed")
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=executable)
        with Project(Path(place) / "project").served() as address:
            for scheme in SCHEMES:
                context = browser.new_context(base_url=address, locale="fr-FR", color_scheme=scheme, reduced_motion="reduce")
                page = context.new_page()
                for kind in options.kinds or PAGES:
                    page.goto(PAGES[kind], wait_until="networkidle")
                    for width in WIDTHS:
                        shoot(page, width, options.folder / f"{kind}-{width}-{scheme}.png")
                context.close()
        browser.close()


def shoot(page, width, file):
    page.set_viewport_size({"width": width, "height": HEIGHT})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST)})


if __name__ == "__main__":
    main()
