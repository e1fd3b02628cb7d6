"""Contacts: the people of an account whom the vendor knows."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.customers.models.stores import Store


class Level(models.IntegerChoices):
    """How much hangs on a person (KEY-04)."""

    FIRST = 1, _("First level")
    SECOND = 2, _("Second level")


class Influence(models.TextChoices):
    """What a person does when the customer decides (KEY-12)."""

    DECIDES = "decides", _("Decides")
    ADVISES = "advises", _("Advises")
    USES = "uses", _("Uses")
    BLOCKS = "blocks", _("Blocks")


class Trust(models.TextChoices):
    """How far the vendor has come with a liaison (KEY-09)."""

    INTRODUCED = "introduced", _("Introduced")
    MET = "met", _("First meeting")
    AGREED = "agreed", _("Agreed on a plan")


class ContactQuerySet(OfAccountQuerySet["Contact"]):
    """Contacts, narrowed in the words of the product."""

    def active(self) -> Self:
        """This function will keep the people who have not left the customer."""
        return self.filter(left_on=None)

    def key_persons(self, level: Level | None = None) -> Self:
        """This function will keep the key persons, of one level or of both."""
        return self.exclude(level=None) if level is None else self.filter(level=level)


class Contact(models.Model):
    """One person of a customer."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts", verbose_name=_("Customer"))
    store = models.ForeignKey(
        Store, models.SET_NULL, null=True, blank=True, related_name="contacts", verbose_name=_("Store")
    )
    name = models.CharField(_("Name"), max_length=120)
    job_title = models.CharField(_("Job title"), max_length=120, blank=True)
    roles = models.JSONField(_("Roles"), default=list, blank=True)
    email = models.EmailField(_("E-mail address"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    im = models.CharField(_("Messenger"), max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("Level"), choices=Level, null=True, blank=True)
    influence = models.CharField(_("Influence"), max_length=10, choices=Influence, blank=True)
    is_liaison = models.BooleanField(_("Liaison contact"), default=False)
    is_deputy = models.BooleanField(_("Deputy liaison"), default=False)
    trust = models.CharField(_("Trust"), max_length=10, choices=Trust, blank=True)
    # Where the person stands among those who decide, and what they look at then (KEY-12).
    chain_place = models.PositiveSmallIntegerField(_("Place in the decision chain"), null=True, blank=True)
    concern = models.CharField(_("Concern"), max_length=300, blank=True)
    touched_at = models.DateTimeField(_("Last touch"), null=True, editable=False)
    succeeds = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="successor", verbose_name=_("Follows")
    )
    is_buyer = models.BooleanField(_("Buyer"), default=False)
    is_user = models.BooleanField(_("User"), default=False)
    product_user = models.CharField(_("User in the product"), max_length=200, blank=True)
    left_on = models.DateField(_("Left"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_liaison=True) & Q(left_on=None), name="one_primary_liaison"
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="contact_email", condition=~Q(email="")),
            models.Index(fields=["product_user"], name="contact_product_user", condition=~Q(product_user="")),
        ]

    def __str__(self) -> str:
        return self.name
