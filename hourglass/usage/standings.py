"""How far each account has come with each feature, moved on once a day (the state machine of adoption)."""

from collections.abc import Mapping, Sequence
from datetime import date

from hourglass.usage import rules
from hourglass.usage.measuring import Measured
from hourglass.usage.metrics.offers import Offer
from hourglass.usage.metrics.states import Adoption, Limits
from hourglass.usage.metrics.states import Stand as Standing
from hourglass.usage.models import Snapshot, Stand

REASON = "what was measured does not depend on who looks"


def move(
    accounts: Sequence[int],
    measured: Mapping[int, Measured],
    offers: Mapping[int, Offer],
    shots: Mapping[int, Snapshot],
    *,
    day: date,
) -> None:
    """This function will move the states of features on to a day; features that were never used have none."""
    limits, everyone = rules.limits(day), Stand.objects.unscoped(reason=REASON)
    changed, new = [], []
    seen: dict[int, set[int]] = {account: set() for account in accounts}
    for row in everyone.filter(account__in=accounts):
        seen[row.account_id].add(row.feature_id)
        shot = shots.get(row.account_id)
        found = measured[row.account_id].features.get(row.feature_id)
        before = Standing(Adoption(row.state), ever=True, reached=row.reached)
        after = before.then(
            entitled=row.feature_id in offers[row.account_id].usable,
            days=found[0] if found else 0,
            limits=limits,
            certain=shot is None or not shot.silent,
        )
        if after != before:
            if after.state is not before.state:
                row.before, row.state, row.since = row.state, after.state, day
            row.reached = after.reached
            changed.append(row)
    for account in accounts:
        for feature, (days, first, _last) in measured[account].features.items():
            if feature not in seen[account]:
                new.append(_first(account, feature, days, first, feature in offers[account].usable, day, limits))
    everyone.bulk_update(changed, ["state", "before", "since", "reached"])
    everyone.bulk_create(new)


def _first(
    account: int, feature: int, days: int, first: date, entitled: bool, day: date, limits: Limits
) -> Stand:  # fmt: skip
    after = Standing().then(entitled=entitled, days=days, limits=limits)
    return Stand(
        account_id=account, feature_id=feature, state=after.state, since=day, first_on=first, reached=after.reached
    )  # fmt: skip
