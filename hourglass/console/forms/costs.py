"""Forms about what the business costs, and about what would be."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.console.forms.contracts import AmountField
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import Account
from hourglass.insight.models import Block

MONTH = "%Y-%m"


class MonthField(forms.DateField):
    """A month written as YYYY-MM."""

    widget = forms.DateInput(attrs={"placeholder": "YYYY-MM", "maxlength": 7, "autocomplete": "off"}, format=MONTH)

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[MONTH], **options)

    def to_python(self, value: Any) -> date | None:
        """This function will read the month as its first day, within the years there are figures for."""
        found = super().to_python(value)
        if found is not None and not 2000 <= found.year <= 2199:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class CostForm(Versioned):
    """What a cost comes to; the block, the month and the customer stay."""

    amount = AmountField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class NewCostForm(CostForm):
    """A cost of one month and block."""

    block = forms.TypedChoiceField(label=_("Block"), choices=Block.choices, coerce=Block)
    month = MonthField(label=_("Month"))
    customer = forms.CharField(
        label=_("Customer"),
        max_length=200,
        required=False,
        help_text=_("The name or number of one customer, where the cost is theirs alone."),
    )
    referred = forms.BooleanField(label=_("Spent on referred customers"), required=False)
    field_order = ("block", "month", "amount", "customer", "referred", "note")

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.by = by

    def clean_customer(self) -> Account | None:
        """This function will find the customer who is meant."""
        said = self.cleaned_data["customer"].strip()
        if not said:
            return None
        seen = Account.objects.visible_to(self.by)
        found = list(seen.filter(number=said)[:2]) or list(seen.filter(name=said)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("No customer, or more than one, has this name or number."))
        return found[0]


class WithdrawForm(Versioned):
    """Why a cost is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class PointsForm(forms.Form):
    """How many points more customers stay."""

    points = forms.DecimalField(
        label=_("Points more retention a year"), min_value=-50, max_value=50, decimal_places=1, required=False
    )
