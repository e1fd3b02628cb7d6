"""Who owns a renewal, by the workspace's rule for its product, tier or customer (REV-19)."""

from collections.abc import Iterable
from datetime import date

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.resolution import Scope
from hourglass.customers.models import Account, Duty, Member
from hourglass.revenue.models import Line
from hourglass.revenue.rules import OWNER

DUTIES = {"renewal": Duty.RENEWAL, "sales": Duty.SALES}


def owner_of(account: Account, lines: Iterable[Line], *, on: date) -> User | None:
    """This function will give who owns the renewal: the member the rule names, or else the customer's owner."""
    rule = configuration.current().value(OWNER, on=on, scope=scope(account, lines))
    duty = DUTIES.get(rule)
    if duty is None:
        return account.owner
    everyone = Member.objects.unscoped(reason="who serves an account is asked for a rule")
    members = everyone.filter(account=account, duty=duty, person__is_active=True).select_related("person")
    member = members.order_by("pk").first()
    return member.person if member else account.owner


def scope(account: Account, lines: Iterable[Line]) -> Scope:
    """This function will give where the rule is looked up; lines of several products follow the wider rule."""
    products = {thing.product.key for line in lines if (thing := line.edition or line.module)}
    return Scope(
        account=str(account.pk),
        tier=account.tier or None,
        product_line=next(iter(products)) if len(products) == 1 else None,
    )
