"""What becomes known of key persons: their profile, their work, how they stand, what they want (KEY-01 to KEY-06)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import notices, people
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Attitude, Contact, Profile, Willingness, WorkItem, Workload
from hourglass.customers.models.contacts import Level
from hourglass.customers.models.key_persons import Solvable, Stance, Will
from hourglass.customers.people import BLOCKS

REASON = "the contact was asked for"
OTHERS = ("measure", "focus", "preferences")
MOST_MINUTES = 24 * 60


class KeyPersonRefused(Refused):
    """Something about a person cannot be kept like this."""


def profile_of(contact: Contact) -> Profile:
    """This function will give a person's profile; one that nobody began is empty and not saved."""
    return Profile.objects.unscoped(reason=REASON).filter(contact=contact).first() or Profile(contact=contact)


def known(profile: Profile) -> list[str]:
    """This function will name the blocks that are known; what is only a draft is not (KEY-02, KEY-11)."""
    return [name for name in BLOCKS if people.is_known(profile, name)]


@transaction.atomic
def describe(contact: Contact, *, version: int, by: Actor, at: datetime, **texts: str) -> Profile:
    """This function will keep what is known of a person; what was a draft counts as verified once it is saved."""
    require_worked(contact.account, by)
    if unfit := set(texts) - {*BLOCKS, *OTHERS}:
        raise ValueError(f"Not part of a profile: {sorted(unfit)}")
    profile, _new = Profile.objects.unscoped(reason=REASON).get_or_create(contact=contact)
    changes: dict[str, Any] = {name: text.strip() for name, text in texts.items()}
    changes["to_verify"] = [name for name in profile.to_verify if name not in texts]
    old, new = revise(profile, version=version, changes=changes)
    if new:
        timeline.record("contact.described", on=contact, by=by, at=at, old=old, new=new, about=str(contact.account_id))
    return profile


@transaction.atomic
def add_work(
    contact: Contact, description: str, *, solvable: Solvable, by: Actor, at: datetime, feature: str = ""
) -> WorkItem:
    """This function will add a duty or pain, judged by whether the product solves it (KEY-03)."""
    require_worked(contact.account, by)
    _refuse_empty(description, "description")
    row = WorkItem.objects.create(
        contact=contact, description=description.strip(), solvable=solvable, feature=feature.strip(), added_at=at
    )
    new = {"description": row.description, "solvable": solvable, "feature": row.feature}
    timeline.record("work.added", on=row, by=by, at=at, new=new, about=str(contact.account_id))
    return row


@transaction.atomic
def edit_work(
    row: WorkItem, *, description: str, solvable: Solvable, feature: str, version: int, by: Actor, at: datetime
) -> WorkItem:
    """This function will judge a duty or pain anew."""
    require_worked(row.contact.account, by)
    _refuse_empty(description, "description")
    changes = {"description": description.strip(), "solvable": solvable, "feature": feature.strip()}
    old, new = revise(row, version=version, changes=changes)
    if new:
        timeline.record("work.changed", on=row, by=by, at=at, old=old, new=new, about=str(row.contact.account_id))
    return row


@transaction.atomic
def remove_work(row: WorkItem, *, by: Actor, at: datetime) -> None:
    """This function will take a duty or pain out."""
    require_worked(row.contact.account, by)
    old = {"description": row.description, "solvable": row.solvable}
    timeline.record("work.removed", on=row, by=by, at=at, old=old, about=str(row.contact.account_id))
    row.delete()


@transaction.atomic
def judge(contact: Contact, stance: Stance, *, on: date, evidence: str, by: Actor, at: datetime) -> Attitude:
    """This function will keep how a person stands, on what evidence; a first-level sceptic is told of at once (KEY-01).

    :raises KeyPersonRefused: the day lies ahead, or there is no evidence.
    """
    require_worked(contact.account, by)
    _refuse_ahead(on, at)
    _refuse_empty(evidence, "evidence")
    row = Attitude.objects.create(
        contact=contact, judged_on=on, stance=stance, evidence=evidence.strip(), judged_by=_person(by), recorded_at=at
    )
    new = {"stance": stance, "evidence": row.evidence}
    timeline.record("contact.judged", on=contact, by=by, at=at, new=new, about=str(contact.account_id))
    people.publish([contact.account_id], on=configuration.today(at))
    stands = people.stands_of([contact], on=configuration.today(at))[contact.pk]
    if contact.level == Level.FIRST and stands.stance is not None and stands.stance <= Stance.SCEPTIC:
        notices.turned(contact, stands, at=at)
    return row


@transaction.atomic
def ask_will(contact: Contact, will: Will, *, on: date, by: Actor, at: datetime) -> Willingness:
    """This function will keep whether a person wants the renewal (KEY-05)."""
    require_worked(contact.account, by)
    _refuse_ahead(on, at)
    row = Willingness.objects.create(contact=contact, said_on=on, will=will, recorded_at=at)
    timeline.record("contact.will_asked", on=contact, by=by, at=at, new={"will": will}, about=str(contact.account_id))
    people.publish([contact.account_id], on=configuration.today(at))
    return row


@transaction.atomic
def ask_workload(contact: Contact, minutes: int, *, on: date, by: Actor, at: datetime) -> Workload:
    """This function will keep how many minutes a day a person says their work takes (KEY-06)."""
    require_worked(contact.account, by)
    _refuse_ahead(on, at)
    if not 0 <= minutes <= MOST_MINUTES:
        raise KeyPersonRefused(
            _("Give a number from %(least)s to %(most)s.") % {"least": 0, "most": MOST_MINUTES}, field="minutes"
        )
    row = Workload.objects.create(contact=contact, said_on=on, minutes=minutes, recorded_at=at)
    about = str(contact.account_id)
    timeline.record("contact.workload_asked", on=contact, by=by, at=at, new={"minutes": minutes}, about=about)
    return row


def coverage(rows: Collection[WorkItem]) -> tuple[int, int]:
    """This function will tell how many pieces of work the product solves in full, and of how many (KEY-03)."""
    return sum(row.solvable == Solvable.YES for row in rows), len(rows)


def _refuse_empty(text: str, field: str) -> None:
    if not text.strip():
        raise KeyPersonRefused(_("Write it down in a few words."), field=field)


def _refuse_ahead(on: date, at: datetime) -> None:
    if on > configuration.today(at):
        raise KeyPersonRefused(_("Choose a day that has come."), field="on")


def _person(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
