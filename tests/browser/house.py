"""`python -m tests.browser.house [port]`: the product with its demo, as the browser tests meet it."""

import os
import sys
from datetime import timedelta


def main(port: int | None) -> None:
    """This function will serve what is in HOURGLASS_DATA on `port`; without one, make it: database, files and demo."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from hourglass.config import demo, demo_usage, preparation  # noqa: PLC0415

    if port:
        call_command("web", port=port)
        return
    preparation.prepare()
    at = timezone.now() - timedelta(minutes=5)
    demo.install(at=at)
    demo_usage.measure(at=at)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else None)
