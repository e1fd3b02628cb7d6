"""The portrait of many customers together: of a class, or of all that were lost (SEG-08)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from hourglass.customers.filling import EMPTY
from hourglass.customers.models import PortraitField
from hourglass.customers.models.portraits import FieldKind

TOP = 3


@dataclass(frozen=True, slots=True)
class Trait:
    """One field over many customers: of how many it is known, and what is typical of them.

    A number has its median; what is chosen or written has the values that are most frequent, each with its count.
    """

    field: PortraitField
    known: int
    of: int
    median: Fraction | None = None
    top: tuple[tuple[Any, int], ...] = ()


def together(portraits: Iterable[Mapping[str, Any]], fields: Collection[PortraitField]) -> list[Trait]:
    """This function will put portraits together, field by field: the median branches, the three most frequent pains."""
    everyone = list(portraits)
    return [_trait(field, [one.get(field.key) for one in everyone]) for field in fields]


def _trait(field: PortraitField, values: list[Any]) -> Trait:
    known = [value for value in values if value not in EMPTY]
    if field.kind == FieldKind.NUMBER:
        numbers = sorted(Fraction(str(value)) for value in known if not isinstance(value, bool | list))
        return Trait(field, len(numbers), len(values), median(numbers) if numbers else None)
    each = (item for value in known for item in (value if isinstance(value, list) else [value]))
    counts = sorted(Counter(each).items(), key=lambda pair: (-pair[1], str(pair[0])))
    return Trait(field, len(known), len(values), top=tuple(counts[:TOP]))
