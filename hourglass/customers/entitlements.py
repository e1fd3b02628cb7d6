"""What accounts may use, as contracts publish it: editions and modules, how many, and from when to when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from hourglass.customers.models import Entitlement

COLUMNS = ("account_id", "edition_id", "module_id", "quantity", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One thing an account may use; `source` names what it comes from, such as a line of a contract."""

    source: str
    edition: int | None
    module: int | None
    quantity: int
    starts_on: date
    ends_on: date | None

    def columns(self, account: int) -> tuple[object, ...]:
        """This function will give what the row of `account` keeps."""
        return account, self.edition, self.module, self.quantity, self.starts_on, self.ends_on


@transaction.atomic
def publish(granted: Mapping[int, Collection[Granted]], *, origin: str) -> int:
    """This function will replace all that `origin` granted to each of the accounts, and return how many rows differed.

    Every source begins with `origin` and a colon; a source that came from another account moves with its thing.
    """
    wanted = {one.source: (account, one) for account, ones in granted.items() for one in ones}
    if strange := [source for source in wanted if not source.startswith(f"{origin}:")]:
        raise ValueError(f"Not of {origin}: {sorted(strange)}")
    everyone = Entitlement.objects.unscoped(reason="what may be used does not depend on who looks")
    kept = everyone.filter(Q(account__in=granted, source__startswith=f"{origin}:") | Q(source__in=wanted))
    gone, changed, known = [], [], set()
    for row in kept:
        known.add(row.source)
        if row.source not in wanted:
            gone.append(row.pk)
            continue
        account, one = wanted[row.source]
        if tuple(getattr(row, name) for name in COLUMNS) != one.columns(account):
            for name, value in zip(COLUMNS, one.columns(account), strict=True):
                setattr(row, name, value)
            changed.append(row)
    new = [
        Entitlement(source=source, **dict(zip(COLUMNS, one.columns(account), strict=True)))
        for source, (account, one) in wanted.items()
        if source not in known
    ]
    everyone.filter(pk__in=gone).delete()
    everyone.bulk_update(changed, [name.removesuffix("_id") for name in COLUMNS])
    Entitlement.objects.bulk_create(new)
    return len(gone) + len(changed) + len(new)
