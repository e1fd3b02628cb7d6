"""What pages say of a customer's people: the map by level and attitude, the chain, what needs somebody, one person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.console.profile import ago
from hourglass.customers import key_persons, pains, people, stances
from hourglass.customers.models import (
    Account,
    Attitude,
    Contact,
    Inquiry,
    PersonRole,
    Profile,
    Willingness,
    WorkItem,
    Workload,
)
from hourglass.customers.models.contacts import Level
from hourglass.customers.models.key_persons import Solvable, Stance
from hourglass.customers.pains import Side, Voice
from hourglass.customers.people import Alert, Why
from hourglass.customers.stances import Stands

FEW = 6  # people that the overview shows
TONES = {-2: "bad", -1: "watch", 0: "", 1: "ok", 2: "ok"}
LEVELS = (
    (Level.FIRST, gettext_lazy("First level")),
    (Level.SECOND, gettext_lazy("Second level")),
    (None, gettext_lazy("Others")),
)
SIDES = {Side.BUYERS: gettext_lazy("Buyers"), Side.USERS: gettext_lazy("Users"), Side.OTHERS: gettext_lazy("Others")}
SOLVED_TONES = {Solvable.YES: "ok", Solvable.PARTLY: "watch", Solvable.PLANNED: "info", Solvable.NO: "bad"}
MOST = 50  # pieces of work that one role shows
COLUMNS = (Stance.OPPONENT, Stance.SCEPTIC, Stance.NEUTRAL, Stance.SUPPORTER, Stance.CHAMPION)
BLOCK_NAMES = {
    "duties": gettext_lazy("Duties"),
    "goals": gettext_lazy("Goals"),
    "scenes": gettext_lazy("Scenes of work"),
    "pains": gettext_lazy("Pains"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One person as pages tell of them."""

    contact: Contact
    stands: Stands
    roles: list[str]
    heard: str

    @property
    def title(self) -> str:
        """What they are: the job title, or else the first role."""
        return self.contact.job_title or next(iter(self.roles), "")

    @property
    def attitude(self) -> str | Promise:
        """How they stand, in a word."""
        return next((one.label for one in Stance if one == self.stands.stance), _("Not known"))

    @property
    def tone(self) -> str:
        """The tone of it; what is outdated has none."""
        return TONES[self.stands.current] if self.stands.current is not None else ""


@dataclass(frozen=True, slots=True)
class Told:
    """One alert in words."""

    alert: Alert
    title: str
    text: str


def of(account: Account, person: User, *, at: datetime) -> dict[str, Any]:
    """This function will gather the tab of a customer's people."""
    day = configuration.today(at)
    rows = Contact.objects.visible_to(person).of(account).select_related("account", "store", "succeeds")
    everyone = list(rows.order_by("level", "pk"))
    told = tell(everyone, day)
    stands = {one.contact.pk: one.stands for one in told}
    here = [one for one in told if one.contact.left_on is None]
    return {
        "here": here,
        "gone": [one for one in told if one.contact.left_on is not None],
        "map": laid_out(here),
        "chain": sorted((one for one in here if one.contact.chain_place), key=lambda one: one.contact.chain_place or 0),
        "alerts": [words(alert, day) for alert in people.needs(everyone, stands, on=day)],
        "index": stances.index(one.stands.current for one in here),
        "coverage": people.coverage(account, at=at),
    }


def card(account: Account, person: User, at: datetime) -> dict[str, Any] | None:
    """This function will tell of the people on whom most hangs, for the overview of a customer."""
    day = configuration.today(at)
    everyone = list(
        Contact.objects.visible_to(person).of(account).select_related("account").order_by("chain_place", "pk")
    )
    told = tell(everyone, day)
    first = [one for one in told if one.contact.level == Level.FIRST and one.contact.left_on is None]
    alerts = people.needs(everyone, {one.contact.pk: one.stands for one in told}, on=day)
    if not first and not alerts:
        return None
    return {"people": first[:FEW], "alerts": [words(alert, day) for alert in alerts[: FEW // 2]]}


def tell(contacts: Sequence[Contact], day: date) -> list[Person]:
    """This function will tell of people, by two queries whatever their number."""
    names = {role.key: str(role) for role in PersonRole.objects.all()}
    stands = people.stands_of(contacts, on=day)
    return [
        Person(
            one,
            stands[one.pk],
            [names.get(key, key) for key in one.roles],
            ago(configuration.today(one.touched_at), day) if one.touched_at else "",
        )
        for one in contacts
    ]


def voices(account: Account, person: User, *, at: datetime) -> list[dict[str, Any]]:
    """This function will gather what a customer's people suffer from by side, with their workload (KEY-06, KEY-10)."""
    everyone = list(Contact.objects.visible_to(person).of(account).active().order_by("level", "pk"))
    seen = "the people were read as the person sees them"
    profiles = {row.contact_id: row for row in Profile.objects.unscoped(reason=seen).filter(contact__in=everyone)}
    work = WorkItem.objects.unscoped(reason=seen).filter(contact__in=everyone).order_by("added_at", "pk")
    minutes: dict[int, list[Workload]] = defaultdict(list)
    for row in Workload.objects.unscoped(reason=seen).filter(contact__in=everyone).order_by("said_on", "pk"):
        minutes[row.contact_id].append(row)
    told = {one.contact.pk: one for one in tell(everyone, configuration.today(at))}
    return [
        {
            "title": SIDES[section.side],
            "solved": section.solved,
            "people": [spoken(voice, told[voice.contact.pk], minutes[voice.contact.pk]) for voice in section.voices],
        }
        for section in pains.sections(everyone, profiles, work, at=at)
    ]


def spoken(voice: Voice, told: Person, minutes: Sequence[Workload]) -> dict[str, Any]:
    """This function will say of one person what the report shows."""
    saved = stances.saved([(row.said_on, row.minutes) for row in minutes])
    return {"told": told, "pains": voice.pains, "work": voice.work, "minutes": minutes, "saved": saved}


def by_role(person: User, *, at: datetime) -> list[dict[str, Any]]:
    """This function will sum up by role what the product solves of people's work, for all customers seen (KEY-03)."""
    work = WorkItem.objects.visible_to(person).filter(contact__left_on=None).select_related("contact__account")
    names = {role.key: str(role) for role in PersonRole.objects.all()}
    return [
        {
            "title": names.get(row.role, row.role) or _("Without a role"),
            "row": row,
            "solved": row.solved(at),
            "counts": [(kind.label, row.counts[kind], SOLVED_TONES[kind]) for kind in Solvable],
            "unsolved": row.unsolved[:MOST],
        }
        for row in pains.by_role(work.order_by("-added_at", "-pk"))
    ]


def laid_out(told: Sequence[Person]) -> list[dict[str, Any]]:
    """This function will lay people out by level and attitude; who is not judged, or too long ago, stands apart."""
    rows = []
    for level, label in LEVELS:
        inside = [one for one in told if one.contact.level == level]
        if inside:
            cells = [[one for one in inside if one.stands.current == stance] for stance in COLUMNS]
            rows.append(
                {"label": label, "cells": cells, "unknown": [one for one in inside if one.stands.current is None]}
            )
    return rows


def words(alert: Alert, day: date) -> Told:
    """This function will say what an alert means and what to do."""
    name = alert.contact.name
    match alert.why:
        case Why.TURNED:
            stance = next(one.label for one in Stance if one == alert.about.stance)
            return Told(alert, _("%(name)s: %(stance)s") % {"name": name, "stance": stance}, _("Talk to them now."))
        case Why.LEFT:
            due = people.successor_due(alert.contact)
            return Told(
                alert,
                _("%(name)s has left on %(day)s") % {"name": name, "day": alert.since},
                _("Find out who follows by %(due)s.") % {"due": due},
            )
        case Why.OVERDUE:
            said = _("%(name)s waits for an answer since %(day)s") % {"name": name, "day": alert.since}
            return Told(alert, said, str(alert.about))
        case Why.SILENT:
            said = _("%(name)s was not heard of: %(ago)s") % {"name": name, "ago": ago(alert.since or day, day)}
            return Told(alert, said, _("Get in touch, and log it with the person."))
    missing = ", ".join(str(BLOCK_NAMES[block]) for block in alert.about)
    return Told(alert, _("The profile of %(name)s has gaps") % {"name": name}, missing)


def one(contact: Contact, person: User, *, at: datetime) -> dict[str, Any]:
    """This function will gather the page of one person."""
    day = configuration.today(at)
    [told] = tell([contact], day)
    profile = key_persons.profile_of(contact)
    known = key_persons.known(profile)
    work = list(WorkItem.objects.visible_to(person).filter(contact=contact).order_by("pk"))
    minutes = list(Workload.objects.visible_to(person).filter(contact=contact).order_by("said_on", "pk"))
    solved, of_all = key_persons.coverage(work)
    inquiries = Inquiry.objects.visible_to(person).filter(contact=contact).order_by("answered_at", "-asked_on", "-pk")
    return {
        "contact": contact,
        "told": told,
        "profile": profile,
        "blocks": [
            {
                "label": label,
                "text": getattr(profile, name),
                "draft": name in profile.to_verify,
                "known": name in known,
            }
            for name, label in BLOCK_NAMES.items()
        ],
        "complete": 100 * len(known) // len(people.BLOCKS),
        "work": work,
        "solved": solved,
        "work_share": 100 * solved // of_all if of_all else None,
        "attitudes": Attitude.objects.visible_to(person)
        .filter(contact=contact)
        .select_related("judged_by")
        .order_by("-judged_on", "-pk")[:20],
        "will": Willingness.objects.visible_to(person).filter(contact=contact).order_by("-said_on", "-pk").first(),
        "minutes": minutes,
        "saved": stances.saved([(row.said_on, row.minutes) for row in minutes]),
        "inquiries": list(inquiries[:50]),
        "today": day,
    }
