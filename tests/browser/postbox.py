"""`python -m tests.browser.postbox <recipient>`: the newest e-mail to somebody that waits in the outbox."""

import os
import sys


def main(recipient: str) -> str:
    """This function will open the sealed message, as only the installation itself can."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
    import django  # noqa: PLC0415

    django.setup()
    from hourglass.base.models import Delivery  # noqa: PLC0415

    said = Delivery.objects.filter(recipient=recipient).latest("pk").content
    return f"{said['title']}\n\n{said['text']}"


if __name__ == "__main__":
    print(main(sys.argv[1]))  # noqa: T201  what it was asked for
