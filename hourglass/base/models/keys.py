"""What machines come in with: write keys send events and nothing else, service tokens act for a person."""

from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.people import User
from hourglass.base.permissions import Permission, Reach
from hourglass.base.visibility import ScopedQuerySet


class ServiceTokenQuerySet(ScopedQuerySet["ServiceToken"]):
    """Service tokens, narrowed in the words of the product."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the tokens of the people whom `user`'s reach covers."""
        if user.reach is Reach.ALL:
            return self.all()
        return self.filter(owner__in=User.objects.visible_to(user))

    def working(self) -> Self:
        """This function will keep the tokens that nobody revoked; they may have run out."""
        return self.filter(revoked_at=None)


class ServiceToken(models.Model):
    """A machine that acts for a person, with no more than the token names and the person still has."""

    name = models.CharField(_("Name"), max_length=80)
    owner = models.ForeignKey(User, models.PROTECT, related_name="service_tokens", verbose_name=_("Acts for"))
    permissions = models.JSONField(_("Permissions"), default=list)
    prefix = models.CharField(_("Begins with"), max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("Created"))
    expires_at = models.DateTimeField(_("Valid until"))
    last_used_at = models.DateTimeField(_("Last used"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True)

    objects = ServiceTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("service token")
        verbose_name_plural = _("service tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def allowed(self) -> list[str]:
        """What the token names, as people read it."""
        return [str(code.label) for code in Permission if code in self.permissions]

    def can(self, *codes: str) -> bool:
        """This function will tell whether the token names every one of `codes` and its owner still holds them."""
        return set(codes) <= set(self.permissions) and self.owner.can(*codes)


class WriteKey(models.Model):
    """A key with which one source sends events; it opens nothing for reading."""

    source = models.CharField(_("Source"), max_length=80)
    prefix = models.CharField(_("Begins with"), max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by"))
    created_at = models.DateTimeField(_("Created"))
    expires_at = models.DateTimeField(_("Valid until"), null=True)
    last_used_at = models.DateTimeField(_("Last used"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("source"),
                condition=models.Q(revoked_at=None, expires_at=None),
                name="base_write_key_one_of_a_source",
            )
        ]
        verbose_name = _("write key")
        verbose_name_plural = _("write keys")

    def __str__(self) -> str:
        return f"{self.source} ({self.prefix}…)"
