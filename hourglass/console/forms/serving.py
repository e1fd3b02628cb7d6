"""Forms about serving customers: how to be reached, when one is away, and the link to the service card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.customers import Versioned, colleagues


class ReachabilityForm(Versioned):
    """What a customer may know to reach a person."""

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    messenger = forms.CharField(
        label=_("Messenger"), max_length=120, required=False, help_text=_("For example the WeCom name.")
    )
    hours = forms.CharField(
        label=_("Reachable"),
        max_length=120,
        required=False,
        help_text=_("For example Monday to Friday, 9:00 to 18:00."),
    )


class AbsenceForm(forms.Form):
    """Days on which a person is away, and who stands in."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Deputy"),
        required=False,
        empty_label=_("The deputy of each customer"),
        help_text=_("Customers see this person on their service card while you are away."),
    )

    def __init__(self, *args: Any, by: User, person: User, **words: Any) -> None:
        super().__init__(*args, **words)
        # Whoever is away names a colleague of the own team, whether or not the own role sees their work.
        team = User.objects.unscoped(reason="colleagues of one team stand in for each other").active()
        offered = colleagues(by) | team.filter(team=person.team) if person.team_id else colleagues(by)
        everyone = User.objects.unscoped(reason="those named just before")
        named = everyone.filter(pk__in=offered.order_by().values("pk")).exclude(pk=person.pk).order_by("name", "pk")
        self.fields["deputy"].queryset = named  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Until when a link to the service card opens."""

    expires_on = DayField(label=_("Valid until; empty is until it is revoked"), required=False)
