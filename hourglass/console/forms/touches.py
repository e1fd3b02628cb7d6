"""Forms of the timeline: logging a touch point, and choosing what to read."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Sentiment, User, Way
from hourglass.base.verbs import Kind
from hourglass.console.forms.calendar import DayField
from hourglass.customers.models import Account, Contact
from hourglass.customers.touches import LONGEST, PERSONAL

OFFERED = 200  # people to choose from in a short form
KINDS = (Kind.TOUCHES, Kind.CUSTOMERS, Kind.MONEY)


class TouchForm(forms.Form):
    """That a customer and somebody of ours were in touch: how, with whom, and what was said."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Way.choices, initial=Way.CALL, widget=forms.RadioSelect)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("With whom"), required=False, empty_label=_("Nobody in particular")
    )
    note = forms.CharField(
        label=_("What was said"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True, "data-send": True}),
    )  # fmt: skip
    sentiment = forms.ChoiceField(
        label=_("How it felt to the customer"),
        choices=[("", _("Not judged")), *Sentiment.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("YYYY-MM-DD HH:MM; empty is now."),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, account: Account, by: User, short: bool = False, **words: Any) -> None:
        super().__init__(*args, **{"auto_id": "touch_%s"} | words)
        if short:
            spoken = [(way, label) for way, label in Way.choices if way in PERSONAL]
            self.fields["channel"].choices = spoken  # type: ignore[attr-defined]
        people = Contact.objects.visible_to(by).of(account).active().order_by("level", "name", "pk")
        offered = cast("forms.ModelChoiceField[Contact]", self.fields["contact"])
        offered.queryset = people.filter(pk__in=people.values("pk")[:OFFERED])


class StoryForm(forms.Form):
    """What of a customer's story to read; everything is optional."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Every kind")), *((kind, kind.label) for kind in KINDS)], required=False
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=[("", _("Every channel")), *Way.choices], required=False)
    actor = forms.ModelChoiceField(User.objects.none(), label=_("Who"), required=False, empty_label=_("Everybody"))
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)
    before = forms.RegexField(regex=r"^\d{1,18}\.\d{1,18}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actors: list[User], **words: Any) -> None:
        super().__init__(*args, **{"auto_id": "story_%s"} | words)
        chosen = cast("forms.ModelChoiceField[User]", self.fields["actor"])
        everyone = User.objects.unscoped(reason="those who stand in the story are offered")
        chosen.queryset = everyone.filter(pk__in=[person.pk for person in actors]).order_by("name", "pk")

    def asked(self) -> dict[str, Any]:
        """This function will return what is asked for and well-formed, days as the instants between which they lie."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if "since" in asked:
            asked["since"] = midnight(asked["since"])
        if "until" in asked:
            asked["until"] = midnight(asked["until"] + timedelta(days=1))
        return asked


def midnight(day: Any) -> datetime:
    """This function will return when a day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time()))
