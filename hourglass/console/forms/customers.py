"""Forms about accounts: what they are called, who serves them, what other systems call them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission, Reach
from hourglass.console.forms.calendar import DayField
from hourglass.customers import duplicates
from hourglass.customers.duplicates import Twin
from hourglass.customers.models import Account, Duty


class Versioned(forms.Form):
    """A form of a row that several people may edit; it remembers which version it was opened on."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def opened_version(self) -> int:
        """This function will give the version; a form without one was made elsewhere and fits no row."""
        version: int | None = self.cleaned_data.get("version")
        return -1 if version is None else version

    def changes(self) -> dict[str, Any]:
        """This function will give what was filled in, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AccountForm(Versioned):
    """What a customer is called and where it is."""

    name = forms.CharField(label=_("Name"), max_length=200)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=80, required=False)
    number = forms.CharField(label=_("Customer number"), max_length=64, required=False)
    registration = forms.CharField(
        label=_("Registration number"),
        max_length=64,
        required=False,
        help_text=_("The unified social credit code, or what stands for it elsewhere. It finds duplicates."),
    )

    def twins(self, but: Account | None = None) -> list[Twin]:
        """This function will find who may already be this customer; also where a field was not accepted."""
        asked = {name: str(self[name].value() or "")[:200] for name in ("name", "city", "registration")}
        return duplicates.of(**asked, but=but)


class OwnersForm(Versioned):
    """Who answers for a customer."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("No owner"))
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["owner"].queryset = colleagues(by)  # type: ignore[attr-defined]


class AssignForm(OwnersForm):
    """Whom a customer goes to, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It stands in the customer's timeline."))


class NewAccountForm(OwnersForm, AccountForm):
    """A customer to add; who may not hand customers on adds their own."""

    field_order = ("name", "city", "region", "industry", "number", "registration", "owner", "team")
    different = forms.BooleanField(label=_("This is another customer"), required=False)

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        mine = {"owner": None if by.reach is Reach.ALL else by, "team": by.team}
        super().__init__(*args, by=by, initial=mine | words.pop("initial", {}), **words)
        self.mine = mine
        if not by.can(Permission.ACCOUNTS_ASSIGN):
            del self.fields["owner"], self.fields["team"]

    def changes(self) -> dict[str, Any]:
        """This function will give what was filled in, with the person's own place where they may choose none."""
        return self.mine | {name: value for name, value in super().changes().items() if name != "different"}


class MemberForm(forms.Form):
    """Who else serves a customer, and as what."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty)

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["person"].queryset = colleagues(by)  # type: ignore[attr-defined]


class IdentifierForm(forms.Form):
    """What another system calls a customer."""

    source = forms.SlugField(label=_("Source"), max_length=60, help_text=_("For example crm or billing."))
    value = forms.CharField(label=_("Identifier"), max_length=200)


class ReasonForm(Versioned):
    """Why a customer is closed or reopened."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class StoreForm(Versioned):
    """One branch."""

    name = forms.CharField(label=_("Name"), max_length=120)
    number = forms.CharField(label=_("Store number"), max_length=64, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    opened_on = DayField(label=_("Opened"), required=False)


class StoreClosingForm(Versioned):
    """When a branch ended."""

    on = DayField(label=_("Last day"))


def colleagues(by: User) -> Any:
    """This function will give the people whom `by` sees and who can log in."""
    return User.objects.visible_to(by).active().order_by("name", "pk")
