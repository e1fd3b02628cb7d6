"""Where an account's clock begins: t0, the start of service (section 0.4, LIFE-05, REV-22)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rule(StrEnum):
    """Which moment starts the clock."""

    LATER = "later"
    SIGNED = "signed"
    EFFECTIVE = "effective"
    PAID = "paid"
    HANDOVER = "handover"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What is known of a first contract; None has not happened yet."""

    effective: date
    signed: date | None = None
    paid: date | None = None
    handover: date | None = None
    delivery: date | None = None

    def named(self, rule: Rule) -> date | None:
        """This function will give the moment that `rule` names, as far as it has come."""
        match rule:
            case Rule.LATER:
                return max(self.effective, self.paid) if self.paid else None
            case Rule.SIGNED:
                return self.signed
            case Rule.EFFECTIVE:
                return self.effective
            case Rule.PAID:
                return self.paid
            case Rule.HANDOVER:
                return self.handover
            case Rule.DELIVERY:
                return self.delivery


@dataclass(frozen=True, slots=True)
class Start:
    """A start of service; it is provisional until the moment that decides it has come."""

    on: date
    provisional: bool = False
    by_hand: bool = False


def start(moments: Moments, *, rule: Rule = Rule.LATER, override: date | None = None) -> Start:
    """This function will give the start of service: the one set by hand, the one the rule names, or for now the
    effective date.
    """
    if override is not None:
        return Start(override, by_hand=True)
    if (decided := moments.named(rule)) is not None:
        return Start(decided)
    return Start(moments.effective, provisional=True)
