"""What a lake in a folder adds to Delta: its files survive a power loss, and damage is noticed.

Delta's writer does not call fsync and keeps no checksums. So each commit is *sealed* before it is acknowledged: its
data files, its log entry and their folders are brought to the disk, and a seal with the digest of each file is written
beside the log. Commits are sealed in order; hence what has no seal was never acknowledged, and a torn commit without a
seal may be taken back.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOG = "_delta_log"
SEALS = "_seals"
DIGITS = 20  # of a version in the name of a log entry, as Delta writes it


class Torn(Exception):  # noqa: N818  it says what the commit is
    """A commit without a seal whose files are not whole: the machine stopped before it was acknowledged."""

    def __init__(self, version: int, why: str) -> None:
        super().__init__(f"commit {version} is torn: {why}")
        self.version = version


def entry(table: Path, version: int) -> Path:
    """This function will name the log entry of a commit."""
    return table / LOG / f"{version:0{DIGITS}}.json"


def seal_of(table: Path, version: int) -> Path:
    """This function will name the seal of a commit."""
    return table / SEALS / f"{version:0{DIGITS}}.json"


def sync(path: Path) -> None:
    """This function will bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, text: str) -> None:
    """This function will write a file that is there whole or not at all, and lasts when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}.draft")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)


def digest(path: Path) -> str:
    """This function will return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def actions(table: Path, version: int) -> list[dict[str, Any]]:
    """This function will read the log entry of a commit: one action a line. A torn one raises `Torn`."""
    try:
        return [json.loads(line) for line in entry(table, version).read_text().splitlines()]
    except ValueError as fault:
        raise Torn(version, "its log entry cannot be read") from fault


def sealed(table: Path) -> int:
    """This function will return the last commit that has a seal, -1 when none has."""
    seals = [path.stem for path in (table / SEALS).glob("*.json")]
    return int(max(seals, default="-1"))


def whole(table: Path, version: int) -> list[tuple[Path, int]]:
    """This function will return the files a commit added, with their rows; one that is cut off raises `Torn`.

    To be asked of a commit without a seal: files are only ever removed after everything was sealed.
    """
    added = [action["add"] for action in actions(table, version) if "add" in action]
    for one in added:
        data = table / one["path"]
        if not data.exists() or data.stat().st_size != one["size"]:
            raise Torn(version, f"{one['path']} is not whole")
    return [(table / one["path"], json.loads(one["stats"])["numRecords"]) for one in added]


def seal(table: Path, version: int) -> None:
    """This function will bring one commit to the disk and seal it; a file that is not as committed raises `Torn`.

    A sealed commit stays as it is: its files may be gone by now, because later commits removed them.
    """
    if seal_of(table, version).exists():
        return
    digests = {}
    path = entry(table, version)
    for data, _rows in whole(table, version):
        sync(data)
        sync(data.parent)
        digests[str(data.relative_to(table))] = digest(data)
    sync(path)
    sync(path.parent)
    sync(table)
    write_whole(seal_of(table, version), json.dumps(digests))


def digests(table: Path) -> dict[str, str]:
    """This function will return the sealed digest of every file that has one, by its path in the table's folder."""
    found: dict[str, str] = {}
    for path in sorted((table / SEALS).glob("*.json")):
        found.update(json.loads(path.read_text()))
    return found


def fold_seals(table: Path) -> None:
    """This function will keep one seal in place of many: the last, with the digests of the files that still exist."""
    seals = sorted((table / SEALS).glob("*.json"))
    if len(seals) < 2:
        return
    living = {name: value for name, value in digests(table).items() if (table / name).exists()}
    write_whole(seals[-1], json.dumps(living))
    for path in seals[:-1]:
        path.unlink()
    sync(table / SEALS)


def take_back(table: Path, version: int, *, into: Path) -> list[Path]:
    """This function will take the commits from `version` on out of the log and lay their entries into a folder.

    Only what has no seal may be taken back; anything else raises ValueError. Data files stay until they are swept.
    """
    if version <= sealed(table):
        raise ValueError(f"commit {version} is sealed and cannot be taken back")
    into.mkdir(parents=True, exist_ok=True)
    entries = sorted((table / LOG).glob("*.json"), reverse=True)  # the last first: the log has no gap at any moment
    late = [path for path in entries if path.stem.isdigit() and int(path.stem) >= version]
    moved = [path.replace(into / f"{table.name}-{path.name}") for path in late]
    sync(table / LOG)
    sync(into)
    return moved


@contextmanager
def held(path: Path, *, alone: bool) -> Iterator[None]:
    """This function will hold a file lock, `alone` or together with others; the system frees it when a process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
