"""The coverage page counts what the tests name, and nothing that nobody knows."""

from pathlib import Path

import pytest

from hourglass.config import coverage
from tests.architecture.tree import ROOT, write

pytestmark = pytest.mark.once


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A catalogue of four items, of which tests name two."""
    return write(
        tmp_path,
        {
            "docs/reference/spec-items.txt": "CONV-3 Months\nGOAL-01 Levels (四)\nGOAL-02 A | goal\nGOAL-12 Late\n",
            "docs/reference/partials.toml": 'GOAL-02 = "the tree"\nGOAL-12 = "all of it"\n',
            "tests/a/test_a.py": "def test_goal_02_one(): ...\ndef test_goal_2_two(): ...\ndef test_conv_03_x(): ...\n",
        },
    )


def test_the_whole_catalogue_is_listed() -> None:
    listed = coverage.items((ROOT / "docs" / "reference" / "spec-items.txt").read_text())
    assert len([key for key in listed if not key.startswith("CONV-")]) == 328
    assert [key for key in listed if key.startswith("CONV-")] == [f"CONV-{number}" for number in range(1, 10)]


def test_tests_and_partials_name_only_what_the_catalogue_knows() -> None:
    assert coverage.strangers(ROOT) == []


def test_it_tells_done_partial_and_open(small: Path) -> None:
    page = coverage.page(small)
    assert "| CONV-3 | Months | done | 1 |  |" in page
    assert "| GOAL-01 | Levels (四) | open |  |  |" in page
    assert "| GOAL-02 | A / goal | partial | 2 | the tree |" in page
    assert "| GOAL-12 | Late | open |  |  |" in page
    assert "3 items and 1 conventions" in page
    assert "Done: 1. Partial: 1. Open: 2." in page


def test_an_unknown_item_is_caught(small: Path) -> None:
    write(small, {"tests/a/test_b.py": "def test_goal_99_x(): ...\ndef test_page_2_opens(): ...\n"})
    assert coverage.strangers(small) == ["GOAL-99"]
