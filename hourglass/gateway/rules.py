"""What an administrator sets about the interface for other machines."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Whole, declare
from hourglass.base.workspace import ACCESS

REQUESTS_A_MINUTE = declare(
    Whole(
        key="access.requests_a_minute",
        group=ACCESS,
        label=_("Requests of a token in a minute"),
        help=_("A service token that asks more often is told to wait for the next minute."),
        unit=_("requests"),
        default=600,
        least=20,
        most=100_000,
    )
)
EVENTS_A_SECOND = declare(
    Whole(
        key="access.events_a_second",
        group=ACCESS,
        label=_("Events of a write key in a second"),
        help=_("A source that sends more for longer than some seconds is told to wait, while others are not held up."),
        unit=_("events"),
        default=5_000,
        least=10,
        most=10_000_000,
    )
)
