"""The settings of contracts and renewals (CONV-7)."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Choice, Whole, declare
from hourglass.revenue.starts import Rule

CONTRACTS = _("Contracts")

START = declare(
    Choice(
        key="contracts.service_start",
        group=CONTRACTS,
        label=_("Service starts with"),
        help=_("From when an account's clock runs. A contract follows the rule that held when it took effect."),
        default=Rule.LATER,
        choices=lambda: {
            Rule.LATER: _("The later of effective date and first payment"),
            Rule.SIGNED: _("Contract signed"),
            Rule.EFFECTIVE: _("Contract effective"),
            Rule.PAID: _("First payment"),
            Rule.HANDOVER: _("Handover accepted"),
            Rule.DELIVERY: _("Delivery accepted"),
        },
    )
)
LATE = declare(
    Whole(
        key="renewals.late_days",
        group=CONTRACTS,
        label=_("A renewal counts as late until"),
        help=_("What is renewed later than that is a win-back: service and its clock start anew."),
        unit=_("days after expiry"),
        default=90,
        least=0,
        most=365,
    )
)
