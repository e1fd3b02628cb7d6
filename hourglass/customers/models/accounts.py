"""Accounts: the businesses that the vendor serves."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.base.permissions import Reach
from hourglass.base.visibility import ScopedQuerySet
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.customers.models.standing import Standing


class AccountQuerySet(ScopedQuerySet["Account"]):
    """Accounts, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the accounts that `user` owns, serves or leads, or all of them."""
        if user.reach is Reach.ALL:
            return self.all()
        mine: models.QuerySet[Any, Any] = models.QuerySet(Member).filter(person=user).values("account")
        every: models.QuerySet[Account] = models.QuerySet(Account)
        if user.reach is Reach.TEAM:
            # A team holds a good part of the customers. Said of the row itself, a page by an order walks the index of
            # that order and ends when it is full, instead of gathering everything that the team may see first.
            people: models.QuerySet[Any, Any] = models.QuerySet(User).filter(team__in=user.team_ids).values("pk")
            led = Q(owner=user) | Q(team__in=user.team_ids) | Q(owner__in=people)
            return self.filter(led | Q(pk__in=mine))
        # One person holds few of many: each way to an account has an index of its own, and their union is short.
        return self.filter(pk__in=every.filter(owner=user).values("pk").union(mine))

    def present(self) -> Self:
        """This function will leave out what was merged into another account."""
        return self.filter(merged_into=None)

    def open(self) -> Self:
        """This function will keep the accounts that are neither closed nor merged away."""
        return self.present().filter(closed_at=None)


# By what lists of customers stand and narrow most; a list leaves out what is closed, and so do its indexes.
OPEN = Q(closed_at=None, merged_into=None)
LISTED_BY = {
    "order_key": "account_open_order",
    "recurring_minor": "account_open_recurring",
    "due_on": "account_open_due",
    "touched_at": "account_open_touched",
    "city": "account_open_city",
    "unpaid_since": "account_open_unpaid",
    "tier": "account_open_tier",
    "usage_level": "account_open_usage",
    "created_at": "account_open_created",
    "store_count": "account_open_stores",
}


def open_indexes() -> list[models.Index]:
    """This function will give the indexes that lists of open customers walk."""
    return [models.Index(fields=[name, "id"], name=index, condition=OPEN) for name, index in LISTED_BY.items()]


class Account(Standing):
    """One customer. People read "customer"; the code says account."""

    name = models.CharField(_("Name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    number = models.CharField(_("Customer number"), max_length=64, blank=True)
    look_key = models.CharField(max_length=200, default="", editable=False)
    registration = models.CharField(_("Registration number"), max_length=64, blank=True)
    registration_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    city = models.CharField(_("City"), max_length=80, blank=True)
    city_key = models.CharField(max_length=80, blank=True, editable=False)
    region = models.CharField(_("Region"), max_length=80, blank=True)
    industry = models.CharField(_("Industry"), max_length=80, blank=True)
    search_key = models.CharField(max_length=700, editable=False)
    order_key = models.CharField(max_length=200, default="", editable=False)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("Owner")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("Team")
    )
    portrait = models.JSONField(_("Portrait"), default=dict, blank=True)
    created_at = models.DateTimeField(_("Created"))
    start_override = models.DateField(_("Service start set by hand"), null=True, blank=True)
    head_override = models.BooleanField(_("Head customer set by hand"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="account_number_once"),
            models.UniqueConstraint(
                fields=["registration_key"],
                condition=~Q(registration_key="") & Q(merged_into=None),
                name="account_registration_once",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "city_key"], name="account_name_city"),
            models.Index(fields=["look_key"], name="account_look"),
            models.Index(fields=["owner", "name", "id"], name="account_owner"),
            models.Index(fields=["team", "name", "id"], name="account_team"),
            # Words inside a text find no place in an index, but an index that holds all that a search asks for is a
            # quarter of the table to read.
            models.Index(fields=["search_key", "closed_at", "merged_into"], name="account_search"),
            *open_indexes(),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the account is worked with: neither closed nor merged away."""
        return self.closed_at is None and self.merged_into_id is None


class ExternalId(models.Model):
    """What another system calls an account; an import or an event finds the account by it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="external_ids")
    source = models.CharField(_("Source"), max_length=60)
    value = models.CharField(_("Identifier"), max_length=200)

    objects = OfAccountQuerySet["ExternalId"].as_manager()

    class Meta:
        verbose_name = _("external identifier")
        verbose_name_plural = _("external identifiers")
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="external_id_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"


class Duty(models.TextChoices):
    """What a member of the vendor's service team does for an account (FILE-12)."""

    DEPUTY = "deputy", _("Deputy")
    SUPPORT = "support", _("Support manager")
    RENEWAL = "renewal", _("Renewal manager")
    SALES = "sales", _("Sales manager")
    IMPLEMENTATION = "implementation", _("Implementation consultant")


class Member(models.Model):
    """Somebody beside the owner who serves an account, with what they do; they see it too."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    person = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("Person"))
    duty = models.CharField(_("Duty"), max_length=20, choices=Duty)

    objects = OfAccountQuerySet["Member"].as_manager()

    class Meta:
        verbose_name = _("member of the service team")
        verbose_name_plural = _("members of the service team")
        constraints = [models.UniqueConstraint(fields=["account", "person", "duty"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_duty_display()})"
