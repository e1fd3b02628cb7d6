"""Forms about the documents of the archive: one is built of the fields that a template has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.labels import Label
from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.customers import Versioned
from hourglass.customers.archive import reading
from hourglass.customers.archive.fields import LONGEST, MOST_LINES, Field, Kind
from hourglass.customers.models import FormTemplate

BLANK = 3  # empty lines below those that are filled in
NONE = [("", "—")]


def language() -> str:
    """This function will give the reader's language."""
    return get_language() or "zh-hans"


class RecordForm(Versioned):
    """What one version of a document asks for; a draft may leave anything open, so nothing is required here."""

    def __init__(self, known: Sequence[Field], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.known = {field.key: field for field in known}
        for field in known:
            self.fields[field.key] = made(field)

    def values(self) -> dict[str, Any]:
        """This function will give what was filled in, without what is empty."""
        return {key: value for key, value in self.changes().items() if value not in (None, "", [])}

    def parts(self) -> list[tuple[str, list[tuple[Field, forms.BoundField]]]]:
        """This function will give the fields by the part that they stand in, in order."""
        found: dict[str, list[tuple[Field, forms.BoundField]]] = {}
        for key, field in self.known.items():
            found.setdefault(reading.part_of(field, language()), []).append((field, self[key]))
        return list(found.items())


def made(field: Field) -> forms.Field:
    """This function will make the form field of one field."""
    name = reading.named(field, language())
    label = f"{name} ({field.unit})" if field.unit else name
    return MADE[field.kind](field, {"label": label, "required": False})


def _choice(field: Field, words: dict[str, Any]) -> forms.Field:
    named = [(key, Label(zh, en).in_language(language())) for key, zh, en in field.choices]
    return forms.ChoiceField(choices=[*NONE, *named], **words)


def _yes_no(_field: Field, words: dict[str, Any]) -> forms.Field:
    choices = [*NONE, ("yes", _("Yes")), ("no", _("No"))]
    return YesNoField(choices=choices, coerce=lambda said: said == "yes", empty_value=None, **words)


def _rating(_field: Field, words: dict[str, Any]) -> forms.Field:
    choices = [*NONE, *((str(number), str(number)) for number in range(1, 6))]
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **words)


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not answered."""

    def prepare_value(self, value: Any) -> Any:
        """This function will write what is kept as what is chosen."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class LinesWidget(forms.Widget):
    """A table of lines; what is empty below them is there to be filled in."""

    template_name = "console/archive/lines.html"

    def __init__(self, columns: Mapping[str, forms.Field], wanted: Iterable[str], *, most: int = MOST_LINES) -> None:
        super().__init__()
        self.columns = columns
        self.wanted = set(wanted)
        self.most = most

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """This function will draw each cell by the widget of its column."""
        lines = [line for line in value if isinstance(line, dict)] if isinstance(value, list) else []
        shown = [*lines, *({} for _line in range(max(0, min(BLANK, self.most - len(lines)))))]
        rows = [[self.cell(f"{name}-{place}", key, line) for key in self.columns] for place, line in enumerate(shown)]
        heads = [(field.label, key in self.wanted) for key, field in self.columns.items()]
        return super().get_context(name, value, attrs) | {"rows": rows, "heads": heads, "count": len(shown)}

    def cell(self, name: str, key: str, line: Mapping[str, Any]) -> str:
        """This function will draw one cell, named for a reader who hears it."""
        field = self.columns[key]
        attrs = {"aria-label": str(field.label), "id": f"id_{name}-{key}"}
        return str(field.widget.render(f"{name}-{key}", field.prepare_value(line.get(key)), attrs))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        """This function will read the lines that were sent."""
        return [
            {
                key: field.widget.value_from_datadict(data, files, f"{name}-{place}-{key}")
                for key, field in self.columns.items()
            }
            for place in range(self.most)
            if any(f"{name}-{place}-{key}" in data for key in self.columns)
        ]

    def id_for_label(self, _id: str) -> str:
        """This function will point a label nowhere: each cell has its own."""
        return ""


class LinesField(forms.Field):
    """Several lines of the same columns."""

    def __init__(self, columns: Sequence[Field], **words: Any) -> None:
        self.columns = {column.key: made(column) for column in columns}
        wanted = [column.key for column in columns if column.mandatory]
        super().__init__(widget=LinesWidget(self.columns, wanted), **words)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """This function will read each cell as its column reads it, and leave empty lines out."""
        lines = []
        for place, line in enumerate(value or [], start=1):
            read = {key: self.cell(key, line.get(key), place) for key in self.columns}
            if kept := {key: cell for key, cell in read.items() if cell not in (None, "")}:
                lines.append(kept)
        return lines

    def cell(self, key: str, value: Any, place: int) -> Any:
        """This function will read one cell, and name its line when it does not fit."""
        try:
            return self.columns[key].clean(value)
        except ValidationError as error:
            said = _("Line %(place)s, %(column)s: %(message)s")
            words = {"place": place, "column": self.columns[key].label, "message": " ".join(error.messages)}
            raise ValidationError(said, params=words) from None


MADE = {
    Kind.TEXT: lambda _field, words: forms.CharField(max_length=300, **words),
    Kind.LONG: lambda _field, words: forms.CharField(
        max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), **words
    ),
    Kind.NUMBER: lambda _field, words: forms.DecimalField(max_digits=15, decimal_places=4, **words),
    Kind.DAY: lambda _field, words: DayField(**words),
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.RATING: _rating,
    Kind.LINES: lambda field, words: LinesField(field.columns, **words),
}


class ReturnForm(Versioned):
    """Why something is returned."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class BeginForm(forms.Form):
    """Which document is begun, and what for."""

    template = forms.ModelChoiceField(FormTemplate.objects.filter(retired_at=None), label=_("Form"))
    occasion = forms.CharField(
        label=_("Occasion"),
        max_length=80,
        required=False,
        help_text=_("What tells this one from others of its kind, such as the training or the month."),
    )
    due_on = DayField(label=_("Due"), required=False)
