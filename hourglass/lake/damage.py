"""Files that are not what they were when they were acknowledged: found, taken from a backup, or set aside."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hourglass.lake import disk
from hourglass.lake.shelf import HOOKS, Shelf, period_of
from hourglass.lake.tables import Table, days_of

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Damaged:
    """One file of a snapshot that cannot be trusted, and the days [`since`, `until`) whose rows it may hold."""

    table: Table
    file: Path
    why: str
    since: date
    until: date


def check(shelf: Shelf) -> list[Damaged]:
    """This function will read every file of the present snapshot and list those whose bytes are not the sealed ones.

    An object store looks after its own bytes, so there is nothing to check there.
    """
    if not shelf.folder:
        return []
    shelf.settle(shelf.snapshot().version())
    sealed = disk.digests(shelf.folder)
    found = []
    for name in shelf.files():
        file = Path(name)
        if why := _why(file, sealed.get(str(file.relative_to(shelf.folder)))):
            since, until = days_of(period_of(name))
            found.append(Damaged(shelf.table, file, why, since, until))
    return found


def heal(shelf: Shelf, damaged: Damaged, *, backup: Path) -> bool:
    """This function will put the same file from a backup of the lake back in place; False when that has no sound one.

    Files never change once they are written, so the one of the backup is the one that was acknowledged.
    """
    folder = _folder(shelf)
    name = damaged.file.relative_to(folder)
    copy = backup / shelf.table.name / name
    if not copy.exists() or disk.digest(copy) != disk.digests(folder).get(str(name)):
        return False
    draft = damaged.file.with_name(f"{damaged.file.name}.draft")
    shutil.copyfile(copy, draft)
    disk.sync(draft)
    draft.replace(damaged.file)
    disk.sync(damaged.file.parent)
    return True


def quarantine(shelf: Shelf, damaged: Damaged) -> None:
    """This function will set a damaged file aside, so that the table can be read without its rows.

    The file goes to the folder `quarantine`; the days it held are to be filled again from where they came from.
    """
    aside = _folder(shelf).parent / QUARANTINE
    with shelf.alone():
        aside.mkdir(exist_ok=True)
        if damaged.file.exists():
            damaged.file.replace(aside / f"{shelf.table.name}-{damaged.file.name}")
            disk.sync(damaged.file.parent)
        snapshot = shelf.snapshot()
        snapshot.repair(post_commithook_properties=HOOKS)  # a commit that no longer names what does not exist
        shelf.settle(shelf.snapshot().version())


def forget(shelf: Shelf) -> None:
    """This function will remove the table's files from quarantine."""
    if shelf.folder:
        for file in (shelf.folder.parent / QUARANTINE).glob(f"{shelf.table.name}-*.parquet"):
            file.unlink()


def _folder(shelf: Shelf) -> Path:
    """This function will return the table's folder; one on an object store has none, and raises ValueError."""
    if not shelf.folder:
        raise ValueError("An object store looks after its own bytes")
    return shelf.folder


def _why(file: Path, digest: str | None) -> str:
    """This function will say what is wrong with a file, or nothing."""
    if not file.exists():
        return "it is missing"
    if digest is None:
        return "its seal is missing"
    return "" if disk.digest(file) == digest else "its bytes are not those that were sealed"
