"""The forms of features: their names, when they are offered, what is said of them, and what means their use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.catalogue import NamedForm
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import Module, PersonRole


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FeatureForm(NamedForm):
    """A feature as its page shows it (USE-01, USE-11)."""

    released_on = DayField(label=_("Released"), required=False)
    retires_on = DayField(label=_("Last day"), required=False)
    roles = forms.ModelMultipleChoiceField(
        PersonRole.objects.filter(retired_at=None),
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    can = _words(_("What it can do"))
    cannot = _words(_("What it cannot do"))
    pits = _words(_("Known pits"), _("What goes wrong at first, and how to get round it."))
    method = _words(_("How to work with it"))


class NewFeatureForm(FeatureForm):
    """The same for a new one, with its module and key, which stay."""

    module = forms.ModelChoiceField(Module.objects.select_related("product"), label=_("Module"))
    key = forms.SlugField(label=_("Key"), max_length=60)
    core = forms.BooleanField(
        label=_("Core feature"), required=False, help_text=_("It then counts as one since its release.")
    )
    field_order = ("module", "key", "name_zh", "name_en", "core")


class CoreForm(Versioned):
    """From when a feature is a core one, or no longer."""

    effective_from = DayField(label=_("Effective from"))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class EventForm(forms.Form):
    """An event that means the use of a feature."""

    event = forms.CharField(
        label=pgettext_lazy("usage", "Event"), max_length=200, help_text=_("Exactly as the product sends it.")
    )


class SwitchForm(forms.Form):
    """From which day on a feature is off for a customer, or on again, and why."""

    effective_from = DayField(label=_("Effective from"))
    reason = forms.CharField(label=_("Reason"), max_length=500)
