"""How customers reach the people who serve them, and when those are away."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.visibility import ScopedQuerySet


class Reachability(models.Model):
    """What a customer may know to reach a person; the e-mail address stands with the person."""

    person = models.OneToOneField(User, models.CASCADE, related_name="reachability", verbose_name=_("Person"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    messenger = models.CharField(_("Messenger"), max_length=120, blank=True)
    hours = models.CharField(_("Reachable"), max_length=120, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("reachability")
        verbose_name_plural = _("reachabilities")

    def __str__(self) -> str:
        return str(self.person)


class AbsenceQuerySet(ScopedQuerySet["Absence"]):
    """Absences by what one asks of them."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the absences of the people whom `user` sees."""
        return self.filter(person__in=User.objects.visible_to(user))

    def standing(self) -> Self:
        """This function will leave out what was called off."""
        return self.filter(cancelled_at=None)

    def on(self, day: date) -> Self:
        """This function will keep the absences that hold a day."""
        return self.standing().filter(first_day__lte=day, last_day__gte=day)

    def touching(self, first: date, last: date) -> Self:
        """This function will keep the absences that share a day with a span."""
        return self.standing().filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Days on which a person is away, both ends included, and who stands in for them."""

    person = models.ForeignKey(User, models.CASCADE, related_name="absences", verbose_name=_("Person"))
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    deputy = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Deputy"))
    entered_at = models.DateTimeField(_("Entered"))
    cancelled_at = models.DateTimeField(_("Called off"), null=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(condition=Q(deputy=None) | ~Q(deputy=F("person")), name="absence_deputy_is_another"),
        ]
        indexes = [models.Index(fields=["person", "last_day"], name="absence_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day} – {self.last_day}"
