"""The forms of what is set up about customers and products: portrait fields, products, editions and modules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hourglass.base.money import Money
from hourglass.console.forms.contracts import AmountField, amount_of
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import Module, Product
from hourglass.customers.models.portraits import FieldGroup, FieldKind
from hourglass.customers.models.products import Complexity


class ChoicesField(forms.CharField):
    """The choices of a list, one a line: key, Chinese, English, with bars between them."""

    widget = forms.Textarea(attrs={"rows": 4})
    default_error_messages = {"line": _("Write each choice as: key | Chinese | English. Wrong: %(line)s")}

    def prepare_value(self, value: Any) -> Any:
        """This function will write choices as they are typed."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{each['key']} | {each['zh']} | {each['en']}" for each in value)

    def clean(self, value: Any) -> Any:
        """This function will read the choices."""
        read, keys = [], set()
        for line in super().clean(value).splitlines():
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if not line.strip():
                continue
            if len(parts) != 3 or not all(parts) or parts[0] != slugify(parts[0]) or parts[0] in keys:
                raise ValidationError(self.error_messages["line"], code="line", params={"line": line[:80]})
            keys.add(parts[0])
            read.append(dict(zip(("key", "zh", "en"), parts, strict=True)))
        return read


class FieldForm(Versioned):
    """How a portrait field is asked for."""

    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    label_en = forms.CharField(label=_("Name in English"), max_length=60)
    group = forms.ChoiceField(label=_("Part"), choices=FieldGroup.choices)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    choices = ChoicesField(label=_("Choices, one a line: key | Chinese | English"), max_length=8000, required=False)
    mandatory = forms.BooleanField(label=_("Mandatory"), required=False)


class NewFieldForm(FieldForm):
    """The same for a new one, with its key and kind, which stay."""

    key = forms.SlugField(label=_("Key"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    field_order = ("key", "label_zh", "label_en", "kind")


class NamedForm(Versioned):
    """What something of the catalogue is called."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)


class EditionForm(NamedForm):
    """An edition: its name, its average price and how hard it is to take up (SEG-11)."""

    complexity = forms.ChoiceField(label=_("Complexity"), choices=Complexity.choices)
    price = AmountField(label=_("Average unit price"), required=False)

    def price_in(self, currency: str) -> Money | None:
        """This function will give the price in a currency, where one was typed."""
        return None if self.cleaned_data["price"] is None else amount_of(self, "price", currency)


class NewProductForm(NamedForm):
    """A new product."""

    key = forms.SlugField(label=_("Key"), max_length=60)
    field_order: tuple[str, ...] = ("key",)


class NewModuleForm(NewProductForm):
    """A new module of a product."""

    product = forms.ModelChoiceField(Product.objects.all(), label=_("Product"))
    field_order = ("product", "key")


class NewEditionForm(EditionForm):
    """A new edition of a product, with the modules it holds."""

    product = forms.ModelChoiceField(Product.objects.all(), label=_("Product"))
    key = forms.SlugField(label=_("Key"), max_length=60)
    modules = forms.ModelMultipleChoiceField(Module.objects.all(), label=_("Modules"), required=False)
    field_order = ("product", "key")
