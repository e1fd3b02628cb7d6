"""The classes of the demo's customers: the proposed tables, and portraits by which they are classed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hourglass.base import configuration
from hourglass.base.labels import Label
from hourglass.customers import accounts, overrides, placing, segments
from hourglass.customers.models import Account, CustomerClass

BY = "command:demo"
UNTOLD = 9  # every ninth customer has told nothing yet
LOYALTY = (
    ("L2", "多次续约", "Renewed again", 2),
    ("L1", "续约一次", "Renewed once", 1),
    ("L0", "首个合同期", "First term", 0),
)
GROWN = 4  # the customer whose brand is proposed for the highest tier by hand


def install(customers: Sequence[Account], *, at: datetime) -> None:
    """This function will class the demo's customers, one of them by hand, as of some days ago and as of now."""
    began = at - timedelta(days=30)
    segments.install(by=BY, at=began)
    for number, account in enumerate(customers, start=1):
        if number % UNTOLD:
            account.refresh_from_db()
            accounts.describe(account, version=account.version, values=portrait(account, number), by=BY, at=began)
    tell_loyalty(at=began)
    placing.place_all(at=began)
    for number in (7, 12):
        grown = customers[number]
        grown.refresh_from_db()
        values = {"doctors": 12, "visits": 130}
        accounts.describe(grown, version=grown.version, values=values, by=BY, at=at - timedelta(days=1))
    placing.place_all(at=at - timedelta(days=1))
    placing.place_all(at=at)
    top = CustomerClass.objects.get(dimension__key="tier", key="S")
    review = (at + timedelta(days=90)).date()
    overrides.propose(customers[GROWN], top, reason="区域口碑品牌，正在扩店", review_on=review, by=BY, at=at)


def tell_loyalty(*, at: datetime) -> None:
    """This function will class customers in a third way: by how often they renewed."""
    loyalty = segments.add_dimension(key="loyalty", label=Label("续约历史", "Renewal history"), by=BY, at=at)
    rules: list[dict[str, object]] = []
    for key, zh, en, least in LOYALTY:
        segments.add_class(loyalty, key=key, label=Label(zh, en), by=BY, at=at)
        rules.append({"class": key, "condition": {"fact": "renewals", "op": "at_least", "value": least}})
    begins = configuration.today(at)
    segments.rule(loyalty, rules, effective_from=begins, version=loyalty.version, by=BY, at=at)


def portrait(account: Account, number: int) -> dict[str, int]:
    """This function will give what a customer of the demo has told of itself."""
    doctors = 2 + number * 7 % 11 if account.store_count < 2 else 4 * account.store_count
    return {"branches": max(account.store_count, 1), "doctors": doctors, "visits": doctors * 9}
