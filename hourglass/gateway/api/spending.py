"""How many requests a token may make in a minute, counted over all processes of the installation.

A process takes requests in portions, so that most of them cost no write: what a token is given never exceeds the limit,
and a process that took a portion and does not need it leaves at most that unused.
"""

from datetime import datetime, timedelta
from threading import Lock

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.models import ServiceToken
from hourglass.gateway.api.problems import TOO_MANY, Problem
from hourglass.gateway.models import Spending
from hourglass.gateway.rules import REQUESTS_A_MINUTE

PORTION = 20
# Others take at the same moment; who comes second looks again.
ATTEMPTS = 10
_left: dict[int, tuple[datetime, int]] = {}
_lock = Lock()


def spend(token: ServiceToken, *, at: datetime) -> None:
    """This function will count one request of a token.

    :raises Problem: the token made as many as it may in this minute.
    """
    minute = at.replace(second=0, microsecond=0)
    with _lock:
        of, left = _left.get(token.pk, (minute, 0))
        if of == minute and left > 0:
            _left[token.pk] = (minute, left - 1)
            return
    most = configuration.value(REQUESTS_A_MINUTE, on=configuration.today(at))
    given = take(token, minute, most=most)
    if not given:
        wait = (minute + timedelta(minutes=1) - at).seconds + 1
        said = _("A token may make %(most)d requests a minute. Wait %(wait)d seconds.") % {"most": most, "wait": wait}
        raise Problem(TOO_MANY, said, headers={"Retry-After": str(wait)})
    with _lock:
        _left[token.pk] = (minute, given - 1)


def take(token: ServiceToken, minute: datetime, *, most: int) -> int:
    """This function will give a token a portion of the requests of a minute, or what is left of them, or none."""
    spendings = Spending.objects.filter(pk=token.pk)
    for _attempt in range(ATTEMPTS):
        now = spendings.first()
        if now is None:
            wanted, done = min(PORTION, most), _opened(token, minute, min(PORTION, most))
        elif now.minute != minute:
            wanted = min(PORTION, most)
            done = spendings.filter(minute=now.minute).update(minute=minute, given=wanted) > 0
        elif now.given >= most:
            return 0
        else:
            wanted = min(PORTION, most - now.given)
            room = spendings.filter(minute=minute, given__lte=most - wanted)
            done = room.update(given=F("given") + wanted) > 0
        if done:
            return wanted
    return 0


def _opened(token: ServiceToken, minute: datetime, given: int) -> bool:
    try:
        with transaction.atomic():
            Spending.objects.create(token=token, minute=minute, given=given)
    except IntegrityError:
        return False
    return True
