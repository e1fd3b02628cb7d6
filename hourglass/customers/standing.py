"""Publishing what is known of accounts today, so that lists can filter and sort by it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hourglass.base import adding
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
        rows = everyone.filter(pk__in=keys[start : start + BATCH]).order_by("pk").values("pk", *names)
        other = [row["pk"] for row in rows if any(row[name] != values[row["pk"]][name] for name in names)]
        if other:
            adding.change_rows(Account, other, {name: [values[key][name] for key in other] for name in names})
        changed += len(other)
    return changed
