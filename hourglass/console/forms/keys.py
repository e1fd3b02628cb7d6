"""Forms of write keys and service tokens."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.permissions import Permission


class WriteKeyForm(forms.Form):
    """The source that sends."""

    source = forms.CharField(
        label=_("Source"), max_length=80, help_text=_("The product or system that sends events, for example: web app.")
    )


class TokenForm(forms.Form):
    """What a token is for, what it allows, and until when."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, for example: monthly report."))
    permissions = forms.MultipleChoiceField(label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "YYYY-MM-DD"}),
        help_text=_("A year from today if left empty, which is the longest."),
    )

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        own = [(code, label) for code, label in Permission.choices if by.can(code)]
        self.fields["permissions"].choices = own  # type: ignore[attr-defined]

    def ends(self) -> datetime | None:
        """This function will give the last moment of the chosen day."""
        day = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None
