"""How much of the requirement catalogue is done: docs/reference/coverage.md, told by the names of the tests."""

import re
import tomllib
from collections import Counter
from pathlib import Path

ITEM = re.compile(r"^([A-Z]+-\d+) (.+)$", re.MULTILINE)
TEST = re.compile(r"^(?:async )?def test_([a-z]+)_(\d+)_", re.MULTILINE)


def items(text: str) -> dict[str, str]:
    """This function will read the items of the catalogue, title by id, in their order."""
    return {key: title.strip() for key, title in ITEM.findall(text)}


def tested(folder: Path) -> Counter[str]:
    """This function will count the tests that name an item: `test_conv_03_clips_...` is one of CONV-3."""
    found = Counter(
        (area.upper(), int(number))
        for path in folder.rglob("test_*.py")
        for area, number in TEST.findall(path.read_text())
    )
    return Counter({f"{area}-{number}": count for (area, number), count in found.items()})


def plain(key: str) -> str:
    """This function will write an id without leading zeros, as tests may or may not have them."""
    area, _, number = key.partition("-")
    return f"{area}-{int(number)}"


def page(root: Path) -> str:
    """This function will write the page: what is done, what is partly done and what is missing in it, what is open."""
    reference = root / "docs" / "reference"
    catalogue = items((reference / "spec-items.txt").read_text())
    partials = tomllib.loads((reference / "partials.toml").read_text())
    counts = tested(root / "tests")
    rows = []
    for key, title in catalogue.items():
        tests = counts[plain(key)]
        state = "open" if not tests else "partial" if key in partials else "done"
        rows.append((key, title.replace("|", "/"), state, tests or "", partials.get(key, "") if tests else ""))
    states = Counter(state for _key, _title, state, *_rest in rows)
    table = "\n".join(f"| {key} | {title} | {state} | {tests} | {lacks} |" for key, title, state, tests, lacks in rows)
    return (
        f"# Coverage\n\nThe requirement catalogue has {len(rows) - conventions(rows)} items and {conventions(rows)} "
        "conventions. An item is done when tests carry its id and nothing of it is known to be missing; what is known "
        "stands in `partials.toml`.\n\n"
        f"Done: {states['done']}. Partial: {states['partial']}. Open: {states['open']}.\n\n"
        f"| Item | Title | State | Tests | Missing |\n|---|---|---|---|---|\n{table}\n"
    )


def conventions(rows: list[tuple[str, str, str, int | str, str]]) -> int:
    """This function will count the conventions among the rows."""
    return sum(row[0].startswith("CONV-") for row in rows)


def strangers(root: Path) -> list[str]:
    """This function will name what tests and partials speak of and the catalogue does not know."""
    reference = root / "docs" / "reference"
    known = {plain(key) for key in items((reference / "spec-items.txt").read_text())}
    areas = {key.partition("-")[0] for key in known}
    named = [key for key in tested(root / "tests") if key.partition("-")[0] in areas]
    named += [plain(key) for key in tomllib.loads((reference / "partials.toml").read_text())]
    return sorted({key for key in named if key not in known})
