"""An invitation: the one way for a new person to come in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.people import Role, Team, User


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return self.email
