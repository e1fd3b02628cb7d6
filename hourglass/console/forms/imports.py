"""Forms about files that people bring."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import Noun
from hourglass.gateway.models import Import, Policy


class FileForm(forms.Form):
    """A file and what it holds."""

    noun = forms.ChoiceField(label=_("What it holds"), choices=[(noun.key, noun.label) for noun in NOUNS.values()])
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, with the names of the columns in the first row."),
        allow_empty_file=True,
    )


class ColumnsForm(forms.Form):
    """What each column of a file holds."""

    source = forms.CharField(
        label=_("Name of the source"), max_length=60, required=False,
        help_text=_("The system that the identifiers come from; a second file of it finds the same customers."),
    )  # fmt: skip
    keep_as = forms.CharField(label=_("Keep this reading as"), max_length=80, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, brought: Import, noun: Noun, chosen: list[str], **words: Any) -> None:
        super().__init__(*args, **words)
        fields = [("", _("Leave out")), *((field.key, self.told(field)) for field in noun.fields)]
        self.names = []
        for place, name in enumerate(brought.head):
            key = f"column-{place}"
            self.fields[key] = forms.ChoiceField(
                label=name or _("Column %(n)s") % {"n": place + 1},
                choices=fields,
                required=False,
                initial=chosen[place],
            )
            self.names.append(key)

    @staticmethod
    def told(field: Any) -> str:
        """This function will name a field, marked where it is needed."""
        return f"{field.label} *" if field.required else str(field.label)

    def columns(self) -> list[str]:
        """This function will give the field of each column."""
        return [self.cleaned_data[name] for name in self.names]


class StartForm(forms.Form):
    """What is taken in."""

    policy = forms.TypedChoiceField(
        label=_("What is taken in"), choices=Policy.choices, coerce=str, widget=forms.RadioSelect, initial="all"
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """An act about an import as it was when the page was opened."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
