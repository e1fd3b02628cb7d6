"""Accounts that turned out to be one customer: which may be, and which were merged."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.visibility import ScopedQuerySet
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class MergeQuerySet(OfAccountQuerySet["Merge"]):
    """Merges by what one asks of them; whoever sees the account that stays sees its merges."""

    account_path = "winner"

    def standing(self) -> Self:
        """This function will leave out the merges that were undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That one account went into another, with all that is needed to take it out again (REV-12)."""

    winner = models.ForeignKey(Account, models.PROTECT, related_name="merges", verbose_name=_("Customer that stays"))
    loser = models.ForeignKey(Account, models.PROTECT, related_name="went", verbose_name=_("Customer merged into it"))
    # What moved: keys of rows by the label of their model.
    moved = models.JSONField(default=dict, editable=False)
    # What was changed to fit: fields before and after, by label and key.
    changed = models.JSONField(default=dict, editable=False)
    # The fields of either account before and after.
    winner_fields = models.JSONField(default=dict, editable=False)
    loser_fields = models.JSONField(default=dict, editable=False)
    reason = models.TextField(_("Reason"))
    merged_at = models.DateTimeField(_("Merged"))
    merged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Merged by"))
    undone_at = models.DateTimeField(_("Undone"), null=True, editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        constraints = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(winner=F("loser")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.winner}"


class CandidateQuerySet(ScopedQuerySet["Candidate"]):
    """Pairs that may be one customer, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the pairs of which `user` sees both."""
        seen = Account.objects.visible_to(user).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def open(self) -> Self:
        """This function will leave out what somebody judged to be two customers, and what was merged meanwhile."""
        return self.filter(dismissed_at=None, first__merged_into=None, second__merged_into=None)


class Candidate(models.Model):
    """Two accounts that may be one customer, and by which signs."""

    first = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("Customer"))
    second = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("Other customer"))
    signs = models.JSONField(_("Signs"), default=list)
    found_at = models.DateTimeField(_("Found"))
    dismissed_at = models.DateTimeField(_("Judged to be two customers"), null=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="candidate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="candidate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
