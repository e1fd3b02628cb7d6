"""The form of a merge: which values are right, and why the two are one customer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.console.forms.portraits import shown
from hourglass.customers.filling import EMPTY
from hourglass.customers.merging import FIELDS, PORTRAIT
from hourglass.customers.models import Account, PortraitField

OURS, THEIRS = "ours", "theirs"


class MergeForm(forms.Form):
    """For every value in which two accounts differ, which one is right."""

    reason = forms.CharField(label=_("Why the two are one customer"), max_length=500)
    ours_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    theirs_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, winner: Account, loser: Account, fields: list[PortraitField]) -> None:
        super().__init__(data, initial={"ours_version": winner.version, "theirs_version": loser.version})
        self.winner, self.loser, self.portrait = winner, loser, fields
        for name, _label, ours, theirs in self.values():
            if ours and theirs and ours != theirs:
                self.fields[f"value.{name}"] = forms.ChoiceField(
                    choices=[(OURS, ours), (THEIRS, theirs)], initial=OURS, required=False
                )

    def values(self) -> Iterator[tuple[str, str, str, str]]:
        """This function will give each field that one of the two knows: name, label, and both values as people read."""
        for name in FIELDS:
            label = str(Account._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            ours, theirs = (getattr(account, name) for account in (self.winner, self.loser))
            if ours or theirs:
                yield name, label, str(ours or ""), str(theirs or "")
        for field in self.portrait:
            ours, theirs = (account.portrait.get(field.key) for account in (self.winner, self.loser))
            if ours not in EMPTY or theirs not in EMPTY:
                yield f"{PORTRAIT}{field.key}", str(field), told(field, ours), told(field, theirs)

    def rows(self) -> Iterator[dict[str, Any]]:
        """This function will give each field for the page, with what is chosen where the two differ."""
        for name, label, ours, theirs in self.values():
            choice = f"value.{name}"
            yield {
                "label": label,
                "ours": ours,
                "theirs": theirs,
                "control": choice if choice in self.fields else "",
                "chosen": str(self[choice].value()) if choice in self.fields else OURS if ours else THEIRS,
            }

    @property
    def broken(self) -> bool:
        """Whether what was sent does not fit the comparison, beyond what the person filled in."""
        return bool(set(self.errors) - {"reason", "__all__"})

    def taken(self) -> list[str]:
        """This function will name the fields of which the value of the other account is right."""
        chosen = self.cleaned_data.items()
        return [name.removeprefix("value.") for name, value in chosen if name.startswith("value.") and value == THEIRS]


def told(field: PortraitField, value: Any) -> str:
    """This function will write a value of the portrait, or nothing where there is none."""
    return "" if value in EMPTY else shown(field, value)
