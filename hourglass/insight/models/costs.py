"""What the business costs, in the three blocks of a SaaS company (GOAL-13)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField
from hourglass.base.models import User
from hourglass.base.permissions import Reach
from hourglass.base.visibility import ScopedQuerySet
from hourglass.customers.models import Account


class Block(models.TextChoices):
    """The three blocks, and no other."""

    RND = "rnd", _("R&D")
    ACQUISITION = "acquisition", _("Acquisition")
    SERVICE = "service", _("Service")


class CostEntryQuerySet(ScopedQuerySet["CostEntry"]):
    """Costs, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the costs of everybody for who sees all customers, else those of one's own."""
        if user.reach is Reach.ALL:
            return self.all()
        return self.filter(account__in=Account.objects.visible_to(user).values("pk"))

    def present(self) -> Self:
        """This function will leave out what was taken back."""
        return self.filter(withdrawn_at=None)


class CostEntry(models.Model):
    """A cost of one month, of one block; of one account where it is known whose it is."""

    block = models.CharField(_("Block"), max_length=12, choices=Block)
    month = models.DateField(_("Month"))
    amount = MoneyField(_("Amount"))
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="costs", verbose_name=_("Customer")
    )
    referred = models.BooleanField(_("Spent on referred customers"), default=False)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("Created"), editable=False)
    # What was entered wrongly stays readable, marked.
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = CostEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="cost_of_a_month"),
        ]
        indexes = [models.Index(fields=["month", "block"], name="cost_month")]

    def __str__(self) -> str:
        return f"{self.get_block_display()} {self.month:%Y-%m}"
