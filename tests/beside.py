"""Where real material for trying things lies, when it is there: beside the checkout, never in it."""

from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"
