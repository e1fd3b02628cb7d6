"""Forms about renewals: what is typed on the way from the first talk to the payment."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.terms import REASONS
from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.contracts import AmountField, LineForm
from hourglass.console.forms.costs import MonthField
from hourglass.customers.conditions import wording
from hourglass.customers.models import Module
from hourglass.revenue import reasons
from hourglass.revenue.models import Category, Contract, Renewal, State
from hourglass.revenue.renewals.moving import ORDER

EVERY = [("", _("All"))]
WHOSE = [("mine", _("Mine")), ("team", _("My team")), ("all", _("All"))]
STATES = [("open", _("Under way")), ("closed", _("Closed")), ("all", _("All"))]


class FilterForm(forms.Form):
    """Which renewals the board and the list show."""

    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)
    category = forms.ChoiceField(label=_("Forecast"), required=False, choices=[*EVERY, *Category.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    month = forms.DateField(label=_("Expires in"), required=False, input_formats=["%Y-%m"])


class Versioned(forms.Form):
    """A form about a renewal, or about a part of one, as it was when the page was opened."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WhyForm(Versioned):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class AnswerForm(Versioned):
    """One answer of the self-check, and what it rests on."""

    yes = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(label=_("What it rests on"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class PresentForm(Versioned):
    """When the results were presented, and to whom."""

    on = DayField(label=_("Presented"))
    attendees = forms.CharField(label=_("Who was there"), max_length=500)
    field_order = ("on", "attendees")


class SetBackForm(WhyForm):
    """Back to an earlier state, and why."""

    to = forms.ChoiceField(label=_("Back to"))
    field_order = ("to", "reason")

    def __init__(self, *args: Any, renewal: Renewal, **words: Any) -> None:
        super().__init__(*args, **words)
        place = ORDER.index(renewal.state) if renewal.state in ORDER else len(ORDER)
        self.fields["to"].choices = [(state.value, state.label) for state in ORDER[:place]]  # type: ignore[attr-defined]

    def clean_to(self) -> State:
        """This function will give the state."""
        return State[self.cleaned_data["to"].upper()]


class CategoryForm(Versioned):
    """How sure the renewal is."""

    category = forms.TypedChoiceField(label=_("Forecast"), choices=Category.choices, coerce=Category)


class OwnerForm(Versioned):
    """Who takes the renewal over."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    field_order = ("owner", "reason")

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["owner"].queryset = User.objects.visible_to(by).active().order_by("name", "pk")  # type: ignore[attr-defined]


class SignForm(Versioned):
    """The contract that was signed."""

    number = forms.CharField(label=_("Contract number"), max_length=80)
    on = DayField(label=_("Signed"))
    field_order = ("number", "on")


class ContractForm(Versioned):
    """A contract that is there already and renews what expires."""

    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Contract"))

    def __init__(self, *args: Any, renewal: Renewal, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        seen = Contract.objects.visible_to(by).present().filter(account=renewal.account_id)
        later = seen.filter(ends_on__gt=renewal.due_on, currency=renewal.due.currency)
        self.fields["contract"].queryset = later.order_by("-effective_from", "-pk")  # type: ignore[attr-defined]


def reason_choices() -> list[tuple[Any, Any]]:
    """This function will list why something is not renewed, by class."""
    grouped: list[tuple[Any, Any]] = [("", _now("Choose a reason"))]
    for key, finer in reasons.choices().items():
        known = [(name, wording.worded(label)) for name, label in finer.items() if reasons.known(name)]
        grouped += known if len(known) == 1 else [(wording.worded(REASONS[key]), known)]
    return grouped


def maybe_reason() -> list[tuple[Any, Any]]:
    """This function will list the same reasons after no reason at all."""
    return [("", "—"), *reason_choices()[1:]]


class LoseForm(Versioned):
    """Why a renewal is lost."""

    reason = forms.ChoiceField(label=_("Reason"), choices=reason_choices)
    note = forms.CharField(
        label=_("In their words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    competitor = forms.CharField(label=_("Competitor"), max_length=120, required=False)


class DropForm(Versioned):
    """Why a line is not renewed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=reason_choices)


class ExtendForm(WhyForm):
    """Until when the service goes on."""

    to = DayField(label=_("Service goes on until"))
    field_order = ("to", "reason")


class GoalForm(forms.Form):
    """A goal of the next year: what, how and by when."""

    goal = forms.CharField(label=_("Goal"), max_length=300)
    method = forms.CharField(label=_("Way to it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = DayField(label=_("By"))


class GoalEditForm(GoalForm, Versioned):
    """The same for a goal that is there."""


class PlanForm(forms.Form):
    """A point of the customer's plan."""

    goal = forms.CharField(label=_("What the customer plans"), max_length=300)
    planned_on = DayField(label=_("A day of the quarter"))
    module = forms.ModelChoiceField(
        Module.objects.none(), label=_("Module that helps"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["module"].queryset = Module.objects.filter(retired_at=None).order_by("pk")  # type: ignore[attr-defined]


class OfferForm(LineForm):
    """What is offered in the place of a line, or beside the others."""

    recurrence = None  # type: ignore[assignment]
    key = None  # type: ignore[assignment]
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class ChangeForm(OfferForm):
    """The same in the place of a line that expires; where it is less, it says why."""

    reason = forms.ChoiceField(
        label=_("Why less"),
        choices=maybe_reason,
        required=False,
        help_text=_("Needed where less is offered than before"),
    )


class MonthForm(forms.Form):
    """A month."""

    month = MonthField(label=_("Month"))


class TargetForm(Versioned):
    """What the renewals of a month should bring."""

    amount = AmountField(label=_("Target, a year's amount"))


class LeadForm(Versioned):
    """How long a step takes this time."""

    lead_days = forms.IntegerField(label=_("Takes, days"), min_value=0, max_value=365)


class DoneForm(Versioned):
    """When a step was done, and what shows it."""

    on = DayField(label=_("Done"))
    evidence = forms.CharField(label=_("Evidence"), max_length=500, required=False)
    field_order = ("on", "evidence")
