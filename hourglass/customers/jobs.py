"""What runs by the clock about customers."""

from hourglass.base import configuration
from hourglass.base.schedule import Work
from hourglass.customers import candidates, people, placing
from hourglass.customers.archive import opening


def find_duplicates(work: Work) -> int:
    """This function will look for accounts that may be one customer."""
    return candidates.find(at=work.at)


def know_people(work: Work) -> int:
    """This function will publish what is known of key persons as of today: attitudes and answers grow old."""
    return people.publish_all(on=configuration.today(work.at))


def place(work: Work) -> int:
    """This function will put every customer into the classes of the day."""
    return placing.place_all(at=work.at)


def open_forms(work: Work) -> int:
    """This function will open the documents of the archive that have become due."""
    return opening.open_due(at=work.at)
