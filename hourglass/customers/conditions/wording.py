"""A condition as people read it: a pill of one question, or a sentence of the whole."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hourglass.base.money import Money
from hourglass.base.rounding import plain
from hourglass.customers.conditions.operators import ABOUT_KNOWING, RELATIVE, WORDS, Operator
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import Every, Leaf, Node, Not, Some
from hourglass.customers.registry import Fact, Kind, Words

SIGNS = {
    Operator.IS: "",
    Operator.ONE_OF: "",
    Operator.HAS: "",
    Operator.AT_LEAST: "≥ ",
    Operator.MORE_THAN: "> ",
    Operator.AT_MOST: "≤ ",
    Operator.LESS_THAN: "< ",
}


def worded(words: Words) -> str:
    """This function will give a word in the language of the reader, whether it is translated or holds both."""
    return words.in_language(get_language() or "zh") if hasattr(words, "in_language") else str(words)


def value(found: Any, fact: Fact, frame: Frame) -> str:
    """This function will write a value of a fact; one that is not known is a dash."""
    if found is None or found in ("", [], ()):
        return "—"
    if isinstance(found, list | tuple):
        return _(", ").join(_single(item, fact, frame) for item in found)
    return _single(found, fact, frame)


def pill(leaf: Leaf, fact: Fact, frame: Frame) -> str:
    """This function will say what a question asks of its fact, as short as a pill."""
    compared = "" if leaf.op in ABOUT_KNOWING else _compared(leaf, fact, frame)
    if leaf.op in SIGNS and not (leaf.op is Operator.IS and fact.kind is Kind.TEXT):
        return SIGNS[leaf.op] + compared
    return _joined(str(WORDS[leaf.op]), compared) if leaf.op not in RELATIVE else _within(leaf.op, leaf.value)


def question(leaf: Leaf, fact: Fact, frame: Frame) -> str:
    """This function will say a question in full: fact, operator and value."""
    if leaf.op in RELATIVE:
        return _joined(worded(fact.label), _within(leaf.op, leaf.value))
    if leaf.op is Operator.IS and fact.kind is Kind.YES_NO:  # "is yes" says "is" twice in Chinese
        return _("%(fact)s: %(answer)s") % {"fact": worded(fact.label), "answer": _compared(leaf, fact, frame)}
    asked = _joined(worded(fact.label), str(WORDS[leaf.op]))
    return asked if leaf.op in ABOUT_KNOWING else _joined(asked, _compared(leaf, fact, frame))


def sentence(node: Node, facts: Mapping[str, Fact], frame: Frame) -> str:
    """This function will say a whole condition."""
    match node:
        case Leaf():
            return question(node, facts[node.fact], frame)
        case Not(part):
            return _("not (%(condition)s)") % {"condition": sentence(part, facts, frame)}
        case Every(parts) | Some(parts):
            if not parts:
                return _("every customer")
            between = _(" and ") if isinstance(node, Every) else _(" or ")
            return between.join(_inner(part, facts, frame) for part in parts)
    raise TypeError(node)


def _inner(node: Node, facts: Mapping[str, Fact], frame: Frame) -> str:
    said = sentence(node, facts, frame)
    return f"({said})" if isinstance(node, Every | Some) and len(node.parts) > 1 else said


def _compared(leaf: Leaf, fact: Fact, frame: Frame) -> str:
    return value(leaf.value, fact, frame)


def _single(found: Any, fact: Fact, frame: Frame) -> str:
    match fact.kind:
        case Kind.CHOICE | Kind.CHOICES:
            words = fact.choices().get(str(found))
            return str(found) if words is None else worded(words)
        case Kind.YES_NO:
            return _("Yes") if found else _("No")
        case Kind.MONEY:
            return _money(found, frame)
        case Kind.NUMBER:
            number = plain(found, 4, trim=True) if isinstance(found, int | Decimal) else str(found)
            return f"{number} {worded(fact.unit)}".strip()
        case Kind.DAY if isinstance(found, date):
            return found.isoformat()
    return str(found)


def _money(found: Any, frame: Frame) -> str:
    full = Money.rounded(Decimal(found), frame.currency).full()
    return full.removesuffix(".00")


def _within(op: Operator, days: int) -> str:
    match op:
        case Operator.IN_NEXT_DAYS:
            said = ngettext("within the next %(n)d day", "within the next %(n)d days", days)
        case Operator.NOT_IN_NEXT_DAYS:
            said = ngettext("not within the next %(n)d day", "not within the next %(n)d days", days)
        case Operator.IN_LAST_DAYS:
            said = ngettext("within the last %(n)d day", "within the last %(n)d days", days)
        case _:
            said = ngettext("not within the last %(n)d day", "not within the last %(n)d days", days)
    return said % {"n": days}


def _joined(first: str, second: str) -> str:
    return _("%(first)s %(second)s") % {"first": first, "second": second} if second else first
