"""Whether the installation can work: what `/healthz`, `/readyz` and `hourglass ready` answer."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from hourglass.base import jobs

MEGABYTE = 1024 * 1024
LEAST_FREE = 100 * MEGABYTE  # below this a checkpoint or an upload may fail half-way


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and what was seen."""

    name: str
    well: bool
    seen: str
    needed: bool = True  # for answering requests; without it the pages still serve


def database() -> Finding:
    """This function will ask the database for an answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as fault:
        return Finding("database", False, type(fault).__name__)
    return Finding("database", True, connection.vendor)


def migrations() -> Finding:
    """This function will count the migrations that this version brings and the database lacks."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        return Finding("migrations", False, type(fault).__name__)
    return Finding("migrations", not missing, f"{len(missing)} missing")


def disk() -> Finding:
    """This function will measure the room that is left for the data folder."""
    try:
        usage = shutil.disk_usage(settings.DATA)
    except OSError as fault:
        return Finding("disk", False, type(fault).__name__)
    free = f"{usage.free // MEGABYTE} MB free of {usage.total // MEGABYTE} MB"
    return Finding("disk", usage.free >= LEAST_FREE, free)


def worker() -> Finding:
    """This function will ask how the jobs are: whether a worker lives, and what is late or given up."""
    try:
        found = jobs.health(at=timezone.now())
    except DatabaseError as fault:
        return Finding("worker", False, type(fault).__name__, needed=False)
    seen = f"{found.workers} alive, {len(found.late)} jobs late, {found.dead_letters} dead letters"
    return Finding("worker", bool(found.workers) and not found.late, seen, needed=False)


LOOKED_AT: list[Callable[[], Finding]] = [database, migrations, disk, worker]


def findings() -> list[Finding]:
    """This function will look at everything the product needs to work."""
    return [look() for look in LOOKED_AT]


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives and answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The installation can answer requests: 200 or 503, and whether all is well.

    A silent worker takes no page from anybody, so it does not make the answer red: a load balancer that acted on it
    would turn late jobs into an outage. What was seen is told only to people who may see the jobs.
    """
    found = findings()
    ready = all(finding.well for finding in found if finding.needed)
    answer: dict[str, object] = {"ready": ready, "well": all(finding.well for finding in found)}
    reachable = found[0].well
    if reachable and request.user.is_authenticated and request.user.can("jobs.view"):
        answer["findings"] = {finding.name: {"well": finding.well, "seen": finding.seen} for finding in found}
    return JsonResponse(answer, status=200 if ready else 503)
