"""How forms look: `{{ form }}` and `{{ form.name.as_field_group }}` come out in the design language."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms, fields and errors with the templates of the look."""

    form_template_name = "ui/form/form.html"
    formset_template_name = "ui/form/formset.html"
    field_template_name = "ui/form/field.html"
