"""An invitation: the one way for a new person to come in."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.people import Role, Team, User
from hourglass.base.permissions import Reach
from hourglass.base.visibility import ScopedQuerySet


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    """Invitations, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the invitations of the people whom `user`'s reach covers."""
        if user.reach is Reach.ALL:
            return self.all()
        return self.filter(invited_by__in=User.objects.visible_to(user))

    def waiting(self) -> Self:
        """This function will keep those that were neither accepted nor withdrawn."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, at: datetime) -> Self:
        """This function will keep those that still open the door."""
        return self.waiting().filter(expires_at__gt=at)


class Invitation(models.Model):
    """An open door for one e-mail address; only the hash of its secret is kept."""

    email = models.EmailField(_("E-mail address"))
    roles = models.ManyToManyField(Role, blank=True, related_name="+", verbose_name=_("Roles"))
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Team"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="invitations", verbose_name=_("Invited by")
    )
    invited_at = models.DateTimeField(_("Invited"))
    expires_at = models.DateTimeField(_("Valid until"))
    accepted_at = models.DateTimeField(_("Accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            )
        ]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email
