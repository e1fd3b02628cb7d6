"""A form with every kind of field, for the gallery."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One of each."""

    name = forms.CharField(label=_("Customer name"))
    expiry = forms.DateField(
        label=_("Expiry date"), error_messages={"invalid": _("February has no 30th. Enter a valid date.")}
    )
    intent = forms.ChoiceField(
        label=_("Renewal intent"),
        choices=[("", _("Not confirmed")), ("yes", _("Will renew"))],
        required=False,
        help_text=_("Based on what a level-1 person said"),
    )
    contract = forms.CharField(label=_("Contract number"), disabled=True, initial="HT-2026-0117")
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 2}))
    modules = forms.MultipleChoiceField(
        label=_("Modules of interest"),
        choices=[("booking", _("Booking")), ("records", _("Records")), ("billing", _("Billing"))],
        widget=forms.CheckboxSelectMultiple,
    )
    tell = forms.BooleanField(label=_("Tell the account manager"), required=False)
