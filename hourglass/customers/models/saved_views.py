"""Views of lists that people keep: a condition, columns and an order under a name."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.visibility import ScopedQuerySet


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    """Saved views, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the views of `user` and those that somebody shares with everybody."""
        return self.filter(Q(owner=user) | Q(shared=True))

    def kept(self) -> Self:
        """This function will leave out what was removed."""
        return self.filter(removed_at=None)

    def of(self, noun: str) -> Self:
        """This function will keep the views of one list."""
        return self.filter(noun=noun)


class SavedView(models.Model):
    """One view of one list."""

    noun = models.SlugField(_("List"), max_length=40)
    name = models.CharField(_("Name"), max_length=60)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("Owner"))
    shared = models.BooleanField(_("Shared with everybody"), default=False)
    condition = models.JSONField(_("Condition"), default=dict)
    columns = models.JSONField(_("Columns"), default=list, blank=True)
    sort = models.CharField(_("Order"), max_length=80, blank=True)
    # What it lists should not be, so a count above zero is shown in red.
    problems = models.BooleanField(_("Lists problems"), default=False)
    created_at = models.DateTimeField(_("Created"))
    removed_at = models.DateTimeField(_("Removed"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "noun", "name"], condition=Q(removed_at=None), name="saved_view_name_once"
            ),
        ]
        indexes = [models.Index(fields=["noun", "shared"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class TabOrderQuerySet(ScopedQuerySet["TabOrder"]):
    """Orders of tabs: each person has their own."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the orders of `user`."""
        return self.filter(person=user)


class TabOrder(models.Model):
    """In which order one person wants the tabs of a list; a view that is not named stands behind the others."""

    person = models.ForeignKey(User, models.CASCADE, related_name="tab_orders")
    noun = models.SlugField(max_length=40)
    keys = models.JSONField(_("Order"), default=list)

    objects = TabOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of tabs")
        verbose_name_plural = _("orders of tabs")
        constraints = [models.UniqueConstraint(fields=["person", "noun"], name="tab_order_once")]

    def __str__(self) -> str:
        return f"{self.noun}: {self.person}"
