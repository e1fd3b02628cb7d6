"""A customer's people as a whole: who stands how, what needs somebody to act, and how well they are known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from hourglass.base import calendars, configuration
from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio
from hourglass.customers import rules, standing
from hourglass.customers.models import Account, Attitude, Contact, Inquiry, PersonRole, Profile, Willingness
from hourglass.customers.models.contacts import Level
from hourglass.customers.models.key_persons import Stance, Will
from hourglass.customers.stances import Judged, Stands, stands

REASON = "the people of an account that was asked for"
LEFT_FOR = 90  # days for which a person who left without a successor is told of
MONTH = 30
PORTION = 500
BLOCKS = ("duties", "goals", "scenes", "pains")
OPENING = 90  # days of service in which the profiles of the first level are completed (KEY-02)


class Why(StrEnum):
    """What needs somebody to act."""

    TURNED = "turned"
    LEFT = "left"
    OVERDUE = "overdue"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that needs somebody to act: about whom, why, since when, and how much hangs on it."""

    why: Why
    contact: Contact
    since: date | None
    high: bool = False
    about: Any = None


def stands_of(contacts: Collection[Contact], *, on: date) -> dict[int, Stands]:
    """This function will tell how each of these people stands, by one query."""
    judged: dict[int, list[Judged]] = defaultdict(list)
    rows = Attitude.objects.unscoped(reason=REASON).filter(contact__in=[contact.pk for contact in contacts])
    for pk, day, stance in rows.order_by("judged_on", "pk").values_list("contact", "judged_on", "stance"):
        judged[pk].append(Judged(day, stance))
    fresh = configuration.current().value(rules.FRESH, on=on)
    return {contact.pk: stands(judged[contact.pk], on, fresh_days=fresh) for contact in contacts}


def wills_of(contacts: Collection[Contact], *, on: date) -> dict[int, Willingness]:
    """This function will give what each of these people said last of the renewal, where that still counts (KEY-05)."""
    oldest = on - timedelta(days=configuration.current().value(rules.WILL_FRESH, on=on))
    rows = Willingness.objects.unscoped(reason=REASON).filter(contact__in=[contact.pk for contact in contacts])
    said = rows.filter(said_on__gte=oldest, said_on__lte=on).order_by("said_on", "pk")
    return {row.contact_id: row for row in said}


def unwilling(account: Account, *, on: date) -> list[Willingness]:
    """This function will give who of the first level does not want the renewal, with the day they said so."""
    everyone = Contact.objects.unscoped(reason=REASON).of(account).active().filter(level=Level.FIRST).order_by("pk")
    people = {person.pk: person for person in everyone}
    against = [row for row in wills_of(list(people.values()), on=on).values() if row.will == Will.NO]
    for row in against:
        row.contact = people[row.contact_id]
    return sorted(against, key=lambda row: (row.said_on, row.pk))


def publish_all(*, on: date) -> int:
    """This function will publish anew of every customer what is known of its people, since what was said grows old."""
    everyone = Account.objects.unscoped(reason="what is known of people grows old whoever looks")
    keys = list(everyone.filter(first_level_count__gt=0).values_list("pk", flat=True).order_by("pk"))
    return sum(publish(keys[start : start + PORTION], on=on) for start in range(0, len(keys), PORTION))


def publish(accounts: Iterable[int], *, on: date) -> int:
    """This function will publish of each account how many first-level people it has, their lowest attitude, and how
    many of them are against the renewal; it returns how many accounts differed from before."""
    keys = list(accounts)
    everyone = Contact.objects.unscoped(reason=REASON).active().filter(account__in=keys, level=Level.FIRST)
    people = list(everyone)
    found, said = stands_of(people, on=on), wills_of(people, on=on)
    by_account: dict[int, list[Contact]] = defaultdict(list)
    for person in people:
        by_account[person.account_id].append(person)
    return standing.publish(
        {
            key: {
                "first_level_count": len(by_account[key]),
                "attitude": min(
                    (stance for one in by_account[key] if (stance := found[one.pk].current) is not None), default=None
                ),
                "unwilling_count": sum(one.pk in said and said[one.pk].will == Will.NO for one in by_account[key]),
            }
            for key in keys
        }
    )


def alerts(accounts: Collection[Account], *, on: date) -> list[Alert]:
    """This function will tell what needs somebody to act about the people of these accounts, the gravest first."""
    people = list(Contact.objects.unscoped(reason=REASON).filter(account__in=accounts).select_related("account"))
    return needs(people, stands_of(people, on=on), on=on)


def needs(everybody: Collection[Contact], found: Mapping[int, Stands], *, on: date) -> list[Alert]:
    """This function will tell the same of people who were fetched with their accounts, and how they stand."""
    left = on - timedelta(days=LEFT_FOR)
    people = [person for person in everybody if person.left_on is None or left <= person.left_on <= on]
    active = [person for person in people if person.left_on is None]
    followed = {person.succeeds_id for person in everybody}
    alerts = [*_turned(active, found), *_left(people, followed), *_overdue(active, on)]
    alerts += [*_silent(active, on), *_unknown(active, on)]
    grave = list(Why).index
    return sorted(alerts, key=lambda alert: (not alert.high, grave(alert.why), alert.since or on, alert.contact.pk))


def _turned(active: Collection[Contact], found: Mapping[int, Stands]) -> Iterable[Alert]:
    for person in active:
        how = found[person.pk]
        if person.level == Level.FIRST and how.current is not None and how.current <= Stance.SCEPTIC:
            yield Alert(Why.TURNED, person, how.on, high=True, about=how)


def _left(people: Collection[Contact], followed: Collection[int | None]) -> Iterable[Alert]:
    for person in people:
        if person.left_on is not None and person.level is not None and person.pk not in followed:
            yield Alert(Why.LEFT, person, person.left_on, high=person.level == Level.FIRST)


def _overdue(active: Collection[Contact], on: date) -> Iterable[Alert]:
    by_key = {person.pk: person for person in active}
    rows = Inquiry.objects.unscoped(reason=REASON).open().filter(contact__in=by_key, due_on__lt=on)
    for row in rows.order_by("due_on", "pk"):
        yield Alert(Why.OVERDUE, by_key[row.contact_id], row.due_on, about=row)


def _silent(active: Collection[Contact], on: date) -> Iterable[Alert]:
    limits = silence(on)
    for person in active:
        if person.level is None:
            continue
        heard = configuration.today(person.touched_at or person.created_at)
        if (on - heard).days > limits[person.level]:
            yield Alert(Why.SILENT, person, heard, about=person.touched_at is not None)


def _unknown(active: Collection[Contact], on: date) -> Iterable[Alert]:
    first = [
        person
        for person in active
        if person.level == Level.FIRST
        and (start := person.account.served_from or configuration.today(person.account.created_at))
        and on <= start + timedelta(days=OPENING)
    ]
    profiles = {row.contact_id: row for row in Profile.objects.unscoped(reason=REASON).filter(contact__in=first)}
    for person in first:
        missing = [name for name in BLOCKS if not is_known(profiles.get(person.pk), name)]
        if missing:
            yield Alert(Why.UNKNOWN, person, None, about=missing)


def is_known(profile: Profile | None, name: str) -> bool:
    """This function will tell whether a block of a profile is known; what is only a draft is not."""
    return profile is not None and bool(getattr(profile, name).strip()) and name not in profile.to_verify


def silence(on: date) -> Mapping[int, int]:
    """This function will give after how many days a person of each level counts as not heard of."""
    now = configuration.current()
    return {Level.FIRST: now.value(rules.FIRST_SILENT, on=on), Level.SECOND: now.value(rules.SECOND_SILENT, on=on)}


def coverage(account: Account, *, at: datetime) -> Ratio:
    """This function will give the share of first-level roles with a named person who was heard of in 30 days."""
    day = configuration.today(at)
    wanted = set(PersonRole.objects.filter(level=Level.FIRST, retired_at=None).values_list("key", flat=True))
    window = Period.through(day - timedelta(days=MONTH), day)
    people = Contact.objects.unscoped(reason=REASON).of(account).active()
    heard = {
        key for one in people if one.touched_at and configuration.today(one.touched_at) in window for key in one.roles
    }
    return Ratio.of(
        "key_person_coverage", len(wanted & heard), len(wanted), scope=str(account.pk), window=window, computed_at=at
    )


def successor_due(contact: Contact) -> date | None:
    """This function will give the day by which a successor of somebody who left is found."""
    if contact.left_on is None:
        return None
    days = configuration.current().value(rules.SUCCESSOR, on=contact.left_on)
    return calendars.working_calendar(on=contact.left_on).add_working_days(contact.left_on, days)
