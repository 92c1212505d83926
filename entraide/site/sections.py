"""A Markdown extension that puts each level-2 heading and what follows it into a `<section>` of class `block-<heading's id>`.

In: Markdown. Out: the same with sections, which the style sheet tells apart. Knows no heading's meaning.
"""

import xml.etree.ElementTree as ET  # only to build elements, never to parse
from typing import Any

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

_AFTER_TOC = 1
"""Below the priority of the extension that gives headings their id (5)."""


class _Sections(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        """Move the children of `root` into sections, in order."""
        children = list(root)
        place = root
        for child in children:
            if child.tag == "h2":
                place = ET.SubElement(root, "section", {"class": f"block block-{child.get('id', '')}"})
            if place is not root:
                root.remove(child)
                place.append(child)


class SectionsExtension(Extension):
    """Registers the tree processor after the one that gives ids."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Called by the library."""
        md.treeprocessors.register(_Sections(md), "entraide_sections", _AFTER_TOC)


def makeExtension(**options: Any) -> SectionsExtension:  # noqa: N802 - the library's name
    """Called by the library."""
    return SectionsExtension(**options)
