"""What runs by the clock about contracts and renewals."""

from hourglass.base.schedule import Work
from hourglass.revenue import closing, publishing, settling


def publish(work: Work) -> int:
    """This function will publish the standing of every account: a day has passed."""
    return publishing.publish_all(at=work.at)


def close(work: Work) -> None:
    """This function will keep what can no longer move: renewals past their last late day, and months long over."""
    settling.settle(at=work.at)
    closing.close(at=work.at)
