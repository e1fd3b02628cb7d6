"""Keeping what became of renewals once they can no longer be late, and correcting it where contracts say otherwise."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.revenue import cohorts, due, reading
from hourglass.revenue.cohorts import Outcome
from hourglass.revenue.models import Line, Settled
from hourglass.revenue.reading import Frame

BATCH = 200


class SettledRefused(Refused):
    """A settled figure cannot be corrected like this."""


def settle(*, at: datetime) -> int:
    """This function will keep every outcome whose time has passed and that is not kept yet, a month at a time."""
    day = configuration.today(at)
    decided = due.rules(day)
    frame = Frame.of(None, day)
    # An end date settles once its last day of being late is over.
    latest = day - timedelta(days=decided.settled_after + 1)
    kept = 0
    for month in _open_months(frame, latest):
        window = Period(month.start, min(month.end, latest + DAY))
        terms = reading.due_in(frame, window, unpaid_counts=decided.unpaid_counts)
        found = cohorts.outcomes(terms, window, rules=decided, day=day)
        kept += _keep(found, frame.currency, at)
    return kept


def _open_months(frame: Frame, latest: date) -> list[Period]:
    """The months with lines that ended by `latest` and whose outcome is not kept."""
    kept = Settled.objects.unscoped(reason="what is kept already is kept for everybody").filter(
        account=OuterRef("contract__account"), due_on=OuterRef("ends_on"), currency=frame.currency
    )
    ended = frame.lines().filter(~Exists(kept), ends_on__lte=latest, annual_minor__gt=0)
    return [Period.month(day) for day in ended.dates("ends_on", "month")]


def _keep(found: Iterable[Outcome], currency: str, at: datetime) -> int:
    found = list(found)
    kept = 0
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        with transaction.atomic():
            rows = Settled.objects.unscoped(reason="what is kept already is kept for everybody")
            there = set(
                rows.current()
                .filter(account__in={each.account for each in part}, due_on__in={each.due_on for each in part})
                .values_list("account", "due_on")
            )
            new = [row(each, currency, at) for each in part if (each.account, each.due_on) not in there]
            Settled.objects.bulk_create(new)
        kept += len(new)
    return kept


def row(found: Outcome, currency: str, at: datetime) -> Settled:
    """This function will give an outcome as it is kept."""
    lost, reduced, discount, upsell, price = found.split.parts()
    return Settled(
        account_id=found.account,
        due_on=found.due_on,
        currency=currency,
        due=found.due,
        renewed=found.renewed,
        lost=lost,
        reduced=reduced,
        discount=discount,
        upsell=upsell,
        price=price,
        renewed_on=found.renewed_on,
        complete=found.complete,
        lines=list(found.lines),
        successors=list(found.successors),
        closed_at=at,
    )


@transaction.atomic
def correct(kept: Settled, *, by: Actor, at: datetime, reason: str) -> Settled:
    """This function will book what the contracts say today in place of what was settled; both stay readable.

    :raises SettledRefused: nothing differs, it was corrected before, or no reason is given.
    """
    require(by, Permission.PAYMENTS_CONFIRM)
    if not reason.strip():
        raise SettledRefused(_("Say why; the reason is kept with the change."), field="reason")
    if not _replaced(kept, at):
        raise SettledRefused(_("This was corrected meanwhile. Look at it again."))
    now = _recomputed(kept, at)
    if _amounts(now) == _amounts(kept):
        raise SettledRefused(_("The contracts say what was settled; there is nothing to correct."))
    now.corrects, now.reason = kept, reason.strip()
    now.save(force_insert=True)
    timeline.record(
        "renewal.corrected", on=now, by=by, at=at, old=_told(kept), new=_told(now), reason=reason.strip(),
        about=str(kept.account_id),
    )  # fmt: skip
    return now


def _replaced(kept: Settled, at: datetime) -> bool:
    rows = Settled.objects.unscoped(reason="the caller fetched the row as the person may")
    return bool(rows.current().filter(pk=kept.pk).update(replaced_at=at))


def _recomputed(kept: Settled, at: datetime) -> Settled:
    day = configuration.today(at)
    decided = due.rules(day)
    lines = Line.objects.unscoped(reason="a correction counts every line of the account").recurring()
    lines = lines.filter(contract__account=kept.account_id, annual_currency=kept.currency)
    terms = reading.terms(lines, paid=True, unpaid_counts=decided.unpaid_counts)
    found = cohorts.outcomes(terms, Period(kept.due_on, kept.due_on + DAY), rules=decided, day=day)
    # Nothing is due any more where the lines were taken back.
    nothing = Outcome(kept.account_id, kept.due_on, 0, 0, cohorts.Split(), None, True, (), ())
    return row(found[0] if found else nothing, kept.currency, at)


def _amounts(kept: Settled) -> tuple[Any, ...]:
    found = due.outcome(kept)
    return found.due, found.renewed, found.split, found.renewed_on, found.complete


def _told(kept: Settled) -> dict[str, Any]:
    due_amount, renewed = (Money.from_minor(coins, kept.currency).full() for coins in (kept.due, kept.renewed))
    return {"due_on": kept.due_on, "due": due_amount, "renewed": renewed, "renewed_on": kept.renewed_on}
