"""The figures of a customer's business before it used the product, for reports of before and after (FILE-06)."""

from datetime import date
from decimal import Decimal

from hourglass.base import configuration
from hourglass.customers.archive import records
from hourglass.customers.models import Account, Filling

REASON = "the account was asked for"


def of(account: Account, *, on: date | None = None) -> dict[str, Decimal]:
    """This function will give the figures that were submitted as baselines, by their key; the latest version counts.

    With `on` only what was submitted by the end of that day is known.
    """
    found: dict[str, Decimal] = {}
    rows = Filling.objects.unscoped(reason=REASON).of(account).exclude(submitted_at=None)
    kept = rows.exclude(record__submitted_at=None).select_related("form")
    for filling in kept.order_by("record__opened_at", "record", "number"):
        if on is None or _day(filling) <= on:
            found |= _baselines(filling)
    return found


def _day(filling: Filling) -> date:
    """The day on which something was submitted; a draft counts as of no day at all."""
    return configuration.today(filling.submitted_at) if filling.submitted_at else date.max


def _baselines(filling: Filling) -> dict[str, Decimal]:
    return {
        field.baseline: Decimal(filling.values[field.key])
        for field in records.fields_of(filling)
        if field.baseline and field.key in filling.values
    }
