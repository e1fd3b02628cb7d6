"""What runs by the clock about contracts and renewals."""

from hourglass.base.schedule import Work
from hourglass.revenue import closing, publishing, settling
from hourglass.revenue.renewals import closing as ends
from hourglass.revenue.renewals import following, forecasts, opening, reminding


def publish(work: Work) -> int:
    """This function will publish the standing of every account: a day has passed."""
    return publishing.publish_all(at=work.at)


def close(work: Work) -> None:
    """This function will keep what can no longer move: renewals past their last late day, and months long over."""
    settling.settle(at=work.at)
    closing.close(at=work.at)


def open_renewals(work: Work) -> int:
    """This function will open the renewals whose time has come, and keep the open ones in step with their contracts."""
    return opening.keep_in_step(at=work.at) + opening.open_due(at=work.at)


def follow(work: Work) -> int:
    """This function will link contracts that came in by another way to the renewals they follow."""
    return following.follow_all(at=work.at)


def remind(work: Work) -> int:
    """This function will send the reminders that came due."""
    return reminding.remind_due(at=work.at)


def lapse(work: Work) -> int:
    """This function will close what nobody decided about by the end of grace and no contract goes on with."""
    following.follow_all(at=work.at)
    return ends.lapse_due(at=work.at)


def forecast(work: Work) -> int:
    """This function will keep what is expected of the coming months."""
    return forecasts.keep(at=work.at)
