"""Who sees which rows, and the guard that turns a forgotten filter into an error.

While a view answers a person, a queryset of a scoped model may be evaluated only after it was narrowed by
`visible_to(user)`, or after `unscoped(reason=...)` said why everybody's rows are needed. Anything else raises
`OutsideScope`: a bug that a test finds, not a leak that a customer finds.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from hourglass.base.models import User

M = TypeVar("M", bound=models.Model)

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


class OutsideScope(Exception):  # noqa: N818  it says where the query stands
    """A query read rows of a scoped model without saying whose they may be."""


@contextmanager
def guarded(*, on: bool = True) -> Iterator[None]:
    """This function will refuse, inside its block, every query of a scoped model that was not narrowed.

    With `on` false the block begins without the guard, and `guard()` turns it on for the rest of the block.
    """
    token = _guarded.set(on)
    try:
        yield
    finally:
        _guarded.reset(token)


def guard() -> None:
    """This function will turn the guard on until the block around it ends."""
    _guarded.set(True)


def _checked(name: str) -> Callable[..., Any]:
    original = getattr(models.QuerySet, name)

    @wraps(original)
    def method(self: "ScopedQuerySet[Any]", *args: Any, **kwargs: Any) -> Any:
        if _guarded.get() and not self._narrowed and self._result_cache is None and not self.query.is_empty():
            raise OutsideScope(f"{self.model._meta.label}: use visible_to(user), or unscoped(reason=...)")
        return original(self, *args, **kwargs)

    return method


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset of rows that not everybody may see; `within_reach` says which a person may."""

    _narrowed = False

    def within_reach(self, user: "User") -> Self:
        """This function will keep the rows that the reach of `user` covers."""
        raise NotImplementedError

    def visible_to(self, user: "User") -> Self:
        """This function will keep the rows that `user` may see: the only way a view fetches."""
        return self.within_reach(user)._mark()

    def unscoped(self, *, reason: str) -> Self:
        """This function will keep every row; `reason` tells the reader why a rule may see them all."""
        if not reason:
            raise ValueError("Say why everybody's rows are needed.")
        return self._mark()

    def _mark(self) -> Self:
        marked: Self = self._chain()  # type: ignore[attr-defined]
        marked._narrowed = True
        return marked

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._narrowed = self._narrowed
        return clone

    def __or__(self, other: models.QuerySet[M]) -> Any:
        return self._joined(super().__or__(other), [other])

    def union(self, *others: Any, **options: Any) -> Any:
        return self._joined(super().union(*others, **options), others)

    def _joined(self, joined: Any, others: Iterable[Any]) -> Any:
        # What is joined is narrowed only when every part is; an intersection needs one narrowed side only.
        joined._narrowed = all(getattr(part, "_narrowed", False) for part in (self, *others))
        return joined

    # Every way a queryset reaches the database.
    _fetch_all = _checked("_fetch_all")
    iterator = _checked("iterator")
    aiterator = _checked("aiterator")
    count = _checked("count")
    exists = _checked("exists")
    aggregate = _checked("aggregate")
    update = _checked("update")
    delete = _checked("delete")
    explain = _checked("explain")

    raw = _checked("raw")
