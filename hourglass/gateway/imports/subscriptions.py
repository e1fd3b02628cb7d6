"""Subscriptions at a price by the month: with a last day, with a first day without service, or without any end."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.permissions import Permission
from hourglass.customers.models import Account
from hourglass.gateway.imports import many_contracts
from hourglass.gateway.imports.finding import ACCOUNT, RowRefused, account_of_all, currencies, money
from hourglass.gateway.imports.nouns import Field, Group, Noun, Outcome, Taken, Taking, Values
from hourglass.gateway.sheets import values
from hourglass.gateway.sheets.limits import Cell
from hourglass.revenue import contracts, lines, rules
from hourglass.revenue.concluding import New
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line, Recurrence

Lasts = Mapping[tuple[str, date], date]  # the last day of service of each line, by its name and first day

MONTHS_A_YEAR = 12
LONGEST_TERM = 120
BILLED = {
    "1": ("monthly", "month", "每月", "月付"),
    "3": ("quarterly", "quarter", "每季", "季付"),
    "6": ("biannual", "half-yearly", "每半年", "半年付"),
    "12": ("annual", "annually", "yearly", "year", "每年", "年付"),
}


def take_subscription(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will add a subscription, or set right what its file says otherwise by now.

    A subscription without an end runs to the end of the term in which today lies; a later file carries it on.
    """
    account = account_of_all(rows, taking)
    read = read_subscription(rows, account, taking)
    new = read.new
    lasts = {(one.name, one.starts_on): last for one, last in zip(new.lines, read.lasts, strict=True)}
    everyone = Contract.objects.unscoped(reason="a number is taken whoever sees the contract")
    there = everyone.filter(number=new.number).select_related("account").first()
    if there is not None:
        if there.account_id != account.pk:
            raise RowRefused(_("This subscription belongs to another customer. Correct its number or its customer."))
        return _set_right(there, new.lines, lasts, taking)
    words: dict[str, Any] = {"number": new.number, "lines": new.lines, "auto_renew": new.auto_renew, "owner": new.owner}
    contract = contracts.add(account, **words, by=taking.by, at=taking.at)
    _end_early(contract, lasts, taking)
    versions = [[line.pk, line.version] for line in contracts.lines_of(contract) if line.version]
    taking.made("contract", contract, payments=[], lines=versions)
    return Outcome.CREATED


def take_subscriptions(groups: Sequence[Group], taking: Taking) -> list[Taken]:
    """This function will take in the subscriptions that can be taken together; those that are left have no outcome."""
    return many_contracts.take(groups, taking, read=read_subscription, may_be_there=True)


def read_subscription(rows: Group, account: Account, taking: Taking) -> many_contracts.Read:
    """This function will read a subscription out of all the rows that carry its number."""
    first, read = rows[0], [_ordered(row, taking) for row in rows]
    wanted = [one for one, _last_day in read]
    if len({(one.name, one.starts_on) for one in wanted}) < len(wanted):
        raise RowRefused(_("The file has this subscription twice. Keep the row that is right."))
    number = first.get("subscription") or f"{first.get('external') or account.number or account.pk}-{wanted[0].name}"
    if not first.get("subscription"):
        number = f"{number[:66]}-{wanted[0].starts_on:%Y%m%d}"
    renews = first.get("auto_renew", not _ends(first))
    new = New(account=account.pk, number=number, lines=wanted, auto_renew=renews, owner=account.owner)
    return many_contracts.Read(new, [last for _one, last in read])


def _set_right(contract: Contract, wanted: Sequence[Ordered], lasts: Lasts, taking: Taking) -> Outcome:
    there = {(line.name, line.starts_on): line for line in contracts.lines_of(contract)}
    if any((one.name, one.starts_on) not in there for one in wanted):
        raise RowRefused(_("This subscription is there with another product or first day. Correct it on its page."))
    pairs = [(there[one.name, one.starts_on], one) for one in wanted]
    before = [(line, line.version, agreed(line)) for line, _one in pairs]
    if any(line.ended_on and line.last != lasts[one.name, one.starts_on] for line, one in pairs):
        raise RowRefused(_("This subscription was ended early and stays as it is. Correct it on its page."))
    lines.rewrite(contract, pairs, version=contract.version, by=taking.by, at=taking.at)
    _end_early(contract, lasts, taking)
    for line, version, was in before:
        line.refresh_from_db()
        taking.changed("line", line, version, was)
    return Outcome.UPDATED if any(line.version != version for line, version, _was in before) else Outcome.SAME


def _end_early(contract: Contract, lasts: Lasts, taking: Taking) -> None:
    """This function will end what ended before the end that was agreed: lines by themselves, or all with the contract.

    So what was due at the agreed end still is, and is seen to be lost.
    """
    reason = _("As the file says.")
    by_line = {line: lasts.get((line.name, line.starts_on), line.last) for line in contracts.lines_of(contract)}
    end = max(by_line.values())
    for line, last in by_line.items():
        if last < line.last and last < end:
            line.contract = contract
            lines.cut(line, on=last, version=line.version, by=taking.by, at=taking.at, reason=str(reason))
    if end < contract.last:
        contracts.end(contract, on=end, version=contract.version, by=taking.by, at=taking.at, reason=str(reason))


def agreed(line: Line) -> dict[str, Any]:
    """This function will write down what a line says, so that it can be told and set back."""
    return {
        "name": line.name,
        "amount": line.amount.minor,
        "annual": line.annual.minor,
        "currency": line.amount.currency,
        "starts_on": line.starts_on.isoformat(),
        "ends_on": line.ends_on.isoformat(),
        "quantity": line.quantity,
        "discount": line.discount,
        "recurrence": line.recurrence,
    }


def as_agreed(was: Mapping[str, Any], line: Line) -> Ordered:
    """This function will read what `agreed` wrote; edition and module are no part of it and stay."""
    return Ordered(
        name=was["name"],
        amount=Money.from_minor(was["amount"], was["currency"]),
        annual=Money.from_minor(was["annual"], was["currency"]),
        starts_on=date.fromisoformat(was["starts_on"]),
        ends_on=date.fromisoformat(was["ends_on"]),
        quantity=was["quantity"],
        discount=was["discount"],
        recurrence=Recurrence[was["recurrence"].upper()],
        edition=line.edition,
        module=line.module,
        price_step=line.price_step,
    )


def _ordered(row: Values, taking: Taking) -> tuple[Ordered, date]:
    """This function will give the line as it was agreed, and its last day of service.

    Where a term is given, nothing shorter was agreed: what ends within the first one was ended early.
    """
    monthly = money(row["monthly"], row.get("currency", "CNY"))
    start, last = row["starts_on"], _last(row, taking)
    if last < start:
        raise RowRefused(_("It ends before it starts."))
    agreed_end = max(last, add_months(start, row["months"]) - DAY) if row.get("months") else last
    line = Ordered(
        name=row.get("line") or str(row.get("subscription") or _("Subscription")),
        amount=monthly * Period.through(start, agreed_end).months,
        annual=monthly * MONTHS_A_YEAR,
        starts_on=start,
        ends_on=agreed_end,
        quantity=row.get("quantity") or 1,
        recurrence=Recurrence.TRIAL if row.get("trial") else Recurrence.RECURRING,
    )
    return line, last


def _ends(row: Values) -> bool:
    return bool(row.get("ends_on") or row.get("until"))


def _last(row: Values, taking: Taking) -> date:
    last: date | None = row.get("ends_on")
    if row.get("until"):
        until: date = row["until"] - DAY
        if last not in {None, until}:
            raise RowRefused(_("The last day and the first day without service do not fit. Give one of them."))
        return until
    if last is not None:
        return last
    today = configuration.today(taking.at)
    months = row.get("months") or configuration.value(rules.ROLLING, on=today)
    return rolled(row["starts_on"], months, today)


def rolled(start: date, months: int, today: date) -> date:
    """This function will give the last day of the term of `months` that holds `today`, counted from `start`."""
    terms = 1
    while add_months(start, terms * months) <= today:
        terms += 1
    return add_months(start, terms * months) - DAY


def term(cell: Cell) -> int:
    """This function will read a term: a number of months, or a word such as yearly."""
    wanted = str(cell).strip().casefold()
    found = next((int(key) for key, words in BILLED.items() if wanted in words), None)
    if found is None:
        found = values.whole(cell)
    if not 1 <= found <= LONGEST_TERM:
        raise values.CellRefused(_("Give a term of 1 to %(n)d months.") % {"n": LONGEST_TERM})
    return found


SUBSCRIPTIONS = Noun(
    key="subscriptions",
    kind="contract",
    label=_("Subscriptions by the month"),
    needs=(Permission.CONTRACTS_EDIT,),
    take=take_subscription,
    take_many=take_subscriptions,
    grouped="subscription",
    fields=(
        Field("subscription", _("Subscription number"), values.text(80), ("subscription id", "订阅编号", "订阅号")),
        *ACCOUNT,
        Field("line", _("What"), values.text(200), ("产品", "版本", "plan", "plan tier", "product", "item")),
        Field(
            "monthly",
            _("Amount a month"),
            values.number,
            ("mrr", "mrr amount", "月费", "月金额", "每月金额", "monthly amount", "price per month"),
            True,
        ),
        Field("currency", _("Currency"), values.choice(currencies), ("币种", "currency")),
        Field(
            "starts_on",
            _("First day"),
            values.day,
            ("开始日期", "起始日期", "start", "start date", "begin"),
            True,
        ),
        Field("ends_on", _("Last day"), values.day, ("结束日期", "到期日期", "到期日", "end", "end date", "expiry")),
        Field("until", _("First day without service"), values.day, ("停服日期", "canceled at", "ended at")),
        Field(
            "months",
            _("Term in months"),
            term,
            ("期限", "付费周期", "billing frequency", "billing period", "bill period months", "term"),
        ),
        Field(
            "quantity",
            _("Quantity"),
            values.at_most(2**31 - 1),
            ("数量", "门店数", "席位", "seats", "quantity", "users"),
        ),
        Field("trial", _("Trial"), values.yes_no, ("试用", "是否试用", "is trial")),
        Field(
            "auto_renew",
            _("Renews by itself"),
            values.yes_no,
            ("自动续约", "自动续费", "auto renew", "auto renew flag"),
        ),
    ),
)
