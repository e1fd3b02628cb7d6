"""The forms of classes: the service of a class, its rule, and a class proposed by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hourglass.console.conditions.fields import ConditionField
from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import CustomerClass
from hourglass.customers.models.segments import TouchModel

HEADS = [("rule", _("By the rule")), ("yes", _("Yes, by hand")), ("no", _("No, by hand"))]
WORDS = forms.Textarea(attrs={"rows": 2})


class ClassForm(Versioned):
    """The name of a class and the service its customers get."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    traits = forms.CharField(
        label=pgettext_lazy("of a class", "Features"), max_length=2000, required=False, widget=WORDS
    )
    needs = forms.CharField(label=_("Typical needs"), max_length=2000, required=False, widget=WORDS)
    touch_model = forms.ChoiceField(label=_("Touch model"), required=False, choices=[("", "—"), *TouchModel.choices])
    visit_days = forms.IntegerField(label=_("Visit every (days)"), min_value=1, max_value=730, required=False)
    return_visit_days = forms.IntegerField(
        label=_("Return visit every (days)"), min_value=1, max_value=730, required=False
    )
    reply_hours = forms.IntegerField(label=_("Reply within (hours)"), min_value=1, max_value=720, required=False)
    weight = forms.DecimalField(
        label=_("Capacity weight"), min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    owner_role = forms.CharField(label=_("Role of the owner"), max_length=80, required=False)


class NewClassForm(forms.Form):
    """A class to add, with the code that names it."""

    key = forms.SlugField(label=_("Code"), max_length=40)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)


class NewDimensionForm(NewClassForm):
    """A dimension to add, with the key by which conditions name it."""

    field_order = ("name_zh", "name_en", "key")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["key"].label = _("Key")
        self.fields["key"].help_text = _("Small letters, digits and “_”; it stays")


class HeadForm(Versioned):
    """Whether a customer is a head customer, by the rule or by hand."""

    to = forms.ChoiceField(label=_("Head customer"), choices=HEADS)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def wanted(self) -> bool | None:
        """This function will give what was chosen: yes, no, or None for the rule."""
        return {"yes": True, "no": False}.get(self.cleaned_data["to"])


class RuleForm(Versioned):
    """What the customers of a class meet, and from when."""

    condition = ConditionField()
    effective_from = DayField(label=_("Effective from"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=WORDS)


class ProposalForm(forms.Form):
    """A class to set by hand."""

    to = forms.ModelChoiceField(CustomerClass.objects.none(), label=_("Class"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=WORDS)
    review_on = DayField(label=_("Look at it again on"))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["to"].queryset = CustomerClass.objects.select_related("dimension")  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda each: f"{each.dimension} · {each.key} {each}"  # type: ignore[attr-defined]
