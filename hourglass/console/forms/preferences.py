"""Forms of a person's own preferences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.people import DENSITIES, LANGUAGES, THEMES


class ThemeForm(forms.Form):
    """The theme alone, as the button in the top bar sends it."""

    theme = forms.ChoiceField(label=_("Theme"), choices=THEMES, widget=forms.RadioSelect)


class PreferencesForm(ThemeForm):
    """Language, theme, density and shortcuts."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    density = forms.ChoiceField(
        label=_("Density"),
        choices=DENSITIES,
        widget=forms.RadioSelect,
        help_text=_("Compact shows more rows of a table at once."),
    )
    shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts"),
        required=False,
        help_text=_("J and K for rows, G and a letter for pages, and the others that the ? key lists."),
    )
    field_order = ("language", "theme", "density", "shortcuts")
