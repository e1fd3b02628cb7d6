"""How far a customer runs a topic without us (USE-15)."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from hourglass.usage.metrics.activity import Share


class Ability(StrEnum):
    """From what we do for them to what they do by themselves."""

    DOING_FOR = "doing_for"
    DOING_WITH = "doing_with"
    ALONE = "alone"


def self_sufficiency(rated: Mapping[int, Ability], core: Collection[int]) -> Share:
    """This function will give the share of core topics that a customer runs alone; a topic nobody rated is not."""
    return Share.sets([topic for topic, ability in rated.items() if ability is Ability.ALONE], core)


def helped(ability: Ability | None) -> bool:
    """This function will tell whether the next work on a topic has tasks for us by default."""
    return ability is not Ability.ALONE
