"""What the demo's customers bought: contracts that run, were renewed, grow, shrink, end soon or wait for payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as varied
from datetime import date, datetime, timedelta

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period, add_months
from hourglass.customers import products
from hourglass.customers.models import Account, Edition, Module
from hourglass.revenue import contracts, lines, publishing
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line

BY = "command:demo"
# How many days from today each customer's term ends, in the order of the demo's customers.
ENDS = (
    *(67, 12, 158, 31, -9, 84, 240, 45, 19, -24, 301, 88, 5),
    *(122, 54, 73, 205, 38, 61, 176, 26, 330, 90, 143, 110, -70),
)
UNPAID = {4, 12, 21}
# What every edition holds, and what is bought beside it.
BASE = (
    ("reception", "挂号预约", "Reception"),
    ("doctor", "医生工作站", "Doctor workplace"),
    ("orders", "医嘱执行", "Orders and nursing"),
    ("cashier", "收费财务", "Cashier"),
    ("patients", "患者管理", "Patient care"),
    ("statistics", "统计数据", "Statistics"),
)
MODULES = (
    ("marketing", "会员营销", "Member marketing"),
    ("pharmacy", "药房库存", "Pharmacy and stock"),
    ("branches", "连锁管理", "Branches"),
    ("shop", "微商城", "Shop"),
)


@dataclass(frozen=True)
class Catalogue:
    """What the demo's vendor sells."""

    standard: Edition
    chain: Edition
    modules: tuple[Module, ...]


def install(accounts: Sequence[Account], *, at: datetime) -> None:
    """This function will give every customer of the demo its contracts and payments."""
    sold = catalogue(at)
    with publishing.postponed(at=at):
        for number, (account, days) in enumerate(zip(accounts, ENDS, strict=False)):
            sell(account, number, configuration.today(at) + days * DAY, sold, at=at)


def catalogue(at: datetime) -> Catalogue:
    """This function will add what can be bought."""
    clinic = products.add_product(name_zh="云诊", name_en="Cloud clinic", by=BY, at=at)
    base, modules = (
        [products.add_module(clinic, key=key, name_zh=zh, name_en=en, by=BY, at=at) for key, zh, en in some]
        for some in (BASE, MODULES)
    )
    held = [*base, modules[1]]
    standard = products.add_edition(clinic, name_zh="标准版", name_en="Standard", modules=held, by=BY, at=at)
    chain = products.add_edition(clinic, name_zh="连锁版", name_en="Chain", modules=[*held, modules[2]], by=BY, at=at)
    return Catalogue(standard, chain, tuple(modules))


def sell(account: Account, number: int, ends_on: date, sold: Catalogue, *, at: datetime) -> None:
    """This function will give one customer the contract that ends on a day, and every other one the one before it."""
    start = add_months(ends_on + DAY, -12)
    if number % 2:
        before = Period(add_months(start, -12), start)
        conclude(account, f"HT-{before.start:%y%m}-{number + 1:03}", [main(account, before, sold, old=True)], at=at)
    ordered = [main(account, Period(start, ends_on + DAY), sold)]
    if number % 3 == 0:
        ordered.append(addition(sold.modules[number % 4], 3_600, Period(start, ends_on + DAY)))
    if number == 2:
        ordered = [varied(ordered[0], starts_on=add_months(ends_on + DAY, -24), amount=ordered[0].amount * 2)]
    paid = number not in UNPAID
    contract = conclude(account, f"HT-{start:%y%m}-{number + 1:03}", ordered, paid=paid, at=at)
    amend(contract, number, sold, at=at)


def main(account: Account, days: Period, sold: Catalogue, *, old: bool = False) -> Ordered:
    """This function will order the edition that fits a customer, one for each branch."""
    branches = max(1, account.store_count)
    edition, price = (sold.chain, 12_800) if branches > 1 else (sold.standard, 9_800)
    discount = 1_000 if branches > 2 else 0
    amount = Money.from_minor(branches * price * (10_000 - discount) // 100)
    return Ordered(
        name=edition.name_zh,
        edition=edition,
        quantity=branches,
        amount=amount * 9 / 10 if old else amount,
        discount=discount,
        starts_on=days.start,
        ends_on=days.last,
    )


def addition(module: Module, price: int, days: Period) -> Ordered:
    """This function will order a module beside the edition."""
    yuan = Money.from_minor(price * 100)
    return Ordered(name=module.name_zh, module=module, amount=yuan, starts_on=days.start, ends_on=days.last)


def conclude(account: Account, number: str, ordered: list[Ordered], *, at: datetime, paid: bool = True) -> Contract:
    """This function will add a contract that was signed two weeks before it began, and paid in the week after."""
    first = min(line.starts_on for line in ordered)
    contract = contracts.add(
        account, number=number, lines=ordered, signed_on=first - timedelta(days=14), owner=account.owner, by=BY, at=at
    )
    if paid:
        amount = Money.total(line.amount for line in ordered)
        contracts.pay(contract, amount=amount, on=first + timedelta(days=3), reference=f"YH-{number}", by=BY, at=at)
    return contract


def amend(contract: Contract, number: int, sold: Catalogue, *, at: datetime) -> None:
    """This function will let some contracts change while they run."""
    main_line = Line.objects.unscoped(reason="the demo's own").filter(contract=contract).order_by("pk")[0]
    middle = add_months(contract.effective_from, 6)
    if number == 0:
        rest = Period(middle, contract.ends_on + DAY)
        lines.add(contract, varied(addition(sold.modules[1], 2_400, rest)), by=BY, at=at)
    if number == 2:
        step = add_months(contract.effective_from, 12)
        lines.step(main_line, on=step, amount=main_line.annual * 11 / 10, version=0, by=BY, at=at)
    if number == 7:
        following = varied(lines.ordered(main_line), starts_on=middle, quantity=2, amount=main_line.annual)
        lines.replace(main_line, following, version=0, by=BY, at=at, reason="新开一家门店")
