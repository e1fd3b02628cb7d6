"""The use of one account in detail: its rows of some days, read from the lake when somebody opens its page."""

from collections.abc import Sequence
from datetime import date

from hourglass.base.periods import DAY, Period
from hourglass.customers.models import Account
from hourglass.lake.engines import Small
from hourglass.usage import memory
from hourglass.usage.metrics.activity import Use
from hourglass.usage.models import Snapshot, Window

ROWS = """
select day, feature_id, store_id, user_id, uses, active_ms
from usage_daily join asked using (account_id) order by day, feature_id, store_id, user_id
"""
REASON = "whose customer this is was asked by the caller"


def rows(account: Account, window: Period) -> list[Use]:
    """This function will read the daily use of an account."""
    found = memory.engine().run(
        ROWS,
        lake=memory.lake(),
        spans={"usage_daily": (window.start, window.end)},
        small={"asked": Small({"account_id": "BIGINT"}, [(account.pk,)])},
    )
    return [
        Use(day=day, feature=feature, store=store, user=user, uses=uses, active_ms=active_ms)
        for day, feature, store, user, uses, active_ms in found
    ]


def newest(account: Account) -> Snapshot | None:
    """This function will give the last snapshot of an account; None while it was never seen to use the product."""
    everyone = Snapshot.objects.unscoped(reason=REASON).current().of(account)
    return everyone.filter(window=Window.ROLLING).order_by("-until").first()


def history(account: Account, until: date, weeks: int) -> Sequence[Snapshot]:
    """This function will give the last snapshots of an account, one a week, the oldest first."""
    days = [until - 7 * step * DAY for step in range(weeks)]
    everyone = Snapshot.objects.unscoped(reason=REASON).current().of(account)
    return list(everyone.filter(window=Window.ROLLING, until__in=days).order_by("until"))
