"""A cadence in words: what the schedule says in cron, a person reads as a sentence."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hourglass.base.cadence import Cadence, Cron, Every

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def words(cadence: Cadence | None) -> str:
    """This function will say when a job is due; a pattern without a sentence is shown as it is."""
    if cadence is None:
        return _("When it is asked for")
    return every(cadence.interval) if isinstance(cadence, Every) else cron(cadence)


def every(interval: timedelta) -> str:
    """This function will say how long it is between two runs."""
    seconds = int(interval.total_seconds())
    if seconds % DAY == 0:
        n = seconds // DAY
        return ngettext("Every day", "Every %(n)s days", n) % {"n": n}
    if seconds % HOUR == 0:
        n = seconds // HOUR
        return ngettext("Every hour", "Every %(n)s hours", n) % {"n": n}
    if seconds % MINUTE == 0:
        n = seconds // MINUTE
        return ngettext("Every minute", "Every %(n)s minutes", n) % {"n": n}
    return ngettext("Every second", "Every %(n)s seconds", seconds) % {"n": seconds}


def cron(cadence: Cron) -> str:
    """This function will say the usual patterns of cron."""
    minute, hour, day, month, weekday = cadence.expression.split()
    if (hour, day, month, weekday) == ("*", "*", "*", "*") and (step := re.fullmatch(r"\*/(\d+)", minute)):
        return every(timedelta(minutes=int(step[1])))
    if (day, month, weekday) != ("*", "*", "*") or not minute.isdigit():
        return cadence.expression
    if hour == "*":
        return _("Every hour at minute %(minute)s") % {"minute": int(minute)}
    if hour.isdigit():
        return _("Every day at %(time)s") % {"time": f"{int(hour):02}:{int(minute):02}"}
    return cadence.expression


def span(length: timedelta) -> str:
    """This function will say a length of time in its largest unit."""
    seconds = int(length.total_seconds())
    if seconds >= DAY:
        return ngettext("%(n)s day", "%(n)s days", seconds // DAY) % {"n": seconds // DAY}
    if seconds >= HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // HOUR) % {"n": seconds // HOUR}
    minutes = max(seconds // MINUTE, 1)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
