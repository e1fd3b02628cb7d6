"""Forms about jobs."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why a person decided as they did."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It is kept in the record with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SetBackForm(ReasonForm):
    """From when on a job's periods run once more, and why."""

    field_order = ("to", "reason")
    to = forms.DateTimeField(
        label=_("Repeat everything after"),
        help_text=_("YYYY-MM-DD HH:MM, by the clocks of the workspace."),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
    )
