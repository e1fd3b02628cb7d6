"""What is known of a customer's key persons: who they are by their work, how they stand, and what they asked."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.contacts import Contact, Level
from hourglass.customers.models.reach import M, OfAccountQuerySet


class OfContactQuerySet(OfAccountQuerySet[M]):
    """Rows that belong to a person of a customer: whoever sees the customer sees them."""

    account_path = "contact__account"


class PersonRole(models.Model):
    """One role that people have at customers, with the description that a new person's profile begins with (KEY-11)."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=80)
    level = models.PositiveSmallIntegerField(_("Level"), choices=Level, null=True, blank=True)
    duties = models.TextField(_("Duties"), blank=True)
    measure = models.TextField(_("What success is measured by"), blank=True)
    pains = models.TextField(_("Pains"), blank=True)
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Profile(models.Model):
    """What a person works on, wants, lives through and suffers from (KEY-02); `to_verify` names what is but a draft."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="profile", verbose_name=_("Contact"))
    duties = models.TextField(_("Duties"), blank=True)
    goals = models.TextField(_("Goals"), blank=True)
    scenes = models.TextField(_("Scenes of work"), blank=True)
    pains = models.TextField(_("Pains"), blank=True)
    measure = models.TextField(_("What success is measured by"), blank=True)
    focus = models.TextField(_("What they look at"), blank=True)
    preferences = models.TextField(_("How they like to be dealt with"), blank=True)
    to_verify = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = OfContactQuerySet["Profile"].as_manager()

    class Meta:
        verbose_name = _("profile of a person")
        verbose_name_plural = _("profiles of people")

    def __str__(self) -> str:
        return str(self.contact)


class Solvable(models.TextChoices):
    """Whether the product solves something (KEY-03)."""

    YES = "yes", _("Solved")
    PARTLY = "partly", _("Partly solved")
    PLANNED = "planned", _("Planned")
    NO = "no", _("Not solved")


class WorkItem(models.Model):
    """One duty or pain of a person, judged by whether the product solves it (KEY-03)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="work", verbose_name=_("Contact"))
    description = models.CharField(_("Duty or pain"), max_length=300)
    solvable = models.CharField(_("Does the product solve it"), max_length=8, choices=Solvable)
    feature = models.CharField(_("Feature"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("Added"))
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = OfContactQuerySet["WorkItem"].as_manager()

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("pieces of work")

    def __str__(self) -> str:
        return self.description


class Stance(models.IntegerChoices):
    """How a person stands to the product (KEY-01)."""

    OPPONENT = -2, _("Opponent")
    SCEPTIC = -1, _("Sceptic")
    NEUTRAL = 0, _("Neutral")
    SUPPORTER = 1, _("Supporter")
    CHAMPION = 2, _("Champion")


class Attitude(models.Model):
    """How a person stood on a day, and what shows it."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attitudes", verbose_name=_("Contact"))
    judged_on = models.DateField(_("Judged"))
    stance = models.SmallIntegerField(_("Attitude"), choices=Stance)
    evidence = models.TextField(_("Evidence"))
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Judged by"))
    recorded_at = models.DateTimeField(_("Recorded"))

    objects = OfContactQuerySet["Attitude"].as_manager()

    class Meta:
        verbose_name = _("attitude")
        verbose_name_plural = _("attitudes")
        indexes = [models.Index(fields=["contact", "judged_on"], name="attitude_of_contact")]

    def __str__(self) -> str:
        return str(Stance(self.stance).label)


class Will(models.TextChoices):
    """Whether a person wants the renewal (KEY-05)."""

    YES = "yes", _("Yes")
    LEANING = "leaning", _("Leaning to yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Willingness(models.Model):
    """Whether a person wants the renewal, as they said on a day."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="wills", verbose_name=_("Contact"))
    said_on = models.DateField(_("Said"))
    will = models.CharField(_("Wants the renewal"), max_length=8, choices=Will)
    recorded_at = models.DateTimeField(_("Recorded"))

    objects = OfContactQuerySet["Willingness"].as_manager()

    class Meta:
        verbose_name = _("willingness to renew")
        verbose_name_plural = _("willingness to renew")
        indexes = [models.Index(fields=["contact", "said_on"], name="willingness_of_contact")]


class Workload(models.Model):
    """How many minutes a day a person says their work takes (KEY-06)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="workloads", verbose_name=_("Contact"))
    said_on = models.DateField(_("Said"))
    minutes = models.PositiveIntegerField(_("Minutes a day"))
    recorded_at = models.DateTimeField(_("Recorded"))

    objects = OfContactQuerySet["Workload"].as_manager()

    class Meta:
        verbose_name = _("workload")
        verbose_name_plural = _("workloads")
        indexes = [models.Index(fields=["contact", "said_on"], name="workload_of_contact")]


class InquiryQuerySet(OfContactQuerySet["Inquiry"]):
    """Questions that people raised, narrowed in the words of the product."""

    def open(self) -> Self:
        """This function will keep the questions without an answer."""
        return self.filter(answered_at=None)


class Inquiry(models.Model):
    """A question that a person raised: open, answered, then confirmed by them (KEY-07)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="inquiries", verbose_name=_("Contact"))
    topic = models.CharField(_("Topic"), max_length=120, blank=True)
    question = models.TextField(_("Question raised"))
    asked_on = models.DateField(_("Asked"))
    due_on = models.DateField(_("Answer due"))
    answer = models.TextField(_("Answer"), blank=True)
    answered_at = models.DateTimeField(_("Answered"), null=True)
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a contact")
        verbose_name_plural = _("questions of contacts")
        constraints = [
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="inquiry_answered_in_words"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(answered_at__isnull=False), name="inquiry_confirmed_when_answered"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="inquiry_open", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return self.topic or self.question[:60]


class ResearchTopic(models.Model):
    """One topic on which the product team wants to know customers (KEY-13)."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=80)
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("research topic")
        verbose_name_plural = _("research topics")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Finding(models.Model):
    """What was learnt of one customer on a topic; a later finding replaces an earlier one and keeps it readable."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="findings", verbose_name=_("Customer"))
    topic = models.ForeignKey(ResearchTopic, models.PROTECT, related_name="findings", verbose_name=_("Topic"))
    text = models.TextField(_("Finding"))
    found_on = models.DateField(_("Found"))
    found_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Found by"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    recorded_at = models.DateTimeField(_("Recorded"))

    objects = OfAccountQuerySet["Finding"].as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.topic}: {self.text[:60]}"
