"""The stores of customers, as files tell of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.permissions import Permission
from hourglass.customers import stores
from hourglass.customers.models import Store
from hourglass.gateway.imports.finding import ACCOUNT, account_of
from hourglass.gateway.imports.nouns import Field, Noun, Outcome, Taking, Values
from hourglass.gateway.sheets import values

# The column of a store by the field of a row; `number` is the customer's.
COLUMNS = {"store_number": "number", "city": "city", "address": "address", "opened_on": "opened_on"}


def take_store(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will add a store of a customer, or change the one of that name."""
    [row] = rows
    account = account_of(row, taking)
    given = {column: row[key] for key, column in COLUMNS.items() if key in row}
    everyone = Store.objects.unscoped(reason="the stores of an account that was found").of(account)
    there = everyone.filter(name=row["name"]).first()
    if there is None:
        taking.made("store", stores.add(account, row["name"], by=taking.by, at=taking.at, **given))
        return Outcome.CREATED
    before, was = there.version, {name: getattr(there, name) for name in given}
    stores.edit(there, version=before, by=taking.by, at=taking.at, **given)
    changed = {name: old for name, old in was.items() if getattr(there, name) != old}
    taking.changed("store", there, before, as_kept(changed))
    return Outcome.UPDATED if there.version != before else Outcome.SAME


def as_kept(was: dict[str, Any]) -> dict[str, Any]:
    """This function will write what a store was like as a trace keeps it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in was.items()}


def as_it_was(was: dict[str, Any]) -> dict[str, Any]:
    """This function will read what `as_kept` wrote."""
    opened = {"opened_on": date.fromisoformat(was["opened_on"])} if was.get("opened_on") else {}
    return was | opened


STORES = Noun(
    key="stores",
    kind="store",
    label=_("Stores"),
    needs=(Permission.ACCOUNTS_EDIT,),
    take=take_store,
    fields=(
        Field(
            "name",
            _("Name"),
            values.text(120),
            ("门店", "门店名称", "分店", "分院", "店名", "store", "store name", "branch"),
            True,
        ),
        *ACCOUNT,
        Field("store_number", _("Store number"), values.text(64), ("门店编号", "门店编码", "store id", "store code")),
        Field("city", _("City"), values.text(80), ("城市", "所在城市", "town")),
        Field("address", _("Address"), values.text(300), ("地址", "门店地址", "street")),
        Field("opened_on", _("Opened"), values.day, ("开业日期", "开店日期", "opening date", "opened")),
    ),
)
