"""Why customers do not renew, as finely as it can be told; lost customers use the same words (REV-20, CHURN-10)."""

from collections.abc import Mapping

from hourglass.base.labels import Label
from hourglass.base.terms import REASONS

OTHER = "other"
SEPARATOR = "__"


def choices() -> Mapping[str, Mapping[str, Label]]:
    """This function will give the reasons by their class: a key such as "competitor__price" and its words."""
    grouped: dict[str, dict[str, Label]] = {}
    for key, label in REASONS.items():
        grouped.setdefault(key.partition(SEPARATOR)[0], {})[key] = label
    return grouped


def known(key: str) -> bool:
    """This function will tell whether a reason can be chosen: classes with finer reasons want one of them."""
    return key in REASONS and not any(other.startswith(key + SEPARATOR) for other in REASONS)


def label(key: str) -> Label | None:
    """This function will give the words of a reason; None where there is none."""
    return REASONS.get(key)
