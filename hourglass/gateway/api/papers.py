"""What a contract says, as other machines read and write it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from hourglass.base.money import Money, MoneyError, places_of
from hourglass.base.periods import Period
from hourglass.gateway.api.fields import (
    Body,
    Currency,
    Day,
    Key,
    Mail,
    MoneyOut,
    Name,
    Note,
    Number,
    Text120,
    Version,
    Whole,
    YesNo,
    mail_of,
    money,
)
from hourglass.gateway.api.problems import INVALID, Problem
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line, Payment, Recurrence

Kind = Literal["recurring", "one_time", "trial"]
OWNER = "The e-mail address of who looks after the contract; null for nobody."


class LineIn(Body):
    """One thing that is bought: `amount` for its whole term."""

    name: Name
    amount: Number = Field(description="For the whole term after the discount, such as 1200.50.")
    starts_on: Day
    ends_on: Day | None = Field(None, description="The last day, included; left out, it follows from `months`.")
    months: Whole = Field(12, ge=1, le=600, description="How long the term is where `ends_on` is left out.")
    quantity: Whole = Field(1, ge=1, le=1_000_000)
    discount: Number = Field(Decimal(0), ge=0, le=100, description="In percent, with two decimal places at most.")
    recurrence: Kind = "recurring"


class ContractIn(Body):
    """A new contract."""

    account: Key = Field(description="The id of the customer.")
    number: Name = Field(max_length=80)
    currency: Currency = "CNY"
    signed_on: Day | None = None
    auto_renew: YesNo = False
    owner: Mail | None = Field(None, description=OWNER + " Left out, the owner of the customer.")
    note: Note = ""
    lines: list[LineIn] = Field(min_length=1, max_length=200)


class ContractChange(Body):
    """What a contract says beside its lines; what is left out stays as it is."""

    version: Version
    number: Name = Field("", max_length=80)
    signed_on: Day | None = None
    auto_renew: YesNo = False
    owner: Mail | None = Field(None, description=OWNER)
    note: Note = ""
    handover_accepted_on: Day | None = None
    delivery_accepted_on: Day | None = None


class PaymentIn(Body):
    """Money that arrived."""

    amount: Number = Field(description="In the currency of the contract; negative where it went back.")
    paid_on: Day
    reference: Text120 = ""


class LineOut(Schema):
    """One thing that was bought."""

    id: int
    name: str
    amount: MoneyOut = Field(description="For the whole term.")
    annual: MoneyOut = Field(description="The same for twelve months.")
    starts_on: date
    ends_on: date
    ended_on: date | None = Field(description="The last day of service where it was cut short.")
    quantity: int
    discount: str = Field(description="In percent.")
    recurrence: Kind


class PaymentOut(Schema):
    """Money that arrived, or went back."""

    id: int
    amount: MoneyOut
    paid_on: date
    reference: str
    voided_at: datetime | None = Field(description="When it was found to be booked wrongly; it counts no longer.")


class ContractOut(Schema):
    """A contract."""

    id: int
    version: int
    account: int
    number: str
    currency: str
    signed_on: date | None
    effective_from: date
    ends_on: date
    ended_on: date | None = Field(description="The last day where it was ended early.")
    auto_renew: bool
    owner: str | None = Field(description="An e-mail address.")
    note: str
    handover_accepted_on: date | None
    delivery_accepted_on: date | None
    created_at: datetime
    merged_into: int | None = Field(description="The contract that this one became a part of.")
    lines: list[LineOut]
    payments: list[PaymentOut]


class ContractPage(Schema):
    """Contracts of one page."""

    data: list[ContractOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


def ordered(line: LineIn, currency: str, place: int) -> Ordered:
    """This function will make the line that the rule wants of the one that was sent."""
    hundredths = line.discount * 100
    if hundredths != hundredths.to_integral_value():
        raise fault(f"lines.{place}.discount", _("A discount has two decimal places at most."))
    return Ordered(
        name=line.name,
        amount=sum_of(line.amount, currency, field=f"lines.{place}.amount"),
        starts_on=line.starts_on,
        ends_on=line.ends_on or Period.of_months(line.starts_on, line.months).last,
        quantity=line.quantity,
        discount=int(hundredths),
        recurrence=Recurrence[line.recurrence.upper()],
    )


def sum_of(amount: Decimal, currency: str, *, field: str) -> Money:
    """This function will make money of a number; part of a coin is refused."""
    try:
        return Money(amount, currency)
    except MoneyError:
        words = {"currency": currency, "n": places_of(currency)}
        raise fault(field, _("%(currency)s has %(n)d decimal places at most.") % words) from None


def fault(field: str, said: Any) -> Problem:
    """This function will make the problem of one value that does not fit."""
    return Problem(INVALID, said, errors=[(field, said)])


def told(contract: Contract) -> dict[str, Any]:
    """This function will write a contract."""
    fields = (
        *("version", "number", "currency", "signed_on", "effective_from", "ends_on", "ended_on", "auto_renew", "note"),
        *("handover_accepted_on", "delivery_accepted_on", "created_at"),
    )
    return {
        "id": contract.pk,
        "account": contract.account_id,
        **{name: getattr(contract, name) for name in fields},
        "owner": mail_of(contract.owner),
        "merged_into": contract.merged_into_id,
        "lines": [told_line(line) for line in contract.lines.all()],
        "payments": [told_payment(payment) for payment in contract.payments.all()],
    }


def told_line(line: Line) -> dict[str, Any]:
    """This function will write a line."""
    fields = ("name", "starts_on", "ends_on", "ended_on", "quantity", "recurrence")
    return {
        "id": line.pk,
        **{name: getattr(line, name) for name in fields},
        "discount": str(Decimal(line.discount) / 100),
        "amount": money(line.amount),
        "annual": money(line.annual),
    }


def told_payment(payment: Payment) -> dict[str, Any]:
    """This function will write a payment."""
    fields = ("paid_on", "reference", "voided_at")
    return {
        "id": payment.pk,
        "amount": money(payment.amount),
        **{name: getattr(payment, name) for name in fields},
    }
