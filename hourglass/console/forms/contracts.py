"""Forms about contracts, their lines and what was paid."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.money import Money, MoneyError, places_of
from hourglass.base.periods import Period
from hourglass.base.workspace import CURRENCIES
from hourglass.console.forms.calendar import DayField
from hourglass.customers.models import Edition, Module
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line, Recurrence, RenewalLine

MOST_LINES = 50
STATES = [("", _("In force")), ("coming", _("Not begun")), ("ended", _("Ended")), ("all", _("All"))]


class AmountField(forms.DecimalField):
    """A sum of money, typed in the currency that the form around it knows."""

    def __init__(self, **options: Any) -> None:
        words = {"max_digits": 15, "decimal_places": 3, "min_value": 0} | options
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **words)


def amount_of(form: forms.Form, name: str, currency: str) -> Money | None:
    """This function will make money of what was typed; part of a coin becomes a message beside the field."""
    typed: Decimal = form.cleaned_data[name]
    try:
        return Money(typed, currency)
    except MoneyError:
        said = _("%(currency)s has %(n)d decimal places at most.")
        form.add_error(name, said % {"currency": currency, "n": places_of(currency)})
        return None


class FilterForm(forms.Form):
    """Which contracts the list shows."""

    q = forms.CharField(label=_("Number or customer"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)


class HeaderForm(forms.Form):
    """What a contract says beside its lines."""

    number = forms.CharField(label=_("Contract number"), max_length=80)
    signed_on = DayField(label=_("Signed"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("No owner"))
    auto_renew = forms.BooleanField(label=_("Renews by itself"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["owner"].queryset = User.objects.visible_to(by).active().order_by("name", "pk")  # type: ignore[attr-defined]


class EditForm(HeaderForm):
    """The same for a contract that exists: its currency stays, and the acceptances may start the clock."""

    handover_accepted_on = DayField(label=_("Handover accepted"), required=False)
    delivery_accepted_on = DayField(label=_("Delivery accepted"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("number", "signed_on", "handover_accepted_on", "delivery_accepted_on", "owner", "auto_renew", "note")

    def __init__(self, *args: Any, contract: Contract, **words: Any) -> None:
        super().__init__(*args, **words)
        del self.fields["currency"]
        if contract.owner and not self.fields["owner"].queryset.filter(pk=contract.owner_id).exists():  # type: ignore[attr-defined]
            del self.fields["owner"]  # an owner out of sight stays


class ThingField(forms.ChoiceField):
    """What of the catalogue a line is about: an edition, a module, or neither."""

    def __init__(self) -> None:
        super().__init__(label=_("Edition or module"), required=False, choices=catalogue)

    def clean(self, value: Any) -> dict[str, Any]:
        """This function will give the fields of a line for what was chosen."""
        kind, _colon, key = (super().clean(value) or "").partition(":")
        return {
            "edition": Edition.objects.get(pk=key) if kind == "edition" else None,
            "module": Module.objects.get(pk=key) if kind == "module" else None,
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        """This function will tell whether something was chosen."""
        return (initial or "") != (data or "")


def catalogue() -> list[tuple[Any, Any]]:
    """This function will list what can be sold, by product."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, model in (("edition", Edition), ("module", Module)):
        for thing in model.objects.filter(retired_at=None).select_related("product").order_by("product", "pk"):
            groups.setdefault(str(thing.product), []).append((f"{kind}:{thing.pk}", str(thing)))
    return [("", _("Not in the catalogue")), *groups.items()]


class LineForm(forms.Form):
    """One line as it is agreed."""

    name = forms.CharField(label=_("What"), max_length=200)
    thing = ThingField()
    recurrence = forms.ChoiceField(label=_("Kind"), choices=Recurrence.choices, initial=Recurrence.RECURRING)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=10**6, initial=1)
    amount = AmountField(label=_("Amount of the term"))
    discount = forms.DecimalField(
        label=_("Discount, %"), min_value=0, max_value=100, decimal_places=2, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: twelve months."))
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """This function will let a line without a last day run for twelve months."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("starts_on") and not data.get("ends_on") and "ends_on" not in self.errors:
            data["ends_on"] = Period.of_months(data["starts_on"], 12).last
        return data

    def ordered(self, currency: str) -> Ordered | None:
        """This function will give the line as rules want it; None puts a message beside the amount."""
        data = self.cleaned_data
        amount = amount_of(self, "amount", currency)
        if amount is None:
            return None
        return Ordered(
            name=data["name"],
            amount=amount,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            quantity=data["quantity"],
            discount=hundredths(data["discount"]),
            recurrence=Recurrence[data.get("recurrence", "recurring").upper()],
            **data["thing"],
        )


def hundredths(percent: Decimal | None) -> int:
    """This function will give a percentage as a line keeps it."""
    return int((percent or Decimal(0)) * 100)


class Lines(forms.BaseFormSet):
    """The lines of one contract; rows in which nothing was typed are left out, unless they are of a kept line."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """This function will let a row be empty, unless it is one of a kept line."""
        kept = self.is_bound and self.data.get(f"{self.prefix}-{index}-key")
        return {**super().get_form_kwargs(index), "empty_permitted": not kept}

    def filled(self) -> Iterator[LineForm]:
        """This function will give the rows in which something was typed."""
        return (form for form in self.forms if form.has_changed() or form.cleaned_data.get("key"))

    def clean(self) -> None:
        """This function will want at least one line."""
        if not any(self.errors) and not any(True for _form in self.filled()):
            raise forms.ValidationError(_("A contract has at least one line."))


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES)


def typed(data: Any, prefix: str = "lines") -> list[dict[str, Any]]:
    """This function will give the rows of a formset as they were typed, to show them again with one more."""
    count = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = min(int(count), MOST_LINES) if count.isdecimal() else 0
    return [{name: data.get(f"{prefix}-{row}-{name}", "") for name in LineForm.base_fields} for row in range(rows)]


def written(line: Line | RenewalLine) -> dict[str, Any]:
    """This function will give a line, or what is offered in its place, as its form shows it."""
    thing = f"edition:{line.edition_id}" if line.edition_id else f"module:{line.module_id}" if line.module_id else ""
    return {
        "key": line.pk,
        "name": line.name,
        "thing": thing,
        "recurrence": getattr(line, "recurrence", Recurrence.RECURRING),
        "quantity": line.quantity,
        "amount": line.amount.amount,
        "discount": Decimal(line.discount) / 100 if line.discount else None,
        "starts_on": line.starts_on,
        "ends_on": line.ends_on,
    }


class PaymentForm(forms.Form):
    """Money that arrived, or with a minus sign went back."""

    amount = AmountField(label=_("Amount"), min_value=None, help_text=_("With a minus sign where money went back."))
    on = DayField(label=_("Paid"))
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class EndForm(ReasonForm):
    """When something ends early, and why."""

    on = DayField(label=_("Last day of service"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("on", "reason")


class StepForm(forms.Form):
    """What a line costs from a day on, as it was agreed."""

    on = DayField(label=_("From"))
    amount = AmountField(label=_("Amount from then to the last day"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReplaceForm(StepForm):
    """What runs in the place of a line from a day on."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=10**6)
    discount = forms.DecimalField(label=_("Discount, %"), min_value=0, max_value=100, decimal_places=2, required=False)
    field_order = ("on", "quantity", "amount", "discount", "reason")


class MergerForm(forms.Form):
    """Which contracts go into the one at the screen."""

    others = forms.ModelMultipleChoiceField(
        Contract.objects.none(), label=_("Contracts"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, contract: Contract, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        near = Contract.objects.visible_to(by).present().filter(account=contract.account_id, currency=contract.currency)
        self.fields["others"].queryset = near.exclude(pk=contract.pk).order_by("pk")  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """How many of each line go to a new contract."""

    number = forms.CharField(label=_("Number of the new contract"), max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, lines: list[Line], **words: Any) -> None:
        super().__init__(*args, **words)
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=_("%(name)s, of %(n)d") % {"name": line.name, "n": line.quantity},
                min_value=0,
                max_value=line.quantity,
                required=False,
            )
        self.order_fields(["number", *(f"line-{line.pk}" for line in lines), "reason"])

    def quantities(self) -> dict[int, int]:
        """This function will give how many of each line go."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] or 0 for line in self.lines}


class StartForm(forms.Form):
    """The start of service by hand; an empty day lets the rule decide again."""

    to = DayField(label=_("Service start"), required=False, help_text=_("Empty: the rule decides."))
    reason = forms.CharField(label=_("Reason"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
