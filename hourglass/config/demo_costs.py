"""What the demo's vendor spends: two years of the three cost blocks, and what one customer cost alone."""

from collections.abc import Sequence
from datetime import datetime

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import add_months
from hourglass.customers.models import Account
from hourglass.insight import costs
from hourglass.insight.models import Block

BY = "command:demo"
MONTHS = 25
# The first month in yuan, and how much more each month after it.
SPENT = {Block.RND: (9_800, 120), Block.ACQUISITION: (8_400, 60), Block.SERVICE: (5_200, 90)}


def install(accounts: Sequence[Account], *, at: datetime) -> None:
    """This function will enter each month's costs, and a visit that one customer alone caused."""
    this = configuration.today(at).replace(day=1)
    for place in range(MONTHS):
        month = add_months(this, place + 1 - MONTHS)
        for block, (first, more) in SPENT.items():
            yuan = first + more * place + (place * 7919 % 13) * 40
            costs.enter(block=block, month=month, amount=Money.from_minor(yuan * 100), by=BY, at=at)
    amount = Money.from_minor(1_260 * 100)
    costs.enter(block=Block.SERVICE, month=this, amount=amount, account=accounts[0], note="上门培训", by=BY, at=at)
