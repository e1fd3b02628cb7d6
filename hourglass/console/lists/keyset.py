"""Pages by where the last one ended, not by how many rows came before: as quick on page 900 as on the first.

Rows stand by one value and, where that is equal, by their key. Rows without a value stand at the end, whichever way
the others stand; they are a part of their own, so that both databases walk a plain index and none sorts a table.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import CharField, F, Field, Model, Q, QuerySet, TextField
from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused

VALUE = "value_of_order"


class CursorRefused(Refused):
    """An address of a page that nobody here has written."""


@dataclass(frozen=True, slots=True)
class Order:
    """By which value rows stand, and which way."""

    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which row (or before which one) a page lies: its value, None where it has none, and its key."""

    value: Any
    key: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and the cursors of the pages around it."""

    rows: list[Any]
    previous: str = ""
    next: str = ""


def fetch(rows: QuerySet[Any], order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """This function will give the page behind or before a cursor, or the first one."""
    field = field_of(rows.model, order.path)
    cursor = _read(after, order, field) if after else _read(before, order, field, backwards=True) if before else None
    backwards = cursor is not None and cursor.backwards
    found: list[Any] = []
    for part in _parts(rows, order, field, cursor):
        found += part[: size + 1 - len(found)]
        if len(found) > size:
            break
    more = len(found) > size
    shown = found[:size][::-1] if backwards else found[:size]
    if not shown:
        return Page([])
    first, last = _written(shown[0], order), _written(shown[-1], order)
    return Page(
        shown,
        previous=first if (more if backwards else cursor is not None) else "",
        next=last if (backwards or more) else "",
    )


def field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    """This function will give the field at the end of a path through relations."""
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    found = model._meta.get_field(last)
    if not isinstance(found, Field):
        raise FieldDoesNotExist(path)
    return found


def known(path: str, field: "Field[Any, Any]") -> Q:
    """This function will keep the rows that have a value: not null, and a text that says something."""
    something = Q(**{f"{path}__isnull": False}) if field.null or "__" in path else Q()
    return something & ~Q(**{path: ""}) if isinstance(field, CharField | TextField) else something


def unknown(path: str, field: "Field[Any, Any]") -> Q:
    """This function will keep the rows that have no value, said so that a database can enter its index by it."""
    nothing = Q(**{f"{path}__isnull": True}) if field.null or "__" in path else Q()
    return nothing | Q(**{path: ""}) if isinstance(field, CharField | TextField) else nothing


def _parts(rows: QuerySet[Any], order: Order, field: "Field[Any, Any]", cursor: Cursor | None) -> list[QuerySet[Any]]:
    backwards = cursor is not None and cursor.backwards
    descending = order.descending is not backwards
    sign = "-" if descending else ""
    rows = rows.annotate(**{VALUE: F(order.path)})
    having = known(order.path, field)
    with_value = rows.filter(having).order_by(f"{sign}{order.path}", f"{sign}pk")
    without = rows.filter(unknown(order.path, field)).order_by(f"{sign}pk") if having else rows.none()
    if cursor is None:
        return [with_value, without]
    if cursor.value is None:
        without = without.filter(**{f"pk__{'lt' if descending else 'gt'}": cursor.key})
        return [without, with_value] if backwards else [without]
    with_value = with_value.filter(_beyond(order.path, cursor, descending=descending))
    return [with_value] if backwards else [with_value, without]


def _beyond(path: str, cursor: Cursor, *, descending: bool) -> Q:
    way = "lt" if descending else "gt"
    # The first condition says nothing new; it lets a database enter its index at the right place.
    bound = Q(**{f"{path}__{way}e": cursor.value})
    tied = Q(**{path: cursor.value, f"pk__{way}": cursor.key})
    return bound & (Q(**{f"{path}__{way}": cursor.value}) | tied)


def _written(row: Any, order: Order) -> str:
    value = getattr(row, VALUE)
    kept = None if value is None or value == "" else str(value)
    return _signer(order).sign_object([kept, row.pk])


def _read(text: str, order: Order, field: "Field[Any, Any]", *, backwards: bool = False) -> Cursor:
    try:
        kept, key = _signer(order).unsign_object(text)
        return Cursor(None if kept is None else field.to_python(kept), key, backwards)
    except (BadSignature, ValidationError, ValueError, TypeError) as broken:
        raise CursorRefused(_("The address of this page is damaged. Begin at the first page.")) from broken


def _signer(order: Order) -> Signer:
    return Signer(salt=f"hourglass.lists.keyset.{order.path}")
