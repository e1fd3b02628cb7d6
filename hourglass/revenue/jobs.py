"""What runs by the clock about contracts and renewals."""

from hourglass.base.schedule import Work
from hourglass.revenue import publishing


def publish(work: Work) -> int:
    """This function will publish the standing of every account: a day has passed."""
    return publishing.publish_all(at=work.at)
