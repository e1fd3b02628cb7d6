"""The forms of sources of events, and of whose their users and groups are."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import Account, Contact, Store


class NewSourceForm(forms.Form):
    """The name of a source, which stays."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("The product or system that sends events, for example: web app. External identifiers go by it."),
    )


class SourceForm(Versioned):
    """What is kept of the events of a source, and when its silence is noticed."""

    kept = forms.CharField(
        label=_("Properties that are kept"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. All others are dropped before the lake, so name none that hold personal data."),
    )
    group_type = forms.CharField(
        label=_("Group that is a customer"),
        required=False,
        max_length=60,
        help_text=_("For PostHog with several kinds of groups, for example: company."),
    )
    silent_after = forms.IntegerField(label=_("Silent after, in hours"), min_value=1, max_value=8760)

    def names(self) -> list[str]:
        """This function will give the properties that were named."""
        return [line.strip() for line in self.cleaned_data["kept"].splitlines() if line.strip()]


class ReplayForm(forms.Form):
    """Which of the events that were turned away are to be read again."""

    reason = forms.CharField(max_length=40)


class MappingForm(Versioned):
    """Which customer a user or group of a product is; the customer is found by name or number."""

    account = forms.CharField(
        label=_("Customer"), max_length=200, help_text=_("The whole name or the number."), widget=forms.TextInput
    )

    def __init__(self, data: Any, *, by: User, **words: Any) -> None:
        super().__init__(data, **words)
        self.by = by

    def clean_account(self) -> Account:
        """This function will find the customer among those whom the person sees."""
        told = self.cleaned_data["account"].strip()
        found = Account.objects.visible_to(self.by).filter(Q(name__iexact=told) | Q(number__iexact=told))
        rows = list(found.filter(merged_into=None)[:2])
        if len(rows) != 1:
            raise forms.ValidationError(
                _("Several customers are called like this; give the number.")
                if rows
                else _("No customer of this name or number. Look it up in the list of customers.")
            )
        return rows[0]


class GroupForm(MappingForm):
    """Which customer a group is, and which of its stores."""

    store = forms.CharField(label=_("Store"), max_length=120, required=False, help_text=_("Its name, if it is one."))

    def chosen(self) -> Store | None:
        """This function will give the store that was named, of the customer that was."""
        told = self.cleaned_data["store"].strip()
        stores = Store.objects.visible_to(self.by).filter(account=self.cleaned_data["account"])
        return stores.filter(name__iexact=told).first() if told else None


class UserForm(MappingForm):
    """Whose a user is, and which of the customer's people."""

    contact = forms.CharField(
        label=_("Contact"), max_length=254, required=False, help_text=_("Name or e-mail address, if it is known.")
    )

    def chosen(self) -> Contact | None:
        """This function will give the person who was named, of the customer that was."""
        told = self.cleaned_data["contact"].strip()
        people = Contact.objects.visible_to(self.by).active().filter(account=self.cleaned_data["account"])
        return people.filter(Q(name__iexact=told) | Q(email__iexact=told)).first() if told else None
