"""Publishing what is known of accounts today, so that lists can filter and sort by it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hourglass.customers.models import Account
from hourglass.customers.models.standing import PUBLISHED

BATCH = 500


@transaction.atomic
def publish(values: Mapping[int, Mapping[str, Any]]) -> int:
    """This function will write published columns by account, and return how many rows differed from before.

    `values` holds columns of `models.standing` by the key of the account; every account names the same columns.
    """
    names = sorted({name for columns in values.values() for name in columns})
    if unknown := set(names) - PUBLISHED:
        raise ValueError(f"Not a published column: {sorted(unknown)}")
    changed = 0
    keys = sorted(values)
    for start in range(0, len(keys), BATCH):
        everyone = Account.objects.unscoped(reason="a published fact does not depend on who looks")
        rows = [row for row in everyone.filter(pk__in=keys[start : start + BATCH]) if _differs(row, values[row.pk])]
        for row in rows:
            for name, value in values[row.pk].items():
                setattr(row, name, value)
        everyone.bulk_update(rows, names)
        changed += len(rows)
    return changed


def _differs(row: Account, columns: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())
