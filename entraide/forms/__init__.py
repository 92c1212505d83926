"""Request forms as data: read from YAML, shown as a page, and understood when they are filled in."""

from entraide.forms.model import Form
from entraide.forms.read import read_forms

__all__ = ["Form", "read_forms"]
