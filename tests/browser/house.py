"""`python -m tests.browser.house <port>`: the product with its demo, as the browser tests meet it."""

import os
import sys
from datetime import timedelta


def main(port: int) -> None:
    """This function will prepare database, static files and demo in HOURGLASS_DATA, and serve them on `port`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from hourglass.config import demo, demo_usage, preparation  # noqa: PLC0415

    preparation.prepare()
    at = timezone.now() - timedelta(minutes=5)
    if demo.install(at=at):
        demo_usage.measure(at=at)
    call_command("web", port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
