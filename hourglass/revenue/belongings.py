"""What becomes of contracts when an account goes into another one."""

from hourglass.customers.estate import Belonging, declare
from hourglass.revenue import publishing
from hourglass.revenue.models import Contract, PlanItem, Renewal, Settled, Suggestion

declare(
    Belonging(Contract),
    Belonging(Renewal),
    Belonging(PlanItem),
    Belonging(Suggestion),
    # What became of what was due stands as it was closed; recomputing a closed window gives the same.
    Belonging(Settled, stays=True),
    refresh=lambda accounts, at: publishing.publish(accounts, at=at),
)
