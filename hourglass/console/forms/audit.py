"""What a reader of the record asks for."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Sentiment, User
from hourglass.base.models.timeline import Version
from hourglass.base.verbs import Kind
from hourglass.console.forms.calendar import DayField


class FilterForm(forms.Form):
    """Which entries of the record to show; everything is optional."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Every kind")), *Kind.choices], required=False)
    actor = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)
    object = forms.RegexField(regex=r"^[a-z_]+\.[a-z_]+:[\w-]{1,64}$", required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s"} | options)
        actor = cast("forms.ModelChoiceField[User]", self.fields["actor"])
        actor.queryset = User.objects.visible_to(reader).order_by("name", "pk")

    def asked(self) -> dict[str, Any]:
        """This function will return what is asked for and well-formed."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class CorrectionForm(forms.Form):
    """How an entry should read, and why. Only of a touch point a person has told the time and how it felt."""

    at = forms.DateTimeField(
        label=_("Time"),
        help_text=_("YYYY-MM-DD HH:MM, by the clocks of the workspace."),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"autocomplete": "off"}),
    )
    sentiment = forms.ChoiceField(label=_("Sentiment"), choices=[("", "—"), *Sentiment.choices], required=False)
    note = forms.CharField(label=_("Note"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    why = forms.CharField(label=_("Why it is corrected"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, version: Version) -> None:
        to_the_minute = version.at.replace(second=0, microsecond=0)
        super().__init__(data, initial=version.fields() | {"at": to_the_minute})
        if not version.channel:
            del self.fields["at"], self.fields["sentiment"]

    def changed(self) -> dict[str, Any]:
        """This function will give the fields that read otherwise now."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "why"}
