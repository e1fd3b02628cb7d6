"""The nouns of imports: customers, their people, their contracts with lines and payments; the others stand beside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.base.permissions import Permission
from hourglass.customers import accounts, contacts, duplicates
from hourglass.customers.models import Account, Contact, PersonRole
from hourglass.gateway.imports import many, many_contracts, many_people
from hourglass.gateway.imports.branches import STORES
from hourglass.gateway.imports.finding import (
    ACCOUNT,
    RowRefused,
    account_of,
    account_of_all,
    by_external,
    currencies,
    money,
    owner_of,
    seen,
)
from hourglass.gateway.imports.nouns import Field, Group, Noun, Outcome, Taken, Taking, Values
from hourglass.gateway.imports.spending import COSTS
from hourglass.gateway.imports.subscriptions import SUBSCRIPTIONS
from hourglass.gateway.imports.touching import TOUCHES
from hourglass.gateway.imports.use import USE
from hourglass.gateway.sheets import values
from hourglass.revenue import contracts
from hourglass.revenue.concluding import New
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Recurrence


def take_account(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will add an account or change the one that is there; blank cells change nothing."""
    [row] = rows
    given = {name: row[name] for name in many.TEXTS if name in row}
    there = seen(_account_there(row, taking), taking)
    owner = owner_of(row.get("owner", ""))
    if there is None:
        given.pop("name", None)
        account = accounts.add(many.called(row), owner=owner, by=taking.by, at=taking.at, **given)
        taking.made("account", account)
        _link(account, row, taking)
        return Outcome.CREATED
    was = {name: getattr(there, name) for name, value in given.items() if getattr(there, name) != value}
    changed = bool(was)
    if changed:
        before = there.version
        accounts.edit(there, version=before, by=taking.by, at=taking.at, **given)
        taking.changed("account", there, before, was)
    return Outcome.UPDATED if _link(there, row, taking) or changed else Outcome.SAME


def _account_there(row: Values, taking: Taking) -> Account | None:
    if row.get("external") and (found := by_external(row["external"], taking)):
        return found
    everyone = Account.objects.unscoped(reason="who is there already is not doubled, whoever sees them")
    if row.get("number") and (found := everyone.present().filter(number=row["number"]).first()):
        return found
    return duplicates.same(name=many.called(row), city=row.get("city", ""), registration=row.get("registration", ""))


def _link(account: Account, row: Values, taking: Taking) -> bool:
    if not row.get("external") or by_external(row["external"], taking) is not None:
        return False
    link = accounts.link(account, source=taking.source, value=row["external"], by=taking.by, at=taking.at)
    taking.made("external", link)
    return True


def take_contact(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will add a person of a customer, or change the one of that name."""
    [row] = rows
    account = account_of(row, taking)
    given = many_people.given(row)
    people = Contact.objects.unscoped(reason="the people of an account that was found").of(account)
    there = people.filter(name=row["name"]).order_by("left_on", "pk").first()
    if there is None:
        taking.made("contact", contacts.add(account, row["name"], by=taking.by, at=taking.at, **given))
        return Outcome.CREATED
    before, was = there.version, {name: getattr(there, name) for name in (*given, "level")}
    contacts.edit(there, version=before, by=taking.by, at=taking.at, **given)
    taking.changed("contact", there, before, {name: old for name, old in was.items() if getattr(there, name) != old})
    return Outcome.UPDATED if there.version != before else Outcome.SAME


def take_contract(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will add a contract of all the rows that carry its number, and the payment they tell of."""
    account = account_of_all(rows, taking)
    everyone = Contract.objects.unscoped(reason="a number is taken whoever sees the contract")
    if everyone.filter(number=rows[0]["contract"]).exists():
        raise RowRefused(_("This contract number is taken. A contract that is there is corrected on its page."))
    new = read_contract(rows, account, taking).new
    words: dict[str, Any] = {"number": new.number, "lines": new.lines, "signed_on": new.signed_on, "owner": new.owner}
    contract = contracts.add(account, **words, by=taking.by, at=taking.at)
    paid = [contracts.pay(contract, amount=amount, on=day, by=taking.by, at=taking.at) for amount, day in new.paid]
    taking.made("contract", contract, payments=[payment.pk for payment in paid])
    return Outcome.CREATED


def take_contracts(groups: Sequence[Group], taking: Taking) -> list[Taken]:
    """This function will take in the contracts that can be taken together; those that are left have no outcome."""
    return many_contracts.take(groups, taking, read=read_contract)


def read_contract(rows: Group, account: Account, _taking: Taking) -> many_contracts.Read:
    """This function will read a contract out of all the rows that carry its number."""
    signed = {row["signed_on"] for row in rows if row.get("signed_on")}
    if len(signed) > 1:
        raise RowRefused(_("The rows of this contract name different days of signing. Keep the one that is right."))
    new = New(
        account=account.pk,
        number=rows[0]["contract"],
        lines=[_ordered(row) for row in rows],
        signed_on=next(iter(signed), None),
        owner=account.owner,
        paid=[payment for row in rows if (payment := _paid(row))],
    )
    return many_contracts.Read(new)


def _paid(row: Values) -> tuple[Money, date] | None:
    amount, day = row.get("paid_amount"), row.get("paid_on")
    if not amount and not day:
        return None
    if not amount or not day:
        raise RowRefused(_("A payment needs its amount and its day. Give both, or neither."))
    return money(amount, row.get("currency", "CNY")), day


def _ordered(row: Values) -> Ordered:
    days = Period.of_months(row["starts_on"], row.get("months", 12))
    return Ordered(
        name=row.get("line") or str(row["contract"]),
        amount=money(row["amount"], row.get("currency", "CNY")),
        starts_on=row["starts_on"],
        ends_on=row.get("ends_on") or days.last,
        quantity=row.get("quantity", 1),
        discount=int(row.get("discount", 0) * 100),
        recurrence=Recurrence[str(row.get("recurrence", "recurring")).upper()],
    )


def recurrences() -> Mapping[str, Sequence[str]]:
    """This function will give the words for what recurs and what does not."""
    return {
        "recurring": (str(Recurrence.RECURRING.label), "recurring", "订阅", "yes", "是"),
        "one_time": (str(Recurrence.ONE_TIME.label), "one-time", "once", "一次性", "no", "否"),
        "trial": (str(Recurrence.TRIAL.label), "trial", "试用"),
    }


def person_roles() -> Mapping[str, Sequence[str]]:
    """This function will give the roles of people with their names."""
    return {role.key: (role.name_zh, role.name_en) for role in PersonRole.objects.filter(retired_at=None)}


ACCOUNTS = Noun(
    key="accounts",
    kind="account",
    label=_("Customers"),
    needs=(Permission.ACCOUNTS_EDIT,),
    take=take_account,
    take_many=many.take_accounts,
    fields=(
        Field(
            "name",
            _("Name"),
            values.text(200),
            ("客户名称", "客户", "公司名称", "公司", "account name", "company", "customer"),
            True,
            instead="external",
        ),
        ACCOUNT[0],
        ACCOUNT[1],
        Field("registration", _("Registration number"), values.text(64), ("统一社会信用代码", "信用代码", "税号")),
        Field("city", _("City"), values.text(80), ("城市", "所在城市", "town")),
        Field("region", _("Region"), values.text(80), ("地区", "省份", "区域", "province", "country")),
        Field("industry", _("Industry"), values.text(80), ("行业", "所属行业", "sector")),
        Field(
            "owner",
            _("Owner's e-mail address"),
            values.mail,
            ("负责人邮箱", "客户经理邮箱", "owner", "csm", "csm email"),
        ),
    ),
)
CONTACTS = Noun(
    key="contacts",
    kind="contact",
    label=_("Contacts"),
    needs=(Permission.ACCOUNTS_EDIT,),
    take=take_contact,
    take_many=many_people.take_contacts,
    fields=(
        Field(
            "name",
            _("Name"),
            values.text(120),
            ("姓名", "联系人", "联系人姓名", "contact", "contact name", "full name"),
            True,
        ),
        *ACCOUNT,
        Field("job_title", _("Job title"), values.text(120), ("职务", "职位", "title", "position")),
        Field("roles", _("Role"), values.choice(person_roles), ("角色", "role")),
        Field("phone", _("Phone"), values.text(40), ("电话", "手机", "手机号", "联系电话", "mobile", "tel")),
        Field("email", _("E-mail address"), values.mail, ("邮箱", "电子邮箱", "email", "e-mail", "mail")),
        Field("im", _("Messenger"), values.text(120), ("微信", "wechat", "im")),
        Field("is_buyer", _("Buys the product"), values.yes_no, ("采购方", "buyer")),
        Field("is_user", _("Uses the product"), values.yes_no, ("使用者", "user")),
        Field("product_user", _("User in the product"), values.text(200), ("产品账号", "用户名", "username", "login")),
    ),
)
CONTRACTS = Noun(
    key="contracts",
    kind="contract",
    label=_("Contracts with lines"),
    needs=(Permission.CONTRACTS_EDIT,),
    take=take_contract,
    take_many=take_contracts,
    grouped="contract",
    fields=(
        Field(
            "contract",
            _("Contract number"),
            values.text(80),
            ("合同编号", "合同号", "contract", "subscription id", "order"),
            True,
        ),
        *ACCOUNT,
        Field(
            "line",
            _("What"),
            values.text(200),
            ("产品", "版本", "项目", "plan", "plan tier", "product", "line", "item"),
        ),
        Field(
            "amount",
            _("Amount of the term"),
            values.number,
            ("金额", "合同金额", "总价", "amount", "arr amount", "price"),
            True,
        ),
        Field("currency", _("Currency"), values.choice(currencies), ("币种", "currency")),
        Field(
            "starts_on",
            _("First day"),
            values.day,
            ("开始日期", "起始日期", "服务开始", "start", "start date", "begin"),
            True,
        ),
        Field("ends_on", _("Last day"), values.day, ("结束日期", "到期日期", "到期日", "end", "end date", "expiry")),
        Field("months", _("Months"), values.at_most(1200, least=1), ("期限", "月数", "term", "months")),
        Field(
            "quantity",
            _("Quantity"),
            values.at_most(2**31 - 1, least=1),
            ("数量", "门店数", "seats", "quantity", "users"),
        ),
        Field("discount", _("Discount, %"), values.percent, ("折扣", "discount")),
        Field("recurrence", _("Kind"), values.choice(recurrences), ("类型", "是否订阅", "type", "kind")),
        Field("signed_on", _("Signed"), values.day, ("签约日期", "签订日期", "signed", "signing date")),
        Field("paid_amount", _("Paid amount"), values.number, ("已付金额", "回款金额", "paid amount")),
        Field("paid_on", _("Paid on"), values.day, ("付款日期", "回款日期", "paid on", "payment date")),
    ),
)
NOUNS = {noun.key: noun for noun in (ACCOUNTS, STORES, CONTACTS, CONTRACTS, SUBSCRIPTIONS, TOUCHES, COSTS, USE)}
