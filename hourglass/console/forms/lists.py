"""Forms of the lists."""

from typing import cast

from django import forms

from hourglass.console.conditions.fields import ConditionField
from hourglass.console.conditions.previews import Preview


class FilterForm(forms.Form):
    """The condition of a list."""

    condition = ConditionField()

    def look(self, preview: Preview) -> None:
        """This function will let the editor count for the person at the screen."""
        cast("ConditionField", self.fields["condition"]).look(preview)
