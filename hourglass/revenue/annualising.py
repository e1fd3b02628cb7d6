"""What an amount for a term comes to in a year (REV-05, REV-08, REV-10)."""

from hourglass.base.money import Money
from hourglass.base.periods import Period


def annual(amount: Money, term: Period) -> Money:
    """This function will give the amount for twelve months: 18,000 for two years is 9,000, 3,000 for six months 6,000.

    The term counts in whole months, and 30 days a month for the days that remain.
    """
    return amount * 12 / term.months
