"""What an installation and a person still lack before the daily work runs well."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, workspace
from hourglass.base.models import Channel, Team, User
from hourglass.base.permissions import Permission


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: what, why, and whether it is done."""

    key: str
    title: str | Promise
    why: str | Promise
    done: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step before anybody looked whether it is done; `needs` is the permission that lets a person take it."""

    key: str
    title: str | Promise
    why: str | Promise
    needs: str
    done: Callable[[User], bool]


def steps(person: User) -> Iterator[Step]:
    """This function will yield every step that the person can take, in the order in which they help."""
    for wanted in WANTED:
        if not wanted.needs or person.can(wanted.needs):
            yield Step(wanted.key, wanted.title, wanted.why, wanted.done(person))


def _has_second_factor(person: User) -> bool:
    own: bool = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return own


def _is_set(key: str) -> bool:
    return key in configuration.current().decided


def _workspace_has_a_name(_person: User) -> bool:
    return _is_set(workspace.NAME_ZH.key) or _is_set(workspace.NAME_EN.key)


def _calendar_was_chosen(_person: User) -> bool:
    return _is_set(workspace.CALENDAR.key)


def _colleagues_are_here(person: User) -> bool:
    others: bool = User.objects.visible_to(person).filter(is_active=True).exclude(pk=person.pk).exists()
    return others


def _every_team_has_a_lead(_person: User) -> bool:
    teams = Team.objects.aggregate(all=Count("pk"), led=Count("lead"))
    return bool(0 < teams["all"] == teams["led"])


def _a_channel_is_in_use(person: User) -> bool:
    in_use: bool = Channel.objects.visible_to(person).active().filter(system=False).exists()
    return in_use


def workspace_name(at: datetime, language: str) -> str:
    """This function will give the name of the workspace in a language, as it is on that day."""
    setting = workspace.NAME_ZH if language.startswith("zh") else workspace.NAME_EN
    return configuration.value(setting, on=configuration.today(at))


def greeting(at: datetime) -> str | Promise:
    """This function will greet by the clock of the workspace."""
    hour = at.astimezone(configuration.business_zone(at)).hour
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


WANTED = (
    Wanted(
        "second-factor",
        _("Protect your log-in with a second factor"),
        _("A stolen password alone then opens nothing."),
        "",
        _has_second_factor,
    ),
    Wanted(
        "workspace-name",
        _("Name the workspace"),
        _("The name of your company stands beside every page."),
        Permission.SETTINGS_MANAGE,
        _workspace_has_a_name,
    ),
    Wanted(
        "colleagues",
        _("Invite your colleagues"),
        _("Each works with a log-in and roles of their own, so the record says who did what."),
        Permission.PEOPLE_MANAGE,
        _colleagues_are_here,
    ),
    Wanted(
        "leads",
        _("Give every team a lead"),
        _("A lead sees the work of the whole team."),
        Permission.PEOPLE_MANAGE,
        _every_team_has_a_lead,
    ),
    Wanted(
        "calendar",
        _("Choose the working calendar"),
        _("Deadlines in working days skip holidays only when the calendar knows them."),
        Permission.CALENDAR_MANAGE,
        _calendar_was_chosen,
    ),
    Wanted(
        "channel",
        _("Set up a message channel"),
        _("Through it your team hears what happens, in the tool that it has open anyway."),
        Permission.CHANNELS_MANAGE,
        _a_channel_is_in_use,
    ),
)
