"""Data that nobody here made, beside the project; a test that needs it says loudly where it is absent."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """This function will find a folder of outside data, or skip the test."""
    for parent in ROOT.parents:
        if (found := parent / "shared" / "data" / name).is_dir():
            return found
    pytest.skip(
        f"The outside data {name} is not beside this checkout (shared/data/{name}); its oracle was NOT checked."
    )


def rows(path: Path) -> Iterator[dict[str, str]]:
    """This function will read the rows of a CSV file."""
    with path.open(newline="") as file:
        yield from csv.DictReader(file)
