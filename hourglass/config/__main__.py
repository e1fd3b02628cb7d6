"""`python -m hourglass.config <command>`: every command of the product."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """This function will run one management command with the product's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
    execute_from_command_line(["hourglass", *sys.argv[1:]])


if __name__ == "__main__":
    main()
