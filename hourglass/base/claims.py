"""Leases on rows: many workers, several machines, one owner per row; on any database, without locks.

A row is claimed by a conditional UPDATE, so of two workers one wins. Each claim has a token of its own: whoever lost
the lease, to a clock that jumped or to a pause, is told so by `Lost` at the next step and must undo what the
transaction did. The attempt is counted when it begins, so that work which kills its worker is given up as well.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import F

from hourglass.base.models.claims import Claimable, ClaimQuerySet, Row

WINDOW = 16
ERROR_LENGTH = 8000

Backoff = Callable[[int], timedelta]


class Lost(Exception):  # noqa: N818  an answer to the worker, not an error of the program
    """The row is no longer this worker's: its lease ran out, or a person decided otherwise. Roll back."""


def backoff(attempts: int) -> timedelta:
    """This function will tell how long to wait after so many failed attempts: 30 s, 2 min, 8 min ... 6 h."""
    return timedelta(seconds=min(30 * 4 ** (max(attempts, 1) - 1), 6 * 3600))


def claim(rows: ClaimQuerySet[Row], *, by: str, at: datetime, lease: timedelta) -> Row | None:
    """This function will make the most urgent due row of `rows` the worker's own, or return None when none is due."""
    token = f"{by}#{secrets.token_hex(6)}"
    while candidates := list(rows.due(at).order_by("due_at", "pk").values_list("pk", flat=True)[:WINDOW]):
        for pk in candidates:
            if _update(
                rows.due(at).filter(pk=pk), claimed_by=token, lease_until=at + lease, attempts=F("attempts") + 1
            ):
                return cast(Row, rows.model.objects.get(pk=pk))
    return None


def extend(row: Claimable, *, at: datetime, lease: timedelta) -> None:
    """This function will hold the row for another `lease`.

    :raises Lost: the row is no longer the worker's.
    """
    _step(row, lease_until=at + lease)


def finish(row: Claimable, *, at: datetime, **fields: Any) -> None:
    """This function will mark the row done; in the transaction of the work itself, the work counts exactly once.

    :raises Lost: the row is no longer the worker's; the caller's transaction must roll back.
    """
    _step(row, done_at=at, claimed_by=None, lease_until=None, error="", **fields)


def release(row: Claimable, *, at: datetime) -> None:
    """This function will hand the row back undone, the attempt not counted: the worker stops, the work did not fail.

    :raises Lost: the row is no longer the worker's.
    """
    _step(row, claimed_by=None, lease_until=None, attempts=max(row.attempts - 1, 0), due_at=min(row.due_at, at))


def fail(
    row: Claimable, *, at: datetime, error: str, limit: int, wait: Backoff = backoff, permanent: bool = False
) -> bool:
    """This function will free the row for another attempt later, or bury it after `limit` attempts.

    `permanent` says that another attempt cannot help. The answer tells whether the row is dead now.

    :raises Lost: the row is no longer the worker's.
    """
    fate = _fate(row.attempts, at=at, limit=limit, wait=wait, permanent=permanent)
    _step(row, claimed_by=None, lease_until=None, error=error[:ERROR_LENGTH], **fate)
    return row.dead_at is not None


def reap(
    rows: ClaimQuerySet[Row], *, at: datetime, lease: timedelta, limit: Callable[[Row], int], wait: Backoff = backoff
) -> list[Row]:
    """This function will take every expired row from the worker that died with it, and return those rows.

    Each waits for its next attempt, or is dead when that was the last. `lease` is the longest lease given on `rows`.
    """
    reaped = []
    for row in rows.expired(at, lease):
        fate = _fate(row.attempts, at=at, limit=limit(row), wait=wait)
        # The lease end is part of the condition: the row may have been extended since it was read.
        held = _mine(row).filter(lease_until=row.lease_until)
        if _update(held, claimed_by=None, lease_until=None, error=f"{row.claimed_by}: lease ran out", **fate):
            _show(row, {"claimed_by": None, "lease_until": None, **fate})
            reaped.append(row)
    return reaped


def revive(row: Claimable, *, at: datetime) -> bool:
    """This function will give a dead row a fresh set of attempts, due at once; False when it is not dead (any more)."""
    fields: dict[str, Any] = {"dead_at": None, "attempts": 0, "due_at": at}
    alive = _update(type(row).objects.filter(pk=row.pk).dead(), **fields)
    if alive:
        _show(row, fields)
    return alive


def _fate(attempts: int, *, at: datetime, limit: int, wait: Backoff, permanent: bool = False) -> dict[str, Any]:
    return {"dead_at": at} if permanent or attempts >= limit else {"due_at": at + wait(attempts)}


def _step(row: Claimable, **fields: Any) -> None:
    if row.claimed_by is None or not _update(_mine(row), **fields):
        raise Lost(f"{row._meta.label} {row.pk}")
    _show(row, fields)


def _mine(row: Claimable) -> ClaimQuerySet[Any]:
    return cast(ClaimQuerySet[Any], type(row).objects.filter(pk=row.pk, claimed_by=row.claimed_by))


def _update(rows: ClaimQuerySet[Any], **fields: Any) -> bool:
    return rows.update(**fields) == 1


def _show(row: Claimable, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
