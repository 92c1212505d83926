"""What there is to do for those who write: the health of the content, as rows and as a page."""

from entraide.health.gather import gather
from entraide.health.model import Facts, Row, Section
from entraide.health.page import make_page
from entraide.health.sections import examine

__all__ = ["Facts", "Row", "Section", "examine", "gather", "make_page"]
