"""Days on which the company decides for itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarException(models.Model):
    """One day that is worked, or not worked, against what the calendar says, and why."""

    day = models.DateField(_("Day"))
    worked = models.BooleanField(_("Worked"))
    reason = models.CharField(_("Reason"), max_length=120)
    author = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Entered by"))
    recorded_at = models.DateTimeField(_("Recorded"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day"], name="base_calendar_one_decision_a_day")]
        verbose_name = _("day of the company's own")
        verbose_name_plural = _("days of the company's own")

    def __str__(self) -> str:
        return self.day.isoformat()
