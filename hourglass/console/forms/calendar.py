"""Forms of the working calendar."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from hourglass.base.workdays import LONGEST_LIMIT

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day written as YYYY-MM-DD, within the years a calendar is asked about."""

    widget = forms.DateInput(
        attrs={"placeholder": "YYYY-MM-DD", "maxlength": 10, "autocomplete": "off"}, format="%Y-%m-%d"
    )
    default_validators = [MinValueValidator(FIRST), MaxValueValidator(LAST)]

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class YearForm(forms.Form):
    """Which year to show."""

    year = forms.IntegerField(min_value=FIRST.year, max_value=LAST.year)


class ExceptionForm(forms.Form):
    """A day of the company's own."""

    day = DayField(label=_("Day"))
    worked = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[("off", _("Day off")), ("on", _("Working day"))],
        coerce=lambda value: value == "on",
        widget=forms.RadioSelect,
        initial="off",
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, help_text=_("Colleagues read it in the calendar."))


class RemovalForm(forms.Form):
    """Why a day of the company's own goes."""

    reason = forms.CharField(label=_("Reason"), max_length=120, strip=True)


class LimitForm(forms.Form):
    """A limit in working days, to see where it ends."""

    day = DayField(label=_("Day of the event"))
    n = forms.IntegerField(
        label=_("Working days"), min_value=-LONGEST_LIMIT, max_value=LONGEST_LIMIT, help_text=_("Negative counts back.")
    )
