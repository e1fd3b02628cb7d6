"""What is known of an account today, kept on its row so that lists filter and sort by it.

Nobody types these columns in. The package that knows a value publishes it with `customers.standing.publish`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField


class Standing(models.Model):
    """The published facts of an account; a value that is missing is unknown, not zero."""

    # What they pay.
    recurring = MoneyField(_("Annual recurring amount"), null=True)
    due_on = models.DateField(_("Next renewal"), null=True, editable=False)
    served_from = models.DateField(_("Service start"), null=True, editable=False)
    served_until = models.DateField(_("Served until"), null=True, editable=False)
    start_provisional = models.BooleanField(_("Service start is provisional"), default=False, editable=False)
    unpaid_since = models.DateField(_("Unpaid since"), null=True, editable=False)
    renewals = models.PositiveIntegerField(_("Renewals so far"), default=0, editable=False)
    # How they are classed.
    tier = models.CharField(_("Tier"), max_length=40, blank=True, editable=False)
    usage_level = models.CharField(_("Usage level"), max_length=40, blank=True, editable=False)
    head = models.BooleanField(_("Head customer"), null=True, editable=False)
    classes = models.JSONField(_("Segments"), default=dict, editable=False)
    # Who and where they are.
    store_count = models.PositiveIntegerField(_("Stores"), default=0, editable=False)
    contact_count = models.PositiveIntegerField(_("Contacts"), default=0, editable=False)
    touched_at = models.DateTimeField(_("Last touch"), null=True, editable=False)
    # The people on whom most hangs: how many, and the lowest attitude among those that are up to date.
    first_level_count = models.PositiveIntegerField(_("First-level key persons"), default=0, editable=False)
    attitude = models.SmallIntegerField(_("Lowest attitude"), null=True, editable=False)
    unwilling_count = models.PositiveIntegerField(
        _("First-level key persons against the renewal"), default=0, editable=False
    )
    # How they use the product: rates in per cent, of the days that end with yesterday.
    core_depth = models.DecimalField(_("Core depth"), max_digits=7, decimal_places=4, null=True, editable=False)
    time_depth = models.DecimalField(_("Time depth"), max_digits=7, decimal_places=4, null=True, editable=False)
    breadth = models.DecimalField(_("Breadth"), max_digits=7, decimal_places=4, null=True, editable=False)
    active_users = models.PositiveIntegerField(_("Active people"), null=True, editable=False)
    used_on = models.DateField(_("Last use"), null=True, editable=False)
    activated = models.BooleanField(_("Activated"), null=True, editable=False)
    use_stopped = models.BooleanField(_("Use has stopped"), null=True, editable=False)

    class Meta:
        abstract = True


PUBLISHED = frozenset(
    (
        *("recurring_minor", "recurring_currency", "due_on", "served_from", "served_until", "start_provisional"),
        *("unpaid_since", "renewals", "tier", "usage_level", "head", "classes", "store_count", "contact_count"),
        *("touched_at", "first_level_count", "attitude", "unwilling_count", "core_depth", "time_depth", "breadth"),
        *("active_users", "used_on", "activated", "use_stopped"),
    )
)
