"""`python -m hourglass.config <command>`: every command of the product."""

import os
import sys

from django.core.management import execute_from_command_line
from environs import EnvError


def main() -> None:
    """This function will run one management command with the product's settings."""
    os.umask(0o077)  # what the product writes is for its own user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
    try:
        execute_from_command_line(["hourglass", *sys.argv[1:]])
    except EnvError as fault:
        sys.exit(f"Hourglass does not start: {fault}")


if __name__ == "__main__":
    main()
