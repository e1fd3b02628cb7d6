"""Persons of a product who are to be forgotten, until they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.usage.models.intake import Source


class Erasure(models.Model):
    """One person of a source who is to be forgotten; who it was is known only until it is done."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="erasures", verbose_name=_("Source"))
    asked_at = models.DateTimeField(_("Asked"))
    users = models.JSONField(default=list)  # numbers, which say nothing by themselves
    keys = models.JSONField(default=list)  # identifiers, each with whether it is one of an anonymous visitor
    done_at = models.DateTimeField(_("Done"), null=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["-asked_at"], name="usage_erasure_newest")]

    def __str__(self) -> str:
        return str(self.pk)
