"""Every permission of the product: its code, what it allows, and how far a role reaches."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a role can allow; the label is what an administrator reads, the part before the dot is its area."""

    ACCOUNTS_VIEW = "accounts.view", _("See customers, their people and their story")
    ACCOUNTS_EDIT = "accounts.edit", _("Add and change customers, stores and contacts")
    ACCOUNTS_ASSIGN = "accounts.assign", _("Hand customers to owners and teams")
    ACCOUNTS_CLOSE = "accounts.close", _("Close, reopen and merge customers")
    ACCOUNTS_IMPORT = "accounts.import", _("Import and export customers and contracts")
    VIEWS_SHARE = "views.share", _("Share saved views with everybody")
    SEGMENTS_MANAGE = "segments.manage", _("Change segments, tiers and portrait fields")
    SEGMENTS_APPROVE = "segments.approve", _("Approve classes that were set by hand")
    FORMS_FILL = "forms.fill", _("Fill in and submit forms")
    FORMS_CONFIRM = "forms.confirm", _("Return and confirm submitted forms")
    FORMS_MANAGE = "forms.manage", _("Change form templates")
    PRODUCTS_MANAGE = "products.manage", _("Change products, editions and modules")
    CONTRACTS_VIEW = "contracts.view", _("See contracts, payments and renewals")
    CONTRACTS_EDIT = "contracts.edit", _("Add and change contracts")
    PAYMENTS_CONFIRM = "payments.confirm", _("Confirm payments")
    RENEWALS_WORK = "renewals.work", _("Work on renewals")
    RENEWALS_APPROVE = "renewals.approve", _("Approve extensions, discounts and service starts")
    FIGURES_VIEW = "figures.view", _("See revenue and retention of all customers")
    COSTS_EDIT = "costs.edit", _("Enter costs")
    PEOPLE_VIEW = "people.view", _("See people and teams")
    PEOPLE_MANAGE = "people.manage", _("Invite, change and deactivate people")
    ROLES_MANAGE = "roles.manage", _("Change roles and what they allow")
    CALENDAR_MANAGE = "calendar.manage", _("Change the working calendar")
    SETTINGS_MANAGE = "settings.manage", _("Change workspace settings")
    CHANNELS_MANAGE = "channels.manage", _("Set up message channels")
    SOURCES_VIEW = "sources.view", _("See sources of events, their quality and the newest events")
    SOURCES_MANAGE = "sources.manage", _("Set up sources of events and say whose their users are")
    KEYS_MANAGE = "keys.manage", _("Make and revoke write keys and service tokens")
    JOBS_VIEW = "jobs.view", _("See jobs, deliveries and their health")
    JOBS_MANAGE = "jobs.manage", _("Run, retry and discard jobs and deliveries")
    AUDIT_VIEW = "audit.view", _("Read the audit record")
    AUDIT_CORRECT = "audit.correct", _("Correct entries of the record that others wrote")


# What an administrator reads above the permissions of one area, in the order of the page.
AREAS = {
    "accounts": _("Customers"),
    "views": _("Lists"),
    "segments": _("Segments"),
    "forms": _("Forms"),
    "products": _("Catalogue"),
    "contracts": _("Contracts"),
    "payments": _("Payments"),
    "renewals": _("Renewals"),
    "figures": _("Figures"),
    "costs": _("Costs"),
    "people": _("People"),
    "roles": _("Roles"),
    "settings": _("Workspace"),
    "calendar": _("Working calendar"),
    "channels": _("Channels"),
    "sources": _("Sources of events"),
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
