"""A file that the demo's head of customer success brought: more people of some customers, one row with a fault."""

from collections.abc import Sequence
from datetime import datetime

from hourglass.base.models import User
from hourglass.base.schedule import Work
from hourglass.customers.models import Account
from hourglass.gateway.imports import taking
from hourglass.gateway.models import Import, Policy

PEOPLE = ("邵静", "贺远", "秦悦", "白帆", "邹敏", "余乐")


def install(accounts: Sequence[Account], by: User, *, at: datetime) -> None:
    """This function will take the file in by the verbs that a person at the screen would use."""
    rows = [f"{name},{account.name},财务,{number}@example.com" for number, (name, account) in _pairs(accounts)]
    text = "\n".join(["姓名,客户名称,职务,邮箱", *rows, f"岳明,{accounts[0].name},财务,没有"])
    brought = taking.bring("contacts", "联系人-财务.csv", text.encode(), by=by, at=at)
    columns, version = brought.columns, brought.version
    taking.name_columns(brought, columns, source="crm", version=version, by=by, at=at, keep_as="财务联系人")
    work = Work(taking.RUN, at, None, at, {"import": brought.pk})
    taking.check(work)
    brought = Import.objects.unscoped(reason="the demo goes on with its own import").get(pk=brought.pk)
    taking.start(brought, policy=Policy.GOOD, version=brought.version, by=by, at=at)
    taking.run(work)


def _pairs(accounts: Sequence[Account]) -> list[tuple[int, tuple[str, Account]]]:
    return list(enumerate(zip(PEOPLE, accounts, strict=False), start=1))
