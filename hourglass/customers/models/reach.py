"""Whose customers a person sees: one rule for accounts, and the same for everything that belongs to one."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from hourglass.base.models import User
from hourglass.base.permissions import Reach
from hourglass.base.visibility import ScopedQuerySet

M = TypeVar("M", bound=models.Model)


class OfAccountQuerySet(ScopedQuerySet[M]):
    """Rows that belong to an account: whoever sees the account sees them. `account_path` leads there."""

    account_path: ClassVar[str] = "account"

    def within_reach(self, user: User) -> Self:
        """This function will keep the rows of accounts that `user` sees."""
        if user.reach is Reach.ALL:
            return self.all()
        from hourglass.customers.models.accounts import Account  # noqa: PLC0415  accounts are kept by this rule too

        return self.filter(**{f"{self.account_path}__in": Account.objects.visible_to(user).values("pk")})

    def of(self, account: Any) -> Self:
        """This function will keep the rows of one account."""
        return self.filter(**{self.account_path: account})
