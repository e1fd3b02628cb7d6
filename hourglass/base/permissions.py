"""Every permission of the product: its code, what it allows, and how far a role reaches."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a role can allow; the label is what an administrator reads."""

    PEOPLE_VIEW = "people.view", _("See people and teams")
    PEOPLE_MANAGE = "people.manage", _("Invite, change and deactivate people")
    ROLES_MANAGE = "roles.manage", _("Change roles and what they allow")
    CALENDAR_MANAGE = "calendar.manage", _("Change the working calendar")
    SETTINGS_MANAGE = "settings.manage", _("Change workspace settings")
    CHANNELS_MANAGE = "channels.manage", _("Set up message channels")
    KEYS_MANAGE = "keys.manage", _("Make and revoke write keys and service tokens")
    JOBS_VIEW = "jobs.view", _("See jobs, deliveries and their health")
    JOBS_MANAGE = "jobs.manage", _("Run, retry and discard jobs and deliveries")
    AUDIT_VIEW = "audit.view", _("Read the audit record")


class Reach(TextChoices):
    """Whose customers and work a role lets a person see."""

    OWN = "own", _("Own")
    TEAM = "team", _("Own team")
    ALL = "all", _("Everyone")
