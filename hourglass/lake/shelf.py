"""One table of the lake where it lies: its snapshots, and the one way in which rows get into it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Transaction, WriterProperties
from deltalake import write_deltalake as write
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from hourglass.lake import arrows, disk, duck
from hourglass.lake.tables import PERIOD, Table, touches

TRIES = 20  # each loses against another commit, which then stands
CHECKPOINT = 25  # commits: each one after it costs whoever opens the table about a millisecond
SETTINGS = {
    "delta.checkpointInterval": str(CHECKPOINT),
    "delta.logRetentionDuration": "interval 2 days",
    "delta.deletedFileRetentionDuration": "interval 1 days",
}
# Handed to every write: the defaults of releases drift.
WRITER = WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=32_768)
# Checkpoints and the pruning of the log are ours to do, after what they rest on is on the disk.
HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
FILE_SIZE = 128 * 1024 * 1024


def period_of(file: str) -> str:
    """This function will return the period of a file by its name, `.../period=2026-11/part-....parquet`."""
    return file.rsplit(f"/{PERIOD}=", 1)[1].split("/", 1)[0]


class Contended(Exception):  # noqa: N818  it says what the table is
    """So many other commits came in between that this one gave up; nothing of it was written."""


class Shelf:
    """The files of one table, in a folder or at the address of an object store."""

    def __init__(self, root: str, table: Table, *, spill: Path) -> None:
        self.table = table
        self.address = f"{root.rstrip('/')}/{table.name}"
        self.folder = None if "://" in root else Path(self.address)
        self.spill = spill
        self._sealed: int | None = None
        self._lock = Lock()
        self._known: DeltaTable | None = None
        self._listed: tuple[int, list[tuple[str, str]]] = (-1, [])
        self._make()
        if self.folder:
            self._mend(self.folder)

    def snapshot(self) -> DeltaTable:
        """This function will open the table as it stands now. What it shows stays as it is while others write."""
        return DeltaTable(self.address)

    @contextmanager
    def present(self) -> Iterator[DeltaTable]:
        """This function will lend the table as it stands now, to one thread at a time and for a short while.

        Opening reads the log from its last checkpoint on; this reads only what came since it was lent last.
        """
        with self._lock:
            if self._known is not None and self._grown(self._known.version()):
                try:
                    self._known.update_incremental()
                except DeltaError:
                    self._known = None  # the log was pruned beyond what this process had seen
            if self._known is None:
                self._known = self.snapshot()
            yield self._known

    def _grown(self, version: int) -> bool:
        """This function will say whether there may be a commit after `version`."""
        return not self.folder or disk.entry(self.folder, version + 1).exists()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """This function will keep files without a commit from being swept while a write is under way."""
        with self.alone(False):
            yield

    def alone(self, alone: bool = True) -> Any:
        """This function will hold off every write of any process on this machine for a short while."""
        if not self.folder:
            return nullcontext()
        return disk.held(self.folder.parent / f"_{self.table.name}.lock", alone=alone)

    def append(self, rows: Any, *, transaction: tuple[str, int]) -> bool:
        """This function will add Arrow rows under (app, version), or say False when that version is there already.

        Either way everything up to now is on the disk when this returns.
        """
        app, version = transaction
        for _ in range(TRIES):
            with self.writing(), self.present() as snapshot:
                there = snapshot.transaction_version(app)
                if there is not None and there >= version:
                    self.settle(snapshot.version())
                    return False
                # The same object that answered: a version that others commit meanwhile is refused, not doubled.
                self._known = None
                with suppress(CommitFailedError):
                    self._write(snapshot, rows, mode="append", transaction=transaction)
                    self._known = snapshot
                    return True
        raise Contended(f"{self.table} could not be appended to")

    def overwrite(
        self, snapshot: DeltaTable, rows: Any, *, periods: Sequence[str], transaction: tuple[str, int] | None = None
    ) -> bool:
        """This function will make `rows` all that the periods hold, in one commit; False when others changed them.

        `rows` must come from the same snapshot, and be of these periods.
        """
        listed = ", ".join(duck.text(period) for period in periods)
        with self.writing(), suppress(CommitFailedError):
            predicate = f"{PERIOD} IN ({listed})"
            self._write(snapshot, rows, mode="overwrite", predicate=predicate, transaction=transaction)
            return True
        return False

    def settle(self, version: int) -> None:
        """This function will seal every commit up to `version`, and make a checkpoint when one is due."""
        if not self.folder:
            return
        if self._sealed is None:
            self._sealed = disk.sealed(self.folder)
        due = version // CHECKPOINT > max(self._sealed, 0) // CHECKPOINT
        for each in range(self._sealed + 1, version + 1):
            disk.seal(self.folder, each)
            self._sealed = each
        if due:
            self.checkpoint()

    def checkpoint(self) -> None:
        """This function will write a checkpoint, so that opening the table stays quick, and prune the log."""
        snapshot = self.snapshot()
        snapshot.create_checkpoint()
        if self.folder:
            for path in sorted((self.folder / disk.LOG).glob("*checkpoint*")):
                disk.sync(path)
            disk.sync(self.folder / disk.LOG)
        snapshot.cleanup_metadata()

    def files(self, *, since: date | None = None, until: date | None = None) -> list[str]:
        """This function will list the files of the present snapshot that may hold days in [`since`, `until`)."""
        with self.present() as snapshot:
            if self._listed[0] != snapshot.version():
                names = snapshot.file_uris()
                self._listed = (snapshot.version(), [(period_of(name), name) for name in names])
            listed = self._listed[1]
        return [name for period, name in listed if touches(period, since, until)]

    def files_of(self, snapshot: DeltaTable, periods: Sequence[str]) -> list[str]:
        """This function will list the files of a snapshot in these periods."""
        return snapshot.file_uris([(PERIOD, "in", list(periods))]) if periods else []

    def periods(self, snapshot: DeltaTable) -> list[str]:
        """This function will list the periods of a snapshot, in order."""
        return sorted({str(part[PERIOD]) for part in snapshot.partitions()})

    def _write(self, snapshot: DeltaTable, rows: Any, *, transaction: tuple[str, int] | None, **how: Any) -> None:
        """This function will commit rows upon `snapshot` and settle everything up to that commit."""
        marks = [Transaction(*transaction)] if transaction else None
        write(
            snapshot,
            rows,
            writer_properties=WRITER,
            target_file_size=FILE_SIZE,
            commit_properties=CommitProperties(app_transactions=marks),
            post_commithook_properties=HOOKS,
            **how,
        )
        self.settle(snapshot.version())

    def _make(self) -> None:
        """This function will make the table where there is none; of several makers one wins."""
        with suppress(TableNotFoundError):
            if DeltaTable.is_deltatable(self.address):
                return
        kept = {**SETTINGS, "delta.dataSkippingStatsColumns": ",".join(self.table.statistics)}
        with self.writing(), suppress(CommitFailedError):
            DeltaTable.create(
                self.address,
                arrows.schema(self.table),
                mode="ignore",
                partition_by=[PERIOD],
                configuration=kept,
                post_commithook_properties=HOOKS,
            )
            self.settle(0)

    def _mend(self, folder: Path) -> None:
        """This function will take back commits that a power loss tore before they were acknowledged."""
        newest = max((int(path.stem) for path in (folder / disk.LOG).glob("*.json") if path.stem.isdigit()), default=-1)
        if newest == disk.sealed(folder):
            return
        try:
            self._inspect(folder, newest)
        except disk.Torn:
            with self.alone():
                try:
                    self._inspect(folder, newest)
                except disk.Torn as torn:
                    disk.take_back(folder, torn.version, into=folder.parent / "quarantine")

    def _inspect(self, folder: Path, newest: int) -> None:
        """This function will read all that has no seal; the first commit that is not whole raises `disk.Torn`."""
        unsealed = range(disk.sealed(folder) + 1, newest + 1)
        with duck.connect(self.spill) as connection:
            for version in unsealed:
                for file, rows in disk.whole(folder, version):
                    if not duck.readable(connection, self.table, file, rows):
                        raise disk.Torn(version, f"{file.name} cannot be read")
