"""The figures of the administration's first page: one sentence each, computed when the page is opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hourglass.base.models import Entry, Role, User
from hourglass.console.navigation import ADMIN, places


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when."""

    person: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, what it counts, and its tone: nothing is coloured while all is well."""

    value: str
    says: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A place of the administration with its figure, if it has one."""

    label: str | Promise
    icon: str
    url: str
    figure: Figure | None


def people(asked: Asked) -> Figure:
    """This function will count the active people the person can see."""
    count = User.objects.visible_to(asked.person).filter(is_active=True).count()
    return Figure(str(count), ngettext("active person", "active people", count))


def roles(_asked: Asked) -> Figure:
    """This function will count the roles."""
    count = Role.objects.count()
    return Figure(str(count), ngettext("role", "roles", count))


def audit(asked: Asked) -> Figure:
    """This function will count what was recorded in the last day."""
    count = Entry.objects.filter(at__gt=asked.at - timedelta(days=1), at__lte=asked.at).count()
    return Figure(str(count), _("recorded in 24 hours"))


FIGURES: dict[str, Callable[[Asked], Figure]] = {"people": people, "roles": roles, "audit": audit}


def cards(person: User, *, at: datetime) -> Iterator[Card]:
    """This function will yield a card for each place of the administration that the person may open."""
    for place, url in places(person, ADMIN):
        if place.name != "admin":
            figure = FIGURES.get(place.name)
            yield Card(place.label, place.icon, url, figure(Asked(person, at)) if figure else None)
