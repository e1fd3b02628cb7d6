"""Channels: the roads on which messages leave the house."""

import json
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField


class Kind(models.TextChoices):
    """What a channel speaks."""

    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom bot")
    DINGTALK = "dingtalk", _("DingTalk bot")
    FEISHU = "feishu", _("Feishu bot")
    SLACK = "slack", _("Slack webhook")
    WEBHOOK = "webhook", _("Signed webhook")


class Purpose(models.TextChoices):
    """Who hears what is sent; it decides how carefully a message is repeated, and never changes for a channel."""

    STAFF = "staff", _("Colleagues")
    CUSTOMER = "customer", _("Customers")
    INTEGRATION = "integration", _("Other systems")


class Unreadable(Exception):  # noqa: N818  a fact about the row, which callers sort by
    """The encrypted text cannot be read: the installation's secret key is not the one it was written with."""


def seal(content: dict[str, Any]) -> str:
    """This function will turn `content` into the text that an encrypted field keeps."""
    return json.dumps(content, ensure_ascii=False)


def unseal(text: str | None) -> dict[str, Any]:
    """This function will read what `seal` wrote.

    :raises Unreadable: the field could not decrypt it.
    """
    if not text:
        return {}
    try:
        content = json.loads(text)
    except ValueError:
        raise Unreadable from None
    return dict(content)


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Channels by what may happen on them."""

    def active(self) -> Self:
        """Neither paused by a person nor disabled by failure."""
        return self.filter(paused_at=None, disabled_at=None)

    def ready(self, at: datetime) -> Self:
        """Active, and not resting after a row of failures."""
        return self.active().filter(Q(rest_until=None) | Q(rest_until__lte=at))

    def held_back(self) -> Self:
        """Paused, disabled or resting."""
        return self.exclude(paused_at=None, disabled_at=None, rest_until=None)

    def visible_to(self, user: models.Model) -> Self:  # noqa: ARG002
        """Channels belong to nobody; whoever may open the page sees them all."""
        return self


class Channel(models.Model):
    """One configured road: what it speaks, to whom, and with which secrets."""

    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    name = models.CharField(_("Name"), max_length=80)
    purpose = models.CharField(_("Audience"), max_length=16, choices=Purpose)
    system = models.BooleanField(_("Built in"), default=False, editable=False)
    options = models.JSONField(_("Options"), default=dict, blank=True)
    sealed = EncryptedTextField(_("Secrets"), default="{}", editable=False)
    created_at = models.DateTimeField(_("Added"))
    paused_at = models.DateTimeField(_("Paused"), null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Paused by")
    )
    disabled_at = models.DateTimeField(_("Disabled by failure"), null=True)
    disabled_by = models.CharField(_("Failure that disabled it"), max_length=60, blank=True)
    failures = models.PositiveIntegerField(_("Failures in a row"), default=0)
    rest_until = models.DateTimeField(_("Rests until"), null=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects: ClassVar[ChannelQuerySet] = ChannelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by=None) | Q(paused_at__isnull=False, paused_by__isnull=False),
                name="base_channel_paused_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_by="") | (Q(disabled_at__isnull=False) & ~Q(disabled_by="")),
                name="base_channel_disabled_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(system=True), name="base_channel_one_built_in_of_a_kind"
            ),
            models.UniqueConstraint(Lower("name"), name="base_channel_one_name"),
        ]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """The word for what it does now: disabled, paused, resting or active."""
        if self.disabled_at:
            return "disabled"
        return "paused" if self.paused_at else "resting" if self.rest_until else "active"

    @property
    def secrets(self) -> dict[str, Any]:
        """Its secrets, decrypted; they stay inside the adapter.

        :raises Unreadable: they were written with another secret key.
        """
        return unseal(self.sealed)
