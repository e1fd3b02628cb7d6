"""Tables of jobs for the tests; `effects` says what was done."""

from datetime import timedelta

from hourglass.base.cadence import Cron, Every
from hourglass.base.models import Team
from hourglass.base.running import Permanent
from hourglass.base.schedule import CatchUp, Job, Work

effects: list[Work] = []


def note(work: Work) -> None:
    """Remember the work, in memory: it stays also when the transaction is rolled back."""
    effects.append(work)


def keep(work: Work) -> None:
    """Do something to the database, so that a test can see whether it stayed."""
    Team.objects.create(name=f"{work.job} {work.until.isoformat()}")


def keep_then_break(work: Work) -> None:
    keep(work)
    raise RuntimeError("no answer")


def never(work: Work) -> None:
    raise Permanent("no such address")


HOUR = timedelta(hours=1)
JOBS = [
    Job(key="latest", title="Latest", does=note, cadence=Every(HOUR), catch_up=CatchUp.LATEST),
    Job(key="each", title="Each", does=note, cadence=Every(HOUR), catch_up=CatchUp.EACH),
    Job(key="skip", title="Skip", does=note, cadence=Every(HOUR), catch_up=CatchUp.SKIP),
    Job(key="daily", title="Daily", does=note, cadence=Cron("30 2 * * *"), catch_up=CatchUp.EACH),
    Job(key="once", title="Once", does=note, time_limit=HOUR),
    Job(key="atomic", title="Atomic", does=keep, atomic=True),
    Job(key="breaks", title="Breaks", does=keep_then_break, atomic=True, attempts=2),
    Job(key="leaves", title="Leaves a trace", does=keep_then_break, attempts=2),
    Job(key="never", title="Never", does=never),
]

YEAR = [
    Job(
        key="daily",
        title="Daily",
        does=keep,
        cadence=Cron("30 2 * * *"),
        catch_up=CatchUp.EACH,
        atomic=True,
        attempts=99,
    ),
    Job(key="nightly", title="Nightly", does=keep, cadence=Cron("15 1 * * *"), atomic=True, attempts=99),
]
