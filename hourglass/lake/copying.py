"""A copy of the lake as it was at one moment, taken while others read and write."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hourglass.lake import disk
from hourglass.lake.store import Lake
from hourglass.lake.tables import Table


class Broken(Exception):  # noqa: N818  it says what the copy is
    """A file that is not as it was acknowledged, so the copy of it is none."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where every table stood, and the files that its rows lie in."""

    versions: dict[Table, int]
    files: dict[Table, list[str]]


@contextmanager
def copied(lake: Lake, into: Path) -> Iterator[Moment]:
    """This function will hold the lake still while the caller takes the database, then copy it into a new folder.

    Inside the `with`, appends of every process wait; keep it short. Events that arrive go on to be kept in the inbox of
    the database. When it ends, writing goes on while the files are copied, each held against its seal; maintenance
    waits for the copy. A damaged file raises `Broken`. A lake on an object store raises ValueError: copy its bucket.
    """
    if not lake.folder:
        raise ValueError("A lake on an object store is copied by the means of that store")
    with lake.guard():
        with ExitStack() as still:
            for shelf in lake.shelves.values():
                still.enter_context(shelf.alone())
            moment = _logs(lake, lake.folder, into)
            yield moment
        for table, names in moment.files.items():
            home = lake.folder / table.name
            seals = disk.digests(into / table.name)
            for name in names:
                _file(Path(name), into / table.name / Path(name).relative_to(home), seals)


def _logs(lake: Lake, folder: Path, into: Path) -> Moment:
    """This function will seal what is there, and copy the logs, which say what the tables are."""
    moment = Moment({}, {})
    for table, shelf in lake.shelves.items():
        version = shelf.snapshot().version()
        shelf.settle(version)
        for part in (disk.LOG, disk.SEALS):
            shutil.copytree(folder / table.name / part, into / table.name / part)
        moment.versions[table] = version
        moment.files[table] = shelf.files()
    return moment


def _file(file: Path, to: Path, seals: dict[str, str]) -> None:
    """This function will copy one data file, see that the copy is what was sealed, and bring it to the disk."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        shutil.copyfile(file, to)
    if not to.exists() or disk.digest(to) != seals.get(os.path.join(to.parent.name, to.name)):
        raise Broken(f"{file} is not as it was acknowledged")
    disk.sync(to)
    disk.sync(to.parent)
