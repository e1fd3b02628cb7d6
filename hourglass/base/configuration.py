"""Changing and reading configuration: every value has a first day, an author and a reason (CONV-7, CFG-04).

Rules take a `Configuration` and a day as arguments. Who has neither asks `current()`: inside `held()`, which wraps
every request and job, that is one query however often it is asked; nothing outlives the block, so no worker ever
answers from a value that another one has replaced.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.instants import local_day, utc, zone
from hourglass.base.models import ConfiguredValue, User
from hourglass.base.periods import add_years
from hourglass.base.refusals import Refused
from hourglass.base.resolution import ANYWHERE, WORKSPACE, Configuration, Place, Scope
from hourglass.base.settings import Setting
from hourglass.base.workspace import TIME_ZONE

T = TypeVar("T")

FURTHEST_YEARS = 10


class ConfigurationRefused(Refused):
    """A change of configuration that the rules do not allow."""


@dataclass
class _Held:
    snapshot: Configuration | None = None
    changed: bool = False
    derived: dict[Any, Any] = field(default_factory=dict)


_held: ContextVar[_Held | None] = ContextVar("configuration", default=None)


@contextmanager
def held() -> Iterator[None]:
    """This function will keep one snapshot of the configuration for the time of its block."""
    token = _held.set(_Held())
    try:
        yield
    finally:
        _held.reset(token)


def load() -> Configuration:
    """This function will read every value that counts, in one query."""
    return Configuration(row.as_dated() for row in ConfiguredValue.objects.filter(cancelled_at=None))


def current() -> Configuration:
    """This function will give the configuration as it is: the block's snapshot, else read afresh."""
    holder = _held.get()
    # After a change nothing is kept: the change may yet be rolled back.
    if holder is None or holder.changed:
        return load()
    if holder.snapshot is None:
        holder.snapshot = load()
    return holder.snapshot


def derived(make: Callable[[Configuration], T]) -> T | None:
    """This function will give what `make` finds in the block's snapshot, found once; None before anything was read."""
    holder = _held.get()
    if holder is None or holder.snapshot is None:
        return None
    if make not in holder.derived:
        holder.derived[make] = None  # while it is being found, whoever asks gets nothing
        holder.derived[make] = make(holder.snapshot)
    found: T | None = holder.derived[make]
    return found


def value(setting: Setting[T], *, on: date, scope: Scope = ANYWHERE) -> T:
    """This function will give the value of `setting` that holds on the day `on`."""
    return current().value(setting, on=on, scope=scope)


def business_zone(at: datetime) -> ZoneInfo:
    """This function will give the zone by whose clocks the workspace lives at that instant."""
    return zone(value(TIME_ZONE, on=utc(at).date()))


def today(at: datetime) -> date:
    """This function will tell which day it is for the workspace at that instant."""
    return local_day(at, business_zone(at))


@transaction.atomic
def change(
    setting: Setting[T],
    to: T,
    *,
    effective_from: date,
    by: User | str,
    at: datetime,
    reason: str,
    place: Place = WORKSPACE,
) -> ConfiguredValue:
    """This function will set `setting` for `place` from a day on that is not past."""
    if effective_from < today(at):
        raise ConfigurationRefused(
            _("A change takes effect today or later. To set right what held before, book a correction."),
            field="effective_from",
        )
    setting.check(to)
    row, old = _keep(setting, setting.write(to), effective_from, by, at, reason, place)
    timeline.record("configuration.changed", on=row, by=by, at=at, old=old, new=_told(row), reason=row.reason)
    return row


@transaction.atomic
def correct(
    setting: Setting[T],
    to: T,
    *,
    effective_from: date,
    by: User | str,
    at: datetime,
    reason: str,
    place: Place = WORKSPACE,
) -> ConfiguredValue:
    """This function will set right what held from a past day on; what was known before stays readable."""
    if effective_from >= today(at):
        raise ConfigurationRefused(
            _("A correction begins on a past day. For today or later, make a change."), field="effective_from"
        )
    setting.check(to)
    row, old = _keep(setting, setting.write(to), effective_from, by, at, reason, place, correction=True)
    timeline.record("configuration.corrected", on=row, by=by, at=at, old=old, new=_told(row), reason=row.reason)
    return row


@transaction.atomic
def inherit(
    setting: Setting[Any],
    *,
    effective_from: date,
    by: User | str,
    at: datetime,
    reason: str,
    place: Place,
) -> ConfiguredValue:
    """This function will end the value of `place`, so that from that day on the wider one holds there."""
    if effective_from < today(at):
        raise ConfigurationRefused(_("A value can end today or later."), field="effective_from")
    row, old = _keep(setting, None, effective_from, by, at, reason, place, inherits=True)
    timeline.record("configuration.inherited", on=row, by=by, at=at, old=old, new=_told(row), reason=row.reason)
    return row


@transaction.atomic
def cancel(row: ConfiguredValue, *, by: User | str, at: datetime, reason: str) -> None:
    """This function will take back a change that has not taken effect yet."""
    waiting = ConfiguredValue.objects.filter(pk=row.pk, cancelled_at=None, effective_from__gt=today(at))
    if not waiting.update(cancelled_at=at):
        raise ConfigurationRefused(_("This change is in force or was taken back already. Make another change instead."))
    _forget()
    timeline.record("configuration.cancelled", on=row, by=by, at=at, old=_told(row), reason=_reason(reason))


def history(setting: Setting[Any]) -> QuerySet[ConfiguredValue]:
    """This function will give every row ever kept for `setting`, the latest first, with who and why."""
    return ConfiguredValue.objects.filter(key=setting.key).order_by("-effective_from", "-pk").select_related("author")


def _keep(
    setting: Setting[Any],
    kept: Any,
    effective_from: date,
    by: User | str,
    at: datetime,
    reason: str,
    place: Place,
    *,
    inherits: bool = False,
    correction: bool = False,
) -> tuple[ConfiguredValue, dict[str, Any]]:
    if place.kind not in setting.scopes:
        raise ConfigurationRefused(_("This setting cannot be set for this scope."))
    if effective_from > add_years(today(at), FURTHEST_YEARS):
        raise ConfigurationRefused(
            _("Choose a day within the next %(n)s years.") % {"n": FURTHEST_YEARS}, field="effective_from"
        )
    scope = Scope(**{place.kind.value: place.key}) if place.key else ANYWHERE
    before = load().found(setting.key, on=effective_from, scope=scope)
    row = ConfiguredValue.objects.create(
        key=setting.key,
        scope_kind=place.kind,
        scope_key=place.key,
        effective_from=effective_from,
        value=kept,
        inherits=inherits,
        author=by if isinstance(by, User) else None,
        author_label=str(by)[:120],
        reason=_reason(reason),
        recorded_at=at,
        correction=correction,
    )
    _forget()
    return row, {"value": setting.write(setting.default) if before is None else before.value}


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ConfigurationRefused(_("Say why; the reason is kept with the change."), field="reason")
    return reason.strip()


def _told(row: ConfiguredValue) -> dict[str, Any]:
    return {
        "value": row.value,
        "inherits": row.inherits,
        "scope": row.scope_kind,
        "scope_key": row.scope_key,
        "effective_from": row.effective_from.isoformat(),
    }


def _forget() -> None:
    if holder := _held.get():
        holder.changed = True
