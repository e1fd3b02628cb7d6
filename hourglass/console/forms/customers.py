"""Forms about accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission, Reach


class AccountForm(forms.Form):
    """What a customer is called and where it is."""

    name = forms.CharField(label=_("Name"), max_length=200)
    number = forms.CharField(label=_("Customer number"), max_length=64, required=False)
    registration = forms.CharField(label=_("Registration number"), max_length=64, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=80, required=False)


class OwnersForm(forms.Form):
    """Who answers for a customer."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("No owner"))
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        people = User.objects.visible_to(by).active().order_by("name", "pk")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class NewAccountForm(OwnersForm, AccountForm):
    """A customer to add; who may not hand customers on adds their own."""

    field_order = ("name", "city", "region", "industry", "number", "registration", "owner", "team")

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        mine = {"owner": None if by.reach is Reach.ALL else by, "team": by.team}
        super().__init__(*args, by=by, initial=mine | words.pop("initial", {}), **words)
        self.mine = mine
        if not by.can(Permission.ACCOUNTS_ASSIGN):
            del self.fields["owner"], self.fields["team"]

    def known(self) -> dict[str, Any]:
        """This function will give what was filled in, with the person's own place where they may choose none."""
        return self.mine | self.cleaned_data
