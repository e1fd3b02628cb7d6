"""What a reader of the record asks for."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
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
