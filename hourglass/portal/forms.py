"""What a customer types behind a link."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """Who confirms."""

    name = forms.CharField(label=_("Your name"), max_length=120)
