"""The record: one row is story, audit and outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Something that happened: who did what to which object, when, from what to what, and why (CONV-8)."""

    at = models.DateTimeField(_("Time"))
    actor = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Actor"))
    actor_label = models.CharField(_("Actor's name then"), max_length=120)
    verb = models.CharField(_("What"), max_length=80)
    object_type = models.CharField(_("Kind of object"), max_length=80)
    object_id = models.CharField(_("Object"), max_length=64)
    object_label = models.CharField(_("Object's name then"), max_length=200)
    old = models.JSONField(_("Before"), null=True)
    new = models.JSONField(_("After"), null=True)
    reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"]), models.Index(fields=["at"])]
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_id}"
