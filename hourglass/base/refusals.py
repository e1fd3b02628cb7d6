"""The one way a rule says no."""

from typing import Any


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """A verb was asked for something the rules do not allow; the message tells a person why, in their language.

    Each module raises its own subclass. Delivery turns a refusal into a form's message and status 422 (403 where
    `forbidden` is true); anything else that is raised is a bug.
    """

    forbidden = False

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        """`message` is translatable text that names the way out; `field` is the form field it belongs to."""
        super().__init__(message)
        self.message = message
        self.field = field


class Forbidden(Refused):
    """The person may not do this at all."""

    forbidden = True
