"""What keeps the database small: finished runs, old deliveries, ended sessions, stale cache rows and lost workers.

Everything is deleted in small portions, each in a transaction of its own, so that nobody waits for the write lock.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from hourglass.base import configuration
from hourglass.base.models import Delivery, Run, Worker
from hourglass.base.schedule import Work
from hourglass.base.workspace import DELIVERY_ROWS_KEPT, JOB_RUNS_KEPT

PORTION = 200
FREQUENT_RUNS_KEPT = 500
DECIDED_KEPT = timedelta(days=90)
WORKERS_KEPT = timedelta(days=2)


def prune_runs(work: Work) -> int:
    """This function will delete runs done for longer than is set, and of frequent jobs all but the newest 500.

    What was queued under a unique key, and dead letters that a person discarded, stay for 90 days. Dead letters that
    nobody decided about stay.
    """
    kept = timedelta(days=configuration.value(JOB_RUNS_KEPT, on=configuration.today(work.at)))
    repeated = Run.objects.done().filter(unique_key=None)
    removed = in_portions(repeated.filter(done_at__lt=work.at - kept))
    for job in repeated.order_by("job").values_list("job", flat=True).distinct():
        runs = repeated.filter(job=job).order_by("-pk").values_list("pk", flat=True)
        oldest_kept = list(runs[FREQUENT_RUNS_KEPT - 1 : FREQUENT_RUNS_KEPT])
        if oldest_kept:
            removed += in_portions(repeated.filter(job=job, pk__lt=oldest_kept[0]))
    long_ago = work.at - DECIDED_KEPT
    removed += in_portions(Run.objects.filter(done_at__lt=long_ago))
    return removed + in_portions(Run.objects.filter(discarded_at__lt=long_ago))


def prune_deliveries(work: Work) -> int:
    """This function will delete messages that were sent or discarded longer ago than is set, with their attempts.

    Those that nobody decided about stay, and those whose text is kept. Until then a key is known: it queues once.
    """
    kept = timedelta(days=configuration.value(DELIVERY_ROWS_KEPT, on=configuration.today(work.at)))
    old = Delivery.objects.filter(created_at__lt=work.at - kept, sealed=None)
    return in_portions(old.sent()) + in_portions(old.discarded())


def clear_sessions(work: Work) -> int:
    """This function will delete the sessions that ended."""
    return in_portions(Session.objects.filter(expire_date__lt=work.at))


def forget_workers(work: Work) -> int:
    """This function will delete workers that were not seen for two days."""
    return in_portions(Worker.objects.filter(seen_at__lt=work.at - WORKERS_KEPT))


def cull_cache(work: Work) -> int:
    """This function will delete what the cache holds beyond its time."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    now = connection.ops.adapt_datetimefield_value(work.at.replace(microsecond=0))
    portion = f"SELECT cache_key FROM {table} WHERE expires < %s ORDER BY cache_key LIMIT {PORTION}"  # noqa: S608
    removed = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE cache_key IN ({portion})", [now])  # noqa: S608  own names
            deleted: int = cursor.rowcount
        removed += deleted
        if deleted < PORTION:
            return removed


def in_portions(rows: QuerySet[Model]) -> int:
    """This function will delete `rows` and what hangs on them, a portion at a time, and return how many went."""
    removed = 0
    while portion := list(rows.order_by("pk").values_list("pk", flat=True)[:PORTION]):
        removed += rows.model._default_manager.filter(pk__in=portion).delete()[0]
    return removed
