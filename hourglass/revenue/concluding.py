"""Many contracts at once, with their lines and what was paid for them: each as one by one, all or none."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hourglass.base import adding, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.base.revisions import told
from hourglass.customers.accounts import require_all_reached
from hourglass.revenue import contracts, publishing
from hourglass.revenue.annualising import annual
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line, Payment

Paid = tuple[Money, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """One of many contracts to add, as `contracts.add` takes it, with the payments that are known of it."""

    account: int
    number: str
    lines: Sequence[Ordered]
    signed_on: date | None = None
    auto_renew: bool = False
    owner: User | None = None
    paid: Sequence[Paid] = ()

    @property
    def term(self) -> tuple[date, date]:
        """The first day and the last day of all its lines."""
        return min(line.starts_on for line in self.lines), max(line.ends_on for line in self.lines)


@transaction.atomic
def conclude_all(wanted: Sequence[New], *, by: Actor, at: datetime) -> list[tuple[int, list[int]]]:
    """This function will add many contracts, and return the key of each with the keys of its payments.

    :raises ContractRefused: a number is taken, a line cannot be, or a payment does not fit its contract.
    :raises Forbidden: `by` does not see one of the accounts, or may not change contracts or confirm payments.
    """
    if not wanted:
        return []
    _refuse_unfit(wanted, by)
    try:
        with transaction.atomic():
            keys = _add_contracts(wanted, at)
    except IntegrityError:
        raise contracts.taken() from None
    _add_lines(list(zip(keys, wanted, strict=True)))
    timeline.record_all([_added(key, new) for key, new in zip(keys, wanted, strict=True)], by=by, at=at)
    payments = _add_payments(list(zip(keys, wanted, strict=True)), by=by, at=at)
    publishing.publish({new.account for new in wanted}, at=at)
    return [(key, payments.get(key, [])) for key in keys]


def _refuse_unfit(wanted: Sequence[New], by: Actor) -> None:
    require(by, Permission.CONTRACTS_EDIT)
    require_all_reached({new.account for new in wanted}, by)
    if any(new.paid for new in wanted):
        require(by, Permission.PAYMENTS_CONFIRM)
    for new in wanted:
        contracts.refuse_unfit_contract(new.number, new.lines)
        for amount, _day in new.paid:
            contracts.refuse_unfit_payment(amount, new.lines[0].amount.currency)


def _add_contracts(wanted: Sequence[New], at: datetime) -> list[int]:
    columns: dict[str, Sequence[Any]] = {
        "account_id": [new.account for new in wanted],
        "number": [new.number.strip() for new in wanted],
        "signed_on": [new.signed_on for new in wanted],
        "effective_from": [new.term[0] for new in wanted],
        "ends_on": [new.term[1] for new in wanted],
        "auto_renew": [new.auto_renew for new in wanted],
        "owner_id": [new.owner.pk if new.owner else None for new in wanted],
        "currency": [new.lines[0].amount.currency for new in wanted],
        "created_at": [at] * len(wanted),
    }
    return adding.add_rows(Contract, columns)


def _add_lines(pairs: Collection[tuple[int, New]]) -> None:
    rows = [(key, line, line.annual or annual(line.amount, line.term)) for key, new in pairs for line in new.lines]
    words = ("name", "recurrence", "quantity", "discount", "starts_on", "ends_on", "price_step")
    columns: dict[str, Sequence[Any]] = {
        "contract_id": [key for key, _line, _annual in rows],
        "edition_id": [line.edition.pk if line.edition else None for _key, line, _annual in rows],
        "module_id": [line.module.pk if line.module else None for _key, line, _annual in rows],
        "amount_minor": [line.amount.minor for _key, line, _annual in rows],
        "amount_currency": [line.amount.currency for _key, line, _annual in rows],
        "annual_minor": [yearly.minor for _key, _line, yearly in rows],
        "annual_currency": [yearly.currency for _key, _line, yearly in rows],
    }
    adding.add_rows(Line, columns | {name: [getattr(line, name) for _key, line, _annual in rows] for name in words})


def _added(key: int, new: New) -> timeline.Told:
    number, (first, last) = new.number.strip(), new.term
    said = {"number": number, "term": f"{first}/{last}", "owner": told(new.owner)}
    return timeline.Told("contract.added", timeline.Thing(Contract, key, number), said, str(new.account))


def _add_payments(pairs: Sequence[tuple[int, New]], *, by: Actor, at: datetime) -> dict[int, list[int]]:
    """This function will confirm what was paid; a contract that was just added renews nothing that it could close."""
    rows = [(key, new, amount, day) for key, new in pairs for amount, day in new.paid]
    if not rows:
        return {}
    columns: dict[str, Sequence[Any]] = {
        "contract_id": [key for key, *_rest in rows],
        "paid_on": [day for *_rest, day in rows],
        "amount_minor": [amount.minor for _key, _new, amount, _day in rows],
        "amount_currency": [amount.currency for _key, _new, amount, _day in rows],
        "confirmed_by_id": [by.pk if isinstance(by, User) else None] * len(rows),
        "confirmed_at": [at] * len(rows),
    }
    keys = adding.add_rows(Payment, columns)
    timeline.record_all(list(_confirmed(keys, rows)), by=by, at=at)
    found: dict[int, list[int]] = {}
    for payment, (contract, *_rest) in zip(keys, rows, strict=True):
        found.setdefault(contract, []).append(payment)
    return found


def _confirmed(keys: Sequence[int], rows: Sequence[tuple[int, New, Money, date]]) -> Iterator[timeline.Told]:
    for key, (_contract, new, amount, day) in zip(keys, rows, strict=True):
        said = {"contract": new.number.strip(), "amount": amount.full(), "paid_on": day}
        label = f"{amount.full()} {day}"
        yield timeline.Told("payment.confirmed", timeline.Thing(Payment, key, label), said, str(new.account))
