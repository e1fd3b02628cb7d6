"""What a reader of figures asks for: whose customers, and which window."""

from typing import Any

from django import forms
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.console.forms.calendar import DayField
from hourglass.customers.models import Account, Product
from hourglass.revenue.reading import Scope, Whose

MONTH, QUARTER, YEAR, TWELVE, DAYS = "month", "quarter", "year", "twelve", "days"
WINDOWS = {
    MONTH: _("By month"),
    QUARTER: _("By quarter"),
    YEAR: _("By year"),
    TWELVE: _("12 months"),
    DAYS: _("Own days"),
}


def scopes(person: User) -> list[Any]:
    """This function will list whose figures there are, in groups, as far as the person sees them."""
    seen = Account.objects.visible_to(person)
    owners = User.objects.visible_to(person).filter(pk__in=seen.exclude(owner=None).values("owner"))
    tiers = seen.annotate(length=Length("tier")).filter(length__gt=0).order_by("tier")
    groups = (
        (_("Team"), Whose.TEAM, Team.objects.order_by("name").values_list("pk", "name")),
        (_("Customer success manager"), Whose.CSM, owners.order_by("name").values_list("pk", "name")),
        (_("Tier"), Whose.TIER, tiers.values_list("tier", "tier").distinct()),
        (_("Product"), Whose.PRODUCT, ((product.pk, str(product)) for product in Product.objects.order_by("pk"))),
    )
    found = [(label, [(str(Scope(whose, str(key))), name) for key, name in rows]) for label, whose, rows in groups]
    return [(str(Scope()), _("All customers")), *((label, rows) for label, rows in found if rows)]


class AskForm(forms.Form):
    """Whose customers, and which window; `on` is any day of it, `since` and `until` are its own days."""

    scope = forms.ChoiceField(label=_("Whose"), required=False)
    window = forms.ChoiceField(label=_("Window"), choices=list(WINDOWS.items()), required=False)
    on = DayField(label=_("Day of the window"), required=False, widget=forms.HiddenInput)
    since = DayField(label=_("From evening of"), required=False)
    until = DayField(label=_("To evening of"), required=False)

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **({"auto_id": "ask_%s"} | options))
        self.fields["scope"].choices = scopes(person)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will want both days of a window of its own, in order."""
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("window") == DAYS and not self.errors:
            since, until = asked.get("since"), asked.get("until")
            if since is None or until is None:
                self.add_error("since" if since is None else "until", _("Give both days."))
            elif until <= since:
                self.add_error("until", _("Choose a day after the first one."))
        return asked


class CorrectionForm(forms.Form):
    """Why a closed figure is corrected."""

    reason = forms.CharField(label=_("Why it is corrected"), max_length=500)
