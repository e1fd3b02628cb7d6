"""One action on many rows: each row is asked of the verb on its own, and the outcome hides nothing."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.customers.registry import Words

MOST = 1_000  # rows that one request works through
KEPT = 3600  # seconds for which an outcome can be read and undone


class BulkRefused(Refused):
    """An action that was asked of no rows, or of too many."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """What can be done to the rows of a list, by those who hold `needs`.

    `do` asks the verb for one row; `before` gives what `undo` needs to bring the row back, where it can.
    """

    key: str
    label: Words
    icon: str
    needs: str
    form: Callable[..., forms.Form]
    do: Callable[[Any, Mapping[str, Any], User, datetime], object]
    done: Callable[[int], str]
    before: Callable[[Any], dict[str, Any]] = lambda _row: {}
    undo: Callable[[Any, Mapping[str, Any], User, datetime], object] | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row on which the action was refused, and why."""

    key: int
    name: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What became of every row, and whose action it was."""

    noun: str
    action: str
    person: int
    done: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    undone: bool = False

    def by_reason(self) -> dict[str, list[Refusal]]:
        """This function will sort the refusals by their reason."""
        found: dict[str, list[Refusal]] = {}
        for refusal in self.refused:
            found.setdefault(refusal.reason, []).append(refusal)
        return found


def chosen(rows: QuerySet[Any], keys: Sequence[str], *, every: bool) -> list[Any]:
    """This function will fetch the rows that were ticked, or all of them, as far as they are still in the list.

    :raises BulkRefused: there is none, or there are more than one request works through.
    """
    if not every:
        rows = rows.filter(pk__in=[int(key) for key in keys[:MOST] if key.isdecimal() and len(key) < 19])
    found = list(rows.order_by("pk")[: MOST + 1])
    if not found:
        raise BulkRefused(_("Nothing is selected. Tick at least one row."))
    if len(found) > MOST:
        raise BulkRefused(_("At most %(n)s rows at once. Narrow the list by a filter.") % {"n": f"{MOST:,}"})
    return found


def run(noun: str, action: Action, rows: Sequence[Any], data: Mapping[str, Any], *, by: User, at: datetime) -> Outcome:
    """This function will do an action on each row; a row that the verb refuses is told, the others are done."""
    outcome = Outcome(noun, action.key, by.pk)
    for row in rows:
        before = action.before(row)
        try:
            action.do(row, data, by, at)
        except Refused as refused:
            outcome.refused.append(Refusal(row.pk, str(row), str(refused.message)))
        else:
            outcome.done.append(row.pk)
            outcome.before[row.pk] = before
    return outcome


def undo(outcome: Outcome, action: Action, rows: QuerySet[Any], *, by: User, at: datetime) -> Outcome:
    """This function will bring the rows of an outcome back, as far as nobody changed them since."""
    back = Outcome(outcome.noun, action.key, by.pk, undone=True)
    if action.undo is None:
        return back
    found = rows.in_bulk(outcome.done)
    for key in outcome.done:
        row = found.get(key)
        try:
            if row is None:
                raise BulkRefused(_("It is no longer in your sight."))
            action.undo(row, outcome.before[key], by, at)
        except Refused as refused:
            back.refused.append(Refusal(key, str(row or key), str(refused.message)))
        else:
            back.done.append(key)
    return back


def keep(outcome: Outcome) -> str:
    """This function will keep an outcome for a while and give the token that finds it."""
    token = secrets.token_hex(16)
    cache.set(f"bulk:{outcome.person}:{token}", asdict(outcome), KEPT)
    return token


def find(token: str, by: User) -> Outcome | None:
    """This function will find an outcome of a person's own."""
    kept = cache.get(f"bulk:{by.pk}:{token[:40]}")
    if kept is None:
        return None
    return Outcome(**kept | {"refused": [Refusal(**refusal) for refusal in kept["refused"]]})


def forget(token: str, by: User) -> None:
    """This function will let an outcome be undone once only."""
    cache.delete(f"bulk:{by.pk}:{token[:40]}")
