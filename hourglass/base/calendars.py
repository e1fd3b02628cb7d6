"""The working calendar of the workspace: what the setting chooses, with the days the company decides for itself."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.china import china
from hourglass.base.configuration import current
from hourglass.base.hours import QuietHours, WorkingHours
from hourglass.base.instants import zone
from hourglass.base.labels import Label
from hourglass.base.models import CalendarException, User
from hourglass.base.refusals import Refused
from hourglass.base.uniqueness import unless_taken
from hourglass.base.workdays import WEEKDAYS, WorkingCalendar
from hourglass.base.workspace import CALENDAR, DAY_CLOSES, DAY_OPENS, QUIET_FROM, QUIET_UNTIL, TIME_ZONE


class CalendarRefused(Refused):
    """A day that the working calendar does not take."""


def working_calendar(*, on: date) -> WorkingCalendar:
    """This function will give the workspace's calendar as the setting chose it on the day `on`."""
    base = china() if current().value(CALENDAR, on=on) == "china" else WEEKDAYS
    rows = list(CalendarException.objects.all())
    return base.with_exceptions(
        closed={row.day: Label.same(row.reason) for row in rows if not row.worked},
        opened={row.day: Label.same(row.reason) for row in rows if row.worked},
    )


def working_hours(*, on: date) -> WorkingHours:
    """This function will give the workspace's working hours as they were set on the day `on`."""
    configuration = current()
    return WorkingHours(
        working_calendar(on=on),
        zone(configuration.value(TIME_ZONE, on=on)),
        configuration.value(DAY_OPENS, on=on),
        configuration.value(DAY_CLOSES, on=on),
    )


def quiet_hours(*, on: date) -> QuietHours:
    """This function will give the hours in which customers receive no message, as they were set on the day `on`."""
    configuration = current()
    return QuietHours(
        zone(configuration.value(TIME_ZONE, on=on)),
        configuration.value(QUIET_FROM, on=on),
        configuration.value(QUIET_UNTIL, on=on),
    )


@transaction.atomic
def add_exception(day: date, *, worked: bool, by: User | str, at: datetime, reason: str) -> CalendarException:
    """This function will make `day` worked, or not worked, whatever the calendar says."""
    if not reason.strip():
        raise CalendarRefused(_("Say why; colleagues read it in the calendar."), field="reason")
    decided = CalendarRefused(_("This day is decided already. Remove that decision first."), field="day")
    with unless_taken(CalendarException, base_calendar_one_decision_a_day=decided):
        row = CalendarException.objects.create(
            day=day,
            worked=worked,
            reason=reason.strip(),
            author=by if isinstance(by, User) else None,
            recorded_at=at,
        )
    new = {"day": day.isoformat(), "worked": worked}
    timeline.record("calendar_exception.added", on=row, by=by, at=at, new=new, reason=row.reason)
    return row


@transaction.atomic
def remove_exception(row: CalendarException, *, by: User | str, at: datetime, reason: str) -> None:
    """This function will let the calendar decide again; deadlines that were set before stay as they are."""
    if not reason.strip():
        raise CalendarRefused(_("Say why; the reason is kept in the record."), field="reason")
    old = {"day": row.day.isoformat(), "worked": row.worked, "reason": row.reason}
    timeline.record("calendar_exception.removed", on=row, by=by, at=at, old=old, reason=reason.strip())
    if not CalendarException.objects.filter(pk=row.pk).delete()[0]:
        raise CalendarRefused(_("This day was removed already."))
