"""What is set up about customers and products: the fields of the portrait, and products, editions and modules."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.labels import Label
from hourglass.base.permissions import Permission
from hourglass.base.workspace import CURRENCY
from hourglass.console.access import Request, needs
from hourglass.console.forms.catalogue import (
    EditionForm,
    FieldForm,
    NewEditionForm,
    NewFieldForm,
    NewModuleForm,
    NewProductForm,
)
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import portraits, products
from hourglass.customers.models import Edition, PortraitField, Product
from hourglass.usage import entitled

PAGES = ["GET", "HEAD", "POST"]
ASKED = ("label_zh", "label_en", "group", "unit", "choices", "mandatory", "version")


@needs(Permission.SEGMENTS_MANAGE)
@require_safe
def fields(request: Request) -> HttpResponse:
    """The fields of the portrait."""
    rows = PortraitField.objects.order_by("retired_at", "order", "pk")
    return render(request, "console/catalogue/fields.html", {"fields": rows})


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def add_field(request: Request) -> HttpResponse:
    """Add a field to the portrait."""
    form = NewFieldForm(request.POST or None, initial={"version": 0})
    if form.is_valid():
        with said_on(form):
            data = form.changes()
            label = Label(data.pop("label_zh"), data.pop("label_en"))
            portraits.add(label=label, by=request.user, at=timezone.now(), **data)
            messages.success(request, _("Field added."))
            return redirect("portrait-fields")
    context = {"form": form, "title": _("Add a portrait field"), "back": "portrait-fields"}
    return render(request, "console/catalogue/form.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def field(request: Request, pk: int) -> HttpResponse:
    """Change how a field is asked for."""
    found = get_object_or_404(PortraitField, pk=pk)
    form = FieldForm(request.POST or None, initial={name: getattr(found, name) for name in ASKED})
    if form.is_valid():
        with said_on(form):
            version = form.opened_version()
            portraits.edit(found, version=version, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Field saved."))
            return redirect("portrait-fields")
    context = {"form": form, "title": str(found), "back": "portrait-fields"}
    return render(request, "console/catalogue/form.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_POST
def retire_field(request: Request, pk: int) -> HttpResponse:
    """Ask for a field no longer."""
    found = get_object_or_404(PortraitField.objects.in_use(), pk=pk)
    portraits.retire(found, version=found.version, by=request.user, at=timezone.now())
    messages.success(request, _("No longer asked for. What was filled in stays."))
    return redirect("portrait-fields")


@needs(Permission.PRODUCTS_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """Products with their editions and modules."""
    rows = Product.objects.prefetch_related("editions__modules", "modules__features__events").order_by("pk")
    context = {"products": rows, "core": entitled.core(configuration.today(timezone.now()))}
    return render(request, "console/catalogue/index.html", context)


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def add_product(request: Request) -> HttpResponse:
    """Add a product."""
    form = NewProductForm(request.POST or None, initial={"version": 0})
    if form.is_valid():
        with said_on(form):
            products.add_product(by=request.user, at=timezone.now(), **form.changes())
            return added(request)
    return shown(request, form, _("Add a product"))


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def add_module(request: Request) -> HttpResponse:
    """Add a module of a product."""
    form = NewModuleForm(request.POST or None, initial={"version": 0})
    if form.is_valid():
        with said_on(form):
            products.add_module(by=request.user, at=timezone.now(), **form.changes())
            return added(request)
    return shown(request, form, _("Add a module"))


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def add_edition(request: Request) -> HttpResponse:
    """Add an edition of a product."""
    form, at = NewEditionForm(request.POST or None, initial={"version": 0}), timezone.now()
    if form.is_valid():
        price = form.price_in(configuration.value(CURRENCY, on=configuration.today(at)))
        if not form.errors:
            with said_on(form):
                data = form.changes()
                data.pop("price")
                products.add_edition(average_price=price, by=request.user, at=at, **data)
                return added(request)
    return shown(request, form, _("Add an edition"))


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def edition(request: Request, pk: int) -> HttpResponse:
    """Change the name, the price and the complexity of an edition."""
    found, at = get_object_or_404(Edition, pk=pk), timezone.now()
    known: dict[str, Any] = {name: getattr(found, name) for name in ("name_zh", "name_en", "complexity", "version")}
    known["price"] = found.average_price and found.average_price.amount
    form = EditionForm(request.POST or None, initial=known)
    if form.is_valid():
        price = form.price_in(configuration.value(CURRENCY, on=configuration.today(at)))
        if not form.errors:
            with said_on(form):
                data = form.changes()
                data.pop("price")
                data["average_price_minor"] = price.minor if price else None
                if price:
                    data["average_price_currency"] = price.currency
                products.edit(found, version=form.opened_version(), by=request.user, at=at, **data)
                messages.success(request, _("Edition saved."))
                return redirect("catalogue")
    return shown(request, form, str(found))


def added(request: Request) -> HttpResponse:
    """This function will say that something was added, and lead back to the catalogue."""
    messages.success(request, _("Added to the catalogue."))
    return redirect("catalogue")


def shown(request: Request, form: Any, title: str) -> HttpResponse:
    """This function will show a form of the catalogue."""
    context = {"form": form, "title": title, "back": "catalogue"}
    return render(request, "console/catalogue/form.html", context, status=status_of(form))
