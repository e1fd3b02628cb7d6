"""The working calendar: what the year holds, days of our own, and where a limit ends."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import calendars, configuration
from hourglass.base.calendars import CalendarRefused
from hourglass.base.models import CalendarException
from hourglass.base.periods import Period
from hourglass.base.permissions import Permission
from hourglass.base.workdays import Kind
from hourglass.base.workspace import CALENDAR, TIME_ZONE, WEEK_START
from hourglass.console.access import Request, needs
from hourglass.console.forms.calendar import ExceptionForm, LimitForm, RemovalForm, YearForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.yearly import Year


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    return page(request, ExceptionForm())


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def add(request: Request) -> HttpResponse:
    form = ExceptionForm(request.POST)
    if form.is_valid():
        with said_on(form):
            row = calendars.add_exception(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("%(day)s is decided.") % {"day": row.day.isoformat()})
            return redirect(f"{request.path.removesuffix('days/')}?year={row.day.year}")
    return page(request, form)


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(CalendarException, pk=pk)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        raise CalendarRefused(_("Say why; the reason is kept in the record."))
    calendars.remove_exception(row, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("The calendar decides %(day)s again.") % {"day": row.day.isoformat()})
    return redirect("calendar")


def page(request: Request, form: BaseForm) -> HttpResponse:
    """This function will show the year asked for, or this one."""
    today = configuration.today(timezone.now())
    asked = YearForm(request.GET)
    number = asked.cleaned_data["year"] if asked.is_valid() else today.year
    calendar = calendars.working_calendar(on=today)
    first_weekday = int(configuration.value(WEEK_START, on=today))
    year = Year(number, calendar, today=today, first_weekday=first_weekday)
    context = {
        "year": year,
        "form": form,
        "may_change": request.user.can(Permission.CALENDAR_MANAGE),
        "today": year.cell(today),
        "chosen": CALENDAR.shown(configuration.value(CALENDAR, on=today)),
        # From autumn on people plan into the next year, so its gap is shown as well.
        "gaps": calendar.gaps(Period(today, today + timedelta(days=120))) or calendar.gaps(year.period),
        "next": next_off(year),
        "holidays": year.stretches(Kind.HOLIDAY),
        "made_up": year.stretches(Kind.MADE_UP),
        "own": CalendarException.objects.filter(day__year=number).select_related("author"),
        "limit": limit(request, today),
    }
    return render(request, "console/calendar/index.html", context, status=status_of(form))


def next_off(year: Year) -> Any:
    """This function will find the next day off that is no weekend, within half a year."""
    days = Period(year.today, year.today + timedelta(days=183))
    return next((cell for cell in map(year.cell, days) if cell.kind in (Kind.HOLIDAY, Kind.CLOSED)), None)


def limit(request: Request, today: date) -> dict[str, Any]:
    """This function will answer where a limit of n working days ends, for the day asked about."""
    asked = "n" in request.GET
    form = LimitForm(request.GET if asked else None, initial={"day": today, "n": 3}, auto_id="limit_%s")
    day, n = (form.cleaned_data["day"], form.cleaned_data["n"]) if asked and form.is_valid() else (today, 3)
    if form.errors:
        return {"form": form}
    calendar = calendars.working_calendar(on=day)
    ends = calendar.add_working_days(day, n)
    between = Period(min(day, ends), max(day, ends))
    return {
        "form": form,
        "day": day,
        "n": n,
        "ends": ends,
        "zone": configuration.value(TIME_ZONE, on=day),
        "skipped": between.days - abs(n),
        "gaps": calendar.gaps(Period.through(between.start, between.end)),
    }
