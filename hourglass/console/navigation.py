"""Every place of the console: what the sidebar, the phone's bar, the palette and the admin page list."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.permissions import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """One page that people go to: its name in the addresses, and the permission that opens it."""

    name: str
    label: str | Promise
    icon: str
    needs: str = ""
    key: str = ""  # the second key after G
    phone: bool = False  # shown in the phone's bar


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one heading."""

    label: str | Promise
    places: tuple[Place, ...]


ADMIN = Group(
    _("Administration"),
    (
        Place("admin", _("Overview"), "layout-dashboard", key="a", phone=True),
        Place("people", _("People"), "users", Permission.PEOPLE_VIEW, key="p"),
        Place("roles", _("Roles"), "id-badge-2", Permission.ROLES_MANAGE),
        Place("keys", _("Keys and tokens"), "key", Permission.KEYS_MANAGE),
        Place("interface", _("Interface"), "robot"),
        Place("sources", _("Sources of events"), "broadcast", Permission.SOURCES_VIEW),
        Place("calendar", _("Working calendar"), "calendar-event"),
        Place("settings", _("Workspace settings"), "settings", Permission.SETTINGS_MANAGE),
        Place("terms", _("Terms"), "language", Permission.SETTINGS_MANAGE),
        Place("portrait-fields", _("Portrait fields"), "clipboard-list", Permission.SEGMENTS_MANAGE),
        Place("catalogue", _("Product catalogue"), "archive", Permission.PRODUCTS_MANAGE),
        Place("forms", _("Forms of the archive"), "clipboard-list", Permission.FORMS_MANAGE),
        Place("contact-roles", _("Roles of contacts"), "address-book", Permission.SEGMENTS_MANAGE),
        Place("channels", _("Channels"), "plug-connected", Permission.CHANNELS_MANAGE),
        Place("deliveries", _("Deliveries"), "send", Permission.JOBS_VIEW),
        Place("jobs", _("Jobs"), "clock-cog", Permission.JOBS_VIEW, key="j"),
        Place("audit", _("Audit record"), "history", Permission.AUDIT_VIEW),
        Place("gallery", _("Components"), "components"),
        Place("about", _("About"), "info-circle"),
    ),
)
CUSTOMERS = Group(
    _("Customers"),
    (
        Place("customers", _("Customers"), "building-store", Permission.ACCOUNTS_VIEW, key="c", phone=True),
        Place("features", _("Feature adoption"), "chart-line", Permission.ACCOUNTS_VIEW),
        Place("segments", _("Classes"), "table", Permission.ACCOUNTS_VIEW),
        Place("dossier", _("Research dossier"), "file-search", Permission.ACCOUNTS_VIEW),
        Place("archives", _("Archives"), "archive", Permission.ACCOUNTS_VIEW),
        Place("imports", _("Imports"), "upload", Permission.ACCOUNTS_IMPORT),
        Place("duplicates", _("Possible duplicates"), "copy", Permission.ACCOUNTS_CLOSE),
        Place("renewals", _("Renewals"), "refresh", Permission.CONTRACTS_VIEW, key="r", phone=True),
        Place("contracts", _("Contracts"), "file-text", Permission.CONTRACTS_VIEW),
    ),
)
FIGURES = Group(
    _("Business"),
    (Place("figures", _("Revenue figures"), "chart-line", Permission.FIGURES_VIEW, key="f"),),
)
NAVIGATION = (Group("", (Place("today", _("Today"), "sun", key="t", phone=True),)), CUSTOMERS, FIGURES, ADMIN)


@cache
def address(name: str) -> str:
    """This function will return a page's address; the sidebar, the palette and the keys of every page ask for it."""
    return reverse(name)


def open_to(person: User) -> frozenset[str]:
    """This function will name the places that the person may open."""
    return frozenset(
        place.name for group in NAVIGATION for place in group.places if not place.needs or person.can(place.needs)
    )


def places(names: Container[str], group: Group) -> list[tuple[Place, str]]:
    """This function will list those of the group's places that are among `names`, with their addresses."""
    return [(place, address(place.name)) for place in group.places if place.name in names]


def among(names: Container[str]) -> list[tuple[Group, list[tuple[Place, str]]]]:
    """This function will list the groups with those of their places that are among `names`, without empty groups."""
    groups = [(group, places(names, group)) for group in NAVIGATION]
    return [(group, found) for group, found in groups if found]


def current(names: Container[str], path: str) -> str:
    """This function will name the place that holds the page at `path`: the one with the longest address."""
    holding = [
        (len(url), place.name)
        for _group, found in among(names)
        for place, url in found
        if path == url or (url != "/" and path.startswith(url))
    ]
    return max(holding, default=(0, ""))[1]
