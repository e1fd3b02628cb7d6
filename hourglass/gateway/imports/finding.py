"""What several nouns of imports need to find: the customer of a row, its owner, and money in a cell."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.money import Money, MoneyError
from hourglass.base.refusals import Refused
from hourglass.base.workspace import CURRENCIES
from hourglass.customers import matching
from hourglass.customers.models import Account, ExternalId
from hourglass.gateway.imports.nouns import Field, Taking, Values
from hourglass.gateway.sheets import values

ACCOUNT = (
    Field(
        "external",
        _("Identifier in the source"),
        values.text(200),
        ("id", "account id", "customer id", "客户id", "外部编号"),
    ),
    Field("number", _("Customer number"), values.text(64), ("客户编号", "客户编码", "account number", "code")),
    Field(
        "account",
        _("Customer"),
        values.text(200),
        ("客户", "客户名称", "公司名称", "account name", "customer name", "company"),
    ),
)


class RowRefused(Refused):
    """A row cannot be taken in."""


def seen(account: Account | None, taking: Taking) -> Account | None:
    """This function will give an account that the person may work on; another's is refused, not doubled."""
    if account is not None and not Account.objects.visible_to(taking.by).filter(pk=account.pk).exists():
        raise RowRefused(_("This customer belongs to somebody else. Ask its owner or their lead."))
    return account


def account_of(row: Values, taking: Taking) -> Account:
    """This function will find the account that a row is about."""
    everyone = Account.objects.unscoped(reason="a row is matched to whoever it is, and refused where it is another's")
    present = everyone.present()
    found: Account | None = None
    if row.get("external"):
        found = by_external(row["external"], taking)
    if found is None and row.get("number"):
        found = present.filter(number=row["number"]).first()
    if found is None and row.get("account"):
        twins = list(called(present, [row["account"]]).order_by("pk")[:2])
        if len(twins) > 1:
            raise RowRefused(_("Several customers have this name. Give the customer number."))
        found = twins[0] if twins else None
    if found is None:
        raise RowRefused(_("No customer fits. Import the customers first, or correct the name or number."))
    seen(found, taking)
    return found


def account_of_all(rows: Sequence[Values], taking: Taking) -> Account:
    """This function will find the account that rows which belong together are about; later ones may leave it out.

    :raises RowRefused: no account fits, or the rows name different ones.
    """
    account = account_of(rows[0], taking)
    if not is_of_one(rows):
        for row in rows[1:]:
            if any(_called(row)) and account_of(row, taking).pk != account.pk:
                raise RowRefused(_("These rows belong together and name different customers. Correct the customer."))
    return account


def is_of_one(rows: Sequence[Values]) -> bool:
    """This function will tell whether rows that belong together surely name one account: by the same words, or once."""
    return {_called(row) for row in rows[1:] if any(_called(row))} <= {_called(rows[0])}


def _called(row: Values) -> tuple[str, ...]:
    return tuple(row.get(field.key) or "" for field in ACCOUNT)


def accounts_of(rows: Sequence[Values], taking: Taking) -> list[Account | None]:
    """This function will find the accounts of many rows by a fixed number of queries, each as `account_of` would.

    None where that would refuse the row, and where only looking closer can tell.
    """
    links = ExternalId.objects.unscoped(reason="an identifier is matched whoever sees its customer")
    linked = dict(
        links.filter(source=taking.source, value__in=_given(rows, "external")).values_list("value", "account")
    )
    present = Account.objects.unscoped(reason="a row is matched to whoever it is").present()
    numbered = dict(present.filter(number__in=_given(rows, "number")).values_list("number", "pk"))
    named: dict[str, list[int]] = defaultdict(list)
    for name, key in called(present, _given(rows, "account")).values_list("name", "pk"):
        named[name].append(key)
    found = []
    for row in rows:
        twins = named.get(row.get("account", ""), [])
        by_name = twins[0] if len(twins) == 1 else None
        found.append(linked.get(row.get("external", "")) or numbered.get(row.get("number", "")) or by_name)
    mine = Account.objects.visible_to(taking.by).present().filter(pk__in={key for key in found if key})
    seen_ = {account.pk: account for account in mine.select_related("owner")}
    return [seen_.get(key) if key else None for key in found]


def called(accounts: QuerySet[Account], names: Collection[str]) -> QuerySet[Account]:
    """This function will keep the accounts of exactly one of these names; the form they are compared in is indexed."""
    return accounts.filter(name_key__in={matching.key(name)[:200] for name in names}, name__in=names)


def _given(rows: Sequence[Values], name: str) -> set[str]:
    return {row[name] for row in rows if row.get(name)}


def by_external(value: str, taking: Taking) -> Account | None:
    """This function will find an account by what the source calls it."""
    rows = ExternalId.objects.unscoped(reason="an identifier is matched whoever sees its customer")
    link = rows.filter(source=taking.source, value=value).select_related("account").first()
    return link.account if link else None


def owner_of(mail: str) -> User | None:
    """This function will find who owns the account, by e-mail address."""
    if not mail:
        return None
    everyone = User.objects.unscoped(reason="an owner is named by the e-mail address alone")
    found: User | None = everyone.active().filter(email__iexact=mail).first()
    if found is None:
        raise RowRefused(_("Nobody here has the e-mail address %(mail)s.") % {"mail": mail})
    return found


def money(amount: Any, currency: str) -> Money:
    """This function will make money of a cell."""
    try:
        return Money(amount, currency)
    except MoneyError:
        raise RowRefused(_("%(currency)s has no coins that small.") % {"currency": currency}) from None


def currencies() -> Mapping[str, Sequence[str]]:
    """This function will give the currencies."""
    return {code: (code,) for code in CURRENCIES}
