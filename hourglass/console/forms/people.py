"""Forms about people, their roles and their teams."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base import roles
from hourglass.base.models import Role, Team, User
from hourglass.base.models.people import LANGUAGES
from hourglass.ui.forms import VersionField

STATES = [("", _("Active")), ("left", _("Deactivated")), ("all", _("Everyone"))]


class RolesField(forms.ModelMultipleChoiceField):
    """Roles to tick, of those that the person at the screen may give."""

    def __init__(self, **words: Any) -> None:
        super().__init__(
            Role.objects.none(), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple, **words
        )

    def offer(self, by: User) -> list[Role]:
        """This function will offer what `by` may give, and return it."""
        offered = roles.grantable(by)
        self.queryset = Role.objects.filter(pk__in=[role.pk for role in offered]).order_by("pk")
        return offered


class FilterForm(forms.Form):
    """Which people the list shows."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)
    role = forms.ModelChoiceField(
        Role.objects.order_by("pk"), label=_("Role"), required=False, empty_label=_("Every role")
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("Every team")
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)


class InviteForm(forms.Form):
    """Whom to invite, and with what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )
    roles = RolesField(help_text=_("You can give what you have yourself, and no more."))

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["roles"].offer(by)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A person's details."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )
    version = VersionField()


class RolesForm(forms.Form):
    """The roles of one person."""

    roles = RolesField()
    version = VersionField()

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        self.offered = self.fields["roles"].offer(by)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a person decided as they did, if they say."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class TeamForm(forms.Form):
    """A team and its lead."""

    name = forms.CharField(label=_("Name"), max_length=80)
    lead = forms.ModelChoiceField(User.objects.none(), label=_("Lead"), required=False, empty_label=_("No lead"))

    def __init__(self, *args: Any, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        people = User.objects.visible_to(by).active().order_by("name")
        self.fields["lead"].queryset = people  # type: ignore[attr-defined]


class TeamEditForm(TeamForm):
    """A team that is there."""

    version = VersionField()


class AcceptForm(forms.Form):
    """How an invited person wants to be called, and to log in."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more; a sentence is easiest to keep in mind."),
    )
