"""What a machine sees of the faults of a page against WCAG."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(tab):
    """Each with the element and what to do."""
    found = Axe().run(tab, options=OPTIONS).response["violations"]
    return [(one["id"], node["html"][:200], node.get("failureSummary", "")) for one in found for node in one["nodes"]]
