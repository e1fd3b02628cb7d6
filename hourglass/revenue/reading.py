"""Contract lines as the figures need them: read set-based, for one scope, and only what the person may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Min, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import DAY, Period
from hourglass.base.workspace import CURRENCY
from hourglass.revenue.models import Line, Payment
from hourglass.revenue.models.contracts import LineQuerySet
from hourglass.revenue.recurring import Measured, Term, measure_rows, steps_of

ACCOUNT = "contract__account"


class Whose(StrEnum):
    """Whose customers a figure is about."""

    ALL = "all"
    TEAM = "team"
    CSM = "csm"
    TIER = "tier"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope of figures: everybody's customers, or those of a team, a person, a tier or a product."""

    whose: Whose = Whose.ALL
    key: str = ""

    def __str__(self) -> str:
        return f"{self.whose}:{self.key}" if self.key else str(self.whose)

    @classmethod
    def read(cls, text: str) -> "Scope":
        """This function will read what `str` wrote; what makes no sense is a ValueError."""
        whose, _, key = text.partition(":")
        scope = cls(Whose(whose), key)
        if (scope.whose is Whose.ALL) == bool(key) or (scope.whose is not Whose.TIER and key and not key.isdecimal()):
            raise ValueError(f"{text!r} is no scope")
        return scope

    def condition(self) -> Q:
        """This function will give the condition on contract lines."""
        if self.whose is Whose.PRODUCT:
            return Q(edition__product=self.key) | Q(module__product=self.key)
        return self.of_accounts(ACCOUNT)

    def of_accounts(self, path: str) -> Q:
        """This function will give the condition on whatever leads to an account by `path`."""
        match self.whose:
            case Whose.TEAM:
                led = Q(**{f"{path}__team": None, f"{path}__owner__team": self.key})
                return Q(**{f"{path}__team": self.key}) | led
            case Whose.CSM:
                return Q(**{f"{path}__owner": self.key})
            case Whose.TIER:
                return Q(**{f"{path}__tier": self.key})
        return Q()


@dataclass(frozen=True, slots=True)
class Frame:
    """Who looks at whose lines, in which currency; without a person it is a job, which sees them all."""

    person: User | None
    currency: str
    scope: Scope = Scope()

    @classmethod
    def of(cls, person: User | None, day: date, scope: Scope = Scope()) -> "Frame":
        """This function will make the frame in the workspace's currency."""
        return cls(person, configuration.value(CURRENCY, on=day), scope)

    def seen(self) -> LineQuerySet:
        """This function will give the recurring lines of the scope, in every currency."""
        lines = Line.objects.recurring().filter(self.scope.condition())
        if self.person is None:
            return lines.unscoped(reason="a job closes the figures of the whole workspace")
        return lines.visible_to(self.person)

    def lines(self) -> LineQuerySet:
        """This function will give the recurring lines in the workspace's currency."""
        return self.seen().filter(annual_currency=self.currency)

    def left_out(self) -> int:
        """This function will count the lines in other currencies: nothing here knows a rate between them."""
        count: int = self.seen().exclude(annual_currency=self.currency).count()
        return count


def measured(frame: Frame, days: Sequence[date]) -> Measured:
    """This function will measure what each account has on each of `days`, reading every line once.

    The days come as text, which both databases write alike: making dates of all of them would take most of the time.
    """
    rows = (
        frame.lines()
        .filter(starts_on__lte=max(days))
        .annotate(first=Cast("starts_on", TextField()), until=Cast(Coalesce("ended_on", "ends_on"), TextField()))
        .order_by()
        .values_list(ACCOUNT, "annual_minor", "first", "until")
    )
    return measure_rows(rows, days, steps(frame))


def steps(frame: Frame) -> dict[int, list[tuple[date, int]]]:
    """This function will read the agreed price steps and what they changed."""
    with_steps = frame.lines().filter(price_step=True).values("contract")
    return steps_of(terms(frame.lines().filter(contract__in=with_steps)))


FIELDS = (
    *("pk", ACCOUNT, "annual_minor", "starts_on", "until", "ends_on", "contract", "edition", "edition__product"),
    *("module", "name", "quantity", "price_step", "contract__signed_on"),
)


def terms(lines: QuerySet[Line, Any], *, paid: bool = False, unpaid_counts: bool = True) -> list[Term]:
    """This function will read lines as terms.

    With `paid` each carries the day its contract was first paid; where it was not and that is allowed, the day it was
    signed.
    """
    rows = list(lines.annotate(until=Coalesce("ended_on", "ends_on")).order_by().values_list(*FIELDS))
    paid_on = _first_payments(lines) if paid else {}
    return [_term(row, paid_on.get(row[6]) or (row[13] if paid and unpaid_counts else None)) for row in rows]


def _term(row: Sequence[Any], renewed_on: date | None) -> Term:
    line, account, annual, start, last, due, contract, edition, product, module, name, quantity, step, _signed = row
    slot, offer = f"n{name}", ""
    if edition is not None:
        slot, offer = f"p{product}", f"e{edition}"
    elif module is not None:
        slot = f"m{module}"
    return Term(
        line=line,
        account=account,
        annual=annual,
        start=start,
        end=last + DAY,
        due=due + DAY,
        contract=contract,
        slot=slot,
        offer=offer,
        quantity=quantity,
        step=step,
        renewed_on=renewed_on,
    )


def _first_payments(lines: QuerySet[Line, Any]) -> dict[int, date]:
    payments = Payment.objects.unscoped(reason="whose contracts these are was asked with the lines")
    arrived = payments.filter(contract__in=lines.order_by().values("contract"), amount_minor__gt=0, voided_at=None)
    return dict(arrived.order_by().values_list("contract").annotate(first=Min("paid_on")))


def due_in(frame: Frame, window: Period, *, unpaid_counts: bool) -> list[Term]:
    """This function will read every line of the accounts that have something ending in `window`."""
    ending = frame.lines().filter(ends_on__gte=window.start, ends_on__lt=window.end).values(ACCOUNT)
    return terms(frame.lines().filter(contract__account__in=ending), paid=True, unpaid_counts=unpaid_counts)


def of_accounts(frame: Frame, accounts: Iterable[int]) -> Iterator[Term]:
    """This function will read the lines of some accounts, however many, a batch at a time."""
    keys = sorted(accounts)
    for start in range(0, len(keys), 500):
        yield from terms(frame.lines().filter(contract__account__in=keys[start : start + 500]))
