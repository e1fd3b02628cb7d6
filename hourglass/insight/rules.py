"""The reference lines of figures over everything (CONV-7)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Number, declare

GROUP = _("Figures")
CHURN_REFERENCE = declare(
    Number(
        key="figures.churn_reference",
        group=GROUP,
        label=_("Reference line of monthly churn"),
        help=_("From this share of customers lost in a month on, the whole company should act."),
        unit="%",
        default=Decimal(8),
        least=Decimal(0),
        most=Decimal(100),
    )
)
