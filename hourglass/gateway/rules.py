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
