"""The settings of contracts and renewals (CONV-7)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.resolution import ScopeKind
from hourglass.base.settings import Choice, OnOff, Whole, declare
from hourglass.revenue.starts import Rule
from hourglass.revenue.windows import Limits

CONTRACTS = _("Contracts")
RENEWALS = _("Renewals")

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
ROLLING = declare(
    Whole(
        key="contracts.rolling_months",
        group=CONTRACTS,
        label=_("Term of a subscription without an end"),
        help=_("It runs to the end of the term that holds today, and is carried on from there."),
        unit=_("months"),
        default=12,
        least=1,
        most=120,
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
MONTHS_BEFORE = declare(
    Whole(
        key="renewals.months_before",
        group=RENEWALS,
        label=_("Work on a renewal begins"),
        help=_("So long before expiry the renewal is opened, with its steps and a notice to its owner."),
        unit=_("months before"),
        default=3,
        least=1,
        most=12,
    )
)
SHORT_TERM = declare(
    Whole(
        key="renewals.short_term_months",
        group=RENEWALS,
        label=_("A term is short up to"),
        help=_("The renewal of a short term is opened at half of the term."),
        unit=_("months"),
        default=6,
        least=0,
        most=12,
    )
)
BRIDGE = declare(
    Whole(
        key="renewals.bridge_days",
        group=RENEWALS,
        label=_("Service is extended by at most"),
        help=_("Once for a renewal, where paperwork takes longer than the term; the due date stays."),
        unit=_("days"),
        default=30,
        least=0,
        most=90,
    )
)
OWNER = declare(
    Choice(
        key="renewals.owner",
        group=RENEWALS,
        label=_("Who owns a renewal"),
        help=_("Where it is not the customer's owner, the self-check and the value report stay with the latter."),
        default="csm",
        choices=lambda: {
            "csm": _("The customer's owner"),
            "renewal": _("The renewal manager of its service team"),
            "sales": _("The sales manager of its service team"),
        },
        scopes=frozenset(ScopeKind),
    )
)
SIDE_DAYS = declare(
    Whole(
        key="renewals.side_task_days",
        group=RENEWALS,
        label=_("Self-check and value report are due after"),
        help=_("Counted from the day the renewal is opened, where somebody else owns it."),
        unit=_("days"),
        default=14,
        least=0,
        most=90,
    )
)


def _takes(key: str, label: Any, days: int) -> Whole:
    return declare(
        Whole(
            key=f"renewals.takes_{key}",
            group=RENEWALS,
            label=label,
            help=_("How long this step usually takes; each renewal can set its own."),
            unit=_("days"),
            default=days,
            least=0,
            most=365,
        )
    )


TAKES = {
    "offer": _takes("offer", _("The offer takes"), 5),
    "approval": _takes("approval", _("The customer's approval takes"), 20),
    "contract": _takes("contract", _("The contract takes"), 10),
    "invoice": _takes("invoice", _("The invoice takes"), 3),
    "payment": _takes("payment", _("The payment takes"), 7),
}


def _probability(key: str, label: Any, percent: int) -> Whole:
    return declare(
        Whole(
            key=f"renewals.probability_{key}",
            group=RENEWALS,
            label=label,
            help=_("How much of the amount due the forecast expects."),
            unit="%",
            default=percent,
            least=0,
            most=100,
        )
    )


PROBABILITY = {
    "commit": _probability("commit", _("Forecast: commit"), 95),
    "likely": _probability("likely", _("Forecast: likely"), 70),
    "risk": _probability("risk", _("Forecast: at risk"), 30),
    "lost": _probability("lost", _("Forecast: likely lost"), 0),
}


def _reminder(key: str, label: Any, days: int, help_text: Any) -> Whole:
    return declare(
        Whole(
            key=f"renewals.remind_{key}",
            group=RENEWALS,
            label=label,
            help=help_text,
            unit=_("days before expiry"),
            default=days,
            least=0,
            most=365,
        )
    )


REMINDED = _("The owner is reminded of a renewal that is not signed, and on the day of expiry once more.")
REMIND_FIRST = _reminder("first", _("First reminder"), 60, REMINDED)
REMIND_SECOND = _reminder(
    "second", _("Second reminder"), 30, _("The lead hears of it as well if the customer has not committed.")
)
REMIND_LAST = _reminder("last", _("Last reminder"), 7, REMINDED)


def limits(on: date) -> Limits:
    """This function will give the limits of renewals that held on a day."""
    now = configuration.current()
    return Limits(
        months_before=now.value(MONTHS_BEFORE, on=on),
        short_term=now.value(SHORT_TERM, on=on),
        grace=now.value(GRACE, on=on),
        late=now.value(LATE, on=on),
        bridge=now.value(BRIDGE, on=on),
    )
