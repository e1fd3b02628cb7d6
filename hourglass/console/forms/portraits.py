"""The form of a customer's portrait: its fields are configuration."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hourglass.base.labels import Label
from hourglass.console.forms.calendar import DayField
from hourglass.customers.filling import LARGEST, LONGEST
from hourglass.customers.models import PortraitField
from hourglass.customers.models.portraits import FieldGroup, FieldKind

ANSWERS = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class PortraitForm(forms.Form):
    """Every portrait field in use; what is not known stays empty, also where it is mandatory."""

    prefix = "portrait"

    def __init__(self, *args: Any, fields: Iterable[PortraitField], **words: Any) -> None:
        super().__init__(*args, **words)
        self.asked = list(fields)
        for field in self.asked:
            self.fields[field.key] = control(field)

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """This function will give the controls part by part, the parts without any left out."""
        for group in FieldGroup:
            if found := [self[field.key] for field in self.asked if field.group == group]:
                yield str(group.label), found


def control(field: PortraitField) -> forms.Field:
    """This function will make the form field of a portrait field."""
    note = gettext("Counts towards completeness") if field.mandatory else ""
    words: dict[str, Any] = {"label": str(field), "required": False, "help_text": note}
    if field.unit:
        words["label"] = f"{field} ({field.unit})"
    choices = [(key, word(choice)) for key, choice in field.words().items()]
    match field.kind:
        case FieldKind.NUMBER:
            return forms.DecimalField(**words, max_digits=20, decimal_places=4, max_value=LARGEST, min_value=-LARGEST)
        case FieldKind.CHOICE:
            return forms.ChoiceField(**words, choices=[("", _("Not known")), *choices])
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(**words, choices=choices, widget=forms.CheckboxSelectMultiple)
        case FieldKind.YES_NO:
            return forms.TypedChoiceField(**words, choices=ANSWERS, coerce=lambda said: said == "yes", empty_value=None)
        case FieldKind.DAY:
            return DayField(**words)
    return forms.CharField(**words, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


def shown(field: PortraitField, value: Any) -> str:
    """This function will write a value of the portrait as people read it."""
    words = {key: word(choice) for key, choice in field.words().items()}
    match field.kind:
        case FieldKind.CHOICE:
            return words.get(value, str(value))
        case FieldKind.CHOICES if isinstance(value, list):
            return gettext(", ").join(words.get(item, str(item)) for item in value)
        case FieldKind.YES_NO:
            return gettext("Yes") if value else gettext("No")
        case FieldKind.NUMBER if isinstance(value, int | float):
            return f"{value:,} {field.unit}".strip()
    return str(value)


def initial(portrait: dict[str, Any], fields: Iterable[PortraitField]) -> dict[str, Any]:
    """This function will give the values of a portrait as the form starts with them."""
    values = {field.key: portrait.get(field.key) for field in fields}
    return {
        key: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value for key, value in values.items()
    }


def word(choice: dict[str, Any]) -> str:
    """This function will name a choice in the reader's language."""
    return Label(choice["zh"], choice["en"]).in_language(get_language() or "zh")
