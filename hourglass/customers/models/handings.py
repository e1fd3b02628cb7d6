"""Who owned an account when: each time it was handed on, with whose it was before."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class HandingQuerySet(OfAccountQuerySet["Handing"]):
    """Handings by what one asks of them."""

    def owners_before(self, at: datetime) -> dict[int, int | None]:
        """This function will give the owner at an instant of each account handed on since; others keep theirs."""
        later = self.filter(at__gt=at).order_by("account", "-at", "-pk")
        # The earliest handing after the instant comes last and tells whose the account was until then.
        return dict(later.values_list("account", "old_owner"))


class Handing(models.Model):
    """An account went from one owner or team to another."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="handings", verbose_name=_("Customer"))
    at = models.DateTimeField(_("When"))
    old_owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Owner before"))
    new_owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Owner after"))
    old_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", verbose_name=_("Team before"))
    new_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", verbose_name=_("Team after"))

    objects = HandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("handing on of a customer")
        verbose_name_plural = _("handings on of customers")
        indexes = [models.Index(fields=["at", "account"], name="handing_at")]

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d}"
