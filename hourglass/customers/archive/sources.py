"""What forms are filled in from: the account itself, its portrait, and what other packages know (FILE-07).

A package that knows something provides it in its own `for_archive.py`. What nobody knows stays empty; it is never
guessed.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

from hourglass.customers.archive.fields import Field, FieldFault, fitted
from hourglass.customers.models import Account, Contact, FormRecord

REASON = "the record was asked for"
PORTRAIT = "portrait."
# The account, and the last day that the record is about.
Source = Callable[[Account, date], Any]
_sources: dict[str, Source] = {}


def provide(key: str, source: Source) -> None:
    """This function will add something that forms can be filled in from."""
    _sources[key] = source


def known(record: FormRecord, fields: Iterable[Field], *, on: date) -> dict[str, Any]:
    """This function will give what is known for a record that nobody has filled in yet."""
    discover()
    found: dict[str, Any] = {}
    for field in fields:
        if field.source:
            found |= _value(field, record.account, last_day(record, on))
    return found


def last_day(record: FormRecord, on: date) -> date:
    """This function will give the day as of which a record is filled in: that of a month ends with the month."""
    try:
        first = date.fromisoformat(f"{record.occasion}-01")
    except ValueError:
        return on
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _value(field: Field, account: Account, on: date) -> dict[str, Any]:
    if field.source.startswith(PORTRAIT):
        value = account.portrait.get(field.source.removeprefix(PORTRAIT))
    else:
        value = _sources[field.source](account, on) if field.source in _sources else None
    try:
        return fitted([field], {field.key: value})
    except FieldFault:  # what is known does not fit into what the form asks for
        return {}


@cache
def discover() -> None:
    """This function will let every package provide what it knows."""
    autodiscover_modules("for_archive")


def _liaison(account: Account, _on: date) -> str | None:
    people = Contact.objects.unscoped(reason=REASON).of(account).active().filter(is_liaison=True)
    return people.values_list("name", flat=True).first()


def _deciders(account: Account, _on: date) -> str:
    people = Contact.objects.unscoped(reason=REASON).of(account).active().exclude(chain_place=None)
    return ", ".join(people.order_by("chain_place", "pk").values_list("name", flat=True))


for name in ("name", "city", "region", "industry", "registration"):
    provide(name, lambda account, _on, name=name: getattr(account, name))  # type: ignore[misc]
provide("stores", lambda account, _on: account.store_count)
provide("owner", lambda account, _on: str(account.owner) if account.owner else None)
provide("liaison", _liaison)
provide("deciders", _deciders)
