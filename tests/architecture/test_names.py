"""Names say what a thing is about: of modules, migrations and tests."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, write

pytestmark = pytest.mark.once

SAY_NOTHING = {
    "core", "common", "util", "utils", "helper", "helpers", "service", "services", "manager", "managers", "extra",
    "extras", "misc", "shared", "lib",
}  # fmt: skip
FREE = {"architecture", "browser", "flows", "pages"}  # one file per promise, not per module


def empty_names(root: Path) -> list[str]:
    """This function will name every module and folder of the product whose name says nothing."""
    return [
        module.name
        for module in modules(root, migrations=True)
        if SAY_NOTHING & {*module.path.relative_to(root).with_suffix("").parts[1:]}
    ]


def unnamed_migrations(root: Path) -> list[str]:
    """This function will name every migration that does not say what it does, or shares its number."""
    found = [
        path
        for path in sorted((root / "hourglass").rglob("migrations/[0-9]*.py"))
        if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem) or re.search(r"_auto_|_initial$", path.stem)
    ]
    numbers: dict[tuple[Path, str], Path] = {}
    for path in sorted((root / "hourglass").rglob("migrations/[0-9]*.py")):
        found += [path] if numbers.setdefault((path.parent, path.stem[:4]), path) != path else []
    return [path.relative_to(root).as_posix() for path in found]


def lost_tests(root: Path) -> list[str]:
    """This function will name every test file whose name leads to no module, view or command.

    `tests/base/test_roles.py` and `tests/base/test_roles_race.py` lead to `hourglass/base/roles.py`.
    """
    lost = []
    for path in sorted((root / "tests").rglob("test_*.py")):
        package, *_between = path.relative_to(root / "tests").parts
        if package in FREE:
            continue
        subjects = {module.path.stem for module in modules(root, below=f"hourglass/{package}")}
        subjects |= {module.path.parent.name for module in modules(root, below=f"hourglass/{package}")}
        subjects |= {folder.name for folder in (root / "hourglass" / package).rglob("templates/*/*") if folder.is_dir()}
        words = path.stem.removeprefix("test_").split("_")
        if subjects.isdisjoint("_".join(words[: end + 1]) for end in range(len(words))):
            lost.append(path.relative_to(root).as_posix())
    return lost


def test_no_name_says_nothing() -> None:
    assert empty_names(ROOT) == []


def test_migrations_are_named() -> None:
    assert unnamed_migrations(ROOT) == []


def test_every_test_leads_to_its_subject() -> None:
    assert lost_tests(ROOT) == []


def test_an_empty_name_is_caught(tmp_path: Path) -> None:
    write(tmp_path, {"hourglass/usage/utils.py": "", "hourglass/common/events.py": "", "hourglass/usage/events.py": ""})
    assert empty_names(tmp_path) == ["hourglass/common/events.py", "hourglass/usage/utils.py"]


def test_an_unnamed_migration_is_caught(tmp_path: Path) -> None:
    names = ["0001_initial", "0002_auto_20260101_1200", "0003_events", "0003_twice"]
    write(tmp_path, {f"hourglass/usage/migrations/{name}.py": "" for name in names})
    assert [Path(found).stem for found in unnamed_migrations(tmp_path)] == [names[0], names[1], names[3]]


def test_a_lost_test_is_caught(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "hourglass/usage/events.py": "",
            "hourglass/usage/management/commands/flush.py": "",
            "tests/usage/test_events.py": "",
            "tests/usage/test_events_race.py": "",
            "tests/usage/test_flush.py": "",
            "tests/usage/test_gone.py": "",
            "tests/flows/test_a_week.py": "",
        },
    )
    assert lost_tests(tmp_path) == ["tests/usage/test_gone.py"]
