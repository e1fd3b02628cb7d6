"""What a condition would keep: how many customers, and the first of them."""

from dataclasses import dataclass, field
from typing import Any

from hourglass.base.models import User
from hourglass.console.lists import totals
from hourglass.console.lists.asking import compact
from hourglass.console.lists.totals import Total
from hourglass.customers.conditions import drafts, queries, tree, wording
from hourglass.customers.conditions.drafts import Group
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.models import Account
from hourglass.customers.registry import Fact

FIRST = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to see of a draft; without a total where a question still waits or does not fit."""

    total: Total | None = None
    first: list[Any] = field(default_factory=list)
    sentence: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who looks, and in which frame: the count is of what this person sees."""

    person: User
    frame: Frame

    def of(self, draft: Group, facts: dict[str, Fact]) -> Shown:
        """This function will count what a draft keeps and give the first of them."""
        document = drafts.settled(draft)
        try:
            node = tree.read(document, facts)
        except tree.ConditionRefused:
            return Shown()
        rows = Account.objects.visible_to(self.person).open().filter(queries.where(node, facts=facts, frame=self.frame))
        first = list(rows.select_related("owner").order_by("order_key", "pk")[:FIRST])
        words = wording.sentence(node, facts, self.frame)
        return Shown(totals.count(rows), first, words, compact(document))
