"""Reads documents of many formats, each in a process of its own with bounded memory and time.

Comes in: the bytes of one document. Goes out: an Extract, or an ExtractError with one line of reason. Knows no folder,
no source and no file name: the format is told by the content.
"""

from forum_sync.extract.document import extract
from forum_sync.extract.facts import joined, read_facts
from forum_sync.extract.model import Extract, ExtractError, Facts, File
from forum_sync.extract.tools import TOOLS

__all__ = ["TOOLS", "Extract", "ExtractError", "Facts", "File", "extract", "joined", "read_facts"]
