"""The settings of the workspace itself."""

from collections.abc import Mapping
from datetime import time
from functools import cache

from django.utils.translation import gettext_lazy as _

from hourglass.base.instants import zones
from hourglass.base.settings import Choice, Text, TimeOfDay, Whole, Words, declare

WORKSPACE = _("Workspace")
DAYS = _("Days and hours")
FIGURES = _("Figures")
MESSAGES = _("Messages")
ACCESS = _("Access")
RETENTION = _("Retention")

# What a SaaS company is likely to be paid in; money itself knows every ISO 4217 currency.
CURRENCIES = (
    *("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "THB"),
    *("VND", "IDR", "PHP", "INR", "AUD", "CAD", "CHF", "AED", "SAR", "BRL", "MXN", "KWD"),
)


@cache
def _zones() -> Mapping[str, Words]:
    return {name: name for name in sorted(zones()) if "/" in name or name == "UTC"}


NAME_ZH = declare(
    Text(
        key="workspace.name_zh",
        group=WORKSPACE,
        label=_("Chinese name"),
        help=_("The name of your company's workspace where the language is Chinese."),
        default="续航",
    )
)
NAME_EN = declare(
    Text(
        key="workspace.name_en",
        group=WORKSPACE,
        label=_("English name"),
        help=_("The name of your company's workspace where the language is English."),
        default="Hourglass",
    )
)
TIME_ZONE = declare(
    Choice(
        key="workspace.time_zone",
        group=WORKSPACE,
        label=_("Business time zone"),
        help=_("Days begin and due dates end by the clocks of this zone."),
        default="Asia/Shanghai",
        choices=_zones,
    )
)
CURRENCY = declare(
    Choice(
        key="workspace.currency",
        group=WORKSPACE,
        label=_("Currency"),
        help=_("The currency of reports and of new contracts. Sums already entered keep theirs."),
        default="CNY",
        choices=lambda: {code: code for code in CURRENCIES},
    )
)
STOP_LOSS, EXPANSION = "stop_loss", "expansion"
LEADING_GOAL = declare(
    Choice(
        key="workspace.leading_goal",
        group=FIGURES,
        label=_("Leading goal"),
        help=_("What comes first on Today: what may be lost, or what grows. No figure changes, and none is left out."),
        default=STOP_LOSS,
        choices=lambda: {STOP_LOSS: _("Stop loss"), EXPANSION: _("Expansion")},
    )
)
CALENDAR = declare(
    Choice(
        key="workspace.calendar",
        group=DAYS,
        label=_("Working calendar"),
        help=_("Which days are worked. Days of your own are added on the page of the working calendar."),
        default="weekdays",
        choices=lambda: {
            "weekdays": _("Monday to Friday"),
            "china": _("China: public holidays and the weekends worked in exchange"),
        },
    )
)
DAY_OPENS = declare(
    TimeOfDay(
        key="workspace.day_opens",
        group=DAYS,
        label=_("Working day begins"),
        help=_("Answer times in working hours run from this time on."),
        default=time(9),
    )
)
DAY_CLOSES = declare(
    TimeOfDay(
        key="workspace.day_closes",
        group=DAYS,
        label=_("Working day ends"),
        help=_("Answer times in working hours stand still from this time on."),
        default=time(18),
    )
)
QUIET_FROM = declare(
    TimeOfDay(
        key="messages.quiet_from",
        group=DAYS,
        label=_("Quiet hours begin"),
        help=_("From this time on customers receive no message; it waits until the quiet hours end."),
        default=time(21),
    )
)
QUIET_UNTIL = declare(
    TimeOfDay(
        key="messages.quiet_until",
        group=DAYS,
        label=_("Quiet hours end"),
        help=_("Messages that waited are sent from this time on."),
        default=time(9),
    )
)
MESSAGES_A_DAY = declare(
    Whole(
        key="messages.most_a_day",
        group=MESSAGES,
        label=_("Messages a day about one thing"),
        help=_("What is queued beyond that on the same channel is written down, but not sent: it looks like a loop."),
        default=50,
        least=1,
        most=1000,
    )
)
MESSAGE_ATTEMPTS = declare(
    Whole(
        key="messages.attempts",
        group=MESSAGES,
        label=_("Attempts to deliver a message"),
        help=_("After so many a message is given up, and a person decides. Ten attempts take about a day."),
        default=10,
        least=1,
        most=20,
    )
)
FISCAL_YEAR = declare(
    Whole(
        key="workspace.fiscal_year_start",
        group=FIGURES,
        label=_("Fiscal year begins in month"),
        help=_("Quarters and years of reports follow it; 1 is January."),
        default=1,
        least=1,
        most=12,
    )
)
WEEK_START = declare(
    Choice(
        key="workspace.week_start",
        group=FIGURES,
        label=_("Week begins on"),
        help=_("Weeks of reports and calendars begin on this day."),
        default="0",
        choices=lambda: {"0": _("Monday"), "5": _("Saturday"), "6": _("Sunday")},
    )
)
PERCENT_PLACES = declare(
    Whole(
        key="workspace.percent_places",
        group=FIGURES,
        label=_("Decimal places of percentages"),
        help=_("How percentages are shown; they are kept unrounded."),
        default=1,
        least=0,
        most=3,
    )
)
SESSION_IDLE = declare(
    Whole(
        key="access.session_idle_minutes",
        group=ACCESS,
        label=_("Log out after idle time"),
        help=_("Who does nothing for this long has to log in again."),
        unit=_("minutes"),
        default=480,
        least=5,
        most=10080,
    )
)
SESSION_ABSOLUTE = declare(
    Whole(
        key="access.session_absolute_hours",
        group=ACCESS,
        label=_("Log out at the latest after"),
        help=_("Even who is busy has to log in again after this time."),
        unit=_("hours"),
        default=168,
        least=1,
        most=720,
    )
)
JOB_RUNS_KEPT = declare(
    Whole(
        key="retention.job_runs_days",
        group=RETENTION,
        label=_("Keep job runs"),
        help=_("Runs of jobs that are done are removed after this time; failed ones stay until someone decides."),
        unit=_("days"),
        default=30,
        least=7,
        most=90,
    )
)
DELIVERIES_KEPT = declare(
    Whole(
        key="retention.deliveries_days",
        group=RETENTION,
        label=_("Keep texts of messages"),
        help=_(
            "The text of a message that was sent or discarded is erased after this time; that it was sent stays known."
        ),
        unit=_("days"),
        default=30,
        least=7,
        most=3650,
    )
)
DELIVERY_ROWS_KEPT = declare(
    Whole(
        key="retention.delivery_rows_days",
        group=RETENTION,
        label=_("Keep the list of messages"),
        help=_("That a message was sent or discarded is forgotten after this time, once its text was erased."),
        unit=_("days"),
        default=730,
        least=365,
        most=3650,
    )
)
