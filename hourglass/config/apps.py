"""What is done once, when the product starts."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class Config(AppConfig):
    """The wiring as a Django application."""

    name = "hourglass.config"

    def ready(self) -> None:
        """This function will add our start-up checks to Django's, and have its texts speak the company's words."""
        from hourglass.base import speaking  # noqa: PLC0415  models are complete only now
        from hourglass.config import checks  # noqa: PLC0415  checks read the settings, which are complete only now

        speaking.begin()
        for check in checks.EVERY:
            register(check, *([Tags.database] if check is checks.sqlite else []))
