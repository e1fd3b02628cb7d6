"""Days whose events changed since their figures were computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TouchedDay(models.Model):
    """A day to compute anew; whoever did so deletes the row at the version that was computed, and at no other."""

    day = models.DateField(_("Day"), unique=True)
    since_version = models.BigIntegerField(_("Version of the events"))

    class Meta:
        verbose_name = _("touched day")
        verbose_name_plural = _("touched days")

    def __str__(self) -> str:
        return str(self.day)


class Flushed(models.Model):
    """One row that counts the flushes: whoever moves it on by a conditional update begins the next one alone."""

    stamp = models.BigIntegerField(_("Last flush"), default=0)

    class Meta:
        verbose_name = _("count of flushes")
        verbose_name_plural = _("count of flushes")

    def __str__(self) -> str:
        return str(self.stamp)
