"""Why a customer meets a condition or not: every question with what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hourglass.customers import values
from hourglass.customers.conditions import checking, tree, wording
from hourglass.customers.conditions.checking import Answer
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import Every, Leaf, Node, Not
from hourglass.customers.models import Account
from hourglass.customers.registry import Fact


@dataclass(frozen=True, slots=True)
class Reason:
    """One branch in words: what was asked, whether it is met (None where that is unknown), and what was found."""

    said: str
    met: bool | None
    found: str = ""
    parts: list["Reason"] = field(default_factory=list)


def explain(account: Account, node: Node, facts: Mapping[str, Fact], frame: Frame) -> Reason:
    """This function will answer a condition for one account and tell why."""
    asked = [facts[key] for key in dict.fromkeys(leaf.fact for leaf in tree.leaves(node))]
    known = values.of([account.pk], facts=asked, frame=frame)[account.pk]
    return told(checking.check(node, known, day=frame.day, facts=facts), facts, frame)


def told(answer: Answer, facts: Mapping[str, Fact], frame: Frame) -> Reason:
    """This function will put an answer and all below it into words."""
    node = answer.node
    if isinstance(node, Leaf):
        fact = facts[node.fact]
        return Reason(wording.question(node, fact, frame), answer.met, wording.value(answer.value, fact, frame))
    parts = [told(part, facts, frame) for part in answer.parts]
    if isinstance(node, Not):
        return Reason(_("Not:"), answer.met, parts=parts)
    return Reason(_("All of these:") if isinstance(node, Every) else _("Any of these:"), answer.met, parts=parts)
