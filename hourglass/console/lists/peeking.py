"""What the drawer beside a list shows of one row."""

from typing import Any

from hourglass.base.permissions import Permission
from hourglass.console.lists import customers
from hourglass.console.lists.nouns import Sight
from hourglass.customers.conditions import wording
from hourglass.customers.models import Account, Contact

MOST_PEOPLE = 4


def customer(account: Account, sight: Sight) -> dict[str, Any]:
    """This function will give what one looks up about a customer without opening it."""
    drawn = {column.key: column for column in customers.columns(sight.facts)}
    shown = [key for key in ("usage_level", "recurring", "due", "served_until", "owner", "touched") if key in drawn]
    people = Contact.objects.visible_to(sight.person).of(account).active().key_persons().order_by("level", "pk")
    return {
        "account": account,
        "tier": customers.word_of("tier", account.tier, sight),
        "place": " · ".join(word for word in (account.city, account.industry) if word),
        "facts": [(wording.worded(drawn[key].label), drawn[key].cell(account, sight)) for key in shown],
        "people": people[:MOST_PEOPLE],
        "unpaid": account.unpaid_since,
        "closed": account.closed_at,
        "logs": sight.person.can(Permission.ACCOUNTS_EDIT) and account.is_open,
    }
