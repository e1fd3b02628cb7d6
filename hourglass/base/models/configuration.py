"""Values that were set: one row a change, never edited."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.resolution import Dated, Place, ScopeKind


class ConfiguredValue(models.Model):
    """A setting's value for one scope from one day on; a correction or a later change is another row."""

    key = models.CharField(_("Setting"), max_length=100)
    scope_kind = models.CharField(
        _("Scope"),
        max_length=12,
        choices=[(kind.value, kind.value) for kind in ScopeKind],
        default=ScopeKind.WORKSPACE.value,
    )
    scope_key = models.CharField(_("Scope"), max_length=64, blank=True)
    effective_from = models.DateField(_("Effective from"))
    value = models.JSONField(_("Value"), null=True)
    inherits = models.BooleanField(_("Back to the wider value"), default=False)
    author = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Changed by"))
    author_label = models.CharField(_("Changed by"), max_length=120)
    reason = models.TextField(_("Reason"))
    recorded_at = models.DateTimeField(_("Recorded"))
    correction = models.BooleanField(_("Correction"), default=False)
    cancelled_at = models.DateTimeField(_("Cancelled"), null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "scope_kind", "scope_key", "effective_from"])]
        constraints = [
            models.CheckConstraint(
                name="configured_scope_has_its_key",
                condition=models.Q(scope_kind=ScopeKind.WORKSPACE.value, scope_key="")
                | (~models.Q(scope_kind=ScopeKind.WORKSPACE.value) & ~models.Q(scope_key="")),
            )
        ]
        verbose_name = _("configured value")
        verbose_name_plural = _("configured values")

    def __str__(self) -> str:
        return self.key

    def as_dated(self) -> Dated:
        """This function will give the row as the rules of resolution know it."""
        return Dated(
            key=self.key,
            place=Place(ScopeKind(self.scope_kind), self.scope_key),
            effective_from=self.effective_from,
            value=self.value,
            recorded_at=self.recorded_at,
            number=self.pk,
            inherits=self.inherits,
        )
