"""What pages say of contracts: their state, their sums, and where the clock of an account begins."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.rounding import plain
from hourglass.customers.models import Account
from hourglass.revenue.models import Contract, Line, Recurrence

ENDED, RUNNING, COMING = (_("Ended"), ""), (_("In force"), "ok"), (_("Not begun"), "info")
MERGED = (_("Merged"), "")


@dataclass(frozen=True, slots=True)
class State:
    """How something with a term stands: a word and a tone."""

    label: str | Promise
    tone: str


def state(first: date, last: date, today: date) -> State:
    """This function will tell whether a term runs."""
    return State(*(ENDED if last < today else COMING if first > today else RUNNING))


def row(contract: Contract, today: date) -> dict[str, Any]:
    """This function will tell one contract, whose lines and payments were fetched."""
    lines = list(contract.lines.all())
    recurring = [line for line in lines if line.recurrence == Recurrence.RECURRING]
    runs = state(contract.effective_from, contract.last, today)
    day = min(max(today, contract.effective_from), contract.last)
    value = Money.total((line.value for line in lines), contract.currency)
    paid = Money.total((payment.amount for payment in contract.payments.all() if not payment.voided_at), value.currency)
    return {
        "contract": contract,
        "state": State(*MERGED) if contract.merged_into_id else runs,
        "value": value,
        "annual": Money.total(
            (line.annual for line in recurring if line.starts_on <= day <= line.last), value.currency
        ),
        "paid": paid,
        "open": value - paid,
        "names": [line.name for line in lines if line.last >= today][:3] or [line.name for line in lines][:3],
    }


def line(line: Line, today: date) -> dict[str, Any]:
    """This function will tell one line."""
    return {
        "line": line,
        "state": state(line.starts_on, line.last, today),
        "discount": f"{plain(Decimal(line.discount) / 100, 2, trim=True)}%" if line.discount else "",
        "open": line.last >= today and line.last > line.starts_on,
    }


def start(account: Account, today: date) -> dict[str, Any]:
    """This function will tell where the clock of an account begins, and what is not paid."""
    return {
        "by_hand": account.start_override is not None,
        "unpaid_days": (today - account.unpaid_since).days if account.unpaid_since else None,
    }


def unpaid(person: User) -> Any:
    """This function will give the accounts whose service runs without any payment, the longest first (REV-22)."""
    seen = Account.objects.visible_to(person).open().exclude(unpaid_since=None)
    return seen.select_related("owner").order_by("unpaid_since", "pk")
