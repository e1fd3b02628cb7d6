"""What contracts let others ask about an account."""

from django.utils.translation import gettext_lazy as _

from hourglass.customers.registry import Fact, Kind, Missing, register

MONEY = _("What they pay")

register(
    Fact(
        key="recurring",
        kind=Kind.MONEY,
        label=_("Annual recurring amount"),
        group=MONEY,
        path="recurring_minor",
        missing=Missing.NOTHING,
    ),
    Fact(key="due", kind=Kind.DAY, label=_("Next renewal"), group=MONEY, path="due_on"),
    Fact(key="served_from", kind=Kind.DAY, label=_("Service start"), group=MONEY, path="served_from"),
    Fact(key="served_until", kind=Kind.DAY, label=_("Served until"), group=MONEY, path="served_until"),
    Fact(key="unpaid_since", kind=Kind.DAY, label=_("Unpaid since"), group=MONEY, path="unpaid_since"),
    Fact(
        key="renewals",
        kind=Kind.NUMBER,
        label=_("Renewals so far"),
        group=MONEY,
        path="renewals",
        missing=Missing.NOTHING,
    ),
)
