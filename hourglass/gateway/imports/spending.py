"""Costs by month and block, as files of finance tell of them (GOAL-13).

A cost is known again by its block, month, customer and note: a later file that gives another amount sets it right.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.gateway.imports.finding import ACCOUNT, RowRefused, account_of, currencies, money
from hourglass.gateway.imports.nouns import Field, Noun, Outcome, Taking, Values
from hourglass.gateway.sheets import values
from hourglass.gateway.sheets.limits import Cell
from hourglass.insight import costs
from hourglass.insight.models import Block, CostEntry

MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\Z")
BLOCKS: Mapping[Block, Sequence[str]] = {
    Block.RND: ("研发", "研发成本", "r&d", "research", "development"),
    Block.ACQUISITION: ("获客", "获客成本", "acquisition", "sales and marketing", "cac"),
    Block.SERVICE: ("服务", "服务成本", "service", "customer success"),
}


def take_cost(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will enter a cost, or set its amount right."""
    [row] = rows
    account = account_of(row, taking) if any(row.get(field.key) for field in ACCOUNT) else None
    amount = money(row["amount"], row.get("currency", "CNY"))
    of: dict[str, Any] = {
        "block": Block[str(row["block"]).upper()],
        "month": row["month"],
        "account": account,
        "referred": bool(row.get("referred")),
        "note": row.get("note", ""),
    }
    everyone = CostEntry.objects.unscoped(reason="who may enter costs of a customer may set them right").present()
    there = list(everyone.filter(**of).order_by("pk")[:2])
    if len(there) > 1:
        raise RowRefused(_("This cost is there more than once. Tell them apart by a note, on the page of costs."))
    if not there:
        taking.made("cost", costs.enter(**of, amount=amount, by=taking.by, at=taking.at))
        return Outcome.CREATED
    [entry] = there
    before, was = entry.version, {"amount": entry.amount.minor, "currency": entry.amount.currency}
    costs.change(entry, amount=amount, note=entry.note, version=before, by=taking.by, at=taking.at)
    taking.changed("cost", entry, before, was)
    return Outcome.UPDATED if entry.version != before else Outcome.SAME


def as_entered(was: Mapping[str, Any]) -> Money:
    """This function will read the amount that a trace keeps."""
    return Money.from_minor(was["amount"], was["currency"])


def month(cell: Cell) -> date:
    """This function will read a month: 2026-03, 2026年3月, or any day of it."""
    match = MONTH.match(str(cell).strip())
    found: date = values.day(f"{match[1]}-{match[2]}-1" if match else cell)
    return found.replace(day=1)


def blocks() -> Mapping[str, Sequence[str]]:
    """This function will give the blocks of costs with the words for them."""
    return {str(block): (str(block.label), *words) for block, words in BLOCKS.items()}


COSTS = Noun(
    key="costs",
    kind="cost",
    label=_("Costs"),
    needs=(Permission.COSTS_EDIT,),
    take=take_cost,
    fields=(
        Field("block", _("Block"), values.choice(blocks), ("成本类型", "成本类别", "类别", "category"), True),
        Field("month", _("Month"), month, ("月份", "所属月份", "期间", "period"), True),
        Field("amount", _("Amount"), values.number, ("金额", "成本", "费用", "cost"), True),
        Field("currency", _("Currency"), values.choice(currencies), ("币种", "currency")),
        Field("note", _("Note"), values.text(200), ("备注", "说明", "摘要", "description")),
        Field("referred", _("Spent on referred customers"), values.yes_no, ("转介绍", "是否转介绍", "referral")),
        *ACCOUNT,
    ),
)
