"""The error tree of the application. cli.py maps each class to an exit code, web/app.py to a status."""

from collections.abc import Sequence


class EntraideError(Exception):
    """Base of every error the application raises on purpose; its text is fit to be shown."""


class ConfigError(EntraideError):
    """entraide.yml is missing, unreadable, or holds a key or value that cannot be."""


class ContentError(EntraideError):
    """The FAQ has problems; the build stops and the last good site stays."""

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class DraftError(EntraideError):
    """A fiche cannot be begun as it was asked; the text, in French, says what to do."""


class BuildError(EntraideError):
    """The site cannot be built; the last good site stays."""


class EvaluationError(EntraideError):
    """Documents, queries or judgements to measure the search with cannot be read."""


class StorageError(EntraideError):
    """A folder of the configuration cannot be written."""


class BusyError(EntraideError):
    """Another process holds what is needed: the writer's lock or the port."""


class GlpiError(EntraideError):
    """GLPI refuses what is asked, or answers what nobody understands; a message quotes no secret and nothing that was sent."""

    def __init__(self, text: str, *, code: str = "") -> None:
        self.code = code
        """What GLPI calls it, such as `ERROR_GLPI_ADD`; '' when it does not say."""
        super().__init__(text)


class GlpiAccessError(GlpiError):
    """GLPI refuses the token or the account, or what they may do."""


class GlpiAwayError(GlpiError):
    """GLPI is not there now (unreachable, too slow, too busy, in maintenance); later it may be."""


class DeliveryError(EntraideError):
    """A request could not be delivered, and was not; a message quotes nothing of it."""


class UnsureDeliveryError(DeliveryError):
    """A mail server never said whether it took a message, or GLPI does not show the ticket that it says it added."""


class UnknownRequestError(EntraideError):
    """There is no request of that number."""
