"""How forms look: `{{ form }}` and `{{ form.name.as_field_group }}` come out in the design language."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

UNSEEN = -1


class VersionField(forms.IntegerField):
    """The version of a row that the editor saw, carried along unseen; of anything else nothing was seen."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.HiddenInput, **words})

    def clean(self, value: Any) -> int:
        """This function will give the version, or one that no row is at."""
        try:
            seen = super().clean(value)
        except forms.ValidationError:
            return UNSEEN
        return UNSEEN if seen is None or not 0 <= seen < 2**31 else int(seen)


class Renderer(TemplatesSetting):
    """Draws forms, fields and errors with the templates of the look."""

    form_template_name = "ui/form/form.html"
    formset_template_name = "ui/form/formset.html"
    field_template_name = "ui/form/field.html"
