"""The forms of the dictionary of terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.labels import Label
from hourglass.base.wording import LONGEST


class SearchForm(forms.Form):
    """Which terms to show."""

    q = forms.CharField(max_length=LONGEST, required=False)
    own = forms.BooleanField(label=_("Only own words"), required=False)

    def asked(self) -> tuple[str, bool]:
        """This function will give the words that are looked for, and whether only own words are shown."""
        self.is_valid()
        return self.cleaned_data.get("q", "").strip(), self.cleaned_data.get("own", False)


class WordForm(forms.Form):
    """The company's words for a term, and why."""

    zh = forms.CharField(label=_("Chinese"), max_length=LONGEST)
    en = forms.CharField(
        label=_("English"), max_length=LONGEST, help_text=_("One thing, in small letters: pages make the plural of it.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def label(self) -> Label:
        """This function will give both words."""
        return Label(self.cleaned_data["zh"], self.cleaned_data["en"])


class ResetForm(forms.Form):
    """Why the product's own words are taken again."""

    reason = forms.CharField(label=_("Reason"), max_length=500)

    def why(self) -> Any:
        """This function will give the reason; none where none was given."""
        return self.cleaned_data["reason"] if self.is_valid() else ""
