"""The figures of the administration's first page: one sentence each, computed when the page is opened."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hourglass import __version__, ui
from hourglass.base import calendars, configuration, wording
from hourglass.base.jobs import workers_alive
from hourglass.base.models import (
    Channel,
    Delivery,
    Entry,
    Role,
    Run,
    ServiceToken,
    User,
    WriteKey,
)
from hourglass.base.periods import Period
from hourglass.console import calling, quality
from hourglass.console.navigation import ADMIN, open_to, places

COMPONENTS = Path(ui.__file__).parent / "templates" / "cotton"


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

    name: str
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


def keys(asked: Asked) -> Figure:
    """This function will count the keys and tokens that open something now."""
    still = Q(expires_at=None) | Q(expires_at__gt=asked.at)
    tokens = ServiceToken.objects.visible_to(asked.person).working().filter(still).count()
    count = tokens + WriteKey.objects.filter(still, revoked_at=None).count()
    return Figure(str(count), ngettext("works now", "work now", count))


def interface(_asked: Asked) -> Figure:
    """This function will count what other machines can ask for."""
    count = sum(len(part.operations) for part in calling.parts())
    return Figure(str(count), ngettext("operation", "operations", count))


def sources(asked: Asked) -> Figure:
    """This function will count the sources that fell silent, or else those that there are."""
    found = quality.rows(asked.at)
    silent = sum(row.state == "silent" for row in found)
    if silent:
        return Figure(str(silent), ngettext("source fell silent", "sources fell silent", silent), tone="bad")
    return Figure(str(len(found)), ngettext("source of events", "sources of events", len(found)))


def calendar(asked: Asked) -> Figure:
    """This function will count the working days that are left in this month, today included."""
    today = configuration.today(asked.at)
    rest = Period(today, (today.replace(day=1) + timedelta(days=32)).replace(day=1))
    count = len(list(calendars.working_calendar(on=today).working_days(rest)))
    return Figure(str(count), ngettext("working day left this month", "working days left this month", count))


def settings(_asked: Asked) -> Figure:
    """This function will count the settings that somebody decided, instead of leaving the value of the product."""
    count = sum(not key.startswith(wording.PREFIX) for key in configuration.current().decided)
    return Figure(str(count), ngettext("setting changed", "settings changed", count))


def terms(asked: Asked) -> Figure:
    """This function will count the terms that the company words its own way."""
    count = len(wording.own(configuration.current(), on=configuration.today(asked.at)))
    return Figure(str(count), ngettext("term in own words", "terms in own words", count))


def channels(asked: Asked) -> Figure:
    """This function will count the channels that a failure has disabled, or else those that work."""
    seen = Channel.objects.visible_to(asked.person)
    if broken := seen.exclude(disabled_at=None).count():
        return Figure(str(broken), ngettext("disabled by failure", "disabled by failure", broken), "bad-t")
    count = seen.active().count()
    return Figure(str(count), ngettext("channel in use", "channels in use", count))


def deliveries(asked: Asked) -> Figure:
    """This function will count the messages that wait for a decision, or else those on their way."""
    seen = Delivery.objects.visible_to(asked.person)
    if stuck := seen.dead().count() + seen.uncertain().count():
        return Figure(str(stuck), ngettext("message waits for you", "messages wait for you", stuck), "bad-t")
    count = seen.open().count()
    return Figure(str(count), ngettext("message on its way", "messages on their way", count))


def jobs(asked: Asked) -> Figure:
    """This function will tell that no worker runs, or count the runs given up, or else those of the last day."""
    if not workers_alive(at=asked.at).exists():
        return Figure("0", _("workers run; nothing is sent or computed"), "bad-t")
    if dead := Run.objects.dead().count():
        return Figure(str(dead), ngettext("run was given up", "runs were given up", dead), "bad-t")
    count = Run.objects.done().filter(done_at__gt=asked.at - timedelta(days=1)).count()
    return Figure(str(count), ngettext("run in 24 hours", "runs in 24 hours", count))


def audit(asked: Asked) -> Figure:
    """This function will count what was recorded in the last day."""
    count = Entry.objects.visible_to(asked.person).filter(at__gt=asked.at - timedelta(days=1), at__lte=asked.at).count()
    return Figure(str(count), _("recorded in 24 hours"))


@cache
def components() -> int:
    """This function will count the components, which are files of the program."""
    return len(list(COMPONENTS.glob("*.html")))


def gallery(_asked: Asked) -> Figure:
    """This function will count the components that the gallery shows."""
    count = components()
    return Figure(str(count), ngettext("component", "components", count))


def about(_asked: Asked) -> Figure:
    """This function will tell the version that runs."""
    return Figure(__version__, _("version"))


FIGURES: dict[str, Callable[[Asked], Figure]] = {
    "people": people,
    "roles": roles,
    "keys": keys,
    "interface": interface,
    "sources": sources,
    "calendar": calendar,
    "settings": settings,
    "terms": terms,
    "channels": channels,
    "deliveries": deliveries,
    "jobs": jobs,
    "audit": audit,
    "gallery": gallery,
    "about": about,
}
# What can go wrong by itself, so Today shows it too.
WATCHED = frozenset({"people", "sources", "channels", "deliveries", "jobs", "audit"})


def cards(person: User, *, at: datetime, only: Container[str] | None = None) -> Iterator[Card]:
    """This function will yield a card for each place of the administration that the person may open.

    With `only`, the figures of all other places are left out and not computed.
    """
    for place, url in places(open_to(person), ADMIN):
        if place.name != "admin" and (only is None or place.name in only):
            figure = FIGURES.get(place.name)
            yield Card(place.name, place.label, place.icon, url, figure(Asked(person, at)) if figure else None)
