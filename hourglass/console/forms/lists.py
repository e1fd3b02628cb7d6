"""Forms of the lists."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission
from hourglass.console.conditions.fields import ConditionField
from hourglass.console.conditions.previews import Preview
from hourglass.console.forms.customers import colleagues
from hourglass.customers.models import SavedView


class FilterForm(forms.Form):
    """The condition of a list."""

    condition = ConditionField()

    def look(self, preview: Preview) -> None:
        """This function will let the editor count for the person at the screen."""
        cast("ConditionField", self.fields["condition"]).look(preview)


class ViewForm(forms.Form):
    """How a view is called, and who sees it."""

    name = forms.CharField(label=_("Name"), max_length=60)
    problems = forms.BooleanField(
        label=_("Lists problems"), required=False, help_text=_("A count above zero is then shown in red.")
    )
    shared = forms.BooleanField(label=_("Shared with everybody"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, by: User, view: SavedView | None = None, **options: Any) -> None:
        known = {name: getattr(view, name) for name in ("name", "problems", "shared", "version")} if view else {}
        super().__init__(*args, **{"initial": known, "auto_id": "view_%s"} | options)
        self.seen = 0
        if not by.can(Permission.VIEWS_SHARE):
            del self.fields["shared"]

    def clean(self) -> dict[str, Any]:
        """This function will keep the version apart from what is changed."""
        data = super().clean() or {}
        self.seen = data.pop("version", None) or 0
        return data


class BulkAssignForm(forms.Form):
    """To whom many customers go; what is left open stays as it is with each."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), required=False, empty_label=_("Leave as it is")
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("Leave as it is")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "bulk_%s"} | options)
        self.fields["owner"].queryset = colleagues(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will ask for an owner or a team."""
        data = super().clean() or {}
        if not (data.get("owner") or data.get("team")):
            raise forms.ValidationError(_("Choose an owner or a team."))
        return data


class BulkCloseForm(forms.Form):
    """Why many customers are closed."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It stands in each customer's timeline."))

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "bulk_%s"} | options)
