"""What contracts let the documents of an archive be filled in from (FILE-03)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hourglass.base.money import Money
from hourglass.customers.archive.sources import Source, provide
from hourglass.customers.models import Account
from hourglass.revenue.models import Contract

REASON = "the record of the account was asked for"


def newest(account: Account, on: date) -> Contract | None:
    """This function will give the contract that was agreed last by a day."""
    rows = Contract.objects.unscoped(reason=REASON).of(account).filter(merged_into=None)
    begun = rows.filter(effective_from__lte=on).order_by("-effective_from", "-pk").first()
    return begun or rows.order_by("effective_from", "pk").first()


def _of(read: Callable[[Contract], Any]) -> Source:
    def source(account: Account, on: date) -> Any:
        contract = newest(account, on)
        return None if contract is None else read(contract)

    return source


def _amount(contract: Contract) -> str:
    lines = contract.lines.unscoped(reason=REASON).filter(amount_currency=contract.currency)
    return Money.total((line.amount for line in lines), contract.currency).full()


def _bought(contract: Contract) -> str:
    lines = contract.lines.unscoped(reason=REASON).order_by("pk").values_list("name", "quantity")
    return "\n".join(name if quantity == 1 else f"{name} × {quantity}" for name, quantity in lines)


provide("contract.number", _of(lambda contract: contract.number))
provide("contract.amount", _of(_amount))
provide("contract.term", _of(lambda contract: f"{contract.effective_from} – {contract.ends_on}"))
provide("contract.lines", _of(_bought))
