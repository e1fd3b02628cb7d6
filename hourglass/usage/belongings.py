"""What becomes of users and groups of products when an account goes into another one."""

from collections.abc import Collection
from datetime import datetime

from hourglass.customers.estate import Belonging, declare
from hourglass.usage.models import ProductGroup, ProductUser


def rewrite(accounts: Collection[int], _at: datetime) -> None:
    """This function will have the events of these accounts written anew, under whom they belong to now."""
    for model in (ProductUser, ProductGroup):
        model._default_manager.filter(account__in=accounts).update(stale=True)


declare(Belonging(ProductUser), Belonging(ProductGroup), refresh=rewrite)
