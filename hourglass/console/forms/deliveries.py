"""Forms about messages that leave the house."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.outbox import State


class FilterForm(forms.Form):
    """Which messages the list shows, and from where on."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *((s.value, s.label) for s in State)]
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why a person decided as they did."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It is kept in the record with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
