"""What the program calls itself where it reads."""

from importlib.metadata import version

from entraide.config import Configuration


def user_agent(settings: Configuration) -> str:
    """Its name, and where those who meet it learn more."""
    return f"Entraide/{version('entraide')} (+{settings.site.url})"
