"""Whom a product means: its users and groups, and the contacts, customers and stores they are."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account, Contact, Store
from hourglass.usage.models.intake import Source

KEY = 200


class Heard(models.Model):
    """What events named and how often: the part that users and groups share."""

    key = models.CharField(_("Identifier"), max_length=KEY)
    events = models.PositiveBigIntegerField(_("Events"), default=0)
    first_seen_at = models.DateTimeField(_("First seen"))
    last_seen_at = models.DateTimeField(_("Last seen"))
    set_aside_at = models.DateTimeField(_("Set aside"), null=True)
    # Whose it is has changed since its rows were last written to the lake.
    stale = models.BooleanField(default=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        abstract = True


class ProductGroupQuerySet(models.QuerySet["ProductGroup"]):
    """Groups, narrowed in the words of the product."""

    def unmapped(self) -> Self:
        """This function will keep the groups of which nobody said which customer they are."""
        return self.filter(account=None, set_aside_at=None)


class ProductGroup(Heard):
    """A customer as one source calls it: a tenant, a company, a clinic."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="groups", verbose_name=_("Source"))
    called = models.CharField(_("What the product calls it"), max_length=200, blank=True)
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="product_groups", verbose_name=_("Customer")
    )
    store = models.ForeignKey(Store, models.SET_NULL, null=True, related_name="product_groups", verbose_name=_("Store"))

    objects = ProductGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group in the product")
        verbose_name_plural = _("groups in the product")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="usage_group_once")]
        indexes = [
            models.Index(fields=["-events"], name="usage_group_unmapped", condition=Q(account=None)),
            models.Index(fields=["id"], name="usage_group_stale", condition=Q(stale=True)),
        ]

    def __str__(self) -> str:
        return self.called or self.key


class ProductUserQuerySet(models.QuerySet["ProductUser"]):
    """Users, narrowed in the words of the product."""

    def unmapped(self) -> Self:
        """This function will keep the users whose customer neither they themselves nor their group tell."""
        known = Q(account=None) & (Q(group=None) | Q(group__account=None))
        return self.filter(known, set_aside_at=None, merged_into=None)


class ProductUser(Heard):
    """A person as one source calls them; what the product says of them is a claim, and never changes a contact."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="users", verbose_name=_("Source"))
    anonymous = models.BooleanField(_("Anonymous"), default=False)
    called = models.CharField(_("What the product calls them"), max_length=200, blank=True)
    email = models.CharField(_("E-mail address in the product"), max_length=254, blank=True)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, related_name="product_users", verbose_name=_("Contact")
    )
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="product_users", verbose_name=_("Customer")
    )
    group = models.ForeignKey(
        ProductGroup, models.SET_NULL, null=True, related_name="users", verbose_name=_("Group in the product")
    )
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")

    objects = ProductUserQuerySet.as_manager()

    class Meta:
        verbose_name = _("user in the product")
        verbose_name_plural = _("users in the product")
        constraints = [models.UniqueConstraint(fields=["source", "key", "anonymous"], name="usage_user_once")]
        indexes = [
            models.Index(fields=["-events"], name="usage_user_unmapped", condition=Q(account=None)),
            models.Index(fields=["id"], name="usage_user_stale", condition=Q(stale=True)),
        ]

    def __str__(self) -> str:
        return self.called or self.key


class Claim(models.Model):
    """What events say that only a person may decide: two users are one, or a user has moved to another group."""

    class Kind(models.TextChoices):
        """What is claimed."""

        SAME = "same", _("Are the same person")
        MOVED = "moved", _("Has moved to another group")

    kind = models.CharField(_("Claim"), max_length=8, choices=Kind)
    user = models.ForeignKey(ProductUser, models.CASCADE, related_name="claims", verbose_name=_("User"))
    other = models.ForeignKey(ProductUser, models.CASCADE, null=True, related_name="+", verbose_name=_("Other user"))
    group = models.ForeignKey(ProductGroup, models.CASCADE, null=True, related_name="+", verbose_name=_("Group"))
    made_at = models.DateTimeField(_("Claimed"))
    decided_at = models.DateTimeField(_("Decided"), null=True)
    accepted = models.BooleanField(_("Accepted"), null=True)
    # What stood before, so that an accepted claim can be taken back.
    before = models.ForeignKey(ProductGroup, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("claim of identity")
        verbose_name_plural = _("claims of identity")
        constraints = [
            models.UniqueConstraint(fields=["user", "other"], condition=~Q(other=None), name="usage_same_claim_once"),
            models.UniqueConstraint(fields=["user", "group"], condition=~Q(group=None), name="usage_move_claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.other or self.group}"
