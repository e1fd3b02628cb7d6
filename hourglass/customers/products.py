"""The catalogue: products, editions and modules, which contracts and usage refer to (SEG-11)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers.models import Edition, Module, Product
from hourglass.customers.models.products import Complexity, Named

N = TypeVar("N", bound=Named)


class ProductRefused(Refused):
    """The catalogue cannot be changed like this."""


@transaction.atomic
def add_product(*, name_zh: str, name_en: str, by: Actor, at: datetime, key: str = "") -> Product:
    """This function will add a product line."""
    return _added(Product(name_zh=name_zh, name_en=name_en, key=key or slugify(name_en)), by, at)


@transaction.atomic
def add_edition(
    product: Product,
    *,
    name_zh: str,
    name_en: str,
    by: Actor,
    at: datetime,
    key: str = "",
    complexity: Complexity = Complexity.SIMPLE,
    average_price: Money | None = None,
    modules: Iterable[Module] = (),
) -> Edition:
    """This function will add an edition of a product with the modules it holds."""
    edition = Edition(
        product=product,
        name_zh=name_zh,
        name_en=name_en,
        key=key or slugify(f"{product.key} {name_en}"),
        complexity=complexity,
    )
    edition.average_price = average_price
    _added(edition, by, at)
    edition.modules.set(modules)
    return edition


@transaction.atomic
def add_module(product: Product, *, name_zh: str, name_en: str, by: Actor, at: datetime, key: str = "") -> Module:
    """This function will add a module that editions hold or that is bought beside them."""
    module = Module(product=product, name_zh=name_zh, name_en=name_en, key=key or slugify(f"{product.key} {name_en}"))
    return _added(module, by, at)


@transaction.atomic
def edit(thing: Named, *, version: int, by: Actor, at: datetime, **changes: Any) -> None:
    """This function will change something of the catalogue; its key stays, since contracts and events refer to it."""
    require(by, Permission.PRODUCTS_MANAGE)
    old, new = revise(thing, version=version, changes=changes)
    if new:
        timeline.record("product.changed", on=thing, by=by, at=at, old=old, new=new)


def _added(thing: N, by: Actor, at: datetime) -> N:
    require(by, Permission.PRODUCTS_MANAGE)
    key = thing.key
    if not key:
        raise ProductRefused(_("Give a key of letters, digits and hyphens."), field="key")
    if type(thing)._default_manager.filter(key=key).exists():
        raise ProductRefused(_("Something of the catalogue has this key; give another."), field="key")
    thing.save(force_insert=True)
    timeline.record("product.added", on=thing, by=by, at=at, new={"key": key, "name": thing.name_zh})
    return thing
