"""Every place of the console: what the sidebar, the phone's bar, the palette and the admin page list."""

from collections.abc import Iterator
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
        Place("calendar", _("Working calendar"), "calendar-event"),
        Place("settings", _("Workspace settings"), "settings", Permission.SETTINGS_MANAGE),
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
    (Place("customers", _("Customers"), "building-store", Permission.ACCOUNTS_VIEW, key="c", phone=True),),
)
NAVIGATION = (Group("", (Place("today", _("Today"), "sun", key="t", phone=True),)), CUSTOMERS, ADMIN)


@cache
def address(name: str) -> str:
    """This function will return a page's address; the sidebar, the palette and the keys of every page ask for it."""
    return reverse(name)


def places(person: User, group: Group) -> Iterator[tuple[Place, str]]:
    """This function will yield the group's places that the person may open, with their addresses."""
    for place in group.places:
        if not place.needs or person.can(place.needs):
            yield place, address(place.name)


def open_to(person: User) -> list[tuple[Group, list[tuple[Place, str]]]]:
    """This function will return the groups with the places the person may open, without empty groups."""
    groups = [(group, list(places(person, group))) for group in NAVIGATION]
    return [(group, found) for group, found in groups if found]
