"""The form of a role."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Role, User
from hourglass.base.permissions import Permission, Reach
from hourglass.ui.forms import VersionField


class RoleForm(forms.Form):
    """Names, reach and what the role allows; a permission that the person at the screen lacks cannot be ticked."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60)
    reach = forms.ChoiceField(
        label=_("Reach"),
        choices=Reach.choices,
        widget=forms.RadioSelect,
        help_text=_("Whose customers and work people with this role see."),
    )
    requires_mfa = forms.BooleanField(
        label=_("Requires a second factor"),
        required=False,
        help_text=_("People with this role set up a code generator or a passkey before they go on."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("Permissions"), required=False, choices=Permission.choices, widget=forms.CheckboxSelectMultiple
    )
    version = VersionField()

    def __init__(self, *args: Any, by: User, role: Role | None = None, **words: Any) -> None:
        super().__init__(*args, **words)
        self.by = by
        # Of the administrators' role everything is fixed but the second factor.
        self.fixed = role is not None and role.is_administrator
        if self.fixed:
            for name in ("reach", "permissions"):
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """This function will give what was chosen, without the version it was chosen on."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
