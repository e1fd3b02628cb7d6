"""The forms of opening hours."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hourglass.console.forms.calendar import DayField
from hourglass.usage.metrics import opening
from hourglass.usage.metrics.opening import Times
from hourglass.usage.models import OpeningHours

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class TimesField(forms.CharField):
    """Times of a day as people write them; nothing means closed."""

    def __init__(self, **options: Any) -> None:
        placeholder = {"placeholder": "09:00-12:00, 14:00-18:00", "autocomplete": "off"}
        super().__init__(max_length=200, required=False, widget=forms.TextInput(attrs=placeholder), **options)

    def clean(self, value: Any) -> Any:
        """This function will read the times."""
        try:
            return opening.read(super().clean(value))
        except ValueError:
            raise ValidationError(
                _("Write times such as 09:00-12:00, 14:00-18:00, in order; leave a closed day empty."), code="times"
            ) from None


class WeekForm(forms.Form):
    """The opening hours of a week, from a day on."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = TimesField(label=name)
        self.fields["effective_from"] = DayField(label=_("Effective from"))

    @staticmethod
    def of(kept: OpeningHours | None, begins: object) -> dict[str, Any]:
        """This function will give what the form begins with."""
        week = kept.week if kept else []
        return {f"day_{number}": opening.write(times) for number, times in enumerate(week)} | {
            "effective_from": begins
        }  # fmt: skip

    def week(self) -> list[Times]:
        """This function will give the week that was typed."""
        return [self.cleaned_data[f"day_{number}"] for number in range(7)]


class OtherDayForm(forms.Form):
    """A day that is otherwise."""

    day = DayField(label=_("Day"))
    times = TimesField(label=_("Times"), help_text=_("Empty means closed."))
