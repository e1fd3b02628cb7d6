"""What runs by the clock about customers."""

from hourglass.base.schedule import Work
from hourglass.customers import candidates


def find_duplicates(work: Work) -> int:
    """This function will look for accounts that may be one customer."""
    return candidates.find(at=work.at)
