"""When people are away and who stands in for them (FILE-12)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require, require_person
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.customers.models import Absence

LONGEST = timedelta(days=366 * 2)
REASON = "who is away concerns everybody who is served"


class AbsenceRefused(Refused):
    """An absence cannot be entered or called off like this."""


@transaction.atomic
def enter(person: User, *, first: date, last: date, deputy: User | None, by: Actor, at: datetime) -> Absence:
    """This function will keep that a person is away; whoever manages people enters it for others.

    :raises AbsenceRefused: it ends before it begins, is too long, overlaps another, or the deputy cannot stand in.
    """
    _require(person, by)
    if not timedelta(0) <= last - first <= LONGEST:
        raise AbsenceRefused(_("Give a last day on or after the first, within two years."), field="last_day")
    if deputy == person or (deputy is not None and not deputy.is_active):
        raise AbsenceRefused(_("Choose somebody else who can log in."), field="deputy")
    # The row of the person is held, so that two absences entered at once are told of each other.
    User.objects.unscoped(reason="the one row of the person").select_for_update().get(pk=person.pk)
    everyone = Absence.objects.unscoped(reason=REASON)
    if everyone.filter(person=person).touching(first, last).exists():
        raise AbsenceRefused(_("These days overlap another absence; call that off first."), field="first_day")
    absence = Absence.objects.create(person=person, first_day=first, last_day=last, deputy=deputy, entered_at=at)
    new = {"first_day": first, "last_day": last, "deputy": str(deputy) if deputy else None}
    timeline.record("absence.entered", on=absence, by=by, at=at, new=new)
    return absence


@transaction.atomic
def call_off(absence: Absence, *, by: Actor, at: datetime) -> None:
    """This function will take an absence back; calling it off twice changes nothing."""
    _require(absence.person, by)
    everyone = Absence.objects.unscoped(reason="the one row, by its key")
    if everyone.filter(pk=absence.pk, cancelled_at=None).update(cancelled_at=at):
        timeline.record("absence.called_off", on=absence, by=by, at=at)


def away(people: Collection[int], *, on: date) -> dict[int, Absence]:
    """This function will give the absence of each of the people who is away on a day."""
    everyone = Absence.objects.unscoped(reason=REASON).on(on)
    found = everyone.filter(person__in=people).select_related("deputy").order_by("pk")
    return {absence.person_id: absence for absence in found}


def _require(person: User, by: Actor) -> None:
    if by != person:
        require(by, Permission.PEOPLE_MANAGE)
        require_person(by, person)
