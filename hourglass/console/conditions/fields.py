"""The condition as a field of a form."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hourglass.base.money import symbol_of
from hourglass.console.conditions import drawing, reading
from hourglass.console.conditions.previews import Preview
from hourglass.console.conditions.reading import Sent
from hourglass.console.lists.asking import compact
from hourglass.customers.conditions import drafts, tree
from hourglass.customers.conditions.tree import Node
from hourglass.customers.registry import Fact, facts


class ConditionWidget(forms.Widget):
    """Draws the editor and reads what it sent. `preview` counts for the person at the screen, where it is given."""

    template_name = "console/conditions/editor.html"
    use_fieldset = True
    preview: Preview | None = None

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts there are, read once for a form."""
        return facts()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """This function will read the draft of a form."""
        return reading.read(data, name, self.facts)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """This function will tell whether a form said nothing of a condition."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """This function will give what the editor's template shows."""
        context = super().get_context(name, value, attrs)
        sent = value if isinstance(value, Sent) else Sent(drafts.read(document_of(value)), shaped=True)
        return context | editor(sent, name, self.facts, preview=self.preview)


class ConditionField(forms.Field):
    """A condition on customers; its value is the tree. A button that changes the shape leaves the form unsaved."""

    widget: "ConditionWidget | type[ConditionWidget]" = ConditionWidget
    default_error_messages = {"shaped": _("The condition is not saved yet.")}

    def __init__(self, **options: Any) -> None:
        chosen: dict[str, Any] = {"required": False, "label": _("Condition")} | options
        super().__init__(**chosen)

    @property
    def editor(self) -> ConditionWidget:
        """The widget of this form's own field."""
        return cast(ConditionWidget, self.widget)

    def clean(self, value: Any) -> Node:
        """This function will read the condition.

        :raises ValidationError: it does not fit the facts, or only its shape was changed.
        """
        if value.shaped:
            raise ValidationError(self.error_messages["shaped"], code="shaped")
        try:
            return tree.read(drafts.settled(value.draft), self.editor.facts)
        except tree.ConditionRefused as refused:
            raise ValidationError(_("Complete the condition; each fault is told at its place."), code="fault") from (
                refused
            )

    def look(self, preview: Preview) -> None:
        """This function will let the editor count what the person at the screen sees."""
        self.editor.preview = preview


def document_of(value: Any) -> Any:
    """This function will give the document of an initial value: a tree, a document, or nothing."""
    return tree.write(value) if isinstance(value, Node) else value or {}


def editor(sent: Sent, name: str, known: dict[str, Fact], *, preview: Preview | None) -> dict[str, Any]:
    """This function will give what the templates of the editor show."""
    faults = drawing.faults_of(sent.draft, known, open_too=not sent.shaped)
    money = symbol_of(preview.frame.currency) if preview else ""
    draw = drawing.Drawing(name, known, faults, money, sent.begun)
    return {
        "field": name,
        "json": compact(drafts.write(sent.draft)),
        "group": draw.group(sent.draft),
        "shows": preview.of(sent.draft, known) if preview else None,
    }
