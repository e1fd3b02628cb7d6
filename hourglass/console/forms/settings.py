"""The form that changes a setting; its first field fits the setting's kind."""

from functools import singledispatch
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Choice, Number, OnOff, Setting, Text, TimeOfDay, Whole
from hourglass.console.forms.calendar import DayField


@singledispatch
def field_of(setting: Setting[Any]) -> forms.Field:
    """This function will make the form field for a value of `setting`."""
    raise TypeError(f"No form field for {type(setting).__name__}")


@field_of.register
def _text(setting: Text) -> forms.Field:
    return forms.CharField(label=_("New value"), max_length=setting.longest)


@field_of.register
def _whole(setting: Whole) -> forms.Field:
    return forms.IntegerField(
        label=_("New value"), min_value=setting.least, max_value=setting.most, help_text=setting.unit
    )


@field_of.register
def _number(setting: Number) -> forms.Field:
    return forms.DecimalField(
        label=_("New value"),
        min_value=setting.least,
        max_value=setting.most,
        decimal_places=setting.places,
        help_text=setting.unit,
    )


@field_of.register
def _on_off(_setting: OnOff) -> forms.Field:
    return forms.TypedChoiceField(
        label=_("New value"),
        choices=[("on", _("On")), ("off", _("Off"))],
        coerce=lambda value: value == "on",
        widget=forms.RadioSelect,
    )


@field_of.register
def _time(_setting: TimeOfDay) -> forms.Field:
    return forms.TimeField(
        label=_("New value"), input_formats=["%H:%M"], widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


@field_of.register
def _choice(setting: Choice) -> forms.Field:
    choices = list(setting.choices().items())
    widget = forms.RadioSelect if len(choices) <= 4 else forms.Select
    return forms.ChoiceField(label=_("New value"), choices=choices, widget=widget)


class ChangeForm(forms.Form):
    """A new value, the day from which it holds, and why."""

    effective_from = DayField(label=_("Effective from"), help_text=_("Today or later; a past day books a correction."))
    correction = forms.BooleanField(
        label=_("Correct the past"),
        required=False,
        help_text=_(
            "The value was wrong since that day. Figures of closed periods may change; both values stay on record."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[ProhibitNullCharactersValidator()],
    )

    def __init__(self, setting: Setting[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"value": field_of(setting), **self.fields}


class CancellationForm(forms.Form):
    """Why a planned change is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
