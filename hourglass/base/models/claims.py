"""What a row needs so that one worker at a time can work on it."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound="Claimable")
# Written as the index has it: SQLite does not take `NOT (dead_at IS NULL)` for the same.
DEAD = Q(dead_at__isnull=False)


class ClaimQuerySet(models.QuerySet[Row]):
    """Claimable rows by the state they are in."""

    def open(self) -> Self:
        """Neither done nor dead."""
        return self.filter(done_at=None, dead_at=None)

    def due(self, at: datetime) -> Self:
        """Open, free, and their time has come."""
        return self.open().filter(claimed_by=None, due_at__lte=at)

    def held(self) -> Self:
        """Somebody works on them, or died doing so."""
        return self.exclude(claimed_by=None)

    def expired(self, at: datetime, lease: timedelta) -> Self:
        """Held on a lease that ran out, or on one no living worker can have written.

        A lease that ends more than two leases from now was written before the clock was set back. Without the second
        condition its row would wait for the clock to come round again.
        """
        return self.held().filter(Q(lease_until__lte=at) | Q(lease_until__gt=at + 2 * lease))

    def done(self) -> Self:
        """Finished."""
        return self.exclude(done_at=None)

    def dead(self) -> Self:
        """Given up after too many attempts; a person decides."""
        return self.filter(DEAD)


class Claimable(models.Model):
    """Work on a row: due, perhaps held on a lease, and at the end either done or dead."""

    due_at = models.DateTimeField(_("Due"))
    claimed_by = models.CharField(_("Worked on by"), max_length=120, null=True, editable=False)
    lease_until = models.DateTimeField(_("Held until"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0, editable=False)
    error = models.TextField(_("Last error"), blank=True, editable=False)
    done_at = models.DateTimeField(_("Done"), null=True, editable=False)
    dead_at = models.DateTimeField(_("Given up"), null=True, editable=False)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_by=None, lease_until=None) | Q(claimed_by__isnull=False, lease_until__isnull=False),
                name="%(app_label)s_%(class)s_holder_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dead_at=None), name="%(app_label)s_%(class)s_done_or_dead"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(done_at=None, dead_at=None),
                name="%(app_label)s_%(class)s_held_is_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, dead_at=None), name="%(app_label)s_%(class)s_open"
            ),
            # Few of very many rows, counted for every page that an administrator opens in the morning.
            models.Index(fields=["dead_at"], condition=DEAD, name="%(app_label)s_%(class)s_dead"),
        ]
