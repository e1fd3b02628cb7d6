"""The settings of contracts and renewals (CONV-7)."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Choice, OnOff, Whole, declare
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
GRACE = declare(
    Whole(
        key="renewals.grace_days",
        group=CONTRACTS,
        label=_("Service goes on after expiry for"),
        help=_("Until then a customer who has not renewed is in grace; on the day after it counts as lost."),
        unit=_("days"),
        default=30,
        least=0,
        most=365,
    )
)
ONE_LINE = declare(
    OnOff(
        key="renewals.one_line_is_enough",
        group=CONTRACTS,
        label=_("One renewed line renews the customer"),
        help=_("When off, a customer counts as renewed only with every expiring line in its full quantity."),
        default=True,
    )
)
UNPAID = declare(
    OnOff(
        key="renewals.unpaid_counts",
        group=CONTRACTS,
        label=_("A renewal counts without a payment"),
        help=_(
            "When on, a contract without any payment counts from the day it was signed, or else from its first day. "
            "When off, only a payment renews."
        ),
        default=True,
    )
)
