"""Opening hours of stores, and who has none (USE-03)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Store
from hourglass.usage.metrics import opening
from hourglass.usage.metrics.opening import Pattern, Times, Week
from hourglass.usage.models import OpeningHours, OtherDay

REASON = "opening hours do not depend on who looks"
READ = 2000


class HoursRefused(Refused):
    """Opening hours cannot be kept like this."""


@dataclass(frozen=True, slots=True)
class Place:
    """One store whose time counts, 0 for an account without any; without a pattern nobody gave its hours.

    `also` says that use without a store is use there, because there is but one place.
    """

    store: int
    pattern: Pattern | None
    also: bool = False


@transaction.atomic
def keep(
    account: Account,
    week: Sequence[Times],
    *,
    effective_from: date,
    by: Actor,
    at: datetime,
    store: Store | None = None,
) -> OpeningHours:
    """This function will set the week of a store from a day on, or that of all stores without one of their own.

    The first hours of a place may begin in the past, since nothing could be measured without them.

    :raises HoursRefused: hours that hold already would change for days that are past.
    """
    require_worked(account, by)
    rows = OpeningHours.objects.unscoped(reason=REASON).filter(account=account, store=store)
    today = configuration.today(at)
    if effective_from < today and rows.filter(effective_from__lte=today).exists():
        raise HoursRefused(
            _("Hours are kept already. Others hold from today or later, so that no figure of the past changes."),
            field="effective_from",
        )
    made, _new = rows.update_or_create(
        effective_from=effective_from,
        defaults={"week": [list(map(list, times)) for times in week], "made_at": at},
        create_defaults={
            "account": account, "store": store, "week": [list(map(list, times)) for times in week], "made_at": at
        },
    )  # fmt: skip
    new = {"effective_from": effective_from.isoformat(), "week": [opening.write(times) for times in week]}
    timeline.record("hours.set", on=made, by=by, at=at, new=new, about=str(account.pk))
    return made


@transaction.atomic
def otherwise(
    account: Account, times: Times, *, day: date, by: Actor, at: datetime, store: Store | None = None
) -> OtherDay:
    """This function will let a store open otherwise on one day; no times close it."""
    require_worked(account, by)
    rows = OtherDay.objects.unscoped(reason=REASON).filter(account=account, store=store)
    said: dict[str, Any] = {"times": list(map(list, times)), "made_at": at}
    made, _new = rows.update_or_create(
        day=day, defaults=said, create_defaults=said | {"account": account, "store": store}
    )  # fmt: skip
    new = {"day": day.isoformat(), "times": opening.write(times)}
    timeline.record("hours.excepted", on=made, by=by, at=at, new=new, about=str(account.pk))
    return made


def places(accounts: Collection[int], *, on: date) -> dict[int, list[Place]]:
    """This function will give the places of each account that are open for business on a day, with their hours."""
    found: dict[int, list[Place]] = {}
    keys = sorted(accounts)
    for start in range(0, len(keys), READ):
        found |= _places(keys[start : start + READ], on)
    return found


def _places(accounts: Sequence[int], on: date) -> dict[int, list[Place]]:
    weeks: dict[tuple[int, int], list[tuple[date, Week]]] = defaultdict(list)
    days: dict[tuple[int, int], dict[date, Times]] = defaultdict(dict)
    hours = OpeningHours.objects.unscoped(reason=REASON).filter(account__in=accounts).order_by("effective_from")
    for account, store, begins, week in hours.values_list("account_id", "store_id", "effective_from", "week"):
        weeks[account, store or 0].append((begins, tuple(map(_times, week))))
    others = OtherDay.objects.unscoped(reason=REASON).filter(account__in=accounts)
    for account, store, day, times in others.values_list("account_id", "store_id", "day", "times"):
        days[account, store or 0][day] = _times(times)
    stores: dict[int, list[int]] = defaultdict(list)
    rows = Store.objects.unscoped(reason=REASON).filter(account__in=accounts).order_by("pk")
    for account, store, closed in rows.values_list("account_id", "pk", "closed_on"):
        if closed is None or closed >= on:
            stores[account].append(store)

    def pattern(account: int, store: int) -> Pattern | None:
        own = weeks.get((account, store)) or weeks.get((account, 0))
        if own is None:
            return None
        return Pattern(tuple(own), days.get((account, 0), {}) | (days.get((account, store), {}) if store else {}))

    return {
        account: [
            Place(store, pattern(account, store), also=len(stores[account]) <= 1)
            for store in stores[account] or [0]
        ]
        for account in accounts
    }  # fmt: skip


def without(account: Account, *, on: date) -> list[Store | None]:
    """This function will give the stores of an account whose hours nobody gave; None is the account itself."""
    lacking = [place.store for place in places([account.pk], on=on)[account.pk] if place.pattern is None]
    rows = Store.objects.unscoped(reason=REASON).in_bulk(lacking)
    return [rows.get(store) for store in lacking]


def _times(kept: Iterable[Sequence[int]]) -> Times:
    return tuple((span[0], span[1]) for span in kept)
