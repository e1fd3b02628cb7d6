"""Links that a customer opens without logging in, each for one thing."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class Purpose(models.TextChoices):
    """The one thing that a link opens."""

    SERVICE_CARD = "service_card", _("Service card")
    GOALS = "goals", _("Goals of the next year")
    FORM = "form", _("Confirmation of a form")


class LinkQuerySet(OfAccountQuerySet["Link"]):
    """Links by what one asks of them."""

    def open(self, at: datetime) -> Self:
        """This function will keep the links that still open something."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class Link(models.Model):
    """One link; only the hash of its secret is kept. `subject` names what of the account it is about."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links", verbose_name=_("Customer"))
    purpose = models.CharField(_("Purpose"), max_length=20, choices=Purpose)
    subject = models.CharField(_("Subject"), max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("Made by"))
    made_at = models.DateTimeField(_("Made"))
    expires_at = models.DateTimeField(_("Valid until"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer link")
        verbose_name_plural = _("customer links")

    def __str__(self) -> str:
        return str(self.get_purpose_display())
