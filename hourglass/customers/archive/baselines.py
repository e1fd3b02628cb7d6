"""The figures of a customer's business before it used the product, for reports of before and after (FILE-06)."""

from datetime import date
from decimal import Decimal

from hourglass.base import configuration
from hourglass.customers.archive import records
from hourglass.customers.models import Account, Filling, FormRecord

REASON = "the account was asked for"


def of(account: Account, *, on: date | None = None) -> dict[str, Decimal]:
    """This function will give the figures that were submitted as baselines, by their key; the latest version counts.

    With `on` only what was submitted by the end of that day is known.
    """
    found: dict[str, Decimal] = {}
    rows = FormRecord.objects.unscoped(reason=REASON).of(account).exclude(submitted_at=None)
    for record in rows.order_by("opened_at", "pk"):
        known = [one for one in records.submissions(record) if on is None or _day(one) <= on]
        if known:
            found |= _baselines(known[0])
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
