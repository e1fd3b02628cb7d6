"""Every permission of the product: its code, what it allows, and how far a role reaches."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a role can allow; the label is what an administrator reads, the part before the dot is its area."""

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


# What an administrator reads above the permissions of one area, in the order of the page.
AREAS = {
    "people": _("People"),
    "roles": _("Roles"),
    "settings": _("Workspace"),
    "calendar": _("Working calendar"),
    "channels": _("Channels"),
    "keys": _("Keys"),
    "jobs": _("Jobs and deliveries"),
    "audit": _("Audit"),
}


class Reach(TextChoices):
    """Whose customers and work a role lets a person see."""

    OWN = "own", _("Own")
    TEAM = "team", _("Own team")
    ALL = "all", _("Everyone")

    def covers(self, other: "Reach") -> bool:
        """This function will tell whether this reach is at least as far as the other."""
        order = list(Reach)
        return order.index(self) >= order.index(other)


def by_area() -> list[tuple[str, list[Permission]]]:
    """This function will list every permission under the name of its area."""
    return [(str(name), [code for code in Permission if code.split(".")[0] == area]) for area, name in AREAS.items()]
