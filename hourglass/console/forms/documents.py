"""Forms about the documents themselves: what they are called, when they are due, and which fields they have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hourglass.console.forms.archive import LinesWidget
from hourglass.console.forms.catalogue import ChoicesField
from hourglass.console.forms.customers import Versioned
from hourglass.customers.archive.fields import MOST_FIELDS, Kind
from hourglass.customers.models.archive import Confirming, Due

KINDS = [
    (Kind.TEXT, _("Text")),
    (Kind.LONG, _("Long text")),
    (Kind.NUMBER, _("Number")),
    (Kind.DAY, _("Date")),
    (Kind.YES_NO, _("Yes or no")),
    (Kind.CHOICE, _("One of a list")),
    (Kind.RATING, _("Rating from 1 to 5")),
    (Kind.LINES, _("Lines of a table")),
]
WHEN = "<="
PLACE, LAST = "place", 10**6  # where a field stands; what has no place comes last
MAIN = 8  # of what describes a field, what every one of them needs


class FormForm(Versioned):
    """What a document is called, when it is due, and who confirms it."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    due = forms.TypedChoiceField(label=_("Due"), choices=Due.choices, coerce=Due)
    days = forms.IntegerField(
        label=_("Days until it is due"),
        min_value=0,
        max_value=365,
        help_text=_("Counted from what makes it due; of a monthly form, the day of the next month."),
    )
    confirming = forms.TypedChoiceField(label=_("Confirmed by"), choices=Confirming.choices, coerce=Confirming)
    required = forms.BooleanField(label=_("Counts for completeness"), required=False)


class NewFormForm(FormForm):
    """The same for a new one, with its key, which stays."""

    key = forms.SlugField(label=_("Key"), max_length=40)
    field_order = ("key",)


class ColumnsField(forms.CharField):
    """The columns of a table, one a line: key, kind, Chinese, English, and * where it is mandatory."""

    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages = {"line": _("Write each column as: key | kind | Chinese | English | *. Wrong: %(line)s")}

    def prepare_value(self, value: Any) -> Any:
        """This function will write columns as they are typed."""
        if not isinstance(value, list):
            return value
        parts = ([one["key"], one["kind"], one["zh"], one["en"], "*" if one.get("mandatory") else ""] for one in value)
        return "\n".join(" | ".join(part).rstrip(" |") for part in parts)

    def clean(self, value: Any) -> Any:
        """This function will read the columns; whether they fit together is for the rules to say."""
        read = []
        for line in super().clean(value).splitlines():
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if not line.strip():
                continue
            if len(parts) not in {4, 5} or not all(parts[:4]):
                raise ValidationError(self.error_messages["line"], code="line", params={"line": line[:80]})
            read.append(
                {**dict(zip(("key", "kind", "zh", "en"), parts, strict=False)), "mandatory": parts[4:] == ["*"]}
            )
        return read


class WhenField(forms.CharField):
    """On what a field depends: `core_change <= -10`."""

    default_error_messages = {"when": _("Write the condition as: key <= number.")}

    def prepare_value(self, value: Any) -> Any:
        """This function will write the condition as it is typed."""
        return f"{value['field']} {WHEN} {value['at_most']}" if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        """This function will read the condition."""
        text = super().clean(value)
        if not text:
            return None
        field, _sign, number = text.partition(WHEN)
        if not field.strip() or not number.strip():
            raise ValidationError(self.error_messages["when"], code="when")
        return {"field": field.strip(), "at_most": number.strip()}


class RolesField(forms.CharField):
    """Who sees a field: the keys of roles, between commas; nothing for everybody."""

    def prepare_value(self, value: Any) -> Any:
        """This function will write roles as they are typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """This function will read the keys; whether there are such roles is for the rules to say."""
        named = super().clean(value).replace("，", ",").split(",")
        return [key for part in named if (key := part.strip())]


def columns() -> dict[str, forms.Field]:
    """This function will give what describes one field."""
    words: dict[str, Any] = {"required": False}
    return {
        PLACE: forms.IntegerField(label=_("Place"), min_value=0, max_value=9999, **words),
        "key": forms.CharField(label=_("Key"), max_length=40, **words),
        "kind": forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *KINDS], **words),
        "zh": forms.CharField(label=_("Name in Chinese"), max_length=80, **words),
        "en": forms.CharField(label=_("Name in English"), max_length=80, **words),
        "mandatory": forms.BooleanField(label=_("Mandatory"), **words),
        "part_zh": forms.CharField(label=_("Part in Chinese"), max_length=60, **words),
        "part_en": forms.CharField(label=_("Part in English"), max_length=60, **words),
        "when": WhenField(label=_("Mandatory when"), max_length=80, **words),
        "unit": forms.CharField(label=_("Unit"), max_length=20, **words),
        "source": forms.CharField(label=_("Filled in from"), max_length=60, **words),
        "baseline": forms.CharField(label=_("Baseline of"), max_length=40, **words),
        "choices": ChoicesField(label=_("Choices"), max_length=8000, **words),
        "roles": RolesField(label=_("Seen only by"), max_length=500, **words),
        "columns": ColumnsField(label=_("Columns"), max_length=8000, **words),
    }


class RowsWidget(LinesWidget):
    """The lines as groups of named cells, because a field is described by more than fits into a table."""

    template_name = "console/forms/rows.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """This function will name each cell, and fold those away that few fields need."""
        lines = [line for line in value if isinstance(line, dict)] if isinstance(value, list) else []
        lines = [{PLACE: 10 * number} | line for number, line in enumerate(lines, start=1)]
        context = super().get_context(name, lines, attrs)
        for place, cells in enumerate(context["rows"]):
            named = list(zip(context["heads"], cells, strict=True))
            line = lines[place] if place < len(lines) else {}
            context["rows"][place] = {
                "main": named[:MAIN],
                "more": named[MAIN:],
                "open": any(line.get(key) for key in list(self.columns)[MAIN:]),
            }
        return context


class RowsField(forms.Field):
    """The fields of a document, one a line; a line without a key is left out, which takes a field out."""

    def __init__(self, **words: Any) -> None:
        self.columns = columns()
        super().__init__(widget=RowsWidget(self.columns, ("key", "kind", "zh", "en"), most=MOST_FIELDS), **words)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """This function will read each line, and put them in the order of their places."""
        read = [self.line(line, place) for place, line in enumerate(value or [], start=1) if line.get("key")]
        read.sort(key=lambda line: line.get(PLACE, LAST))
        return [{key: found for key, found in line.items() if key != PLACE} for line in read]

    def line(self, line: dict[str, Any], place: int) -> dict[str, Any]:
        """This function will read one line, and name it when something does not fit."""
        read = {}
        for key, column in self.columns.items():
            try:
                read[key] = column.clean(line.get(key))
            except ValidationError as error:
                said = _("Line %(place)s, %(column)s: %(message)s")
                words = {"place": place, "column": column.label, "message": " ".join(error.messages)}
                raise ValidationError(said, params=words) from None
        return {key: value for key, value in read.items() if value not in (None, "", [], False)}


class FieldRows(forms.Form):
    """The fields of a document, on top of the version that was looked at."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    rows = RowsField(label=_("Fields"))
